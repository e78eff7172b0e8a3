package apierror_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
)

type Audit struct {
	Reason string `json:"reason"`
}

type embedding struct{ Audit }

type coder int

func (c coder) Error() string   { return "coder" }
func (c coder) StatusCode() int { return int(c) }

type nilCoder struct{ code int }

func (c *nilCoder) Error() string   { return "nil coder" }
func (c *nilCoder) StatusCode() int { return c.code }

type uncomparable struct{ words []string }

func (u uncomparable) Error() string { return strings.Join(u.words, " ") }

type panicking struct{}

func (panicking) Error() string   { panic("Error") }
func (panicking) Unwrap() error   { panic("Unwrap") }
func (panicking) Is(error) bool   { panic("Is") }
func (panicking) StatusCode() int { panic("StatusCode") }

func jsonError(t *testing.T, doc string, into any) error {
	t.Helper()
	err := json.NewDecoder(strings.NewReader(doc)).Decode(into)
	if err == nil {
		t.Fatalf("%s was decoded", doc)
	}
	return err
}

func TestFrom(t *testing.T) {
	t.Parallel()
	type address struct {
		Zip string `json:"zip"`
	}
	type order struct {
		Qty     int            `json:"qty"`
		Small   int8           `json:"small"`
		Open    bool           `json:"open"`
		Rate    float64        `json:"rate"`
		Address address        `json:"address"`
		Odd     string         `json:"a/b ü[0]"`
		Tags    []string       `json:"tags"`
		Meta    map[string]int `json:"meta"`
	}
	typed := apierror.Conflict.New("typed")
	tooLarge := &http.MaxBytesError{Limit: 1024}
	for _, tt := range []struct {
		name    string
		err     error
		status  apierror.Status
		detail  string // in the detail
		pointer string // of the field
		words   string // of the field
	}{
		{"error", typed, 409, "typed", "", ""},
		{"error inside", fmt.Errorf("x: %w", typed), 409, "typed", "", ""},
		{"the outer of two", apierror.Gone.Wrap(typed, "outer"), 410, "outer", "", ""},
		{"the first of a join", errors.Join(errors.New("x"), apierror.Gone, apierror.NotFound), 410, "", "", ""},
		{"status", apierror.Gone, 410, "", "", ""},
		{"kind", cardDeclined, 402, "", "", ""},
		{"kind inside", fmt.Errorf("x: %w", cardDeclined), 402, "", "", ""},
		{"status code", coder(418), 418, "", "", ""},
		{"status code inside", fmt.Errorf("x: %w", coder(503)), 503, "", "", ""},
		{"typed before status code", errors.Join(coder(418), typed), 409, "typed", "", ""},
		{"too large", fmt.Errorf("x: %w", tooLarge), 413, "1024 bytes", "", ""},
		{"deadline", &url.Error{Op: "Get", URL: "http://10.0.0.1", Err: context.DeadlineExceeded}, 503, "", "", ""},
		{"canceled", context.Canceled, 500, "", "", ""},
		{"JSON syntax", jsonError(t, `{"qty":}`, &order{}), 400, "byte 8", "", ""},
		{"JSON type", jsonError(t, `{"qty":"x"}`, &order{}), 400, "byte 10", "#/qty", "must be an integer"},
		{"JSON type inside", jsonError(t, `{"address":{"zip":1}}`, &order{}), 400, "byte", "#/address/zip", "must be a string"},
		{"JSON type, odd name", jsonError(t, `{"a/b ü[0]":1}`, &order{}), 400, "byte", "#/a~1b%20%C3%BC%5B0%5D", "must be a string"},
		{"JSON type, embedded", jsonError(t, `{"reason":1}`, &embedding{}), 400, "byte", "#/reason", "must be a string"},
		{"JSON range", jsonError(t, `{"small":300}`, &order{}), 400, "byte", "#/small", "must be an integer within range"},
		{"JSON fraction", jsonError(t, `{"qty":1.5}`, &order{}), 400, "byte", "#/qty", "must be an integer within range"},
		{"JSON bool", jsonError(t, `{"open":1}`, &order{}), 400, "byte", "#/open", "must be true or false"},
		{"JSON float", jsonError(t, `{"rate":"1"}`, &order{}), 400, "byte", "#/rate", "must be a number"},
		{"JSON list", jsonError(t, `{"tags":1}`, &order{}), 400, "byte", "#/tags", "must be a list"},
		{"JSON map", jsonError(t, `{"meta":1}`, &order{}), 400, "byte", "#/meta", "must be an object"},
		{"JSON root", jsonError(t, `[]`, &order{}), 400, "byte", "#", "must be an object"},
		{"JSON into nothing", &json.InvalidUnmarshalError{}, 500, "", "", ""},
		{"XML syntax", xml.Unmarshal([]byte("<a>\n<b></a>"), &order{}), 400, "line 2", "", ""},
		{"XML root", xml.Unmarshal([]byte("<a/>"), &struct {
			XMLName struct{} `xml:"b"`
		}{}), 400, "another form", "", ""},
		{"truncated", io.ErrUnexpectedEOF, 500, "", "", ""},
		{"unknown", errors.New("pq: SECRET"), 500, "", "", ""},
		{"nil error", (*apierror.Error)(nil), 500, "", "", ""},
		{"nil error inside", fmt.Errorf("x: %w", (*apierror.Error)(nil)), 500, "", "", ""},
		{"nil coder", (*nilCoder)(nil), 500, "", "", ""},
		{"nil max bytes", (*http.MaxBytesError)(nil), 500, "", "", ""},
		{"nil JSON", (*json.SyntaxError)(nil), 500, "", "", ""},
		{"nil max bytes before a deadline", errors.Join((*http.MaxBytesError)(nil), context.DeadlineExceeded), 500, "", "", ""},
		{"nil JSON before XML", errors.Join(xml.UnmarshalError("x"), (*json.SyntaxError)(nil)), 500, "", "", ""},
		{"nil error before a status", errors.Join(apierror.Gone, (*apierror.Error)(nil)), 500, "", "", ""},
		{"an address of another server", errors.Join(&url.Error{Err: url.EscapeError("%")}, xml.UnmarshalError("x")), 400, "another form", "", ""},
		{"status out of range", apierror.Status(200).New("SECRET"), 500, "", "", ""},
		{"zero error", new(apierror.Error), 500, "", "", ""},
		{"zero kind", apierror.Kind{}, 500, "", "", ""},
		{"zero status", apierror.Status(0), 500, "", "", ""},
		{"status code out of range", coder(200), 500, "", "", ""},
		{"status code negative", coder(-1), 500, "", "", ""},
		{"uncomparable", uncomparable{[]string{"a"}}, 500, "", "", ""},
		{"panicking", panicking{}, 500, "", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := apierror.From(tt.err)
			if e == nil || e.Status != tt.status || apierror.StatusOf(tt.err) != tt.status {
				t.Fatalf("From = %v, want status %d", e, tt.status)
			}
			if e.Detail == "" != (tt.detail == "") || !strings.Contains(e.Detail, tt.detail) {
				t.Errorf("detail %q, want %q", e.Detail, tt.detail)
			}
			if tt.pointer != "" && (len(e.Fields) != 1 || e.Fields[0].Pointer != tt.pointer || e.Fields[0].Detail != tt.words || e.Fields[0].Code != "type") {
				t.Errorf("fields %+v, want %s %s", e.Fields, tt.pointer, tt.words)
			}
			if tt.pointer == "" && len(e.Fields) > 0 {
				t.Errorf("fields %+v", e.Fields)
			}
			if tt.name != "panicking" && tt.name != "nil error" && tt.name != "nil error inside" && !errors.Is(e, tt.err) && tt.name != "uncomparable" && tt.name != "error inside" && tt.name != "typed before status code" {
				t.Errorf("errors.Is(From(err), err) = false")
			}
			for _, accept := range []string{"application/json", "application/xml"} {
				body := answer(t, new(apierror.Writer), tt.err, accept).Body.String()
				for _, leak := range []string{"SECRET", "apierror_test", "order", "Audit", "int8", "strconv", "10.0.0.1", "unexpected EOF", "Go "} {
					if strings.Contains(body, leak) {
						t.Errorf("%s leaks %q", body, leak)
					}
				}
			}
		})
	}
	if e := apierror.From(fmt.Errorf("x: %w", cardDeclined)); e.Code != cardDeclined.Code || e.Title != cardDeclined.Title {
		t.Errorf("a wrapped kind became %+v", e)
	}
	if apierror.From(nil) != nil || apierror.StatusOf(nil) != 0 {
		t.Error("From(nil) is something")
	}
	if apierror.From(fmt.Errorf("x: %w", typed)) != typed {
		t.Error("From does not return the Error itself")
	}
}

// answer sends err to one request and returns what was written.
func answer(t testing.TB, wr *apierror.Writer, err error, accept string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Accept", accept)
	w := httptest.NewRecorder()
	if err := wr.Write(w, r, err); err != nil {
		t.Error(err)
	}
	return w
}

// light is a response writer that keeps nothing.
type light struct{ header http.Header }

func (l *light) Header() http.Header         { return l.header }
func (l *light) Write(b []byte) (int, error) { return len(b), nil }
func (l *light) WriteHeader(int)             {}
