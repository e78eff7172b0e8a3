package demur_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzRequests sends bytes to a service with Echo and to one with net/http, over a
// connection that is closed behind them. Whatever they are, the answers keep what
// demur promises.
func FuzzRequests(f *testing.F) {
	for _, request := range rawRequests() {
		f.Add([]byte(request), false)
		f.Add([]byte(request), true)
	}
	var services []*wired
	defer func() {
		for _, s := range services {
			s.stop()
		}
	}()
	n := 0
	f.Fuzz(func(t *testing.T, request []byte, leave bool) {
		if len(request) > 64<<10 {
			return
		}
		if n++; n%5000 == 1 { // whoever has an address counts for an hour
			for _, s := range services {
				s.stop()
			}
			services = []*wired{wireUp(fuzzedEcho), wireUp(fuzzedHTTP)}
		}
		for _, s := range services {
			checkAnswers(t, s, request, s.send(t, request, leave))
		}
	})
}

// neverSent are words that no answer may have, unless the client sent them: those of
// the cause, and those of Go, its packages and types.
var neverSent = []string{
	causeOfService, "unexpected EOF", "runtime error", "goroutine", "strconv", "json:", "xml:", "reflect", "invalid character", "interface {", "struct {",
	"struct{", "map[", "[]string", "int8", "float64", "time.Time", "demur", "echo.", "apierror", "multipart:", ".go:", "0xc0", "nil pointer", "<nil>", "%!",
}

// ofService are the header fields that the services, demur and net/http set.
var ofService = []string{
	"Accept", "Accept-Encoding", "Accept-Patch", "Accept-Post", "Allow", "Cache-Control", "Connection", "Content-Length", "Content-Type", "Date", "Location",
	"Ratelimit", "Ratelimit-Policy", "Retry-After", "Transfer-Encoding", "Vary", "Www-Authenticate", "X-Content-Type-Options", "X-Order", "X-Request-Id",
}

// checkAnswers checks all that was answered on one connection.
func checkAnswers(t *testing.T, s *wired, request, answers []byte) {
	t.Helper()
	fail := func(format string, args ...any) {
		t.Helper()
		t.Errorf(format+"\nrequest %q\nanswers %q\nlog %s", append(args, request, answers, &s.log)...)
	}
	if own := s.own.String(); own != "" {
		fail("net/http logs %s", own)
	}
	for _, at := range s.seen {
		if at.panicked != nil {
			fail("%s %s panics: %v", at.method, at.uri, at.panicked)
		}
	}
	known := sentIn(request)
	reader := bufio.NewReader(bytes.NewReader(answers))
	cut := strings.Count(s.log.String(), `"aborted":true`)
	failed := cut
	for i := 0; ; {
		if _, err := reader.Peek(1); err != nil {
			if i < len(s.seen)-cut {
				fail("%d requests were handled, and %d answered", len(s.seen), i)
			}
			break
		}
		method := http.MethodGet
		if i < len(s.seen) {
			method = s.seen[i].method
		}
		res, err := http.ReadResponse(reader, &http.Request{Method: method})
		var body []byte
		if err == nil {
			body, err = io.ReadAll(res.Body)
		}
		if err != nil {
			if i != len(s.seen)-1 || cut != 1 {
				fail("answer %d is not whole: %v", i, err)
			}
			break
		}
		if res.StatusCode < 200 {
			continue // and there is another to come
		}
		for name := range res.Header {
			if !slices.Contains(ofService, name) {
				fail("who has set %s?", name)
			}
		}
		for _, word := range neverSent {
			if !known(word) && (bytes.Contains(body, []byte(word)) || strings.Contains(headerText(res.Header), word)) {
				fail("answer %d holds %q", i, word)
			}
		}
		if i < len(s.seen) && res.StatusCode >= 400 {
			failed++
			if problem := problemOf(method, res, body); problem != "" {
				fail("answer %d: %s", i, problem)
			}
		}
		i++
	}
	if n := s.log.records(); n != failed {
		fail("%d requests failed, and there are %d records", failed, n)
	}
}

// sentIn returns a function that reports whether the client may have sent a word.
func sentIn(request []byte) func(word string) bool {
	text := string(request)
	for range 2 {
		text = strings.NewReplacer("+", " ", "\r", "", "\n", "").Replace(text) + "\n" + lax(text)
	}
	return func(word string) bool {
		return strings.Contains(text, word) || strings.Contains(text, strings.TrimSuffix(word, ":"))
	}
}

// lax decodes what is percent-encoded, and leaves all else as it is.
func lax(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			if c, err := url.PathUnescape(text[i : i+3]); err == nil {
				b.WriteString(c)
				i += 2
				continue
			}
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

func headerText(h http.Header) string {
	var b strings.Builder
	for name, values := range h {
		b.WriteString(name + strings.Join(values, "\n") + "\n")
	}
	return b.String()
}

// problemOf returns what is wrong with the answer to a request that failed.
func problemOf(method string, res *http.Response, body []byte) string {
	needed := map[int]string{401: "Www-Authenticate", 405: "Allow", 415: "Accept", 429: "Retry-After", 503: "Retry-After"}
	if name := needed[res.StatusCode]; name != "" && res.Header.Get(name) == "" && !(name == "Accept" && (res.Header.Get("Accept-Encoding") != "" || res.Header.Get("Accept-Post") != "" || res.Header.Get("Accept-Patch") != "")) {
		return "it has no " + name
	}
	if after := res.Header.Get("Retry-After"); after != "" {
		if n, err := strconv.Atoi(after); err != nil || n < 1 {
			return "Retry-After " + after
		}
	}
	if !slices.ContainsFunc(res.Header.Values("Vary"), func(v string) bool {
		return v == "Accept" || strings.Contains(v, "Accept,") || strings.Contains(v, ", Accept")
	}) {
		return "Vary lacks Accept"
	}
	length, err := strconv.Atoi(res.Header.Get("Content-Length"))
	switch {
	case err != nil || method == http.MethodHead && length == 0:
		return "Content-Length " + res.Header.Get("Content-Length")
	case method == http.MethodHead:
		return ""
	case length != len(body) || length > 64<<10 || !utf8.Valid(body):
		return "the body is of " + strconv.Itoa(len(body)) + " bytes"
	}
	var doc struct {
		XMLName struct{} `json:"-" xml:"urn:ietf:rfc:7807 problem"`
		Title   string   `json:"title" xml:"title"`
		Status  int      `json:"status" xml:"status"`
		Detail  string   `json:"detail" xml:"detail"`
		Code    string   `json:"code" xml:"code"`
	}
	mediaType := res.Header.Get("Content-Type")
	switch mediaType {
	case "application/json", "application/problem+json", "text/json":
		err = json.Unmarshal(body, &doc)
	case "application/xml", "application/problem+xml", "text/xml":
		decoder := xml.NewDecoder(bytes.NewReader(body))
		if err = decoder.Decode(&doc); err == nil {
			if _, more := decoder.Token(); more != io.EOF {
				return "there is more behind the document"
			}
		}
	default:
		return "Content-Type " + mediaType
	}
	if err != nil || doc.Status != res.StatusCode || doc.Title == "" || doc.Detail == "" || doc.Code == "" {
		return "the document is not whole"
	}
	return ""
}
