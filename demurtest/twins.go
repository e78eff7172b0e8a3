package demurtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// twins notes what the JSON and the XML of an error say differently. The names may differ,
// as those of list items do; a name that both have must have the same values in both.
func (f *faults) twins(a *asking, r request) {
	json, xml := a.ask(r.accepting(typeJSON)), a.ask(r.accepting(typeXML))
	changing := map[string]bool{}
	a.changing(json, inJSON, changing)
	a.changing(xml, inXML, changing)
	one, err := said(json, inJSON, changing)
	other, wrong := said(xml, inXML, changing)
	switch {
	case err != nil:
		f.add(json, "this is no document in JSON: %v", err)
	case wrong != nil:
		f.add(xml, "this is no document in XML: %v", wrong)
	case json.status != xml.status:
		f.add(xml, "the status is %d, and %d in JSON", xml.status, json.status)
	case !slices.Equal(one.values(), other.values()):
		f.add(xml, "XML says %q, and JSON says %q", other.values(), one.values())
	default:
		for _, name := range slices.Sorted(maps.Keys(one)) {
			if values, both := other[name]; both && !slices.Equal(values, one[name]) {
				f.add(xml, "in XML %s is %q, and in JSON %q", name, values, one[name])
			}
		}
	}
}

// changing notes the names of members that differ from one answer to the next, such as
// the ID of the request.
func (a *asking) changing(first answer, written syntax, names map[string]bool) {
	one, err := parse(written, first.body)
	other, wrong := parse(written, a.send(first.of).body)
	if err != nil || wrong != nil {
		return
	}
	before, after := one.leaves(), other.leaves()
	for i := range min(len(before), len(after)) {
		if before[i] != after[i] {
			names[before[i].name] = true
		}
	}
}

// statements are the values of a document by the names that they have there, sorted.
type statements map[string][]string

func said(got answer, written syntax, changing map[string]bool) (statements, error) {
	if _, is := mediaType(got.header); is != written {
		return nil, fmt.Errorf("the Content-Type is %q", got.header.Get("Content-Type"))
	}
	root, err := parse(written, got.body)
	if err != nil {
		return nil, err
	}
	all := statements{}
	for _, l := range root.leaves() {
		if text := strings.TrimSpace(l.text); text != "" && !changing[l.name] {
			all[l.name] = append(all[l.name], text)
		}
	}
	for _, values := range all {
		slices.Sort(values)
	}
	return all, nil
}

func (s statements) values() []string {
	return slices.Sorted(slices.Values(slices.Concat(slices.Collect(maps.Values(s))...)))
}
