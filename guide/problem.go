package guide

import "encoding/xml"

// xmlNamespace is that of RFC 7807, which RFC 9457 keeps.
const xmlNamespace = "urn:ietf:rfc:7807"

// Problem is the document of an error in JSON and XML, for generators that read Go types,
// such as swag and huma, and for clients that decode into a struct. Servers return errors
// of package apierror instead, and [apierror.Decode] reads the extension members too.
//
// The zero value is no valid document: Title, Status, Detail and Code are always there.
// A Problem is a value; copies share Errors.
type Problem struct {
	XMLName xml.Name `json:"-" xml:"urn:ietf:rfc:7807 problem"`

	// Type is a URI reference (RFC 9457 section 3.1.1). "" stands for about:blank.
	Type string `json:"type,omitempty" xml:"type,omitempty" format:"uri-reference" example:"https://api.example.com/guide#card_declined" doc:"The address of the section of the guide that is about this error."`
	// Title is the same for each error with this code, but may be translated.
	Title string `json:"title" xml:"title" minLength:"1" example:"Card declined" doc:"The error in short."`
	// Status is that of the answer, 400 to 599.
	Status int `json:"status" xml:"status" minimum:"400" maximum:"599" example:"402" doc:"The HTTP status."`
	// Detail is for people.
	Detail string `json:"detail" xml:"detail" minLength:"1" example:"The issuer refused the charge." doc:"What happened this time, for people."`
	// Instance is a URI reference (RFC 9457 section 3.1.5). "" stands for none.
	Instance string `json:"instance,omitempty" xml:"instance,omitempty" format:"uri-reference" example:"/log/f3a1c2" doc:"A reference to this occurrence."`
	// Code is for programs.
	Code string `json:"code" xml:"code" minLength:"1" example:"card_declined" doc:"The error, for programs."`
	// RequestID is for questions about this answer. "" stands for none.
	RequestID string `json:"request_id,omitempty" xml:"request_id,omitempty" example:"f3a1c2" doc:"The ID of the request. Name it when you ask for help."`
	// Errors are what is wrong where. nil stands for none.
	Errors []ProblemField `json:"errors,omitempty" xml:"errors>i,omitempty" minItems:"1" nullable:"false" doc:"What is wrong where, one for each part of the request."`

	// For huma, which otherwise refuses extension members.
	_ struct{} `json:"-" xml:"-" additionalProperties:"true"`
}

// MarshalXML writes the document. Without errors it has no element for them, which
// encoding/xml would write by itself.
func (p Problem) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	start := xml.StartElement{Name: xml.Name{Space: xmlNamespace, Local: "problem"}}
	if len(p.Errors) == 0 {
		return e.EncodeElement(problemWithoutErrors(p), start)
	}
	type withErrors Problem
	return e.EncodeElement(withErrors(p), start)
}

// problemWithoutErrors is a Problem with another tag at Errors.
type problemWithoutErrors struct {
	XMLName   xml.Name       `xml:"urn:ietf:rfc:7807 problem"`
	Type      string         `xml:"type,omitempty"`
	Title     string         `xml:"title"`
	Status    int            `xml:"status"`
	Detail    string         `xml:"detail"`
	Instance  string         `xml:"instance,omitempty"`
	Code      string         `xml:"code"`
	RequestID string         `xml:"request_id,omitempty"`
	Errors    []ProblemField `xml:"-"`
	_         struct{}
}

// ProblemField is what is wrong with one part of a request. "" stands for no such member.
// It is a value, which goroutines may share.
type ProblemField struct {
	Pointer string `json:"pointer,omitempty" xml:"pointer,omitempty" example:"#/card/number" doc:"The place in a body in JSON: a JSON Pointer as a URI fragment."`
	XPath   string `json:"xpath,omitempty" xml:"xpath,omitempty" example:"/payment/card/number" doc:"The place in a body in XML."`
	In      string `json:"in,omitempty" xml:"in,omitempty" example:"query" doc:"Where the parameter is: query, path, header, cookie or form."`
	Name    string `json:"name,omitempty" xml:"name,omitempty" example:"limit" doc:"The name of the parameter."`
	Code    string `json:"code,omitempty" xml:"code,omitempty" example:"max" doc:"The rule that is broken."`
	Param   string `json:"param,omitempty" xml:"param,omitempty" example:"100" doc:"The parameter of the rule."`
	Detail  string `json:"detail,omitempty" xml:"detail,omitempty" example:"must be at most 100" doc:"The rule in words, for people."`
}
