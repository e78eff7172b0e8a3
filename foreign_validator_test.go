package demur_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// customValidator is the one of Echo's documentation.
type customValidator struct {
	validator *validator.Validate
	around    func(error) error
}

func (cv *customValidator) Validate(i any) error {
	err := cv.validator.Struct(i)
	if err != nil && cv.around != nil {
		return cv.around(err)
	}
	return err
}

type parcel struct {
	DryRun string            `query:"dry_run" validate:"omitempty,boolean"`
	Name   string            `json:"name" xml:"label" validate:"required"`
	Items  []parcelItem      `json:"items" xml:"items>item" validate:"min=1,dive"`
	Owners map[string]string `json:"owners" xml:"-" validate:"dive,min=2"`
}

type parcelItem struct {
	Quantity int `json:"quantity" xml:"quantity" validate:"gte=1"`
}

// A validator of the service's own gave a 422 without a place.
func TestForeignValidatorHasPlaces(t *testing.T) {
	t.Parallel()
	bindAndValidate := func(c echo.Context) error {
		in := new(parcel)
		if err := c.Bind(in); err != nil {
			return err
		}
		if err := c.Validate(in); err != nil {
			return err
		}
		return c.NoContent(204)
	}
	bind := func(c echo.Context) error {
		if _, err := demur.Bind[parcel](c); err != nil {
			return err
		}
		return c.NoContent(204)
	}
	bindPointer := func(c echo.Context) error {
		_, err := demur.Bind[*parcel](c)
		return err
	}
	var seen error
	for name, own := range map[string]*customValidator{
		"as it is": {validator.New(), nil},
		"wrapped":  {validator.New(), func(err error) error { return fmt.Errorf("checked: %w", err) }},
		"joined":   {validator.New(), func(err error) error { return errors.Join(errors.New("a"), err) }},
	} {
		for how, handler := range map[string]echo.HandlerFunc{"c.Bind and c.Validate": bindAndValidate, "Bind": bind, "Bind of a pointer": bindPointer} {
			for _, before := range []bool{true, false} {
				t.Run(fmt.Sprintf("%s, %s, before Install %t", name, how, before), func(t *testing.T) {
					log, e := new(journal), echo.New()
					e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
						return func(c echo.Context) error { seen = next(c); return seen }
					})
					if before {
						e.Validator = own
					}
					if err := (demur.Config{Logger: log.logger()}).Install(e); err != nil {
						t.Fatal(err)
					}
					e.Validator = map[bool]echo.Validator{true: e.Validator, false: own}[before]
					e.POST("/", handler)
					server := serve(t, e)
					for body, want := range map[string]string{
						`{"items":[{"quantity":0}],"owners":{"a/b":"x"}}`:      `"pointer":"#/name" "pointer":"#/items/0/quantity" "pointer":"#/owners/a~1b" "in":"query","name":"dry_run"`,
						`<parcel><items><item/><item></item></items></parcel>`: `"xpath":"/*/label" "xpath":"/*/items/item[1]/quantity" "xpath":"/*/items/item[2]/quantity"`,
					} {
						mediaType := "application/json"
						if body[0] == '<' {
							mediaType = "application/xml"
						}
						res := do(t, server, "POST", "/?dry_run=SECRET", body, "Content-Type", mediaType, "Accept", "application/json")
						if res.StatusCode != 422 || strings.Contains(res.body, "parcel.") || strings.Contains(res.body, "SECRET") {
							t.Errorf("%d %s", res.StatusCode, res.body)
						}
						for _, place := range strings.Fields(want) {
							if !strings.Contains(res.body, place) {
								t.Errorf("%s has no %s", res.body, place)
							}
						}
					}
					server.Close() // waits for the handlers
					if _, ok := errors.AsType[validator.ValidationErrors](seen); !ok {
						t.Errorf("%v travels on, without the error of validator", seen)
					}
					if log.records() != 2 {
						t.Errorf("log:\n%s", log)
					}
				})
			}
		}
	}
}

// Where the validator says what to answer, it does.
func TestForeignValidatorThatDecides(t *testing.T) {
	t.Parallel()
	for _, before := range []bool{true, false} {
		own := &customValidator{validator.New(), func(err error) error { return echo.NewHTTPError(400, "Not so.").SetInternal(err) }}
		e, _ := quietService(t)
		if before {
			e = echo.New()
			e.Validator = own
			demur.Install(e)
		}
		e.Validator = own
		e.POST("/", func(c echo.Context) error { _, err := demur.Bind[parcel](c); return err })
		res := do(t, serve(t, e), "POST", "/", `{}`, "Content-Type", "application/json")
		if res.StatusCode != 400 || !strings.Contains(res.body, "Not so.") || strings.Contains(res.body, "errors") {
			t.Errorf("%d %s", res.StatusCode, res.body)
		}
	}
}

// Map was not asked about the errors of a validator that was set before Install.
func TestMapOfForeignValidator(t *testing.T) {
	t.Parallel()
	refuse := func(_ echo.Context, err error) error {
		if _, ok := errors.AsType[validator.ValidationErrors](err); ok {
			return apierror.BadRequest.Wrap(err, "Look at the form again.")
		}
		return err
	}
	keep := func(_ echo.Context, err error) error { return err }
	for _, before := range []bool{true, false} {
		for want, config := range map[string]demur.Config{"Look at the form again.": {Map: refuse}, `"pointer":"#/name"`: {Map: keep}} {
			log, own, e := new(journal), &customValidator{validator: validator.New()}, echo.New()
			config.Logger = log.logger()
			if before {
				e.Validator = own
			}
			if err := config.Install(e); err != nil {
				t.Fatal(err)
			}
			if !before {
				e.Validator = own
			}
			e.POST("/bind", func(c echo.Context) error { _, err := demur.Bind[parcel](c); return err })
			e.POST("/validate", func(c echo.Context) error {
				in := new(parcel)
				if err := c.Bind(in); err != nil {
					return err
				}
				return c.Validate(in)
			})
			server := serve(t, e)
			for _, path := range []string{"/bind", "/validate"} {
				res := do(t, server, "POST", path, `{}`, "Content-Type", "application/json")
				if !strings.Contains(res.body, want) || strings.Contains(res.body, "parcel") {
					t.Errorf("%s, before Install %t: %s, want %s", path, before, res.body, want)
				}
			}
			if server.Close(); log.records() != 2 {
				t.Errorf("log:\n%s", log)
			}
		}
	}
}

// unsent keeps an answer for itself, as http.TimeoutHandler may.
type unsent struct {
	http.ResponseWriter
	header http.Header
}

func (w unsent) Header() http.Header { return w.header }

func (w unsent) Write(b []byte) (int, error) { return len(b), nil }

func (w unsent) WriteHeader(int) {}

// The places of a validator's errors were lost where a request was answered to a writer
// that kept the answer for itself, and then again.
func TestPlacesOfASecondAnswer(t *testing.T) {
	t.Parallel()
	errorsQuietly := must(demur.Config{Logger: discard()}.ToMiddleware())
	e := echo.New()
	e.Validator = &customValidator{validator: validator.New()}
	e.Use(errorsQuietly, func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			c.SetResponse(echo.NewResponse(unsent{c.Response().Writer, http.Header{}}, c.Echo()))
			return next(c)
		}
	}, errorsQuietly)
	type body struct {
		Name string `json:"name" validate:"required"`
	}
	e.POST("/", func(c echo.Context) error {
		_, err := demur.Bind[body](c)
		return err
	})
	e.POST("/wrapped", func(c echo.Context) error {
		_, err := demur.Bind[body](c)
		return fmt.Errorf("wrapped: %w", err)
	})
	for _, path := range []string{"/", "/wrapped"} {
		req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(`{"name":""}`))
		req.Header.Set("Content-Type", "application/json")
		rec := httptest.NewRecorder()
		e.ServeHTTP(rec, req)
		if rec.Code != 422 || !strings.Contains(rec.Body.String(), `"pointer":"#/name"`) {
			t.Errorf("%s: %d %s", path, rec.Code, rec.Body)
		}
	}
}
