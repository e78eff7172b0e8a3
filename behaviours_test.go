package demur_test

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestBehaviours drives rows 1 to 25, 37, 38 and 40 of the 40 behaviours over a real
// socket. header holds patterns; body is json, xml, any or empty; has must match
// the body; not must be nowhere in the answer.
func TestBehaviours(t *testing.T) {
	t.Parallel()
	const (
		anyJSON = `^application/(problem\+)?json`
		anyXML  = `^application/(problem\+)?xml`
	)
	type fields = map[string]string
	for _, tt := range []struct {
		name, method, path string
		send               fields
		status             int
		header             fields
		body               string
		has, not           string
	}{
		{name: "1 JSON by default", path: "/v1/widgets/2", status: 404, header: fields{"Content-Type": anyJSON}, body: "json", has: "widget", not: "sql"},
		{name: "2 XML when asked", path: "/v1/widgets/2", send: fields{"Accept": "application/xml"}, status: 404, header: fields{"Content-Type": anyXML}, body: "xml", not: "sql"},
		{name: "3 XML refused", path: "/v1/widgets/2", send: fields{"Accept": "application/xml;q=0, application/json"}, status: 404, header: fields{"Content-Type": anyJSON}, body: "json"},
		{name: "4 JSON preferred", path: "/v1/widgets/2", send: fields{"Accept": "application/xml;q=0.5, application/json;q=0.9"}, status: 404, header: fields{"Content-Type": anyJSON}, body: "json"},
		{name: "5 text/xml", path: "/v1/widgets/2", send: fields{"Accept": "text/xml"}, status: 404, header: fields{"Content-Type": `^text/xml$`}, body: "xml"},
		{name: "5 a suffix", path: "/v1/unpaid", send: fields{"Accept": "application/vnd.acme+xml, */*;q=0.1"}, status: 402, header: fields{"Content-Type": anyJSON}, body: "json"},
		{name: "6 not acceptable", path: "/v1/widgets/1", send: fields{"Accept": "image/png"}, status: 406, body: "any", has: `application/json(.|\n)*application/xml`},
		{name: "6 not acceptable, no route", path: "/v1/nothing", send: fields{"Accept": "image/png"}, status: 404, body: "json"},
		{name: "7 Vary", path: "/v1/widgets/2", status: 404, header: fields{"Vary": `^Accept$`}, body: "any"},
		{name: "8 unknown error", path: "/v1/boom", status: 500, header: fields{"Content-Type": anyJSON}, body: "json", not: "pq:|password|SECRET"},
		{name: "9 wrapped", path: "/v1/wrapped", status: 404, body: "json", has: "no such widget", not: "load:"},
		{name: "10 cause", path: "/v1/internal", status: 409, body: "json", has: "conflict", not: "SECRET"},
		{name: "11 panic", path: "/v1/panic", send: fields{"Accept": "application/xml"}, status: 500, header: fields{"Content-Type": anyXML}, body: "xml", not: "SECRET|goroutine"},
		{name: "14 and 15 stale header", path: "/v1/dirty", status: 500, header: fields{
			"Content-Type": anyJSON, "Cache-Control": `^no-store$`, "Content-Encoding": "^$", "Etag": "^$", "Content-Language": "^$",
			"Content-Range": "^$", "Content-Disposition": "^$", "Last-Modified": "^$", "Expires": "^$"}, body: "json"},
		{name: "16 HEAD", method: "HEAD", path: "/v1/nope", status: 404, header: fields{"Content-Type": anyJSON, "Content-Length": "^[1-9]"}, body: "empty"},
		{name: "17 router 404", path: "/nope", send: fields{"Accept": "application/xml"}, status: 404, header: fields{"Content-Type": anyXML}, body: "xml"},
		{name: "18 405 in a group", method: "PATCH", path: "/v1/widgets/1", status: 405, header: fields{"Allow": "^DELETE, GET, OPTIONS, PUT$"}, body: "json"},
		{name: "18 405 of a collection", method: "DELETE", path: "/v1/widgets", status: 405, header: fields{"Allow": "^OPTIONS, POST$"}, body: "json"},
		{name: "18 405 in a group, nothing acceptable", method: "PATCH", path: "/v1/widgets/1", send: fields{"Accept": "image/png"}, status: 405, body: "json"},
		{name: "19 OPTIONS in a group", method: "OPTIONS", path: "/v1/widgets/1", status: 204, header: fields{"Allow": "GET", "Content-Type": "^$"}, body: "empty"},
		{name: "20 no key", path: "/v1/widgets/1", send: fields{"X-API-Key": ""}, status: 401, header: fields{"Www-Authenticate": ".", "Cache-Control": "no-store"}, body: "json"},
		{name: "20 bad key", path: "/v1/widgets/1", send: fields{"X-API-Key": "bad"}, status: 401, header: fields{"Www-Authenticate": "."}, body: "json", not: "bad"},
		{name: "21 402", path: "/v1/unpaid", send: fields{"Accept": "application/xml"}, status: 402, header: fields{"Content-Type": anyXML}, body: "xml", has: "unpaid"},
		{name: "22 412", method: "PUT", path: "/v1/widgets/1", send: fields{"If-Match": `"v1"`}, status: 412, body: "json", has: "mismatch"},
		{name: "23 502", path: "/v1/upstream", status: 502, body: "json", not: `10\.0|SECRET`},
		{name: "24 503", path: "/v1/maint", status: 503, header: fields{"Retry-After": "^120$"}, body: "json"},
		{name: "25 deadline", path: "/v1/slow", status: 503, header: fields{"Retry-After": "^60$"}, body: "json", not: "query:"},
		{name: "37 any message", path: "/v1/ctrl", send: fields{"Accept": "application/xml"}, status: 400, header: fields{"Content-Type": anyXML}, body: "xml"},
		{name: "37 any message in JSON", path: "/v1/ctrl", status: 400, header: fields{"Content-Type": anyJSON}, body: "json"},
		{name: "38 status 0", path: "/v1/zero", status: 500, body: "json", not: "SECRET"},
		{name: "38 status 42", path: "/v1/weird", status: 500, body: "json", not: "SECRET"},
		{name: "38 no text", path: "/v1/nonstring", status: 400, body: "json", has: "could not be understood"},
		{name: "40 how the client stands", path: "/v1/widgets/1", status: 200, header: fields{"Ratelimit-Policy": `^"hourly";q=1000;w=3600$`, "Ratelimit": `^"hourly";r=999;t=\d+$`}, body: "any"},
		{name: "40 on an error too", path: "/v1/boom", status: 500, header: fields{"Ratelimit-Policy": `q=1000`, "Ratelimit": `r=999`}, body: "json"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server, _ := newService(t)
			if tt.method == "" {
				tt.method = http.MethodGet
			}
			req, err := http.NewRequest(tt.method, server.URL+tt.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("X-API-Key", "k1")
			for name, value := range tt.send {
				if req.Header.Set(name, value); value == "" {
					req.Header.Del(name)
				}
			}
			res, err := server.Client().Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			body, err := io.ReadAll(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			if res.StatusCode != tt.status {
				t.Errorf("status %d, want %d; body %s", res.StatusCode, tt.status, body)
			}
			for name, pattern := range tt.header {
				if got := res.Header.Get(name); !regexp.MustCompile(pattern).MatchString(got) {
					t.Errorf("%s: %q does not match %s", name, got, pattern)
				}
			}
			checkBody(t, tt.body, string(body))
			if tt.has != "" && !regexp.MustCompile(tt.has).Match(body) {
				t.Errorf("body does not match %s: %s", tt.has, body)
			}
			var head strings.Builder
			_ = res.Header.Write(&head)
			if tt.not != "" && regexp.MustCompile(tt.not).MatchString(head.String()+string(body)) {
				t.Errorf("leak of %s:\n%s\n%s", tt.not, head.String(), body)
			}
		})
	}
}

func checkBody(t *testing.T, want, body string) {
	t.Helper()
	switch want {
	case "json":
		var doc struct {
			Status              int
			Title, Detail, Code string
		}
		if err := json.Unmarshal([]byte(body), &doc); err != nil || doc.Title == "" || doc.Detail == "" || doc.Code == "" || doc.Status < 400 {
			t.Errorf("not a whole document (%v): %s", err, body)
		}
	case "xml":
		var doc struct {
			XMLName struct{} `xml:"urn:ietf:rfc:7807 problem"`
			Title   string   `xml:"title"`
			Detail  string   `xml:"detail"`
			Code    string   `xml:"code"`
			Status  int      `xml:"status"`
		}
		if err := xml.Unmarshal([]byte(body), &doc); err != nil || doc.Title == "" || doc.Detail == "" || doc.Code == "" || doc.Status < 400 {
			t.Errorf("not a whole document (%v): %s", err, body)
		}
	case "empty":
		if body != "" {
			t.Errorf("body %q, want none", body)
		}
	}
}

// Row 12: whatever the access log does, the cause is written once.
func TestBehaviour12LogsOnce(t *testing.T) {
	t.Parallel()
	server, log := newService(t)
	get(t, server, "/v1/boom")
	server.Close() // waits for the handler, and so for the access log
	if n := log.records(); n != 1 {
		t.Errorf("%d records, want 1:\n%s", n, log)
	}
	if n := strings.Count(log.String(), "pq: password"); n != 1 {
		t.Errorf("the cause stands %d times in the log, want once:\n%s", n, log)
	}
	if !strings.Contains(log.String(), `"msg":"access","status":500`) {
		t.Errorf("the access log has not the status that was sent:\n%s", log)
	}
}

// Row 13: half a body must not pass for a whole one.
func TestBehaviour13AbortsTruncated(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/v1/late", "/v1/late-error"} {
		server, log := newService(t)
		req, err := http.NewRequest(http.MethodGet, server.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-API-Key", "k1")
		res, err := server.Client().Do(req)
		if err == nil {
			var body []byte
			body, err = io.ReadAll(res.Body)
			res.Body.Close()
			if err == nil {
				t.Errorf("%s: the client took %q for a whole body", path, body)
			}
		}
		server.Close()
		if n := log.records(); n != 1 {
			t.Errorf("%s: %d records, want 1:\n%s", path, n, log)
		}
	}
}

// Row 39: over the quota there is nothing until the clock strikes.
func TestBehaviour39WaitsForTheHour(t *testing.T) {
	t.Parallel()
	send := func(server *httptest.Server) (response, float64) {
		got := get(t, server, "/v1/widgets/1", "X-API-Key", "k-small", "Accept", "application/xml")
		now := time.Now()
		return got, now.Truncate(time.Hour).Add(time.Hour).Sub(now).Seconds()
	}
	for {
		server, _ := newService(t)
		first, before := send(server)
		refused, left := send(server)
		if before < left {
			continue // the hour has struck in between
		}
		if first.StatusCode != 200 || refused.StatusCode != 429 {
			t.Fatalf("status %d, then %d, want 200, then 429", first.StatusCode, refused.StatusCode)
		}
		checkBody(t, "xml", refused.body)
		wait, err := strconv.ParseFloat(refused.Header.Get("Retry-After"), 64)
		if err != nil || wait < left || wait > left+2 {
			t.Errorf("Retry-After %s with %f s left of the hour", refused.Header.Get("Retry-After"), left)
		}
		if got := refused.Header.Get("Content-Type"); got != "application/xml" {
			t.Errorf("Content-Type %s", got)
		}
		return
	}
}
