package soak

import (
	"net/http"
	"strings"

	"github.com/seed-86b940f4/demur/example/payments"
	"github.com/seed-86b940f4/demur/example/walkthrough"
)

// call is a request of which it is known how it must be answered.
type call struct {
	walkthrough.Call
	want   []int
	format walkthrough.Format
}

// calls are what the clients send: the rows of the walk-through that need no preparation,
// and some more.
type calls struct {
	rows  []call // all but those below
	pays  []call // that make a payment, which the example keeps: few are sent
	posts []call // of the rows, those with a body
}

func newCalls() calls {
	var all calls
	add := func(c walkthrough.Call, status int) {
		for _, f := range []walkthrough.Format{walkthrough.SpeaksJSON, walkthrough.SpeaksXML} {
			one := call{c, []int{status}, f}
			switch {
			case status == http.StatusCreated:
				all.pays = append(all.pays, one)
				continue
			case c.Method == http.MethodPost && c.JSON != "":
				all.posts = append(all.posts, one)
			}
			all.rows = append(all.rows, one)
		}
	}
	for _, row := range walkthrough.Table() {
		if len(row.Before)+len(row.After) == 0 {
			add(row.Call, row.Status)
		}
	}
	const paid, unknown = "/v1/payments/pay_1001", "/v1/payments/pay_9999"
	of := func(method, path string) walkthrough.Call {
		return walkthrough.Call{Method: method, Path: path, Key: payments.PaidKey}
	}
	add(of(http.MethodHead, paid), 200)
	add(of(http.MethodHead, unknown), 404)
	add(of(http.MethodGet, "/v2/nothing"), 404)
	add(of(http.MethodPut, paid), 405)
	add(of(http.MethodGet, "/v1/reports?month=twelve"), 400)
	add(of(http.MethodGet, "/v1/reports"), 422)
	add(of(http.MethodGet, "/v1/reports?month=12"), 200)
	csv := of(http.MethodPost, "/v1/payments")
	csv.CSV = "amount;1250"
	add(csv, 415)
	long := strings.Repeat(" ", 70<<10)
	add(walkthrough.Create("{"+long+"}", "<payment>"+long+"</payment>"), 413)
	add(walkthrough.Create(`{"amount":1,"amount":2}`, `<payment><amount>1</amount><amount>2</amount></payment>`), 400)
	add(walkthrough.Create(`{"amount":1} trailing`, `<payment/><payment/>`), 400)
	for _, path := range []string{walkthrough.GuidePath, walkthrough.OpenAPIPath} {
		guide := walkthrough.Get(path, "")
		all.rows = append(all.rows, call{guide, []int{200}, walkthrough.Format{Accept: "*/*"}})
	}
	browser := walkthrough.Format{Accept: "text/html,application/xhtml+xml;q=0.9"}
	all.rows = append(all.rows, call{walkthrough.Get("/v2/nothing", ""), []int{404}, browser})
	return all
}

// beside returns a call of a handler that stands beside the example.
func beside(path string, status int) call {
	return call{walkthrough.Get("/soak/"+path, ""), []int{status}, walkthrough.SpeaksJSON}
}

// message is a call as it goes over a connection of HTTP/1.1.
type message struct {
	call
	id   string
	head string // without the lines that say how long the body is
	body string
}

// bytes returns the message as it must be.
func (m message) bytes() string {
	if m.body == "" {
		return m.head + "\r\n"
	}
	return m.sized(len(m.body)) + m.body
}

// sized returns the head with a Content-Length.
func (m message) sized(n int) string { return m.with("Content-Length: " + itoa(n)) }

// with returns the head with more lines.
func (m message) with(lines ...string) string {
	return m.head + strings.Join(lines, "\r\n") + "\r\n\r\n"
}
