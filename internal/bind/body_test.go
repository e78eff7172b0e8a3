package bind_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/bind"
)

type named struct {
	Name string `json:"name" xml:"name" form:"name"`
}

const all = "application/json, application/xml, text/xml, application/x-www-form-urlencoded, multipart/form-data"

// Media types are matched as RFC 9110 section 8.3.1 says, and structured suffixes
// as RFC 6838 section 4.2.8.
func TestMediaTypes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		contentType string
		status      int
	}{
		{"application/json", 200},
		{"Application/JSON", 200},
		{"application/json;charset=UTF-8", 200},
		{"application/json ; Charset=\"utf-8\"; v=1", 200},
		{"application/json; charset", 200},
		{"text/json", 200},
		{"application/x-json", 200},
		{"application/vnd.api+json", 200},
		{"application/merge-patch+JSON", 200},
		{"application/xml", 200},
		{"TEXT/XML; charset=utf-8", 200},
		{"application/atom+xml", 200},
		{"application/x-www-form-urlencoded", 200},
		{"Application/X-WWW-Form-Urlencoded; charset=utf-8", 200},
		{"", 415},
		{"text/plain", 415},
		{"json", 415},
		{"+json", 415},
		{"application/+json", 415},
		{"application/jsonp", 415},
		{"application/json+zip", 415},
		{"*/*", 415},
		{"application/json, text/plain", 415},
		{"application/json; charset=iso-8859-1", 415},
		{"application/xml; charset=utf-16", 415},
		{"application/x-www-form-urlencoded; charset=latin1", 415},
		{"multipart/form-data", 415},
		{"multipart/mixed; boundary=x", 415},
	} {
		body := `{"name":"n"}`
		switch lower := strings.ToLower(tt.contentType); {
		case strings.Contains(lower, "xml"):
			body = `<a><name>n</name></a>`
		case strings.Contains(lower, "urlencoded"):
			body = `name=n`
		}
		var got named
		err := bind.Binder{}.Bind(post(tt.contentType, body), &got)
		if tt.status == 200 {
			if err != nil || got.Name != "n" {
				t.Errorf("%q: %s %+v", tt.contentType, say(err), got)
			}
			continue
		}
		if e := apierror.From(err); e == nil || e.Status != apierror.UnsupportedMediaType || e.Header.Get("Accept") != all || e.Header.Get("Accept-Post") != all {
			t.Errorf("%q: %s %v", tt.contentType, say(err), e.Header)
		}
	}
	r := post("application/json", `{"name":"n"}`)
	r.Header.Add("Content-Type", "application/xml")
	if err := (bind.Binder{}).Bind(r, new(named)); apierror.StatusOf(err) != apierror.UnsupportedMediaType {
		t.Errorf("two types: %s", say(err))
	}
}

// What is accepted is what the type can be filled from.
func TestAccepts(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		dst         any
		contentType string
		accept      string
	}{
		{new(map[string]string), "application/xml", "application/json"},
		{new(map[string]string), "application/x-www-form-urlencoded", "application/json"},
		{new([]named), "text/xml", "application/json"},
		{new(struct{ A int }), "application/x-www-form-urlencoded", "application/json, application/xml, text/xml"},
	} {
		r := request(http.MethodPatch, "/7", "x", "Content-Type", tt.contentType)
		e := apierror.From(bind.Binder{}.Bind(r, tt.dst))
		if e.Status != apierror.UnsupportedMediaType || e.Header.Get("Accept") != tt.accept || e.Header.Get("Accept-Patch") != tt.accept || e.Header.Get("Accept-Post") != "" {
			t.Errorf("%T from %s: %v %v", tt.dst, tt.contentType, e, e.Header)
		}
	}
}

// A missing body is said to be missing, where a method should have one and the
// type has something that it fills.
func TestMissingBody(t *testing.T) {
	t.Parallel()
	type onlyParameters struct {
		page2
		ID string `param:"id"`
	}
	for _, tt := range []struct {
		method string
		dst    any
		want   string
	}{
		{"POST", new(named), "400 A body is required."},
		{"PUT", new(named), "400 A body is required."},
		{"PATCH", new([]int), "400 A body is required."},
		{"GET", new(named), ""},
		{"HEAD", new(named), ""},
		{"DELETE", new(named), ""},
		{"GET", new(map[string]int), "400 A body is required."}, // nothing else could fill it
		{"POST", new(onlyParameters), ""},
		{"POST", new(struct{}), ""},
	} {
		for name, r := range map[string]bind.Request{
			"none":           request(tt.method, "/7", ""),
			"none, typed":    request(tt.method, "/7", "", "Content-Type", "application/json"),
			"none, plain":    request(tt.method, "/7", "", "Content-Type", "text/plain"),
			"chunked, empty": chunked(request(tt.method, "/7", "", "Content-Type", "application/json"), ""),
			"blank":          request(tt.method, "/7", " \n", "Content-Type", "application/xml"),
			"empty form":     chunked(request(tt.method, "/7", "", "Content-Type", "application/x-www-form-urlencoded"), ""),
			"empty parts":    chunked(request(tt.method, "/7", "", "Content-Type", "multipart/form-data; boundary=x"), ""),
		} {
			if _, ok := tt.dst.(*named); !ok && r.Body != http.NoBody && name != "chunked, empty" {
				continue // it is of another type than these read
			}
			if got := say(bind.Binder{}.Bind(r, tt.dst)); got != tt.want {
				t.Errorf("%s %T, %s: %q, want %q", tt.method, tt.dst, name, got, tt.want)
			}
		}
	}
	if r := request("GET", "/7", `{"name":"n"}`, "Content-Type", "application/json"); (bind.Binder{}).Bind(r, new(named)) != nil {
		t.Error("a body of a GET is refused")
	}
}

type page2 struct {
	Page int `query:"page"`
}

func chunked(r bind.Request, body string) bind.Request {
	r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), -1
	return r
}

// A body over the limit is a 413, be its length known or not. The limit itself is
// not over it.
func TestTooLarge(t *testing.T) {
	t.Parallel()
	const exact = `{"name":"0123456789"}`
	parts := "--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n" + strings.Repeat("z", 100) + "\r\n--x--\r\n"
	for _, tt := range []struct {
		name, contentType, body string
		max                     int64
		status                  int
	}{
		{"exact", "application/json", exact, int64(len(exact)), 0},
		{"one over", "application/json", exact, int64(len(exact)) - 1, 413},
		{"blank", "application/json", exact + strings.Repeat(" ", 100), int64(len(exact)), 413},
		{"XML", "application/xml", "<a>" + strings.Repeat("z", 100) + "</a>", 50, 413},
		{"form", "application/x-www-form-urlencoded", "name=" + strings.Repeat("z", 100), 50, 413},
		{"parts", "multipart/form-data; boundary=x", parts, 50, 413},
		{"parts, exact", "multipart/form-data; boundary=x", parts, int64(len(parts)), 0},
		{"default", "application/json", `{"name":"` + strings.Repeat("z", 1<<20) + `"}`, 0, 413},
		{"below default", "application/json", `{"name":"` + strings.Repeat("z", 1<<19) + `"}`, 0, 0},
	} {
		for _, r := range []bind.Request{post(tt.contentType, tt.body), chunked(post(tt.contentType, "x"), tt.body)} {
			err := bind.Binder{MaxBytes: tt.max}.Bind(r, new(named))
			if got := int(apierror.StatusOf(err)); got != tt.status {
				t.Errorf("%s, length %d: %s", tt.name, r.ContentLength, say(err))
			}
			if _, ok := errors.AsType[*http.MaxBytesError](err); ok != (tt.status == 413) {
				t.Errorf("%s: %v does not hold the limit", tt.name, err)
			}
		}
	}
	smaller := chunked(post("application/json", "x"), exact)
	smaller.Body = http.MaxBytesReader(nil, smaller.Body, 5)
	if got := say(bind.Binder{}.Bind(smaller, new(named))); got != "413 The request body is larger than 5 bytes." {
		t.Errorf("a smaller limit outside: %s", got)
	}
}

// A body that breaks off is no fault of the server's.
func TestBrokenBody(t *testing.T) {
	t.Parallel()
	foreign := errors.New("of a framework")
	for _, tt := range []struct {
		err    error
		status apierror.Status
	}{
		{io.ErrUnexpectedEOF, apierror.BadRequest},
		{errors.New("http: invalid byte in chunk length"), apierror.BadRequest},
		{os.ErrDeadlineExceeded, apierror.RequestTimeout},
		{apierror.Forbidden.New(""), apierror.Forbidden},
		{apierror.Gone, apierror.Gone},
		{apierror.Kind{Status: apierror.Conflict, Code: "spent"}, apierror.Conflict},
		{foreign, apierror.TooManyRequests},
	} {
		for _, contentType := range []string{"application/json", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"} {
			r := chunked(post(contentType, "x"), "")
			r.Body = io.NopCloser(io.MultiReader(bytes.NewReader([]byte("--x")), iotest.ErrReader(tt.err)))
			r.Foreign = func(err error) error {
				if errors.Is(err, foreign) {
					return apierror.TooManyRequests
				}
				return nil
			}
			if err := (bind.Binder{}).Bind(r, new(named)); apierror.StatusOf(err) != tt.status {
				t.Errorf("%v in %s: %s", tt.err, contentType, say(err))
			}
		}
	}
}
