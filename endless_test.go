package demur_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// An error that holds itself was logged twice where middleware had answered it and then
// returned it: what was answered no longer held it.
func TestEndlessErrorIsLoggedOnce(t *testing.T) {
	t.Parallel()
	itself := &holder{}
	itself.err = itself
	he := echo.NewHTTPError(404, "No such widget.")
	_ = he.SetInternal(he)
	for _, err := range []error{itself, errors.Join(io.EOF, itself), holders{itself}, he, errors.Join(he)} {
		e, log := quietService(t)
		e.GET("/", func(c echo.Context) error {
			c.Error(err)
			return err
		})
		if res := get(t, serve(t, e), "/"); res.StatusCode < 400 || log.records() != 1 {
			t.Errorf("%T: %d, log:\n%s", err, res.StatusCode, log)
		}
		// Another error is still another failure.
		e.GET("/other", func(c echo.Context) error {
			c.Error(err)
			return io.ErrClosedPipe
		})
		if get(t, serve(t, e), "/other"); log.records() != 3 || !strings.Contains(log.String(), io.ErrClosedPipe.Error()) {
			t.Errorf("%T: log:\n%s", err, log)
		}
	}
}

// holder wraps whatever it is given, as do holders, which cannot be compared.
type (
	holder  struct{ err error }
	holders []error
)

func (h *holder) Error() string   { return "holder of " + h.err.Error() }
func (h *holder) Unwrap() error   { return h.err }
func (h holders) Error() string   { return "holders of " + h[0].Error() }
func (h holders) Unwrap() []error { return h }

// liar is an error that says it is whatever is asked for. Nobody may ask for its text.
type (
	liar   struct{ silent }
	silent struct{ err error }
)

func (*liar) As(any) bool       { return true }
func (*silent) Error() string   { panic("the text of an endless error was asked for") }
func (s *silent) Unwrap() error { return s.err }

// An error without an end that was answered already reached the middleware outside as it
// was. Whoever prints it there overflows the stack, which ends the process.
func TestEndlessErrorDoesNotTravelOn(t *testing.T) {
	t.Parallel()
	lies := &liar{}
	lies.err = lies
	for name, inside := range map[string]func(c echo.Context) error{
		"its As method lies, though it ends": func(c echo.Context) error {
			err := &liar{silent{io.EOF}}
			c.Error(err)
			return err
		},
		"its As method lies": func(c echo.Context) error {
			c.Error(lies)
			return lies
		},
		"it holds one that was answered": func(c echo.Context) error {
			around := &silent{}
			answered := demur.Errors()(func(echo.Context) error { return apierror.Conflict })(c)
			around.err = errors.Join(answered, around)
			return around
		},
	} {
		e, log := quietService(t)
		var seen error
		e.Pre(func(next echo.HandlerFunc) echo.HandlerFunc {
			return func(c echo.Context) error {
				seen = next(c)
				return seen
			}
		})
		e.GET("/", inside)
		res := get(t, serve(t, e), "/")
		var v any
		func() {
			defer func() { v = recover() }()
			_ = seen.Error()
		}()
		if v != nil || res.StatusCode != int(apierror.StatusOf(seen)) {
			t.Errorf("%s: %d %s, outside: %v, log:\n%s", name, res.StatusCode, res.body, v, log)
		}
	}
}
