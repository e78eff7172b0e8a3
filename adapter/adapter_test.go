package adapter_test

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/apierror"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func responder(t *testing.T, cfg adapter.Config[*toyContext]) *adapter.Responder[*toyContext] {
	t.Helper()
	if cfg.Logger == nil {
		cfg.Logger = quiet()
	}
	r, err := adapter.New(toy, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func request(method, target string) (*toyContext, *httptest.ResponseRecorder) {
	res := httptest.NewRecorder()
	return &toyContext{w: res, r: httptest.NewRequest(method, target, nil)}, res
}

// post is a request with a body.
func post(target, contentType, body string) (*toyContext, *httptest.ResponseRecorder) {
	c, res := request(http.MethodPost, target)
	c.r = httptest.NewRequest(http.MethodPost, target, strings.NewReader(body))
	c.r.Header.Set("Content-Type", contentType)
	return c, res
}

// TestMistakesOfAFramework: what would make a request panic is refused at the start.
func TestMistakesOfAFramework(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(f *adapter.Framework[*toyContext])
		says   []string
	}{
		"nothing":          {func(f *adapter.Framework[*toyContext]) { *f = adapter.Framework[*toyContext]{} }, []string{"Response is nil", "SetResponse is nil"}},
		"Knows, no Error":  {func(f *adapter.Framework[*toyContext]) { f.Error = nil }, []string{"Error is nil"}},
		"Error, no Knows":  {func(f *adapter.Framework[*toyContext]) { f.Knows = nil }, []string{"Knows is nil"}},
		"neither of these": {func(f *adapter.Framework[*toyContext]) { f.Knows, f.Error = nil, nil }, nil},
	} {
		f := toy
		tt.change(&f)
		_, err := adapter.New(f, adapter.Config[*toyContext]{})
		if (err != nil) != (tt.says != nil) {
			t.Errorf("%s: New returns %v", name, err)
		}
		for _, says := range tt.says {
			if err != nil && !strings.Contains(err.Error(), says) {
				t.Errorf("%s: %v does not say that %s", name, err, says)
			}
		}
	}
}

func TestMistakesOfBoth(t *testing.T) {
	t.Parallel()
	if _, err := adapter.New(adapter.Framework[*toyContext]{}, adapter.Config[*toyContext]{TypeBase: "a b"}); err == nil ||
		!strings.Contains(err.Error(), "Response") || !strings.Contains(err.Error(), "TypeBase") {
		t.Errorf("New does not name both mistakes: %v", err)
	}
}

// A framework that recovers by itself calls a hook, which no Handle stands around.
func TestRecoveredWithoutHandle(t *testing.T) {
	t.Parallel()
	var seen []*apierror.Error
	r := responder(t, adapter.Config[*toyContext]{Observe: func(_ *toyContext, e *apierror.Error) { seen = append(seen, e) }})
	c, res := request(http.MethodGet, "/")
	func() {
		defer func() { _ = r.Recovered(c, recover()) }()
		panic("SECRET")
	}()
	if res.Code != 500 || strings.Contains(res.Body.String(), "SECRET") || len(seen) != 1 {
		t.Errorf("%d %s, observed %d times", res.Code, res.Body, len(seen))
	}
}

// Where no Handle is further out, the context has the record.
func TestFailWithoutHandle(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	r := responder(t, adapter.Config[*toyContext]{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	c, res := request(http.MethodGet, "/")
	travels := r.Fail(c, apierror.NotFound)
	if again := r.Fail(c, travels); apierror.StatusOf(again) != apierror.NotFound {
		t.Errorf("%v travels on", again)
	}
	if res.Code != 404 || strings.Count(res.Body.String(), "title") != 1 || strings.Count(log.String(), "request failed") != 1 {
		t.Errorf("%d %s\n%s", res.Code, res.Body, &log)
	}
	if r.Fail(c, nil) != nil {
		t.Error("nil is no failure")
	}
}

// The framework's 503 may hold what the handler made of a deadline, its 400 what the
// binder met; of all others the cause stays inside.
func TestHTTPError(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodPost, "/", nil)
	secret := errors.New("SECRET")
	for name, tt := range map[string]struct {
		he     adapter.HTTPError
		status apierror.Status
		detail string
	}{
		"text":                   {adapter.HTTPError{Status: 409, Message: "Taken."}, 409, "Taken."},
		"text of the cause":      {adapter.HTTPError{Status: 409, Message: "no: SECRET", Cause: secret}, 409, ""},
		"an error":               {adapter.HTTPError{Status: 409, Message: secret}, 409, ""},
		"a map":                  {adapter.HTTPError{Status: 409, Message: map[string]any{"message": "Taken."}}, 409, "Taken."},
		"no status":              {adapter.HTTPError{Message: "SECRET"}, 500, ""},
		"status that is none":    {adapter.HTTPError{Status: 42, Message: "SECRET"}, 500, ""},
		"server's":               {adapter.HTTPError{Status: 502, Message: "SECRET"}, 502, ""},
		"typed inside":           {adapter.HTTPError{Status: 409, Cause: apierror.Gone}, 409, ""},
		"too large for a binder": {adapter.HTTPError{Status: 400, Cause: &http.MaxBytesError{Limit: 5}}, 413, "The request body is larger than 5 bytes."},
		"the framework's own":    {adapter.HTTPError{Status: 400, Cause: secret, TooLarge: secret}, 413, ""},
	} {
		e := tt.he.From(r, secret)
		if e.Status != tt.status || e.Detail != tt.detail || !errors.Is(e, secret) {
			t.Errorf("%s: %d %q", name, e.Status, e.Detail)
		}
	}
}

// valueWriter is a writer that cannot be compared.
type valueWriter struct {
	http.ResponseWriter
	_ []string
}

func TestWriterThatCannotBeCompared(t *testing.T) {
	t.Parallel()
	r := responder(t, adapter.Config[*toyContext]{})
	c, res := request(http.MethodGet, "/")
	c.w = valueWriter{ResponseWriter: c.w}
	if _ = r.Fail(c, apierror.Gone); res.Code != 410 {
		t.Errorf("%d", res.Code)
	}
	c, res = request(http.MethodGet, "/")
	c.w = valueWriter{ResponseWriter: c.w}
	if _ = r.Handle(c, func(c *toyContext) error { c.w = valueWriter{ResponseWriter: c.w}; return apierror.Gone }); res.Code != 410 {
		t.Errorf("%d", res.Code)
	}
}

// A handler may return the errors of a validator of its own for what it has bound, also
// if the type has no name.
func TestPlacesOfATypeWithoutAName(t *testing.T) {
	t.Parallel()
	own := validator.New()
	c, res := post("/", "application/json", `{"lines":[{}]}`)
	r := responder(t, adapter.Config[*toyContext]{})
	_ = r.Handle(c, func(c *toyContext) error {
		var in struct {
			Lines []struct {
				SKU string `json:"sku" validate:"required"`
			} `json:"lines" validate:"dive"`
		}
		if err := r.Bind(c, adapter.Binder{}, &in); err != nil {
			return err
		}
		return own.Struct(in)
	})
	if res.Code != 422 || !strings.Contains(res.Body.String(), `"pointer":"#/lines/0/sku"`) {
		t.Errorf("%d %s", res.Code, res.Body)
	}
}

// The form was lost with the copy of the request that the handler had, and so were its
// files to whoever deletes them outside.
func TestFormOfARequestThatIsAborted(t *testing.T) {
	t.Parallel()
	r := responder(t, adapter.Config[*toyContext]{})
	c, _ := post("/", "application/x-www-form-urlencoded", "a=1")
	outside := c.r
	func() {
		defer func() {
			if v := recover(); v != http.ErrAbortHandler {
				t.Errorf("recovered %v", v)
			}
		}()
		_ = r.Handle(c, func(c *toyContext) error {
			if err := c.r.ParseForm(); err != nil {
				return err
			}
			panic(http.ErrAbortHandler)
		})
	}()
	if outside.PostForm.Get("a") != "1" || c.r != outside {
		t.Errorf("the form is %v; the request is that from outside: %t", outside.PostForm, c.r == outside)
	}
}

// brokenPipe is a writer whose client is gone: what is flushed does not arrive.
type brokenPipe struct{ *httptest.ResponseRecorder }

func (b brokenPipe) FlushError() error {
	b.Flush()
	return io.ErrClosedPipe
}

// A document was written behind the header of a success that could not be flushed.
func TestFailureAfterAFlushThatFailed(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	r := responder(t, adapter.Config[*toyContext]{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	c, res := request(http.MethodGet, "/")
	c.w = brokenPipe{res}
	func() {
		defer func() {
			if v := recover(); v != http.ErrAbortHandler { // the recorder has no deadline
				t.Errorf("recovered %v", v)
			}
		}()
		_ = r.Handle(c, func(c *toyContext) error { return http.NewResponseController(c.w).Flush() })
	}()
	if res.Body.Len() > 0 || !strings.Contains(log.String(), "sent=200 aborted=true") {
		t.Errorf("%s\n%s", res.Body, &log)
	}
}
