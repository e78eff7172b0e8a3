package adaptertest

import (
	"encoding/json"
	"encoding/xml"
	"regexp"
)

// What a body is expected to be.
const (
	inJSON  = "json"  // a problem document
	inXML   = "xml"   // the same
	nothing = "empty" // no byte
	unseen  = ""      // not looked at
)

const (
	jsonType = `^application/(problem\+)?json$`
	xmlType  = `^application/(problem\+)?xml$`
)

// fields are header fields and the patterns that they must match. "^$" is for one that
// must not be there.
type fields map[string]string

// want is what an answer must be like.
type want struct {
	status int
	header fields
	body   string // inJSON, inXML, nothing or unseen
	has    string // a pattern that the body must match
	not    string // a pattern that nothing in the answer may match
}

// expect compares an answer with what it must be like.
func (h *harness) expect(got answer, w want) {
	h.Helper()
	if got.StatusCode != w.status {
		h.Errorf("status %d, want %d; the body: %s", got.StatusCode, w.status, got.body)
	}
	for name, pattern := range w.header {
		if value := got.joined(name); !regexp.MustCompile(pattern).MatchString(value) {
			h.Errorf("%s: %q does not match %s", name, value, pattern)
		}
	}
	h.expectBody(got, w.body)
	if !regexp.MustCompile(w.has).MatchString(got.body) {
		h.Errorf("the body does not match %s: %s", w.has, got.body)
	}
	if w.not != "" {
		if leak := regexp.MustCompile(w.not).FindString(got.head() + got.body); leak != "" {
			h.Errorf("the answer must not have %q:\n%s\n%s", leak, got.head(), got.body)
		}
	}
}

func (h *harness) expectBody(got answer, kind string) {
	h.Helper()
	var doc struct {
		XMLName xml.Name `json:"-" xml:"urn:ietf:rfc:7807 problem"`
		Status  int      `json:"status" xml:"status"`
		Title   string   `json:"title" xml:"title"`
		Detail  string   `json:"detail" xml:"detail"`
		Code    string   `json:"code" xml:"code"`
	}
	var err error
	switch kind {
	case unseen:
		return
	case nothing:
		if got.body != "" {
			h.Errorf("the body is %q, want none", got.body)
		}
		return
	case inJSON:
		err = json.Unmarshal([]byte(got.body), &doc)
	case inXML:
		err = xml.Unmarshal([]byte(got.body), &doc)
	}
	if err != nil || doc.Title == "" || doc.Detail == "" || doc.Code == "" || doc.Status != got.StatusCode {
		h.Errorf("no whole document of status %d (%v): %s", got.StatusCode, err, got.body)
	}
	if got.ContentLength != int64(len(got.body)) && !got.Uncompressed {
		h.Errorf("Content-Length %d, the body has %d bytes", got.ContentLength, len(got.body))
	}
}
