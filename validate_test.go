package demur_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
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

// TestValidationBehaviours drives rows 33 to 36 of the 40 behaviours.
func TestValidationBehaviours(t *testing.T) {
	t.Parallel()
	const (
		j = "application/json"
		x = "application/xml"
	)
	for _, tt := range []struct {
		name, contentType, path, body string
		status                        int
		has                           []string
		not                           string
	}{
		{"valid", j, "", `{"reason":"r","name":"w","qty":1,"address":{"zip":"1"}}`, 201, nil, ""},
		{"33 every field", j, "", `{"reason":"r","qty":0,"tags":["ok","x"]}`, 422,
			[]string{`"#/name"`, `"#/qty"`, `"#/tags/1"`, `"#/address/zip"`}, `"#/reason"`},
		{"34 embedded", j, "", `{"name":"w","qty":1,"address":{"zip":"1"}}`, 422, []string{`"#/reason"`}, "Audit"},
		{"35 map keys", j, "", `{"reason":"r","name":"w","qty":1,"address":{"zip":"1"},"owners":{"a/b.c":{}}}`, 422, []string{`"#/owners/a~1b\.c/zip"`}, ""},
		{"36 in plain words", j, "", `{"reason":"r","name":"w","qty":1,"address":{"zip":"1"},"color":"blue"}`, 422,
			[]string{`"pointer":"#/color","code":"oneof","param":"red green","detail":"[^"]*red[^"]*green`}, "blue"},
		{"query", j, "?id=7", `{"reason":"r","name":"w","qty":1,"address":{"zip":"1"}}`, 422, []string{`"in":"query","name":"id","code":"uuid"`}, "pointer"},
		{"XML", x, "", `<widget qty="0"><reason>r</reason><name>w</name><tags><tag>ok</tag><tag>x</tag></tags></widget>`, 422,
			[]string{`"xpath":"[^"]*/@qty"`, `"xpath":"[^"]*/tags/tag\[2\]"`, `"xpath":"[^"]*/address/zip"`}, "pointer"},
	} {
		for _, way := range []string{"/bind", "/plain"} {
			t.Run(tt.name+way, func(t *testing.T) {
				t.Parallel()
				server, log := checking(t, nil)
				res := do(t, server, http.MethodPost, way+tt.path, tt.body, "Content-Type", tt.contentType, "Accept", j)
				if res.StatusCode != tt.status {
					t.Errorf("status %d, want %d: %s", res.StatusCode, tt.status, res.body)
				}
				for _, pattern := range tt.has {
					if !regexp.MustCompile(pattern).MatchString(res.body) {
						t.Errorf("%s does not match %s", res.body, pattern)
					}
				}
				for _, never := range []string{"Key: '", "Field validation", "checkedWidget", tt.not} {
					if never != "" && strings.Contains(res.body, never) {
						t.Errorf("%q is in %s", never, res.body)
					}
				}
				if server.Close(); tt.not == "blue" && strings.Contains(log.String(), tt.not) {
					t.Errorf("the log has the rejected value:\n%s", log)
				}
			})
		}
	}
}

func TestValidatorsOwnErrorsAre422(t *testing.T) {
	t.Parallel()
	server, _ := checking(t, nil)
	res := do(t, server, http.MethodPost, "/own", `{"name":"w","qty":1,"address":{"zip":"1"}}`, "Content-Type", "application/json")
	if res.StatusCode != 422 || !strings.Contains(res.body, `"code":"required"`) || strings.Contains(res.body, "Audited") || strings.Contains(res.body, "checkedWidget") {
		t.Errorf("%d %s", res.StatusCode, res.body)
	}
}

func TestValidationInAnotherLanguage(t *testing.T) {
	t.Parallel()
	v := validation.New()
	if err := v.Sentence("de", "required", "muss angegeben werden"); err != nil {
		t.Fatal(err)
	}
	server, _ := checking(t, v)
	const body = `{"name":"w","qty":1,"address":{"zip":"1"}}`
	res := do(t, server, http.MethodPost, "/bind", body, "Content-Type", "application/json", "Accept-Language", "de-AT, en;q=0.5")
	if got := res.Header.Get("Content-Language"); got != "de" || !strings.Contains(res.body, "muss angegeben werden") || !strings.Contains(res.body, `"#/reason"`) {
		t.Errorf("Content-Language %q: %s", got, res.body)
	}
	if got := strings.Join(res.Header.Values("Vary"), ", "); !strings.Contains(got, "Accept-Language") || !strings.Contains(got, "Accept") {
		t.Errorf("Vary: %s", got)
	}
	res = do(t, server, http.MethodPost, "/bind", body, "Content-Type", "application/json", "Accept-Language", "xx")
	if got := res.Header.Get("Content-Language"); got != "en" || !strings.Contains(res.body, "must be given and not be empty") {
		t.Errorf("Content-Language %q: %s", got, res.body)
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
