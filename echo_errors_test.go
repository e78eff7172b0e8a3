package demur_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/apierror"
)

// Errors that Echo makes come out in the same form as all others.
func TestEchoErrors(t *testing.T) {
	t.Parallel()
	nested := echo.NewHTTPError(400, "outer").SetInternal(echo.NewHTTPError(409, "SECRET"))
	for _, tt := range []struct {
		name   string
		err    error
		status int
		detail string // a part of it; "" stands for the sentence of the status
	}{
		{"sentinel", echo.ErrForbidden, 403, ""},
		{"text", echo.NewHTTPError(404, "There is no widget."), 404, "There is no widget."},
		{"wrapped", fmt.Errorf("SECRET: %w", echo.NewHTTPError(404, "There is no widget.")), 404, "There is no widget."},
		{"joined", errors.Join(errors.New("SECRET"), echo.NewHTTPError(404, "There is no widget.")), 404, "There is no widget."},
		{"nested: the outer decides", nested, 400, "outer"},
		{"nested: typed inside stays inside", echo.NewHTTPError(404, "Not here.").SetInternal(apierror.Forbidden.New("SECRET")), 404, "Not here."},
		{"nested: typed outside decides", apierror.Conflict.Wrap(echo.NewHTTPError(404, "SECRET"), "Taken."), 409, "Taken."},
		{"the phrase says nothing", echo.NewHTTPError(409), 409, ""},
		{"error as message", echo.NewHTTPError(400, errors.New("SECRET")), 400, ""},
		{"map as message", echo.NewHTTPError(400, echo.Map{"SECRET": 1}), 400, ""},
		{"number as message", echo.NewHTTPError(400, 7), 400, ""},
		{"nothing as message", &echo.HTTPError{Code: 400}, 400, ""},
		{"cause without a text", echo.NewHTTPError(409, "Taken.").SetInternal(errors.New("")), 409, "Taken."},
		{"text of the cause", echo.NewHTTPError(400, "x: SECRET").SetInternal(errors.New("SECRET")), 400, ""},
		{"text of a server's error", echo.NewHTTPError(500, "pq: SECRET"), 500, ""},
		{"text of a gateway's error", echo.NewHTTPError(502, "remote SECRET unreachable"), 502, ""},
		{"success", &echo.HTTPError{Code: 204, Message: "SECRET"}, 500, ""},
		{"beyond", &echo.HTTPError{Code: 600, Message: "SECRET"}, 500, ""},
		{"nil", (*echo.HTTPError)(nil), 500, ""},
		{"nil, wrapped", fmt.Errorf("x: %w", (*echo.HTTPError)(nil)), 500, ""},
		{"nil cause", echo.NewHTTPError(400, "Bad.").SetInternal((*echo.HTTPError)(nil)), 400, "Bad."},
		{"body limit", echo.ErrStatusRequestEntityTooLarge, 413, ""},
		{"body limit inside", echo.NewHTTPError(400, "x").SetInternal(echo.ErrStatusRequestEntityTooLarge), 413, ""},
		{"max bytes inside", echo.NewHTTPError(400, "http: request body too large").SetInternal(&http.MaxBytesError{Limit: 16}), 413, "16 bytes"},
		{"status of a client that is gone", echo.NewHTTPError(499, "Slow down."), 499, "Slow down."},
		{"nil binding error", (*echo.BindingError)(nil), 500, ""},
		{"empty binding error", &echo.BindingError{}, 500, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, log := quietService(t)
			e.GET("/", func(echo.Context) error { return tt.err })
			res := get(t, serve(t, e), "/")
			want := tt.detail
			if want == "" {
				want = apierror.Status(tt.status).Detail()
			}
			if res.StatusCode != tt.status || !strings.Contains(res.body, want) {
				t.Errorf("%d %s, want %d %q", res.StatusCode, res.body, tt.status, want)
			}
			if leak := frameworkText.FindString(res.body); leak != "" {
				t.Errorf("%s leaks %q", res.body, leak)
			}
			if log.records() != 1 {
				t.Errorf("log:\n%s", log)
			}
		})
	}
}

// An error of the service that says its status holds one of Echo, in the words of
// another matter: those were sent.
func TestInnerMessageOfAnErrorWithAStatus(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		err    error
		status apierror.Status
		detail string
	}{
		{withStatus{409, echo.NewHTTPError(404, "SECRET")}, 409, ""},
		{withStatus{409, echo.ErrCookieNotFound}, 409, ""},
		{withStatus{42, echo.NewHTTPError(404, "SECRET")}, 500, ""},
		{fmt.Errorf("load: %w", withStatus{403, fmt.Errorf("read: %w", echo.ErrNotFound)}), 403, ""},
		{withStatus{409, apierror.Gone.New("It is gone.")}, 410, "It is gone."},
		{echo.NewHTTPError(404, "There is none.").SetInternal(withStatus{409, nil}), 404, "There is none."},
	} {
		e, log := quietService(t)
		e.GET("/", func(echo.Context) error { return tt.err })
		res := get(t, serve(t, e), "/")
		detail := tt.detail
		if detail == "" {
			detail = tt.status.Detail()
		}
		if res.StatusCode != int(tt.status) || !strings.Contains(res.body, detail) || log.records() != 1 {
			t.Errorf("%v: %d %s, log:\n%s", tt.err, res.StatusCode, res.body, log)
		}
	}
}

type withStatus struct {
	status int
	err    error
}

func (s withStatus) Error() string { return fmt.Sprint("failed: ", s.err) }

func (s withStatus) StatusCode() int { return s.status }

func (s withStatus) Unwrap() error { return s.err }

// The words of an error inside the cause are not for clients either.
func TestMessageOfWhatTheCauseWraps(t *testing.T) {
	t.Parallel()
	root := errors.New("pq: duplicate key value violates SECRET")
	e, _ := quietService(t)
	e.GET("/", func(echo.Context) error {
		return echo.NewHTTPError(409, root.Error()).SetInternal(fmt.Errorf("save user: %w", root))
	})
	if res := get(t, serve(t, e), "/"); res.StatusCode != 409 || strings.Contains(res.body, "SECRET") {
		t.Errorf("%d %s", res.StatusCode, res.body)
	}
}

// What an HTTPError holds stays inside: a fault of the server is no fault of the client.
func TestHTTPErrorAroundValidatorsErrors(t *testing.T) {
	t.Parallel()
	e, _ := quietService(t)
	e.GET("/:status", func(c echo.Context) error {
		err := validator.New().Struct(struct {
			Zip string `validate:"required"`
		}{})
		if c.Param("status") == "409" {
			return echo.NewHTTPError(409, "no").SetInternal(err)
		}
		return echo.ErrInternalServerError.WithInternal(err)
	})
	for path, want := range map[string]int{"/409": 409, "/500": 500} {
		if rec := ask(e, path, ""); rec.Code != want {
			t.Errorf("%s: %d %s", path, rec.Code, rec.Body)
		}
	}
}
