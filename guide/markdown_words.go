package guide

import "github.com/seed-86b940f4/demur/apierror"

// formats says how a client asks for one, as the page in HTML does.
func (m *markdownWriter) formats(p *page) {
	m.heading(2, "Formats")
	m.line("Answers are in JSON or in XML. The header field `Accept` of the request chooses. Errors are in the same format as all else.")
	m.table([]string{"Accept", "Format of the answer"}, [][]string{
		{"`application/json`", "JSON"},
		{"`application/xml`", "XML"},
		{"`application/xml, application/json;q=0.5`", "XML where there is a choice, or else JSON. `q` says how welcome a format is, from 0 to 1."},
		{"none", "that of the body of the request; JSON if it has no body"},
	})
	refusal := "a 406"
	if code := apierror.NotAcceptable.Code(); p.lists(apierror.NotAcceptable, code) {
		refusal = "a [406](#" + code + ")"
	}
	m.line("Errors can also be asked for by the names `application/problem+json` and `application/problem+xml`. Where `Accept` allows none of the formats, the answer is " + refusal + " in one of them.")
}

// members says what is in the document of an error.
func (m *markdownWriter) members() {
	m.heading(2, "The document")
	m.line("The body of each error is a problem document ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)). It has these members. In XML they are elements of the root `problem` in the namespace `urn:ietf:rfc:7807`, and each item of a list is an element `i`.")
	m.table([]string{"Member", "What it says"}, [][]string{
		{"`type`", "The address of the error's place in this guide, or of another page about it."},
		{"`title`", "The name of the error. It is the same each time."},
		{"`status`", "The HTTP status, as a number."},
		{"`detail`", "What has happened this time, for people. The words may change, so let no program read them."},
		{"`code`", "What kind of error it is, for programs. Codes do not change."},
		{"`request_id`", "The ID of the request, if it has one. Quote it when you ask for help."},
		{"`instance`", "The address of this one occurrence, if it has one."},
		{"`errors`", "What is wrong where, if some values of the request are not valid. Each item has the place, a `code` that names the rule, often its `param`, and a `detail` for people. The place is a `pointer` into a body in JSON, an `xpath` into a body in XML, or else `in` and `name`, such as `query` and `limit`."},
		{"others", "What an error has to say besides, as its sample shows. Ignore members that you do not know."},
	})
}
