package demurtest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// succeedingInFormat is for samples whose answer is JSON or XML, at least for a client that
// asks for JSON. A table of figures, a page or a picture has no other format to offer.
func succeedingInFormat(a *asking) string {
	if why := succeedingWithBody(a); why != "" {
		return why
	}
	plain := a.ask(a.base())
	for _, got := range []answer{plain, a.ask(a.base().accepting(typeJSON))} {
		if _, written := mediaType(got.header); written != neither || unnamed(got) {
			return ""
		}
	}
	return fmt.Sprintf("the answer to the sample is neither JSON nor XML, but %s", cmp.Or(plain.header.Get("Content-Type"), "of no media type"))
}

// unnamed reports whether a body is JSON or XML, and its Content-Type does not say so. That
// is a mistake, so it is asked about.
func unnamed(got answer) bool {
	name, _ := mediaType(got.header)
	if !slices.Contains([]string{"", "text/plain", "application/octet-stream"}, name) {
		return false
	}
	json, err := parse(inJSON, got.body)
	_, wrong := parse(inXML, got.body)
	return err == nil && json.kind != scalar && json.kind != text || wrong == nil
}

// jsonName is what the service calls the JSON of the sample: application/json, unless it
// sends something like application/hal+json and no application/json.
func (a *asking) jsonName() string {
	plain, json := a.ask(a.base()), a.ask(a.base().accepting(typeJSON))
	if name, written := mediaType(plain.header); written == inJSON && json.status != plain.status {
		return name
	}
	return typeJSON
}

// xmlName is jsonName for XML: application/hal+xml where JSON is application/hal+json.
func (a *asking) xmlName() string {
	if name, found := strings.CutSuffix(a.jsonName(), "+json"); found && a.ask(a.base().accepting(typeXML)).status != a.ask(a.base()).status {
		return name + "+xml"
	}
	return typeXML
}
