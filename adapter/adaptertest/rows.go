package adaptertest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// rows are the behaviours of a service that can be asked with one request each. The
// number is that of the behaviour; a name in braces is not of the 40.
func rows() []testCase {
	const (
		anyJSON = `^application/(problem\+)?json`
		anyXML  = `^application/(problem\+)?xml`
		valid   = `{"reason":"r","name":"w","qty":1,"address":{"zip":"1"}}`
	)
	long := strings.Replace(valid, `}}`, `},"owners":{"p":{"zip":"`+strings.Repeat("z", 1500)+`"}}}`, 1)
	asXML := []string{"Accept", "application/xml"}
	isJSON := []string{"Content-Type", "application/json"}
	type fields = map[string]string
	var all []testCase
	for _, row := range []struct {
		name    string
		method  string // "" for GET
		path    string
		send    []string // header fields in pairs
		noKey   bool
		body    string
		chunked bool
		status  int
		header  fields
		kind    string // json, xml, none; "" for anything
		has     string
		not     string
	}{
		{name: "1 JSON by default", path: "/v1/widgets/2", status: 404, header: fields{"Content-Type": anyJSON}, kind: "json", has: "widget", not: "sql"},
		{name: "2 XML when asked", path: "/v1/widgets/2", send: asXML, status: 404, header: fields{"Content-Type": anyXML}, kind: "xml", not: "sql"},
		{name: "3 XML refused", path: "/v1/widgets/2", send: []string{"Accept", "application/xml;q=0, application/json"}, status: 404, header: fields{"Content-Type": anyJSON}, kind: "json"},
		{name: "4 JSON preferred", path: "/v1/widgets/2", send: []string{"Accept", "application/xml;q=0.5, application/json;q=0.9"}, status: 404, header: fields{"Content-Type": anyJSON}, kind: "json"},
		{name: "5 text/xml", path: "/v1/widgets/2", send: []string{"Accept", "text/xml"}, status: 404, header: fields{"Content-Type": `^text/xml$`}, kind: "xml"},
		{name: "5 suffix", path: "/v1/unpaid", send: []string{"Accept", "application/vnd.acme+xml, */*;q=0.1"}, status: 402, header: fields{"Content-Type": anyJSON}, kind: "json"},
		{name: "6 not acceptable", path: "/v1/widgets/1", send: []string{"Accept", "image/png"}, status: 406, has: `application/json(.|\n)*application/xml`},
		{name: "6 not acceptable, no route", path: "/v1/nothing", send: []string{"Accept", "image/png"}, status: 404, kind: "json"},
		{name: "6 not acceptable, no method", method: "PATCH", path: "/v1/widgets/1", send: []string{"Accept", "image/png"}, status: 405, kind: "json"},
		{name: "7 Vary", path: "/v1/unpaid", status: 402, header: fields{"Vary": `\bAccept\b`}},
		{name: "8 unknown error", path: "/v1/boom", status: 500, header: fields{"Content-Type": anyJSON}, kind: "json", not: "pq:|password|SECRET"},
		{name: "9 wrapped", path: "/v1/wrapped", status: 404, kind: "json", has: "no such widget", not: "load:"},
		{name: "10 cause", path: "/v1/internal", status: 409, kind: "json", has: "conflict", not: "SECRET"},
		{name: "11 panic", path: "/v1/panic", send: asXML, status: 500, header: fields{"Content-Type": anyXML}, kind: "xml", not: "SECRET|goroutine"},
		{name: "14 and 15 stale header", path: "/v1/dirty", status: 500, header: fields{
			"Content-Type": anyJSON, "Cache-Control": `^no-store$`, "Content-Encoding": "^$", "Etag": "^$", "Content-Language": "^$",
			"Content-Range": "^$", "Content-Disposition": "^$", "Last-Modified": "^$", "Expires": "^$"}, kind: "json"},
		{name: "16 HEAD", method: "HEAD", path: "/v1/nope", status: 404, header: fields{"Content-Type": anyJSON, "Content-Length": "^[1-9]"}, kind: "none"},
		{name: "17 router's 404", path: "/nope", send: asXML, status: 404, header: fields{"Content-Type": anyXML}, kind: "xml"},
		{name: "18 405", method: "PATCH", path: "/v1/widgets/1", status: 405, header: fields{"Allow": `^DELETE, GET, (HEAD, )?OPTIONS, PUT$`}, kind: "json"},
		{name: "18 405 of a collection", method: "DELETE", path: "/v1/widgets", status: 405, header: fields{"Allow": "^OPTIONS, POST$"}, kind: "json"},
		{name: "19 OPTIONS", method: "OPTIONS", path: "/v1/widgets/1", status: 204, header: fields{"Allow": "GET", "Content-Type": "^$"}, kind: "none"},
		{name: "20 no key", path: "/v1/widgets/1", noKey: true, status: 401, header: fields{"Www-Authenticate": ".", "Cache-Control": "no-store"}, kind: "json"},
		{name: "20 bad key", path: "/v1/widgets/1", noKey: true, send: []string{"X-API-Key", "bad"}, status: 401, header: fields{"Www-Authenticate": "."}, kind: "json", not: `"bad"`},
		{name: "21 402", path: "/v1/unpaid", send: asXML, status: 402, header: fields{"Content-Type": anyXML}, kind: "xml", has: "unpaid"},
		{name: "22 412", method: "PUT", path: "/v1/widgets/1", send: []string{"If-Match", `"v1"`}, status: 412, kind: "json", has: "mismatch"},
		{name: "23 502", path: "/v1/upstream", status: 502, kind: "json", not: `10\.0|SECRET`},
		{name: "24 503", path: "/v1/maint", status: 503, header: fields{"Retry-After": "^120$"}, kind: "json"},
		{name: "25 deadline", path: "/v1/slow", status: 503, header: fields{"Retry-After": "^60$"}, kind: "json", not: "query:"},
		{name: "26 malformed JSON", method: "POST", path: "/v1/widgets", send: isJSON, body: `{"name":`, status: 400, kind: "json", has: `at byte 9 \(line 1, column 9\).*"offset":9,"line":1,"column":9`, not: "unexpected EOF"},
		{name: "27 wrong type", method: "POST", path: "/v1/widgets", send: isJSON, body: `{"qty":"x"}`, status: 400, kind: "json", has: `"pointer":"#/qty","code":"type","param":"integer","detail":"must be an integer"`, not: `Unmarshal|main\.|expected=int`},
		{name: "28 trailing garbage", method: "POST", path: "/v1/widgets", send: isJSON, body: valid + ` xyz`, status: 400, kind: "json", has: `nothing more is expected`},
		{name: "29 missing body", method: "POST", path: "/v1/widgets", send: isJSON, status: 400, kind: "json", has: `A body is required\.`},
		{name: "29 missing body, chunked", method: "POST", path: "/v1/widgets", send: isJSON, chunked: true, status: 400, kind: "json", has: `A body is required\.`},
		{name: "30 media type", method: "POST", path: "/v1/widgets", send: []string{"Content-Type", "text/plain"}, body: "x", status: 415, header: fields{"Accept": "json.*xml", "Accept-Post": "json.*xml"}, kind: "json"},
		{name: "31 case", method: "POST", path: "/v1/widgets", send: []string{"Content-Type", "Application/JSON"}, body: valid, status: 201, header: fields{"Location": "^/v1/widgets/1$"}},
		{name: "31 XML", method: "POST", path: "/v1/widgets", send: []string{"Content-Type", "Application/XML; charset=UTF-8"}, body: `<widget qty="1"><reason>r</reason><name>w</name><address><zip>1</zip></address></widget>`, status: 201},
		{name: "32 too large", method: "POST", path: "/v1/widgets", send: isJSON, body: long, status: 413, kind: "json"},
		{name: "32 too large, chunked", method: "POST", path: "/v1/widgets", send: isJSON, body: long, chunked: true, status: 413, kind: "json"},
		{name: "33 every field", method: "POST", path: "/v1/widgets", send: isJSON, body: `{"reason":"r","qty":0,"tags":["ok","x"]}`, status: 422, kind: "json", has: `"#/name".*"#/qty".*"#/tags/1".*"#/address/zip"`},
		{name: "34 embedded struct", method: "POST", path: "/v1/widgets", send: isJSON, body: `{"name":"w","qty":1,"address":{"zip":"1"}}`, status: 422, kind: "json", has: `"#/reason"`, not: "Audit"},
		{name: "35 map keys", method: "POST", path: "/v1/widgets", send: isJSON, body: `{"reason":"r","name":"w","qty":1,"address":{"zip":"1"},"owners":{"a/b.c":{}}}`, status: 422, kind: "json", has: `"#/owners/a~1b\.c/zip"`},
		{name: "36 in plain words", method: "POST", path: "/v1/widgets", send: isJSON, body: `{"reason":"r","name":"w","qty":1,"address":{"zip":"1"},"color":"blue"}`, status: 422, kind: "json", has: `"pointer":"#/color","code":"oneof","param":"red green","detail":"[^"]*red[^"]*green`, not: "blue|Key: '|Field validation"},
		{name: "36 in XML", method: "POST", path: "/v1/widgets", send: []string{"Content-Type", "application/xml", "Accept", "application/json"}, body: `<widget qty="0"><reason>r</reason><name>w</name><tags><tag>ok</tag><tag>x</tag></tags></widget>`, status: 422, kind: "json", has: `"xpath":"[^"]*/@qty".*"xpath":"[^"]*/tags/tag\[2\]".*"xpath":"[^"]*/address/zip"`},
		{name: "37 any message", path: "/v1/ctrl", send: asXML, status: 400, header: fields{"Content-Type": anyXML}, kind: "xml"},
		{name: "37 any message in JSON", path: "/v1/ctrl", status: 400, header: fields{"Content-Type": anyJSON}, kind: "json"},
		{name: "38 status 0", path: "/v1/zero", status: 500, kind: "json", not: "SECRET"},
		{name: "38 status 42", path: "/v1/weird", status: 500, kind: "json", not: "SECRET"},
		{name: "38 value that is not sent", path: "/v1/nonstring", status: 400, kind: "json", has: "could not be understood"},
		{name: "40 what is left", path: "/v1/widgets/1", status: 200, header: fields{"Ratelimit-Policy": `^"hourly";q=1000;w=3600$`, "Ratelimit": `^"hourly";r=999;t=\d+$`}},
		{name: "40 what is left, on an error", path: "/v1/boom", status: 500, header: fields{"Ratelimit-Policy": `q=1000`, "Ratelimit": `r=999`}, kind: "json"},
	} {
		all = append(all, testCase{name: row.name, run: func(p probe) {
			server := p.serve(p.handler(widgets(Config{})))
			send := row.send
			if !row.noKey {
				send = append([]string{"X-API-Key", "k1"}, send...)
			}
			method := row.method
			if method == "" {
				method = http.MethodGet
			}
			var body io.Reader
			if row.body != "" || row.chunked {
				body = strings.NewReader(row.body)
			}
			if row.chunked {
				body = struct{ io.Reader }{body} // whose length net/http does not know
			}
			got, err := ask(server, method, row.path, body, send...)
			if err != nil {
				p.Fatal(err)
			}
			p.status(got, row.status)
			for name, pattern := range row.header {
				p.field(got, name, pattern)
			}
			switch row.kind {
			case "json", "xml":
				p.field(got, "Content-Type", row.kind)
				p.document(got)
			case "none":
				if got.body != "" {
					p.Errorf("body %q, want none", got.body)
				}
			}
			p.has(got, row.has)
			p.secret(got, row.not)
		}})
	}
	return append(all,
		testCase{name: "12 logged once", run: func(p probe) {
			var log journal
			server := p.serve(p.handler(widgets(Config{Logger: log.logger()})))
			p.get(server, "/v1/boom", "X-API-Key", "k1")
			server.Close() // waits for the handler
			if log.records() != 1 || strings.Count(log.String(), "pq: password") != 1 {
				p.Errorf("want one record with the cause once:\n%s", &log)
			}
		}},
		testCase{name: "13 half a body is no whole one", run: func(p probe) {
			for _, path := range []string{"/v1/late", "/v1/late-error"} {
				var log journal
				server := p.serve(p.handler(widgets(Config{Logger: log.logger()})))
				if got, err := ask(server, http.MethodGet, path, nil, "X-API-Key", "k1"); err == nil {
					p.Errorf("%s: the client took %d %q for a whole answer", path, got.StatusCode, got.body)
				}
				server.Close()
				if log.records() != 1 {
					p.Errorf("%s: want one record:\n%s", path, &log)
				}
			}
		}},
		testCase{name: "39 nothing until the hour", clock: true, run: func(p probe) {
			h := p.handler(widgets(Config{}))
			time.Sleep(30 * time.Minute)
			p.record(h, "/v1/widgets/1", "X-API-Key", "k-small").expect(200)
			refused := p.record(h, "/v1/widgets/1", "X-API-Key", "k-small", "Accept", "application/xml")
			refused.expect(429, "Retry-After", "1800", "Content-Type", "application/xml")
			time.Sleep(30 * time.Minute)
			p.record(h, "/v1/widgets/1", "X-API-Key", "k-small").expect(200)
		}},
	)
}

type place struct {
	Zip string `json:"zip" xml:"zip" validate:"required"`
}

// Audit is what several bodies have.
type Audit struct {
	Reason string `json:"reason" xml:"reason" validate:"required"`
}

// newWidget is the body of the 40 behaviours.
type newWidget struct {
	Audit
	Name    string           `json:"name" xml:"name" validate:"required"`
	Qty     int              `json:"qty" xml:"qty,attr" validate:"gte=1"`
	Tags    []string         `json:"tags" xml:"tags>tag" validate:"dive,min=2"`
	Address place            `json:"address" xml:"address"`
	Owners  map[string]place `json:"owners" xml:"-" validate:"dive"`
	Color   string           `json:"color" xml:"color" validate:"omitempty,oneof=red green"`
}

type widget struct {
	ID   string `json:"id" xml:"id"`
	Name string `json:"name" xml:"name"`
}

// widgets is the service of the 40 behaviours.
func widgets(cfg Config) Service {
	s := Service{Config: cfg, Acceptable: true, Guard: guard, Limits: []Limit{{Policy: func(r *http.Request) ratelimit.Policy {
		if r.Header.Get("X-API-Key") == "k-small" {
			return ratelimit.Hourly(1)
		}
		return ratelimit.Hourly(1000)
	}}}}
	add := func(method, path string, handle func(c Context) error) {
		s.Routes = append(s.Routes, Route{method, path, handle})
	}
	fail := func(path string, err error) { add("GET", path, func(Context) error { return err }) }
	add("GET", "/v1/widgets/{id}", func(c Context) error {
		var in struct {
			ID string `param:"id"`
		}
		if err := c.Bind(&in); err != nil {
			return err
		}
		if in.ID != "1" {
			return apierror.NotFound.Wrap(errors.New("sql: no rows in result set"), "There is no widget "+in.ID+".")
		}
		return c.Respond(http.StatusOK, widget{"1", "w"})
	})
	add("POST", "/v1/widgets", func(c Context) error {
		var in newWidget
		if err := c.Bind(&in); err != nil {
			return err
		}
		return c.Created("/v1/widgets/1", widget{"1", in.Name})
	})
	add("PUT", "/v1/widgets/{id}", func(c Context) error {
		if c.Request().Header.Get("If-Match") != `"v2"` {
			return apierror.PreconditionFailed.New("The versions mismatch.")
		}
		return c.Respond(http.StatusOK, widget{"1", "w"})
	})
	add("DELETE", "/v1/widgets/{id}", func(c Context) error { return c.Respond(http.StatusNoContent, nil) })
	fail("/v1/boom", errSecret)
	fail("/v1/wrapped", fmt.Errorf("load: %w", apierror.NotFound.New("There is no such widget.")))
	fail("/v1/internal", apierror.Conflict.Wrap(errSecret, "There is a conflict."))
	fail("/v1/unpaid", apierror.PaymentRequired)
	fail("/v1/upstream", apierror.BadGateway.Wrap(errors.New("dial tcp 10.0.0.5:5432: SECRET"), ""))
	fail("/v1/maint", apierror.ServiceUnavailable.New("Down for maintenance.").WithRetryAfter(2*time.Minute))
	fail("/v1/slow", fmt.Errorf("query: %w", context.DeadlineExceeded))
	fail("/v1/ctrl", apierror.BadRequest.New("a\x00b\x01\x1b[31m ]]> <script>alert(1)</script> & \xff\xfe \uFFFE \r\n"))
	fail("/v1/zero", &apierror.Error{Detail: "SECRET"})
	fail("/v1/weird", &apierror.Error{Status: 42, Detail: "SECRET"})
	fail("/v1/nonstring", apierror.BadRequest.New("").With("reason", make(chan int)))
	add("GET", "/v1/panic", func(Context) error { panic("SECRET") })
	add("GET", "/v1/late", func(c Context) error { begin(c); panic("SECRET") })
	add("GET", "/v1/late-error", func(c Context) error { begin(c); return errSecret })
	add("GET", "/v1/dirty", func(c Context) error {
		for name, value := range map[string]string{
			"Content-Type": "text/csv", "Content-Length": "3", "Content-Encoding": "gzip", "Content-Language": "de",
			"Content-Range": "bytes 0-1/2", "Content-Disposition": "attachment", "ETag": `"good"`,
			"Last-Modified": "Sun, 22 Nov 2026 13:24:25 GMT", "Cache-Control": "public, max-age=3600", "Expires": "0",
		} {
			c.Writer().Header().Set(name, value)
		}
		return errors.New("disk full")
	})
	return s
}

// guard is a key check and a limit of 1 KiB on bodies.
func guard(r *http.Request) error {
	r.Body = http.MaxBytesReader(nil, r.Body, 1024)
	if !strings.HasPrefix(r.Header.Get("X-API-Key"), "k") {
		return apierror.Unauthorized
	}
	return nil
}

// begin sends half of a success.
func begin(c Context) {
	w := c.Writer()
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(`{"half":`))
	_ = http.NewResponseController(w).Flush()
}
