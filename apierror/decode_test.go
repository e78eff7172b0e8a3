package apierror_test

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/seed-86b940f4/demur/apierror"
)

func respond(status int, mediaType, body string) *http.Response {
	return &http.Response{
		StatusCode: status,
		Header:     http.Header{"Content-Type": {mediaType}},
		Body:       io.NopCloser(strings.NewReader(body)),
	}
}

// An error goes out and comes back in every media type, and the client compares
// with the server's own constants.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	var wr apierror.Writer
	for _, mediaType := range []string{"application/json", "application/problem+json", "text/json", "application/xml", "application/problem+xml", "text/xml"} {
		res := answer(t, &wr, sample(), mediaType).Result()
		if got := res.Header.Get("Content-Type"); got != mediaType {
			t.Errorf("asked for %s, got %s", mediaType, got)
		}
		e, err := apierror.Decode(res)
		if err != nil {
			t.Fatal(err)
		}
		if !errors.Is(e, apierror.PaymentRequired) || !errors.Is(e, cardDeclined) || errors.Is(e, apierror.NotFound) {
			t.Errorf("%s: %v is not the kind that was sent", mediaType, e)
		}
		if !same(e, sample()) {
			t.Errorf("%s: %#v", mediaType, e)
		}
		if e.Err != nil || e.Header != nil {
			t.Errorf("%s: a decoded error has cause %v and header %v", mediaType, e.Err, e.Header)
		}
	}
}

// Every status survives the way there and back as itself.
func TestRoundTripOfConstants(t *testing.T) {
	t.Parallel()
	for _, s := range statuses {
		for _, mediaType := range []string{"application/json", "application/xml"} {
			e, err := apierror.Decode(answer(t, new(apierror.Writer), s, mediaType).Result())
			if err != nil || !errors.Is(e, s) || e.Code != s.Code() || e.Title != s.Title() || e.Detail != s.Detail() {
				t.Errorf("%d: %v, %v", s, e, err)
			}
		}
	}
}

// Documents of others are read member by member (RFC 9457 section 3.1).
func TestDecodeForeign(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, mediaType, body string
		title, detail, code   string
		extensions            string
	}{
		{"wrong types", "application/problem+json", `{"title":1,"detail":"d","type":[],"status":"x","instance":{},"code":7,"errors":5}`, "", "d", "7", "map[]"},
		{"null", "application/problem+json", `{"title":null,"detail":"d","abc":null}`, "", "d", "", "map[]"},
		{"nested", "application/problem+json", `{"detail":"d","obj":{"a":1},"list":[1,[2],{"b":3},"c",true]}`, "", "d", "", "map[list:[1 c true]]"},
		{"twice", "application/json", `{"detail":"a","detail":"d","abc":1,"abc":2}`, "", "d", "", "map[abc:2]"},
		{"a name that is not ours", "application/problem+json; charset=utf-8", `{"detail":"d","other-policies":["p"],"instance":"/i"}`, "", "d", "", "map[other-policies:[p]]"},
		{"a parameter given twice", "application/problem+json; v=1; v=2", `{"detail":"d"}`, "", "d", "", "map[]"},
		{"of a vendor", "Application/vnd.acme+JSON;x", `{"detail":"d"}`, "", "d", "", "map[]"},
		{"XML", "application/problem+xml", `<?xml version="1.0"?><!--c--><p:problem xmlns:p="urn:ietf:rfc:7807" a="b"> <p:title>t</p:title><p:detail><![CDATA[d]]></p:detail><p:empty/><p:list> <p:i>1</p:i> <p:i>2</p:i></p:list><p:obj><p:a>1</p:a></p:obj><p:deep><p:i><p:x>1</p:x></p:i></p:deep></p:problem> `, "t", "d", "", "map[list:[1 2]]"},
	} {
		e, err := apierror.Decode(respond(400, tt.mediaType, tt.body))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if got := fmt.Sprint(maps.Collect(e.Extensions())); e.Title != tt.title || e.Detail != tt.detail || e.Code != tt.code || got != tt.extensions {
			t.Errorf("%s: %#v %s", tt.name, e, got)
		}
		if out, _ := (apierror.XML{}).Append(nil, e); strings.Contains(string(out), "other-policies") {
			t.Errorf("%s: a foreign name was sent on: %s", tt.name, out)
		}
	}
}

// What cannot be read leaves an Error with the status, and says why.
func TestDecodeFailures(t *testing.T) {
	t.Parallel()
	const j, x = "application/json", "application/xml"
	for _, tt := range []struct {
		name   string
		res    *http.Response
		reason string
	}{
		{"success", respond(200, j, "{}"), "status 200"},
		{"no type", respond(404, "", "{}"), "no problem document"},
		{"HTML", respond(404, "text/html", "<html>"), `"text/html"`},
		{"empty", respond(404, j, ""), "EOF"},
		{"no object", respond(404, j, "[1]"), "not an object"},
		{"truncated", respond(404, j, `{"title":"a"`), "EOF"},
		{"two", respond(404, j, `{} {}`), "more follows"},
		{"bad member", respond(404, j, `{"a":}`), "invalid character"},
		{"bad XML", respond(404, x, `<problem><a></problem>`), "syntax"},
		{"truncated XML", respond(404, x, `<problem><a>`), "EOF"},
		{"other root", respond(404, x, `<html/>`), "root element"},
		{"text behind", respond(404, x, `<problem/><`), "EOF"},
		{"no element", respond(404, x, ` `), "EOF"},
		{"too large", respond(404, j, `{"detail":"`+strings.Repeat("a", 1<<20)+`"}`), "larger than 1 MiB"},
		{"broken", &http.Response{StatusCode: 404, Header: http.Header{"Content-Type": {j}}, Body: io.NopCloser(iotest.ErrReader(io.ErrClosedPipe))}, "closed pipe"},
		{"no body", &http.Response{StatusCode: 404, Header: http.Header{"Content-Type": {j}}}, "no body"},
	} {
		e, err := apierror.Decode(tt.res)
		if err == nil || !strings.Contains(err.Error(), tt.reason) {
			t.Errorf("%s: error %v, want %q", tt.name, err, tt.reason)
		}
		if e == nil || int(e.Status) != tt.res.StatusCode || e.Detail != "" {
			t.Errorf("%s: %#v", tt.name, e)
		}
	}
}

// A hostile server cannot make its client slow.
func TestDecodeBoundsExtensions(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(`{"detail":"d"`)
	for i := range 60_000 {
		fmt.Fprintf(&b, `,"abc%d":1`, i)
	}
	b.WriteString("}")
	e, err := apierror.Decode(respond(400, "application/json", b.String()))
	if err != nil || len(maps.Collect(e.Extensions())) != 256 {
		t.Errorf("%d extensions, %v", len(maps.Collect(e.Extensions())), err)
	}
}

// Fields cost a hundred times their length.
func TestDecodeBoundsFields(t *testing.T) {
	t.Parallel()
	for mediaType, body := range map[string]string{
		"application/json": `{"errors":[{}` + strings.Repeat(`,{}`, 200_000) + `],"list":[1` + strings.Repeat(`,1`, 100_000) + `]}`,
		"application/xml":  `<problem><errors>` + strings.Repeat(`<i/>`, 100_000) + `</errors><list>` + strings.Repeat(`<i>1</i>`, 50_000) + `</list></problem>`,
	} {
		e, err := apierror.Decode(respond(400, mediaType, body))
		if err != nil || len(e.Fields) != 10_000 || len(maps.Collect(e.Extensions())["list"].([]string)) != 10_000 {
			t.Errorf("%s: %d fields, %v", mediaType, len(e.Fields), err)
		}
	}
}

// FuzzDecode holds Decode to its promises for any body: no panic, never nil, and
// what was read can be sent again, as long as it has a form that both know.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{"", "{}", `{"title":"t","errors":[{"pointer":"#"}],"list":[1,"a"]}`, `<problem xmlns="urn:ietf:rfc:7807"><title>t</title><errors><i><code>c</code></i></errors></problem>`, "[[[[", "<a><b><c><d><e>"} {
		f.Add("application/json", s)
		f.Add("application/xml", s)
	}
	f.Fuzz(func(t *testing.T, mediaType, body string) {
		e, err := apierror.Decode(respond(400, mediaType, body))
		if e == nil || e.Status != 400 {
			t.Fatalf("%v, %v", e, err)
		}
		inJSON, _ := apierror.JSON{}.Append(nil, e)
		inXML, _ := apierror.XML{}.Append(nil, e)
		if a, b := decode(t, 400, "application/json", inJSON), decode(t, 400, "application/xml", inXML); !same(a, b) {
			t.Errorf("JSON and XML differ:\n%s\n%s", inJSON, inXML)
		}
	})
}
