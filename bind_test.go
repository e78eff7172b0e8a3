package demur_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

type part struct {
	SKU string `json:"sku"`
}

type newWidget struct {
	Name  string          `json:"name"`
	Qty   int             `json:"qty"`
	Parts map[string]part `json:"parts"`
}

// picky is a validator.
type picky struct{ saw reflect.Type }

func (p *picky) Validate(v any) error {
	p.saw = reflect.TypeOf(v)
	if in, ok := v.(*newWidget); ok && in.Name == "" {
		return apierror.UnprocessableEntity.New("A name is needed.")
	}
	return nil
}

func contextOf(e *echo.Echo, method, target, contentType, body string) echo.Context {
	req := httptest.NewRequest(method, target, strings.NewReader(body))
	req.Header.Set("Content-Type", contentType)
	return e.NewContext(req, httptest.NewRecorder())
}

// Bind is Binder and Validator: what fails gives the zero value.
func TestBind(t *testing.T) {
	t.Parallel()
	if reflect.TypeFor[demur.Binder]().Comparable() {
		t.Error("literals of Binder need not name their fields")
	}
	e := echo.New()
	post := func(body string) echo.Context { return contextOf(e, http.MethodPost, "/", "application/json", body) }
	if in, err := demur.Bind[newWidget](post(`{"qty":1}`)); err != nil || in.Qty != 1 {
		t.Errorf("without a validator: %+v %v", in, err)
	}
	p := new(picky)
	e.Validator = p
	if in, err := demur.Bind[newWidget](post(`{"qty":1}`)); !errors.Is(err, apierror.UnprocessableEntity) || in.Qty != 0 {
		t.Errorf("invalid: %+v %v", in, err)
	}
	if in, err := demur.Bind[newWidget](post(`{"qty":1,"name":5}`)); !errors.Is(err, apierror.BadRequest) || in.Qty != 0 {
		t.Errorf("wrong: %+v %v", in, err)
	}
	if in, err := demur.Bind[*newWidget](post(`{"name":"w"}`)); err != nil || in.Name != "w" || p.saw != reflect.TypeFor[*newWidget]() {
		t.Errorf("pointer: %+v %v, validated a %v", in, err, p.saw)
	}
	if in, err := demur.Bind[[]part](post(`[{"sku":"a"},{"sku":"b"}]`)); err != nil || len(in) != 2 || p.saw != reflect.TypeFor[*[]part]() {
		t.Errorf("slice: %+v %v, validated a %v", in, err, p.saw)
	}
	if in, err := demur.Bind[map[string]int](post(`{"a":1}`)); err != nil || in["a"] != 1 {
		t.Errorf("map: %+v %v", in, err)
	}
	if _, err := demur.Bind[chan int](post(`{}`)); apierror.StatusOf(err) != apierror.InternalServerError {
		t.Errorf("channel: %v", err)
	}
	// Echo's own binder is not strict; another is the choice of the program.
	if _, err := demur.Bind[newWidget](post(`{"name":"w"} xyz`)); !errors.Is(err, apierror.BadRequest) {
		t.Errorf("Echo's own binder was used: %v", err)
	}
	e.Binder = demur.Binder{RejectUnknown: true, MaxDepth: 2}
	for _, body := range []string{`{"name":"w","more":1}`, `{"parts":{"a":{}}}`} {
		if _, err := demur.Bind[newWidget](post(body)); !errors.Is(err, apierror.BadRequest) {
			t.Errorf("the binder was not used for %s: %v", body, err)
		}
	}
	e.Binder = demur.Binder{MaxBytes: 10}
	if _, err := demur.Bind[newWidget](post(`{"name":"w"}`)); !errors.Is(err, apierror.RequestEntityTooLarge) {
		t.Errorf("the limit was not used: %v", err)
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
