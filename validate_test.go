package demur_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/validation"
)

type Place struct {
	Zip string `json:"zip" xml:"zip" validate:"required"`
}

type Audited struct {
	Reason string `json:"reason" xml:"reason" validate:"required"`
}

// checkedWidget is the body of the 40 behaviours.
type checkedWidget struct {
	Audited
	ID      string           `json:"-" xml:"-" query:"id" validate:"omitempty,uuid"`
	Name    string           `json:"name" xml:"name" validate:"required"`
	Qty     int              `json:"qty" xml:"qty,attr" validate:"gte=1"`
	Tags    []string         `json:"tags" xml:"tags>tag" validate:"dive,min=2"`
	Address Place            `json:"address" xml:"address"`
	Owners  map[string]Place `json:"owners" xml:"-" validate:"dive"`
	Color   string           `json:"color" xml:"color" validate:"omitempty,oneof=red green"`
}

// checking is a service that validates in each way that there is.
func checking(t *testing.T, v *validation.Validator) (*httptest.Server, *journal) {
	t.Helper()
	log := new(journal)
	e := echo.New()
	if v != nil {
		e.Validator = v
	}
	if err := (demur.Config{Logger: log.logger()}).Install(e); err != nil {
		t.Fatal(err)
	}
	e.POST("/bind", func(c echo.Context) error {
		if _, err := demur.Bind[checkedWidget](c); err != nil {
			return err
		}
		return c.NoContent(http.StatusCreated)
	})
	e.POST("/plain", func(c echo.Context) error {
		var in checkedWidget
		if err := c.Bind(&in); err != nil {
			return err
		}
		if err := c.Validate(&in); err != nil {
			return err
		}
		return c.NoContent(http.StatusCreated)
	})
	own := validator.New(validator.WithRequiredStructEnabled())
	e.POST("/own", func(c echo.Context) error { // validator's errors as they are
		var in checkedWidget
		if err := c.Bind(&in); err != nil {
			return err
		}
		return own.Struct(in)
	})
	return serve(t, e), log
}

func TestValidatorsOwnErrorsAre422(t *testing.T) {
	t.Parallel()
	server, _ := checking(t, nil)
	res := do(t, server, http.MethodPost, "/own", `{"name":"w","qty":1,"address":{"zip":"1"}}`, "Content-Type", "application/json")
	if res.StatusCode != 422 || !strings.Contains(res.body, `"code":"required"`) || strings.Contains(res.body, "Audited") || strings.Contains(res.body, "checkedWidget") {
		t.Errorf("%d %s", res.StatusCode, res.body)
	}
}

// What an HTTPError holds stays inside: a fault of the server is no fault of the client.
func TestHTTPErrorAroundValidatorsErrors(t *testing.T) {
	t.Parallel()
	e, _ := quietService(t)
	e.GET("/:status", func(c echo.Context) error {
		err := validator.New().Struct(Place{})
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

// BodyLimit and BodyDump wrap the body that is none, and HTTP/2 has one always.
func TestNoBodyBehindMiddleware(t *testing.T) {
	t.Parallel()
	for name, mw := range map[string]echo.MiddlewareFunc{
		"BodyLimit": middleware.BodyLimit("64K"),
		"BodyDump":  middleware.BodyDump(func(echo.Context, []byte, []byte) {}),
	} {
		e, _ := quietService(t)
		e.Use(mw)
		search := func(c echo.Context) error {
			in, err := demur.Bind[struct {
				Page int `query:"page" json:"page"`
			}](c)
			if err != nil || in.Page != 2 {
				return err
			}
			return c.NoContent(200)
		}
		e.Match([]string{"GET", "DELETE", "POST"}, "/", search)
		server := httptest.NewUnstartedServer(e)
		server.EnableHTTP2 = true
		server.StartTLS()
		t.Cleanup(server.Close)
		for method, want := range map[string]int{"GET": 200, "DELETE": 200, "POST": 400} {
			req, err := http.NewRequest(method, server.URL+"/?page=2", nil)
			if err != nil {
				t.Fatal(err)
			}
			res, err := server.Client().Do(req)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			if res.StatusCode != want || res.ProtoMajor != 2 {
				t.Errorf("%s, %s: %s %d", name, method, res.Proto, res.StatusCode)
			}
		}
	}
}
