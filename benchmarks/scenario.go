package main

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
)

// scenario is one request that several contenders answer.
type scenario struct {
	what, format string // as in the names of the benchmarks; format is "json" or "xml"
	title        string // as in the table
	status       int
	mentions     []string // what every answer must have in its body
	fields       []string // what every answer must have in its header

	// The request: a GET of /widgets/42 in format, unless these say otherwise.
	method, path string
	header       http.Header
	body         string // in format, and then it is a POST

	contenders []contender
	target     target
}

// contender is a service that answers the request.
type contender struct {
	name    string
	service http.Handler
	status  int // if it is another than that of the scenario; then mentions and fields are not asked for
}

// detail is the sentence of every error that has one.
const detail = "There is no widget of this name in the catalogue."

// badFields are what is wrong with a request that gets a 422.
var badFields = [10]struct{ pointer, code, detail string }{
	{"#/name", "required", "must be given"},
	{"#/email", "email", "must be an email address"},
	{"#/age", "min", "must be at least 18"},
	{"#/card/number", "credit_card", "must be a card number"},
	{"#/card/expires", "datetime", "must be a date such as 2026-11-22"},
	{"#/address/country", "iso3166_1_alpha2", "must be a country code of two letters"},
	{"#/address/zip", "max", "must be at most 10 characters"},
	{"#/items/0/sku", "required", "must be given"},
	{"#/items/1/quantity", "min", "must be at least 1"},
	{"#/currency", "oneof", "must be EUR, GBP or USD"},
}

// badRequest is the sentence above the fields.
const badRequest = "Ten values of the request are not valid."

// scenarios returns all of them, demur first in each.
func scenarios() []scenario {
	fields := []string{badRequest}
	for _, f := range badFields {
		fields = append(fields, f.pointer, f.code, f.detail)
	}
	own := []scenario{
		{
			what: "404-const", format: "json", title: "404 from a constant, JSON",
			status: http.StatusNotFound, mentions: []string{"Not Found"},
			contenders: []contender{
				{name: "demur", service: demurService(demurConst)},
				{name: "echo-default", service: echoDefault(echoConst)},
				{name: "gin", service: ginService(ginConst)},
				{name: "huma", service: humaService(humaConst)},
				{name: floor, service: floorService()},
			},
			target: target{rival: "echo-default", ratio: 0.50, own: 1}, // the record of the request
		},
		{
			what: "404-detail", format: "json", title: "404 with a detail, JSON",
			status: http.StatusNotFound, mentions: []string{detail},
			contenders: []contender{
				{name: "demur", service: demurService(demurDetail)},
				{name: "echo-default", service: echoDefault(echoDetail)},
				{name: "gin", service: ginService(ginDetail)},
				{name: "huma", service: humaService(humaDetail)},
				{name: floor, service: floorService()},
			},
			target: target{rival: "echo-default", ratio: 0.68, own: 3}, // that, the error, and what travels on
		},
		{
			what: "404-detail", format: "xml", title: "404 with a detail, XML",
			status: http.StatusNotFound, mentions: []string{detail},
			contenders: []contender{
				{name: "demur", service: demurService(demurDetail)},
				{name: "echo-custom", service: echoCustom(problemDetail)},
				{name: "gin", service: ginService(ginDetail)},
			},
			target: target{rival: "echo-custom", ratio: 0.18},
		},
		{
			what: "422-fields", format: "json", title: "422 with ten fields, JSON",
			status: http.StatusUnprocessableEntity, mentions: fields,
			contenders: []contender{
				{name: "demur", service: demurService(demurFields)},
				{name: "echo-custom", service: echoCustom(problemFields)},
				{name: "gin", service: ginService(ginFields)},
				{name: "huma", service: humaService(humaFields)},
			},
			target: target{rival: "echo-custom", ratio: 0.62},
		},
		{
			what: "422-fields", format: "xml", title: "422 with ten fields, XML",
			status: http.StatusUnprocessableEntity, mentions: fields,
			contenders: []contender{
				{name: "demur", service: demurService(demurFields)},
				{name: "echo-custom", service: echoCustom(problemFields)},
				{name: "gin", service: ginService(ginFields)},
			},
			target: target{rival: "echo-custom", ratio: 0.12},
		},
	}
	return slices.Concat(routeScenarios(), refusalScenarios(), successScenarios(), []scenario{handScenario()}, own, failedRequests(), echo5Scenarios())
}

// request returns the request of the scenario. No contender changes it but for
// its body, which rewind restores, so one serves a whole benchmark.
//
// ctx should be one that can be cancelled, as that of a server's request is: to
// ask it for its error costs a little.
func (s scenario) request(ctx context.Context) *http.Request {
	r := &http.Request{
		Method: http.MethodGet, URL: &url.URL{Path: "/widgets/42"}, RequestURI: "/widgets/42",
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"User-Agent": {"benchmarks"}}, Body: http.NoBody,
		Host: "api.example.com", RemoteAddr: "192.0.2.1:1234",
	}
	if s.format == "xml" {
		r.Header["Accept"] = []string{"application/xml"}
	}
	if s.path != "" {
		r.URL.Path, r.RequestURI = s.path, s.path
	}
	if s.method != "" {
		r.Method = s.method
	}
	maps.Copy(r.Header, s.header)
	if s.body != "" {
		r.Method = http.MethodPost
		setBody(r, "application/"+s.format, s.body)
	}
	return r.WithContext(ctx)
}

// entries returns the contenders as what can be timed: one whole request each.
func (s scenario) entries(ctx context.Context) []entry {
	entries := make([]entry, len(s.contenders))
	for i, c := range s.contenders {
		service, w, r := c.service, newWriter(), s.request(ctx)
		entries[i] = entry{name: c.name, op: func() {
			w.reset()
			rewind(r)
			service.ServeHTTP(w, r)
		}}
	}
	return entries
}
