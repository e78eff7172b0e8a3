package main

import (
	"encoding/xml"
	"net/http"
)

// problem is the error of a service that does without demur. It sends the
// members that demur sends.
type problem struct {
	XMLName xml.Name       `json:"-" xml:"urn:ietf:rfc:7807 problem"`
	Title   string         `json:"title" xml:"title"`
	Status  int            `json:"status" xml:"status"`
	Detail  string         `json:"detail,omitempty" xml:"detail,omitempty"`
	Code    string         `json:"code" xml:"code"`
	Errors  []problemField `json:"errors,omitempty" xml:"errors>i,omitempty"`
}

type problemField struct {
	Pointer string `json:"pointer" xml:"pointer"`
	Code    string `json:"code" xml:"code"`
	Detail  string `json:"detail" xml:"detail"`
}

func (p *problem) Error() string { return p.Title + ": " + p.Detail }

// problemNotFound is never changed.
var problemNotFound = &problem{
	Title: "Not Found", Status: http.StatusNotFound, Code: "not_found",
	Detail: "There is no resource with this identifier.",
}

func problemDetail() *problem {
	return &problem{Title: "Not Found", Status: http.StatusNotFound, Code: "not_found", Detail: detail}
}

func problemFields() *problem {
	fields := make([]problemField, len(badFields))
	for i, f := range badFields {
		fields[i] = problemField{f.pointer, f.code, f.detail}
	}
	return &problem{
		Title: "Unprocessable Entity", Status: http.StatusUnprocessableEntity, Code: "unprocessable_entity",
		Detail: badRequest, Errors: fields,
	}
}
