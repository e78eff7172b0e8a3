package demur_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/apierror"
)

type problem struct {
	Message string `json:"message"`
	Plan    string `json:"plan"`
}

type telling struct{}

func (telling) MarshalJSON() ([]byte, error) { return []byte(`{"detail":"Of its own."}`), nil }

type panicking struct{}

func (panicking) MarshalJSON() ([]byte, error) { panic("SECRET") }

// What an author wrote for the client in an HTTPError vanished without a word.
func TestHTTPErrorMessage(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		err      error
		status   int
		detail   string   // "" stands for the sentence of the status
		withheld []string // in the log record
	}{
		{"text", echo.NewHTTPError(400, "No such plan."), 400, "No such plan.", nil},
		{"map", echo.NewHTTPError(400, echo.Map{"message": "No such plan.", "plan": "SECRET", "at": 1}), 400, "No such plan.", []string{"message.at", "message.plan"}},
		{"map with a detail", echo.NewHTTPError(400, map[string]string{"detail": "No such plan.", "message": "SECRET"}), 400, "No such plan.", []string{"message.message"}},
		{"map with an error", echo.NewHTTPError(400, echo.Map{"error": "No such plan."}), 400, "No such plan.", nil},
		{"map of other things", echo.NewHTTPError(400, echo.Map{"plan": "SECRET"}), 400, "", []string{"message.plan"}},
		{"struct", echo.NewHTTPError(402, problem{"No such plan.", "SECRET"}), 402, "No such plan.", []string{"message.plan"}},
		{"pointer to a struct", echo.NewHTTPError(402, &problem{"No such plan.", "SECRET"}), 402, "No such plan.", []string{"message.plan"}},
		{"marshaler", echo.NewHTTPError(409, telling{}), 409, "Of its own.", nil},
		{"marshaler that panics", echo.NewHTTPError(409, panicking{}), 409, "", []string{"message"}},
		{"list", echo.NewHTTPError(400, []string{"SECRET"}), 400, "", []string{"message"}},
		{"channel", echo.NewHTTPError(400, make(chan int)), 400, "", []string{"message"}},
		{"number", echo.NewHTTPError(400, 7), 400, "", []string{"message"}},
		{"error", echo.NewHTTPError(400, errors.New("SECRET")), 400, "", []string{"message"}},
		{"error of apierror", echo.NewHTTPError(400, apierror.Conflict.Wrap(errors.New("SECRET"), "It is taken.")), 400, "It is taken.", nil},
		{"text with the cause", echo.NewHTTPError(400, "No such plan: SECRET").SetInternal(errors.New("SECRET")), 400, "", []string{"message"}},
		{"map with the cause", echo.NewHTTPError(409, echo.Map{"message": "No such plan: SECRET"}).SetInternal(errors.New("SECRET")), 409, "", []string{"message"}},
		{"text at 500", echo.NewHTTPError(500, "pq: SECRET"), 500, "", []string{"message"}},
		{"map at 503", echo.NewHTTPError(503, echo.Map{"message": "SECRET"}), 503, "", []string{"message"}},
		{"of the ValueBinder", echo.NewBindingError("qty", []string{"SECRET"}, "SECRET", nil), 400, "must be a value", []string{"message"}},
		{"phrase", echo.NewHTTPError(409, "Conflict"), 409, "", nil},
		{"none", echo.NewHTTPError(409), 409, "", nil},
		{"phrase at 500", echo.ErrInternalServerError, 500, "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, err := range []error{tt.err, fmt.Errorf("around: %w", tt.err)} {
				e, log := quietService(t)
				e.GET("/", func(echo.Context) error { return err })
				res := get(t, serve(t, e), "/")
				want := tt.detail
				if want == "" {
					want = apierror.Status(tt.status).Detail()
				}
				if res.StatusCode != tt.status || !strings.Contains(res.body, want) || strings.Contains(res.body, "SECRET") {
					t.Errorf("%d %s, want %d %q", res.StatusCode, res.body, tt.status, want)
				}
				list := `"unsendable":["` + strings.Join(tt.withheld, `","`) + `"]`
				if has := strings.Contains(log.String(), list); has != (tt.withheld != nil) || tt.withheld == nil && strings.Contains(log.String(), "unsendable") {
					t.Errorf("want %v in the log:\n%s", tt.withheld, log)
				}
			}
		})
	}
}
