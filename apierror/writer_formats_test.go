package apierror_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
)

// What is sent is what the formats write, whether it was ready or not.
func TestWriterSendsTheFormats(t *testing.T) {
	t.Parallel()
	for _, s := range append(statuses, 418, 451, 599) {
		for _, e := range []*apierror.Error{
			s.New(""), s.New("a <b>"), {Status: s}, s.New("").WithCode("own"), s.New(s.Detail()), s.New("").With("abc", 1),
			apierror.Kind{Status: s, Title: "Own"}.New("x"), s.New("").WithField(apierror.FieldError{Name: "n"}), s.New(strings.Repeat("long ", 20_000)),
		} {
			for _, id := range []string{"", "r1"} {
				for accept, f := range map[string]apierror.Format{"application/json": apierror.JSON{}, "application/xml": apierror.XML{}} {
					sent := e
					r := httptest.NewRequest(http.MethodGet, "/", nil)
					r.Header.Set("Accept", accept)
					if id != "" {
						r.Header.Set("X-Request-ID", id)
						sent = e.With("request_id", id)
					}
					w := httptest.NewRecorder()
					err := new(apierror.Writer).Write(w, r, e)
					want, _ := f.Append(nil, sent)
					if err != nil || w.Body.String() != string(want) {
						t.Fatalf("%v\n got %.200s\nwant %.200s", err, w.Body, want)
					}
				}
			}
		}
	}
}

// csv is a format of a service's own.
type csv struct {
	types []string
	fail  string
}

func (f csv) MediaTypes() []string { return f.types }

func (f csv) Append(dst []byte, e *apierror.Error) ([]byte, error) {
	switch f.fail {
	case "error":
		return append(dst, "half"...), errors.New("no")
	case "panic":
		panic("no")
	}
	return fmt.Appendf(dst, "%d,%s", e.Status, e.Detail), nil
}

func TestWriterOwnFormat(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ fail, contentType, body string }{
		{"", "text/csv", "404,x"},
		{"error", "application/json", `"detail":"x"`},
		{"panic", "application/json", `"detail":"x"`},
	} {
		wr := apierror.Writer{Formats: []apierror.Format{csv{[]string{"text/csv"}, tt.fail}, apierror.JSON{}}}
		if err := wr.Check(); err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		w := httptest.NewRecorder()
		err := wr.Write(w, r, apierror.NotFound.New("x"))
		if (err != nil) != (tt.fail != "") {
			t.Errorf("%s: %v", tt.fail, err)
		}
		if w.Code != 404 || w.Header().Get("Content-Type") != tt.contentType || !strings.Contains(w.Body.String(), tt.body) || strings.Contains(w.Body.String(), "half") {
			t.Errorf("%q: %d %v %s", tt.fail, w.Code, w.Header(), w.Body)
		}
	}
}

func TestCheckNamesEveryMistake(t *testing.T) {
	t.Parallel()
	wr := apierror.Writer{
		Formats:    []apierror.Format{nil, csv{}, csv{types: []string{"text/*", "application/json"}}, apierror.JSON{}},
		Challenge:  "Basic\r\nX: y",
		RetryAfter: -time.Second,
	}
	err := wr.Check()
	if err == nil {
		t.Fatal("no mistake was found")
	}
	for _, want := range []string{"format 0 is nil", "format 1 has no media type", `"text/*" has a wildcard`, `"application/json" is offered twice`, "negative", "control character"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not say %q", err, want)
		}
	}
	if w := answer(t, &wr, apierror.NotFound, ""); w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("a Writer with mistakes answers %v", w.Header())
	}
}

// A format for people, or a spreadsheet of errors, is nothing that a client can send.
func TestUnsupportedMediaTypeNamesWhatCanBeRead(t *testing.T) {
	t.Parallel()
	page := csv{types: []string{"text/html"}}
	for want, formats := range map[string][]apierror.Format{
		"application/json, application/xml": {apierror.JSON{}, apierror.XML{}, page},
		"application/xml":                   {page, apierror.XML{}},
		"":                                  {page},
	} {
		w := httptest.NewRecorder()
		wr := apierror.Writer{Formats: formats}
		if err := wr.Write(w, httptest.NewRequest(http.MethodPost, "/", nil), apierror.UnsupportedMediaType); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(w.Header()["Accept"], ", "); got != want || w.Code != 415 {
			t.Errorf("%d formats: %d, Accept %q, want %q", len(formats), w.Code, got, want)
		}
	}
}
