package demur_test

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// A Map that returns what it got, or an error of Echo's, changes nothing else.
func TestMapOfErrorsThatAreNotComparable(t *testing.T) {
	t.Parallel()
	type in struct {
		Name string `validate:"required"`
	}
	log, e := new(journal), echo.New()
	err := demur.Config{Logger: log.logger(), Map: func(_ echo.Context, err error) error {
		if errors.Is(err, errNoStock) {
			return echo.NewHTTPError(404, "No such order.")
		}
		return err
	}}.Install(e)
	if err != nil {
		t.Fatal(err)
	}
	e.GET("/rules", func(echo.Context) error { return validator.New().Struct(in{}) })
	e.GET("/echo", func(echo.Context) error { return errNoStock })
	server := serve(t, e)
	if res := get(t, server, "/rules"); res.StatusCode != 422 {
		t.Errorf("%d %s", res.StatusCode, res.body)
	}
	if res := get(t, server, "/echo"); res.StatusCode != 404 || !strings.Contains(res.body, "No such order.") || !strings.Contains(log.String(), "empty shelf") {
		t.Errorf("%d %s, log:\n%s", res.StatusCode, res.body, log)
	}
}

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

// stateful counts on what its variable held before.
type stateful struct{ seen map[string]bool }

func (s *stateful) UnmarshalJSON(b []byte) error {
	s.seen[string(b)] = true
	return errors.New("never")
}

// A method that decodes is called once more to find the place. It may panic then.
func TestUnmarshalJSONThatPanics(t *testing.T) {
	t.Parallel()
	e, _ := quietService(t)
	e.POST("/", func(c echo.Context) error {
		in := struct{ P stateful }{stateful{map[string]bool{}}}
		return new(echo.DefaultBinder).Bind(&in, c)
	})
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	if res := do(t, server, "POST", "/", `{"P":[1]}`, "Content-Type", "application/json"); res.StatusCode != 400 {
		t.Errorf("%d %s", res.StatusCode, res.body)
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

func (s withStatus) Error() string   { return fmt.Sprint("failed: ", s.err) }
func (s withStatus) StatusCode() int { return s.status }
func (s withStatus) Unwrap() error   { return s.err }
