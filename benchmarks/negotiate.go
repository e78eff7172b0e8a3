package main

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/golang/gddo/httputil"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/negotiate"
)

// negotiation is one Accept field to choose a media type by.
type negotiation struct {
	what    string   // as in the names of the benchmarks
	title   string   // as in the table
	accept  []string // the lines of the field; nil for none
	want    string   // what all must choose; "" where they may differ
	hostile bool
	target  target
}

// offered are the media types of demur's own error bodies, the default first.
var offered = append(apierror.JSON{}.MediaTypes(), apierror.XML{}.MediaTypes()...)

// What Chrome sends when somebody follows a link.
const chrome = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8," +
	"application/signed-exchange;v=b3;q=0.7"

// negotiations returns all of them, the hostile ones last.
func negotiations() []negotiation {
	const rival = "gddo"
	all := []negotiation{
		{
			what: "absent", title: "negotiate: no Accept", want: "application/json",
			target: target{ns: 25, bytes: true},
		},
		{
			what: "json", title: "negotiate: application/json", accept: []string{"application/json"}, want: "application/json",
			target: target{ns: 25, bytes: true},
		},
		{
			what: "xml", title: "negotiate: application/xml", accept: []string{"application/xml"}, want: "application/xml",
			target: target{rival: rival, ratio: 0.7, ns: 25, bytes: true},
		},
		{
			what: "any", title: "negotiate: \\*/\\*", accept: []string{"*/*"}, want: "application/json",
			target: target{rival: rival, ratio: 0.7, bytes: true},
		},
		{
			what: "chrome", title: "negotiate: Chrome's", accept: []string{chrome}, want: "application/xml",
			target: target{rival: rival, ratio: 1.3, bytes: true},
		},
	}
	for _, h := range hostileFields() {
		all = append(all, negotiation{
			what: "hostile-" + h.name, title: "negotiate: 64 KiB (" + h.name + ")",
			accept: h.lines, hostile: true,
			target: target{ns: 500_000, bytes: true},
		})
	}
	return all
}

// entries returns demur and gddo, each choosing for the field. What they choose
// goes to chosen.
func (n negotiation) entries(chosen *string) []entry {
	offers, err := negotiate.New(offered...)
	if err != nil {
		panic(err)
	}
	r := n.request()
	return []entry{
		{name: "demur", op: func() { *chosen = offers.BestEffort(r.Header) }},
		{name: "gddo", op: func() { *chosen = httputil.NegotiateContentType(r, offered, offered[0]) }},
	}
}

func (n negotiation) request() *http.Request {
	r := &http.Request{Header: http.Header{"User-Agent": {"benchmarks"}}}
	if n.accept != nil {
		r.Header["Accept"] = n.accept
	}
	return r
}

// check reports whether one of them chooses what it should not.
func (n negotiation) check() error {
	var chosen string
	for _, e := range n.entries(&chosen) {
		chosen = ""
		e.op()
		if n.want != "" && chosen != n.want || !slices.Contains(offered, chosen) {
			return fmt.Errorf("%s: %s chooses %q, want %q", n.what, e.name, chosen, n.want)
		}
	}
	return nil
}
