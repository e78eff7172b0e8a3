package apierror_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
)

const guide = "https://api.example.com/guide#"

// The type is that of the error, else of its kind, else of the Writer and the code.
func TestTypeInOrder(t *testing.T) {
	t.Parallel()
	own := apierror.Kind{Status: apierror.PaymentRequired, Code: "card_declined", Title: "Card declined", Type: "/kinds/declined"}
	foreign, err := apierror.Decode(respond(402, "application/json", `{"code":"card_declined"}`))
	if err != nil {
		t.Fatal(err)
	}
	typed, err := apierror.Decode(respond(402, "application/json", `{"type":"https://other.example/x","code":"card_declined"}`))
	if err != nil {
		t.Fatal(err)
	}
	unread, _ := apierror.Decode(respond(404, "text/html", "<html>"))
	for _, tt := range []struct {
		name       string
		err        error
		bare, base string
	}{
		{"status", apierror.NotFound, "", guide + "not_found"},
		{"detail", apierror.NotFound.New("x"), "", guide + "not_found"},
		{"code", apierror.NotFound.New("x").WithCode("no_widget"), "", guide + "no_widget"},
		{"code to be escaped", apierror.NotFound.New("x").WithCode(`a b/ü"<&#\x`), "", guide + "a%20b%2F%C3%BC%22%3C%26%23%5Cx"},
		{"code that is no text", apierror.NotFound.New("x").WithCode("a\xff\x00"), "", guide + "a%EF%BF%BD%EF%BF%BD"},
		{"literal", &apierror.Error{Status: 409}, "", guide + "conflict"},
		{"kind", own, "/kinds/declined", "/kinds/declined"},
		{"error of the kind", fmt.Errorf("x: %w", own.New("x")), "/kinds/declined", "/kinds/declined"},
		{"own type", own.New("x").WithType("/own"), "/own", "/own"},
		{"own type of nothing", apierror.NotFound.New("").WithType("about:blank"), "about:blank", "about:blank"},
		{"type taken away", own.New("x").WithType(""), "", guide + "card_declined"},
		{"type that is none", apierror.NotFound.New("x").WithType("a b"), "", guide + "not_found"},
		{"type that is none, by hand", &apierror.Error{Status: 404, Type: "a b"}, "", guide + "not_found"},
		{"beyond the guide", apierror.Status(418), "", guide + "i_m_a_teapot"},
		{"status that is none", apierror.Status(42).New("SECRET").WithType("/secret"), "", guide + "internal_server_error"},
		{"plain error", errors.New("SECRET"), "", guide + "internal_server_error"},
		{"of another server", foreign, "", ""},
		{"of another server, as a copy", foreign.With("abc", 1), "", ""},
		{"of another server, typed", typed, "https://other.example/x", "https://other.example/x"},
		{"of another server, unread", unread, "", guide + "not_found"},
	} {
		for base, want := range map[string]string{"": tt.bare, guide: tt.base} {
			wr := apierror.Writer{TypeBase: base}
			for _, accept := range []string{"application/json", "application/xml"} {
				e, err := apierror.Decode(answer(t, &wr, tt.err, accept).Result())
				if err != nil || e.Type != want {
					t.Errorf("%s, TypeBase %q, %s: type %q, want %q (%v)", tt.name, base, accept, e.Type, want, err)
				}
			}
		}
	}
	if k, ok := errors.AsType[apierror.Kind](own.New("x")); !ok || k != own {
		t.Errorf("errors.AsType[Kind] = %#v, want %#v", k, own)
	}
	if !errors.Is(own.New("").WithType("/other"), own) {
		t.Error("the type is compared")
	}
}

// What is ready is what the formats write, with a TypeBase too.
func TestTypeBaseSendsTheFormats(t *testing.T) {
	t.Parallel()
	wr := apierror.Writer{TypeBase: "/errors?a=1&code="}
	for _, s := range append(statuses, 418, 451, 599) {
		for _, e := range []*apierror.Error{s.New(""), s.New("a <b>"), s.New("").WithCode("own"), s.New("").With("abc", 1), s.New("").WithInstance("/i?a&b")} {
			for accept, f := range map[string]apierror.Format{"application/json": apierror.JSON{}, "application/xml": apierror.XML{}} {
				want, _ := f.Append(nil, e.WithType("/errors?a=1&code="+e.Code))
				if got := answer(t, &wr, e, accept).Body.String(); got != string(want) {
					t.Fatalf("got  %s\nwant %s", got, want)
				}
			}
		}
	}
}

func TestTypeBaseThatCannotBeSent(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"https://api.example.com/a guide#", "a\nb", "\x00", "https://api.example.com/%zz", "https://api.example.com/\xff", "1a:b", "https://api example.com/", "https://a:b/", `C:\guide\`, "a#b#", "https://api.example.com", "https://api.example.com:80", "//host", "https://user@"} {
		wr := apierror.Writer{TypeBase: base, Formats: []apierror.Format{apierror.XML{}}}
		if err := wr.Check(); err == nil || !strings.Contains(err.Error(), "TypeBase") {
			t.Errorf("%q: %v", base, err)
		}
		if e, err := apierror.Decode(answer(t, &wr, apierror.Gone, "").Result()); err != nil || e.Type != "" {
			t.Errorf("%q: type %q, %v", base, e.Type, err)
		}
	}
	for base, want := range map[string]string{
		"https://api.example.com/guide#": "", "/errors/": "", "errors/": "", "#": "", "?": "", "urn:example:problem:": "", "https://[2001:db8::1]:8080/": "",
		"//host/": "", "tag:example.com,2026:": "", "https://bücher.example/": "https://b%C3%BCcher.example/", "/é/": "/%C3%A9/",
	} {
		wr := apierror.Writer{TypeBase: base}
		if err := wr.Check(); err != nil {
			t.Errorf("%q: %v", base, err)
		}
		if want == "" {
			want = base
		}
		if e, err := apierror.Decode(answer(t, &wr, apierror.Gone, "").Result()); err != nil || e.Type != want+"gone" {
			t.Errorf("%q: type %q, %v", base, e.Type, err)
		}
	}
	wr := apierror.Writer{TypeBase: "a b", Formats: []apierror.Format{nil}}
	if err := wr.Check(); err == nil || !strings.Contains(err.Error(), "TypeBase") || !strings.Contains(err.Error(), "format 0 is nil") {
		t.Errorf("not every mistake is named: %v", err)
	}
}

// A URI that cannot be sent is left out, and the log says so.
func TestURIThatCannotBeSent(t *testing.T) {
	t.Parallel()
	for _, uri := range []string{"a b", "\n", "\x7f", "\xff", "%", "%4", "%zz", "://", "1:", "http://a b/", "http://[::1/", "http://[1]/", "http://a:b/", "http://%20/", "[", "a#b#c", "<", `"`, "`", "{x}", "|", "^", `\`} {
		for i, e := range []*apierror.Error{apierror.Gone.New("").WithType(uri).WithInstance(uri), {Status: 410, Type: uri, Instance: uri}} {
			for _, f := range []apierror.Format{apierror.JSON{}, apierror.XML{}} {
				if doc, err := f.Append(nil, e); err != nil || strings.Contains(string(doc), "instance") || strings.Contains(string(doc), "type") {
					t.Errorf("%q was sent: %s", uri, doc)
				}
			}
			var b bytes.Buffer
			slog.New(slog.NewJSONHandler(&b, nil)).Info("m", "error", e)
			if !strings.Contains(b.String(), `"unsendable":["type","instance"]`) {
				t.Errorf("%d: %q is not named in the log: %s", i, uri, &b)
			}
		}
	}
	for _, uri := range []string{"", "a", "/a/b?c=d&e=f#g", "#", "?", "//host/a", "https://user:pass@host:8080/%41?x#y", "http://[::1]:80/", "urn:uuid:1", "mailto:a@b", "data:,a", "a:", "./a:b", "?:", "#:", "http://h?:", "%C3%A9", "http://h:/"} {
		if e := apierror.Gone.New("").WithType(uri).WithInstance(uri); e.Type != uri || e.Instance != uri {
			t.Errorf("%q was not taken", uri)
		}
	}
	if e := apierror.Gone.New("").WithInstance("/é"); e.Instance != "/%C3%A9" {
		t.Errorf("instance %q", e.Instance)
	}
	var none *apierror.Error
	if none.WithType("/a").Type != "/a" || none.WithInstance("/a").StatusCode() != 500 {
		t.Error("a nil *Error")
	}
}

// FuzzReference holds what is sent as a type to net/url and to RFC 3986.
func FuzzReference(f *testing.F) {
	for _, s := range []string{"", "a b", "https://user@[::1]:80/%41?q#f", "//", ":", "a:b", "%", "\xff", "é"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, uri, code string) {
		sent := []string{apierror.Gone.New("").WithType(uri).Type}
		wr := apierror.Writer{TypeBase: uri}
		if wr.Check() == nil {
			e, err := apierror.Decode(answer(t, &wr, apierror.Gone.New("").WithCode(code), "").Result())
			if err != nil {
				t.Fatal(err)
			}
			sent = append(sent, e.Type)
		}
		for _, s := range sent {
			if _, err := url.Parse(s); err != nil || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("\"<>\\^`{|}", r) }) {
				t.Errorf("%q became %q: %v", uri, s, err)
			}
		}
	})
}

// echoFormat writes what it is given, and nothing in place of "".
type echoFormat struct{}

func (echoFormat) MediaTypes() []string { return []string{"text/x-echo"} }
func (echoFormat) Append(dst []byte, e *apierror.Error) ([]byte, error) {
	id, _ := e.Extension("request_id")
	return fmt.Appendf(dst, "%s|%s|%s|%s|%s|%v", e.Type, e.Title, e.Detail, e.Instance, e.Code, id), nil
}

// A Format of a service got an Error with an empty Detail and sent it as it was.
func TestFormatGetsWhatStandsForNothing(t *testing.T) {
	t.Parallel()
	wr := apierror.Writer{TypeBase: guide, Formats: []apierror.Format{echoFormat{}}}
	for _, tt := range []struct {
		err  error
		want string
	}{
		{apierror.NotFound, guide + "not_found|Not Found|" + apierror.NotFound.Detail() + "||not_found|r1"},
		{&apierror.Error{Status: 404, Instance: "a b"}, guide + "not_found|Not Found|" + apierror.NotFound.Detail() + "||not_found|r1"},
		{apierror.Kind{Status: 402, Code: "c", Title: "T", Type: "/c"}.New("d").WithInstance("/i").With("request_id", "own"), "/c|T|d|/i|c|r1"},
		{errors.New("SECRET"), guide + "internal_server_error|Internal Server Error|" + apierror.InternalServerError.Detail() + "||internal_server_error|r1"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("X-Request-ID", "r1")
		w := httptest.NewRecorder()
		if err := wr.Write(w, r, tt.err); err != nil || w.Body.String() != tt.want {
			t.Errorf("%v: %s\nwant %s", err, w.Body, tt.want)
		}
	}
}

func TestExtension(t *testing.T) {
	t.Parallel()
	sent := apierror.Gone.New("").With("balance", 30).With("accounts", []string{"/a"}).With("no", 1).With("request_id", "r1")
	decoded, err := apierror.Decode(answer(t, new(apierror.Writer), sent, "application/xml").Result())
	if err != nil {
		t.Fatal(err)
	}
	var none *apierror.Error
	for _, tt := range []struct {
		e    *apierror.Error
		name string
		want any
	}{
		{sent, "balance", 30}, {sent, "accounts", []string{"/a"}}, {sent, "request_id", "r1"}, {sent, "Balance", nil}, {sent, "no", nil}, {sent, "title", nil},
		{decoded, "balance", "30"}, {decoded, "accounts", []string{"/a"}}, {decoded, "request_id", "r1"}, {decoded, "detail", nil},
		{none, "balance", nil}, {apierror.Gone.New(""), "request_id", nil},
	} {
		value, ok := tt.e.Extension(tt.name)
		if fmt.Sprint(value) != fmt.Sprint(tt.want) || ok != (tt.want != nil) {
			t.Errorf("%s of %v is %v, %t", tt.name, tt.e, value, ok)
		}
	}
}
