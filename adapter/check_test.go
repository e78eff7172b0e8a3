package adapter_test

import (
	"io"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/adapter"
)

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
		"struct":           {adapter.Check[checked](), nil},
		"pointer":          {adapter.Check[*checked](), nil},
		"list":             {adapter.Check[[]checked](), nil},
		"list of pointers": {adapter.Check[[]*checked](), nil},
		"map":              {adapter.Check[map[string]checked](), nil},
		"wrong":            {adapter.Check[wrong](), []string{"demur: adapter_test.wrong.A: tag query", `validation: adapter_test.wrong.A: rule "nothing"`}},
		"wrong behind":     {adapter.Check[*wrong](), []string{"demur: adapter_test.wrong.A: tag query", `validation: adapter_test.wrong.A: rule "nothing"`}},
		"wrong in a list":  {adapter.Check[[]wrong](), []string{`validation: adapter_test.wrong.A: rule "nothing"`}}, // a body fills it
		"wrong in a map":   {adapter.Check[map[bool]wrong](), []string{"demur: binding to map[bool]adapter_test.wrong, which no request fills", `validation: adapter_test.wrong.A: rule "nothing"`}},
		"any":              {adapter.Check[any](), []string{"demur: Check[interface {}]: the type is an interface"}},
		"interface":        {adapter.Check[io.Reader](), []string{"demur: Check[io.Reader]: the type is an interface"}},
		"number":           {adapter.Check[int](), []string{"validation: a int has no rules"}},
		"function":         {adapter.Check[func()](), []string{"demur: binding to func(), which no request fills", "validation: a func() has no rules"}},
		"channel":          {adapter.Check[chan int](), []string{"demur: binding to chan int, which no request fills", "validation: a chan int has no rules"}},
		"nil":              {adapter.CheckBinding(nil), []string{"demur: Binder.Check: value 0 is nil"}},
		"several":          {adapter.CheckBinding(checked{}, wrong{}, new(chan int)), []string{"demur: adapter_test.wrong.A: tag query", "demur: binding to *chan int"}},
		"none":             {adapter.CheckBinding(), nil},
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

// bindTo binds and validates as the adapters do.
func bindTo[T any](r *adapter.Responder[*toyContext]) toyHandler {
	return func(c *toyContext) error {
		_, err := adapter.Bind[T](func(dst any) error { return r.Bind(c, adapter.Binder{}, dst) }, adapter.Validate)
		return err
	}
}

// A type that Check has nothing against makes no 500, and one that it has
// something against makes one: that is what it is for.
func TestCheckAndBindAgree(t *testing.T) {
	t.Parallel()
	r := responder(t, adapter.Config[*toyContext]{})
	good, text := bindTo[checked](r), bindTo[struct {
		A []string `xml:",chardata"`
	}](r)
	const j, x, f = "application/json", "application/xml", "application/x-www-form-urlencoded"
	for _, tt := range []struct {
		handler           toyHandler
		contentType, body string
		status            int
	}{
		{good, j, `{"names":["a"]}`, 200},
		{good, x, `<a><names><name>a</name></names></a>`, 200},
		{good, f, "name=a", 200},
		{bindTo[wrong](r), j, `{}`, 500},
		{text, j, `{"A":["a"]}`, 200},
		{text, x, `<a>b</a>`, 500},
	} {
		c, res := post("/?page=2", tt.contentType, tt.body)
		_ = r.Handle(c, tt.handler)
		if res.Code != tt.status || strings.Contains(res.Body.String(), "adapter_test") {
			t.Errorf("%s %s: %d %s", tt.contentType, tt.body, res.Code, res.Body)
		}
	}
}
