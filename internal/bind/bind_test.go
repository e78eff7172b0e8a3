package bind_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/bind"
)

// request returns a request of the route /:id with a body, "" for none, and header
// fields in pairs.
func request(method, target, body string, fields ...string) bind.Request {
	var r io.Reader = http.NoBody
	if body != "" {
		r = strings.NewReader(body)
	}
	req := httptest.NewRequest(method, target, r)
	for i := 0; i < len(fields); i += 2 {
		req.Header.Add(fields[i], fields[i+1])
	}
	return bind.Request{Request: req, Param: idParam(strings.TrimPrefix(req.URL.Path, "/"))}
}

// idParam is the path of a route with the parameter id.
func idParam(value string) func(name string) (string, bool) {
	return func(name string) (string, bool) { return value, name == "id" }
}

func post(contentType, body string) bind.Request {
	return request(http.MethodPost, "/7", body, "Content-Type", contentType)
}

// say writes an error in one line: status, detail, and for each field the place,
// code, parameter and detail.
func say(err error) string {
	if err == nil {
		return ""
	}
	e, ok := errors.AsType[*apierror.Error](err)
	if !ok {
		return "mistake: " + err.Error()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s", e.Status, e.Detail)
	for _, f := range e.Fields {
		fmt.Fprintf(&b, " | %s", strings.TrimSpace(f.Pointer+f.XPath+f.In+" "+f.Name))
		fmt.Fprintf(&b, ": %s", f.Code)
		if f.Param != "" {
			fmt.Fprintf(&b, "(%s)", f.Param)
		}
		fmt.Fprintf(&b, " %s", f.Detail)
	}
	return b.String()
}

// extensions returns the extension members of an error.
func extensions(err error) map[string]any {
	all := map[string]any{}
	for name, value := range apierror.From(err).Extensions() {
		all[name] = value
	}
	return all
}

// A value that cannot be filled is a mistake of the program: no status, and so a 500.
func TestMistakes(t *testing.T) {
	t.Parallel()
	type plain struct{ A int }
	type selfish struct {
		*plain
		A int `query:"a"`
	}
	type loop struct {
		*loop
		A int `query:"a"`
	}
	type embeds struct {
		plain `query:"a"`
	}
	type private struct {
		a int `query:"a"`
	}
	type hiddenPointer struct {
		*selfish
	}
	_, _ = private{}.a, loop{}.loop // used by reflection alone
	for name, dst := range map[string]any{
		"nil":                    nil,
		"no pointer":             plain{},
		"nil pointer":            (*plain)(nil),
		"channel":                new(chan int),
		"function":               new(func()),
		"interface with methods": new(io.Reader),
		"parameter of a map": new(struct {
			A map[string]string `query:"a"`
		}),
		"parameter of a struct": new(struct {
			A plain `query:"a"`
		}),
		"parameter of any": new(struct {
			A any `query:"a"`
		}),
		"parameter of an array": new(struct {
			A [2]int `query:"a"`
		}),
		"parameter of a channel": new(struct {
			A chan int `header:"a"`
		}),
		"parameter of an interface": new(struct {
			A interface{ UnmarshalText([]byte) error } `query:"a"`
		}),
		"parameter of lists of lists": new(struct {
			A [][]int `query:"a"`
		}),
		"embedded struct as a parameter":       new(embeds),
		"private parameter":                    new(private),
		"struct that embeds itself":            new(loop),
		"pointer to a private embedded struct": new(hiddenPointer),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 2 { // the first time and from then on
				if got := say(bind.Binder{}.Bind(request("GET", "/7?a=1", "", "a", "1"), dst)); !strings.HasPrefix(got, "mistake: demur: ") {
					t.Errorf("%q", got)
				}
			}
		})
	}
}

// A type that no form can fill takes other bodies.
func TestMistakeOfForms(t *testing.T) {
	t.Parallel()
	type address struct{ City string }
	dst := new(struct {
		Address address `json:"address" form:"address"`
		Name    string  `json:"name" form:"name"`
	})
	if err := (bind.Binder{}).Bind(post("application/json", `{"address":{"City":"Ulm"}}`), dst); err != nil || dst.Address.City != "Ulm" {
		t.Errorf("%v, %+v", err, dst)
	}
	if got := say(bind.Binder{}.Bind(post("application/x-www-form-urlencoded", "address=x"), dst)); !strings.HasPrefix(got, "mistake: demur: ") {
		t.Errorf("%q", got)
	}
}

// A mistake that only a document meets.
func TestMistakeInside(t *testing.T) {
	t.Parallel()
	dst := new(struct{ C chan int })
	if err := (bind.Binder{}).Bind(post("application/json", `{"C":null}`), dst); err != nil {
		t.Error(err)
	}
	if got := say(bind.Binder{}.Bind(post("application/json", `{"C":1}`), dst)); !strings.HasPrefix(got, "mistake: demur: ") {
		t.Errorf("%q", got)
	}
}

// T may be what encoding/json can fill, at any number of pointers.
func TestTargets(t *testing.T) {
	t.Parallel()
	bound := func(body string, dst any) {
		t.Helper()
		if err := (bind.Binder{}).Bind(post("application/json", body), dst); err != nil {
			t.Error(say(err))
		}
	}
	var list []struct{ A int }
	bound(`[{"a":1},{"a":2}]`, &list)
	if len(list) != 2 || list[1].A != 2 {
		t.Errorf("%+v", list)
	}
	var dict map[string]*int
	bound(`{"a":1,"A":2}`, &dict) // two names in a map, but one in a struct
	if len(dict) != 2 || *dict["A"] != 2 {
		t.Errorf("%+v", dict)
	}
	var pointer **struct{ A int }
	bound(`{"a":1}`, &pointer)
	if (*pointer).A != 1 {
		t.Errorf("%+v", pointer)
	}
	var anything any
	bound(`{"a":[1,null]}`, &anything)
	if fmt.Sprint(anything) != "map[a:[1 <nil>]]" {
		t.Errorf("%+v", anything)
	}
	var number int
	bound(` 5 `, &number)
	if number != 5 {
		t.Error(number)
	}
}
