package guide

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"time"
)

// guideData is the page for programs, in JSON and in XML. All of its members are always
// there but those of the contact; names that exist keep their meaning.
type guideData struct {
	XMLName     xml.Name        `json:"-" xml:"guide"`
	Title       string          `json:"title" xml:"title"`
	Version     string          `json:"version" xml:"version"`
	Description string          `json:"description" xml:"description"` // Markdown
	Contact     contactData     `json:"contact" xml:"contact"`
	Address     string          `json:"address" xml:"address"`
	Formats     []string        `json:"formats" xml:"formats>media_type"`
	Successes   []successData   `json:"successes" xml:"successes>success"`
	Errors      []errorData     `json:"errors" xml:"errors>error"`
	FieldCodes  []fieldCodeData `json:"field_codes" xml:"field_codes>field_code"`
	Quotas      []quotaData     `json:"quotas" xml:"quotas>policy"`
}

type contactData struct {
	Name  string `json:"name,omitempty" xml:"name,omitempty"`
	URL   string `json:"url,omitempty" xml:"url,omitempty"`
	Email string `json:"email,omitempty" xml:"email,omitempty"`
}

type successData struct {
	Status  int    `json:"status" xml:"status"`
	Title   string `json:"title" xml:"title"`
	Meaning string `json:"meaning" xml:"meaning"`
}

type errorData struct {
	Status     int          `json:"status" xml:"status"`
	Code       string       `json:"code" xml:"code"`
	Title      string       `json:"title" xml:"title"`
	Type       string       `json:"type" xml:"type"`
	Anchor     string       `json:"anchor" xml:"anchor"`   // of the place in the page for people
	Meaning    string       `json:"meaning" xml:"meaning"` // of the status
	Detail     string       `json:"detail" xml:"detail"`   // if the service says no more
	Doc        string       `json:"doc" xml:"doc"`         // Markdown
	Retry      string       `json:"retry" xml:"retry"`
	Headers    []headerData `json:"headers" xml:"headers>header"`
	SampleJSON documentData `json:"sample_json" xml:"sample_json"`
	SampleXML  string       `json:"sample_xml" xml:"sample_xml"`
}

type headerData struct {
	Name    string `json:"name" xml:"name"`
	Value   string `json:"value" xml:"value"`
	Meaning string `json:"meaning" xml:"meaning"`
}

type fieldCodeData struct {
	Status  int    `json:"status" xml:"status"` // of the errors that have it
	Code    string `json:"code" xml:"code"`
	Meaning string `json:"meaning" xml:"meaning"` // {param} stands for the param of the entry
}

type quotaData struct {
	Name   string `json:"name" xml:"name"`
	Quota  int    `json:"quota" xml:"quota"`
	Window int    `json:"window" xml:"window"` // in seconds
	Rule   string `json:"rule" xml:"rule"`
}

// documentData is a document in JSON: a member of JSON as it is, and text of XML.
type documentData []byte

func (d documentData) MarshalJSON() ([]byte, error) { return d, nil }
func (d documentData) MarshalText() ([]byte, error) { return d, nil }

// renderData returns what the page says, for programs.
func renderData(p *page) (asJSON, asXML []byte, err error) {
	data := newGuideData(p)
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(data); err != nil {
		return nil, nil, err
	}
	body, err := xml.MarshalIndent(data, "", "  ")
	if err != nil {
		return nil, nil, err
	}
	const declaration = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	return b.Bytes(), append(append([]byte(declaration), body...), '\n'), nil
}

func newGuideData(p *page) guideData {
	data := guideData{
		Title:       clean(p.title),
		Version:     clean(p.version),
		Description: clean(p.description),
		Contact:     contactData{clean(p.contact.Name), clean(p.contact.URL), clean(p.contact.Email)},
		Address:     clean(p.address),
		Formats:     []string{"application/json", "application/xml", "application/problem+json", "application/problem+xml"},
		Successes:   []successData{},
		Errors:      []errorData{},
		FieldCodes:  []fieldCodeData{},
		Quotas:      []quotaData{},
	}
	for _, s := range p.successes {
		data.Successes = append(data.Successes, successData{s.status, clean(s.title), clean(s.meaning)})
	}
	for _, st := range p.statuses {
		headers := []headerData{}
		for _, h := range st.headers {
			headers = append(headers, headerData{clean(h.name), clean(h.value), clean(h.meaning)})
		}
		for _, e := range st.entries {
			data.Errors = append(data.Errors, errorData{
				Status:     int(st.status),
				Code:       e.kind.Code,
				Title:      clean(e.kind.Title),
				Type:       clean(e.uri),
				Anchor:     e.kind.Code,
				Meaning:    clean(st.meaning),
				Detail:     e.kind.Status.Detail(),
				Doc:        clean(e.kind.Doc),
				Retry:      clean(st.retry),
				Headers:    headers,
				SampleJSON: e.json,
				SampleXML:  string(e.xml),
			})
		}
	}
	for _, f := range p.fields400 {
		data.FieldCodes = append(data.FieldCodes, fieldCodeData{400, clean(f.code), clean(f.meaning)})
	}
	for _, f := range p.fields422 {
		data.FieldCodes = append(data.FieldCodes, fieldCodeData{422, clean(f.code), clean(f.meaning)})
	}
	for _, l := range p.policies {
		data.Quotas = append(data.Quotas, quotaData{clean(l.name), l.quota, int(l.window / time.Second), clean(l.rule)})
	}
	return data
}
