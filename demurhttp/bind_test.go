package demurhttp_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/validation"
)

type order struct {
	ID    int      `param:"id" validate:"max=99"`
	Owner string   `param:"owner"`
	Page  int      `query:"page"`
	Trace string   `header:"X-Trace"`
	Name  string   `json:"name" xml:"name" form:"name" validate:"required,min=3"`
	Tags  []string `json:"tags" xml:"tags" form:"tags"`
}

// echo answers with what was bound.
func echo(w http.ResponseWriter, r *http.Request) error {
	in, err := demurhttp.Bind[order](r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(in)
}

func TestBind(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.Handle("/{owner}/orders/{id}", demurhttp.HandlerFunc(echo))
	for name, h := range map[string]http.Handler{"alone": mux, "in Errors": quiet(t, mux), "in blunt middleware": quiet(t, blunt(mux))} {
		url := serve(t, h)
		for _, test := range []struct {
			path, contentType, body string
			status                  apierror.Status
			where                   string // of the first field
		}{
			{"/alice/orders/7?page=2", "application/json", `{"name":"desk","tags":["a"],"owner":"mallory","id":8}`, 200, ""},
			{"/alice/orders/7?page=2", "application/xml", `<order><name>desk</name><tags>a</tags></order>`, 200, ""},
			{"/alice/orders/7?page=2", "application/x-www-form-urlencoded", `name=desk&tags=a`, 200, ""},
			{"/alice/orders/x", "application/json", `{"name":"desk"}`, 400, "path id"},
			{"/alice/orders/7?page=x", "application/json", `{"name":"desk"}`, 400, "query page"},
			{"/alice/orders/7", "application/json", `{"name":7}`, 400, "#/name"},
			{"/alice/orders/7", "application/json", `{"name"`, 400, ""},
			{"/alice/orders/7", "application/json", ``, 400, ""},
			{"/alice/orders/7", "text/plain", `desk`, 415, ""},
			{"/alice/orders/7", "application/json", `{"name":"` + strings.Repeat("n", 1<<20) + `"}`, 413, ""},
			{"/alice/orders/100", "application/json", `{"name":"desk"}`, 422, "path id"},
			{"/alice/orders/7", "application/json", `{"name":"d"}`, 422, "#/name"},
			{"/alice/orders/7", "application/xml", `<order><name>d</name></order>`, 422, "/*/name"},
		} {
			res := send(t, "POST", url+test.path, test.body, "Content-Type", test.contentType, "X-Trace", "t1")
			if test.status == 200 {
				if want := `{"ID":7,"Owner":"alice","Page":2,"Trace":"t1","name":"desk","tags":["a"]}` + "\n"; res.StatusCode != 200 || res.body != want {
					t.Errorf("%s, %s: %d %s", name, test.contentType, res.StatusCode, res.body)
				}
				continue
			}
			if res.StatusCode != int(test.status) || test.where != "" && whereOf(t, res) != test.where {
				t.Errorf("%s, %s %.40q: %d %s, want %d %s", name, test.path, test.body, res.StatusCode, res.body, test.status, test.where)
			}
		}
	}
}

// whereOf returns the place of the first field of an error.
func whereOf(t testing.TB, res answer) string {
	t.Helper()
	e := res.decode(t)
	if len(e.Fields) == 0 {
		return ""
	}
	f := e.Fields[0]
	return strings.TrimSpace(f.Pointer + f.XPath + " " + f.In + " " + f.Name)
}

type basket struct {
	Lines []struct {
		Sku string `json:"sku" validate:"required"`
	} `json:"lines" validate:"dive"`
}

// What a handler finds wrong by a validator of its own is named by its place in the body.
func TestOwnValidatorInHandler(t *testing.T) {
	t.Parallel()
	own := validator.New()
	h := demurhttp.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) error {
		var in basket
		if err := (demurhttp.Binder{}).Bind(r, &in); err != nil {
			return err
		}
		return own.Struct(in)
	})
	for name, around := range map[string]http.Handler{"alone": h, "in Errors": quiet(t, h), "in middleware": quiet(t, unwrapping(h)), "in blunt middleware": quiet(t, blunt(h))} {
		res := send(t, "POST", serve(t, around), `{"lines":[{"sku":"a"},{}]}`, "Content-Type", "application/json")
		if res.StatusCode != 422 || whereOf(t, res) != "#/lines/1/sku" {
			t.Errorf("%s: %d %s", name, res.StatusCode, res.body)
		}
	}
}

type strangeValidator struct{ err error }

func (v strangeValidator) Validate(any) error { return v.err }

type playground struct{ own *validator.Validate }

func (v playground) Validate(in any) error { return v.own.Struct(in) }

// The binder, the validator and the parameters are those of the Config outside.
func TestConfigOfBind(t *testing.T) {
	t.Parallel()
	rules := validation.New()
	for name, test := range map[string]struct {
		cfg    demurhttp.Config
		body   string
		status apierror.Status
		where  string
	}{
		"binder":            {demurhttp.Config{Binder: demurhttp.Binder{RejectUnknown: true}}, `{"name":"desk","more":1}`, 400, "#/more"},
		"small body":        {demurhttp.Config{Binder: demurhttp.Binder{MaxBytes: 8}}, `{"name":"desk"}`, 413, ""},
		"few elements":      {demurhttp.Config{Binder: demurhttp.Binder{MaxElements: 2}}, `{"name":"desk","tags":["a","b","c"]}`, 400, ""},
		"depth":             {demurhttp.Config{Binder: demurhttp.Binder{MaxDepth: 1}}, `{"name":"desk","tags":["a"]}`, 400, ""},
		"validator":         {demurhttp.Config{Validator: rules}, `{"name":"d"}`, 422, "#/name"},
		"foreign validator": {demurhttp.Config{Validator: playground{validator.New()}}, `{"name":"d"}`, 422, "#/name"},
		"its own error":     {demurhttp.Config{Validator: strangeValidator{apierror.Conflict}}, `{"name":"desk"}`, 409, ""},
		"its bug":           {demurhttp.Config{Validator: strangeValidator{errors.New("bug")}}, `{"name":"desk"}`, 500, ""},
		"path":              {demurhttp.Config{PathValue: func(_ *http.Request, name string) string { return name }}, `{"name":"desk"}`, 400, "path id"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := serve(t, with(t, test.cfg, demurhttp.HandlerFunc(echo)))
			res := send(t, "POST", url, test.body, "Content-Type", "application/json")
			if res.StatusCode != int(test.status) || test.where != "" && whereOf(t, res) != test.where {
				t.Errorf("%d %s, want %d %s", res.StatusCode, res.body, test.status, test.where)
			}
		})
	}
}

// Middleware that knows the tenant says so with SetPathValue.
func TestPathValueSetByMiddleware(t *testing.T) {
	t.Parallel()
	h := quiet(t, demurhttp.HandlerFunc(echo))
	url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.SetPathValue("owner", "bob")
		h.ServeHTTP(w, r)
	}))
	if res := send(t, "POST", url, `{"name":"desk"}`, "Content-Type", "application/json"); !strings.Contains(res.body, `"Owner":"bob"`) {
		t.Errorf("%d %s", res.StatusCode, res.body)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	type bad struct {
		ID   []map[string]int `param:"id"`
		Name string           `json:"name" validate:"nonesuch"`
	}
	if err := errors.Join(demurhttp.Check[order](), demurhttp.Check[*order](), demurhttp.Check[[]order](), demurhttp.Binder{}.Check(order{})); err != nil {
		t.Error(err)
	}
	got := []string{demurhttp.Check[bad]().Error(), demurhttp.Binder{}.Check(bad{}).Error()}
	if !strings.Contains(got[0], "nonesuch") || slices.ContainsFunc(got, func(s string) bool { return !strings.Contains(s, "ID") }) {
		t.Errorf("%q", got)
	}
}
