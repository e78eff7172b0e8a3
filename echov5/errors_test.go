package echov5_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v5"
	"github.com/labstack/echo/v5/middleware"

	"github.com/seed-86b940f4/demur/apierror"
	demur "github.com/seed-86b940f4/demur/echov5"
)

var errSecret = errors.New("SECRET")

type soldOut struct{ problem *echo.ProblemError }

func (s *soldOut) Error() string                    { return "sold out: SECRET" }
func (s *soldOut) ProblemError() *echo.ProblemError { return s.problem }

// TestEchoErrors: each error of Echo has one answer, with the words that its author
// wrote for the client and no others.
func TestEchoErrors(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		err    error
		status apierror.Status
		detail string // "" for the sentence of the status
	}{
		"HTTPError":                       {echo.NewHTTPError(409, "Taken."), 409, "Taken."},
		"HTTPError without a message":     {echo.NewHTTPError(409, ""), 409, ""},
		"HTTPError wrapped":               {fmt.Errorf("load: %w", echo.NewHTTPError(404, "There is none.")), 404, "There is none."},
		"HTTPError with a cause":          {echo.NewHTTPError(409, "Taken.").Wrap(errSecret), 409, "Taken."},
		"HTTPError that repeats it":       {echo.NewHTTPError(409, "no: SECRET").Wrap(errSecret), 409, ""},
		"HTTPError around a typed one":    {echo.NewHTTPError(409, "").Wrap(apierror.Gone), 409, ""},
		"HTTPError of the server":         {echo.NewHTTPError(502, "SECRET"), 502, ""},
		"HTTPError of status 0":           {&echo.HTTPError{Message: "SECRET"}, 500, ""},
		"HTTPError of status 42":          {echo.NewHTTPError(42, "SECRET"), 500, ""},
		"HTTPError of status 204":         {echo.NewHTTPError(204, "SECRET"), 500, ""},
		"HTTPError that is nil":           {(*echo.HTTPError)(nil), 500, ""},
		"BindingError that is nil":        {(*echo.BindingError)(nil), 500, ""},
		"BindingError without HTTPError":  {&echo.BindingError{Field: "f"}, 500, ""},
		"KeyAuth's bad key":               {middleware.ErrInvalidKey, 401, ""},
		"sentinel":                        {echo.ErrForbidden, 403, ""},
		"sentinel wrapped":                {fmt.Errorf("load: %w", echo.ErrBadGateway), 502, ""},
		"sentinel decides over inner":     {fmt.Errorf("%w: %w", echo.ErrForbidden, apierror.Gone), 403, ""},
		"sentinel with a cause":           {echo.ErrUnauthorized.Wrap(errSecret), 401, ""},
		"sentinel around a body's end":    {echo.ErrBadRequest.Wrap(io.ErrUnexpectedEOF), 400, "The request body ends before it is complete."},
		"sentinel around a limit":         {echo.ErrBadRequest.Wrap(&http.MaxBytesError{Limit: 5}), 413, "The request body is larger than 5 bytes."},
		"sentinel around Echo's 413":      {echo.ErrBadRequest.Wrap(echo.ErrStatusRequestEntityTooLarge), 413, ""},
		"deadline":                        {echo.ErrServiceUnavailable.Wrap(context.DeadlineExceeded), 503, ""},
		"typed error at a deadline":       {echo.ErrServiceUnavailable.Wrap(apierror.BadGateway.Wrap(context.DeadlineExceeded, "The bank was slow.")), 502, "The bank was slow."},
		"cookie":                          {echo.ErrCookieNotFound, 400, "A parameter that the resource needs is missing."},
		"key":                             {fmt.Errorf("page: %w", echo.ErrNonExistentKey), 400, "A parameter that the resource needs is missing."},
		"problem":                         {&echo.ProblemError{Status: 402, Detail: "Pay first."}, 402, "Pay first."},
		"problem of status 0":             {&echo.ProblemError{Detail: "It broke."}, 500, "It broke."},
		"problem of status 42":            {&echo.ProblemError{Status: 42, Detail: "SECRET"}, 500, ""},
		"problem that is nil":             {(*echo.ProblemError)(nil), 500, ""},
		"problem of a type":               {&soldOut{&echo.ProblemError{Status: 410, Detail: "Sold out."}}, 410, "Sold out."},
		"problem of a type, nil":          {&soldOut{}, 500, ""},
		"problem of a type that panics":   {(*soldOut)(nil), 500, ""},
		"panic that Recover has caught":   {&middleware.PanicStackError{Err: echo.NewHTTPError(418, "SECRET")}, 500, ""},
		"validator that is not there":     {echo.ErrValidatorNotRegistered, 500, ""},
		"any error that knows its status": {statusCoder{409, nil}, 409, ""},
		"such an error around Echo's":     {statusCoder{409, echo.NewHTTPError(404, "SECRET")}, 409, ""},
		"such an error around a cookie":   {statusCoder{403, echo.ErrCookieNotFound}, 403, ""},
		"such an error around a sentinel": {statusCoder{409, echo.ErrNotFound}, 409, ""},
		"such an error of status 0":       {statusCoder{0, echo.NewHTTPError(404, "SECRET")}, 500, ""},
		"such an error around a problem":  {statusCoder{409, &echo.ProblemError{Status: 410, Detail: "SECRET"}}, 409, ""},
		"such an error around a typed":    {statusCoder{409, apierror.Gone.New("Sold out.")}, 410, "Sold out."},
		"Echo's around such an error":     {echo.NewHTTPError(404, "None.").Wrap(statusCoder{409, nil}), 404, "None."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := quiet()
			e.GET("/", returning(tt.err))
			got := send(t, e, http.MethodGet, "/", "")
			want := tt.detail
			if want == "" {
				want = tt.status.Detail()
			}
			if d := got.document(t, tt.status).Detail; d != want {
				t.Errorf("detail %q, want %q", d, want)
			}
			if strings.Contains(got.body, "SECRET") {
				t.Errorf("the cause is sent: %s", got.body)
			}
		})
	}
}

// statusCoder is what services with Echo v5 have as their own error.
type statusCoder struct {
	status int
	err    error
}

func (s statusCoder) Error() string   { return "SECRET" }
func (s statusCoder) StatusCode() int { return s.status }
func (s statusCoder) Unwrap() error   { return s.err }

// Its type, title, detail and instance are what users of Echo's own handler have.
func TestProblemErrorKeepsItsMembers(t *testing.T) {
	t.Parallel()
	problem := &echo.ProblemError{Type: "https://example.com/out", Title: "Out of credit", Status: 402, Detail: "Pay first.", Instance: "/log/1"}
	e := quiet()
	e.GET("/", returning(fmt.Errorf("charge: %w", problem)))
	e.GET("/blank", returning(&echo.ProblemError{Type: "about:blank", Status: 402}))
	got := send(t, e, http.MethodGet, "/", "", "Accept", "application/xml").document(t, 402)
	if got.Type != problem.Type || got.Title != problem.Title || got.Detail != problem.Detail || got.Instance != problem.Instance || got.Code != "payment_required" {
		t.Errorf("%+v", got)
	}
	if blank := send(t, e, http.MethodGet, "/blank", ""); strings.Contains(blank.body, `"type"`) {
		t.Errorf("about:blank is sent: %s", blank.body)
	}
}

// The error that Echo's binder returns for a body that it cannot read is no sentinel.
func TestBare415OfTheBinder(t *testing.T) {
	t.Parallel()
	e := quiet()
	e.Binder = &echo.DefaultBinder{}
	e.POST("/", func(c *echo.Context) error {
		var in struct{ Name string }
		return (&echo.DefaultBinder{}).Bind(c, &in)
	})
	got := send(t, e, http.MethodPost, "/", "x", "Content-Type", "text/plain")
	got.document(t, 415)
	if accept := got.Header.Get("Accept"); !strings.Contains(accept, "application/json") {
		t.Errorf("Accept %q", accept)
	}
}

// A panic with an error of Echo is a bug all the same, also behind Echo's Recover.
func TestPanicWithHTTPErrorBehindRecover(t *testing.T) {
	t.Parallel()
	for name, inside := range map[string][]echo.MiddlewareFunc{"": nil, "Recover": {middleware.Recover()}} {
		log := new(journal)
		e := echo.New()
		e.Logger = log.logger() // which a Config without a Logger uses
		e.GET("/", func(*echo.Context) error { panic(echo.NewHTTPError(418, "SECRET")) }, inside...)
		demur.Install(e)
		got := send(t, e, http.MethodGet, "/", "")
		if got.document(t, 500); strings.Contains(got.body, "SECRET") {
			t.Errorf("%s: %s", name, got.body)
		}
		if n := strings.Count(log.String(), "request failed"); n != 1 || !strings.Contains(log.String(), "SECRET") {
			t.Errorf("%s: %d records of the panic:\n%s", name, n, log)
		}
	}
}

func TestBindingErrorNamesTheParameter(t *testing.T) {
	t.Parallel()
	e := quiet()
	e.GET("/:id", func(c *echo.Context) error {
		if _, err := echo.PathParam[int](c, "id"); err != nil {
			return err
		}
		if _, err := echo.QueryParam[int](c, "page"); err != nil {
			return err
		}
		var size int
		return echo.QueryParamsBinder(c).MustInt("size", &size).BindError()
	})
	for path, want := range map[string]string{
		"/x":        "path id type",
		"/1?page=x": "query page type",
		"/1?page=1": " size required",
		"/1":        "",
	} {
		got := send(t, e, http.MethodGet, path, "").document(t, 400)
		if want == "" {
			continue // a key that is missing has no name in Echo's error
		}
		if f := got.Fields[0]; f.In+" "+f.Name+" "+f.Code != want {
			t.Errorf("%s: %+v, want %s", path, f, want)
		}
	}
}
