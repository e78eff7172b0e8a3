package demur_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/validation"
)

func ExampleCheck() {
	type window struct {
		From [2]int            `query:"from"`
		Tags map[string]string `form:"tags"`
	}
	type search struct {
		window
		Page  int         `query:"page" validate:"minimum=1"`
		Words []string    `xml:",chardata"`
		Done  chan<- bool // nobody outside should set it
	}
	if err := demur.Check[search](); err != nil {
		fmt.Println(err)
	}
	// Output:
	// demur: demur_test.search.window.From: tag query:"from": a [2]int cannot be made of text
	// demur: demur_test.search.window.Tags: tag form:"tags": a map[string]string cannot be made of text
	// demur: demur_test.search.Done: JSON fills no chan<- bool; if no request should, give it the tag json:"-"
	// demur: demur_test.search.Words: tag xml:",chardata": XML has nothing there for a []string
	// validation: demur_test.search.Page: rule "minimum=1": Undefined validation function 'minimum'
}

// A service with rules of its own asks its own validator.
func ExampleBinder_Check() {
	rules := validation.New()
	even := func(fl validator.FieldLevel) bool { return fl.Field().Int()%2 == 0 }
	if err := rules.Register("even", even, "must be even"); err != nil {
		fmt.Println(err)
	}
	type pair struct {
		N int `json:"n" validate:"even"`
	}
	fmt.Println(errors.Join(demur.Binder{}.Check(pair{}), rules.Check(pair{})))
	fmt.Println(demur.Check[pair]())
	// Output:
	// <nil>
	// validation: demur_test.pair.N: rule "even": Undefined validation function 'even'
}

type checked struct {
	ID    string   `param:"id"`
	Page  int      `query:"page" validate:"min=1"`
	Names []string `json:"names" xml:"names>name" form:"name"`
}

type wrong struct {
	A [2]int `query:"a" validate:"nothing"`
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		err  error
		want []string // the beginnings of the lines
	}{
		"struct":           {demur.Check[checked](), nil},
		"pointer":          {demur.Check[*checked](), nil},
		"list":             {demur.Check[[]checked](), nil},
		"list of pointers": {demur.Check[[]*checked](), nil},
		"map":              {demur.Check[map[string]checked](), nil},
		"wrong":            {demur.Check[wrong](), []string{"demur: demur_test.wrong.A: tag query", `validation: demur_test.wrong.A: rule "nothing"`}},
		"wrong behind":     {demur.Check[*wrong](), []string{"demur: demur_test.wrong.A: tag query", `validation: demur_test.wrong.A: rule "nothing"`}},
		"wrong in a list":  {demur.Check[[]wrong](), []string{`validation: demur_test.wrong.A: rule "nothing"`}}, // a body fills it
		"wrong in a map":   {demur.Check[map[bool]wrong](), []string{"demur: binding to map[bool]demur_test.wrong, which no request fills", `validation: demur_test.wrong.A: rule "nothing"`}},
		"any":              {demur.Check[any](), []string{"demur: Check[interface {}]: the type is an interface"}},
		"interface":        {demur.Check[io.Reader](), []string{"demur: Check[io.Reader]: the type is an interface"}},
		"number":           {demur.Check[int](), []string{"validation: a int has no rules"}},
		"function":         {demur.Check[func()](), []string{"demur: binding to func(), which no request fills", "validation: a func() has no rules"}},
		"channel":          {demur.Check[chan int](), []string{"demur: binding to chan int, which no request fills", "validation: a chan int has no rules"}},
		"nil":              {demur.Binder{}.Check(nil), []string{"demur: Binder.Check: value 0 is nil"}},
		"several":          {demur.Binder{}.Check(checked{}, wrong{}, new(chan int)), []string{"demur: demur_test.wrong.A: tag query", "demur: binding to *chan int"}},
		"none":             {demur.Binder{}.Check(), nil},
	} {
		var got []string
		if tt.err != nil {
			got = strings.Split(tt.err.Error(), "\n")
		}
		if len(got) != len(tt.want) {
			t.Errorf("%s: %v", name, tt.err)
			continue
		}
		for i := range got {
			if !strings.HasPrefix(got[i], tt.want[i]) {
				t.Errorf("%s: %s\nwant %s", name, got[i], tt.want[i])
			}
		}
	}
}

// A type that Check has nothing against makes no 500, and one that it has
// something against makes one: that is what it is for.
func TestCheckAndBindAgree(t *testing.T) {
	t.Parallel()
	e, _ := quietService(t)
	e.POST("/good/:id", bindTo[checked])
	e.POST("/wrong", bindTo[wrong])
	e.POST("/text", bindTo[struct {
		A []string `xml:",chardata"`
	}])
	url := serve(t, e).URL
	for _, tt := range []struct {
		path, contentType, body string
		status                  int
	}{
		{"/good/7?page=2", "application/json", `{"names":["a"]}`, 204},
		{"/good/7?page=2", "application/xml", `<a><names><name>a</name></names></a>`, 204},
		{"/good/7?page=2", "application/x-www-form-urlencoded", "name=a", 204},
		{"/wrong", "application/json", `{}`, 500},
		{"/text", "application/json", `{"A":["a"]}`, 204},
		{"/text", "application/xml", `<a>b</a>`, 500},
	} {
		res, err := http.Post(url+tt.path, tt.contentType, strings.NewReader(tt.body))
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if res.StatusCode != tt.status || strings.Contains(string(body), "demur_test") {
			t.Errorf("%s %s: %d %s", tt.path, tt.contentType, res.StatusCode, body)
		}
	}
}

func bindTo[T any](c echo.Context) error {
	if _, err := demur.Bind[T](c); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
