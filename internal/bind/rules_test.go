package bind_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/internal/bind"
)

type (
	leaf   struct{ Deep, X int }
	branch struct{ leaf }
	other  struct{ leaf }
	tagged struct {
		X int `json:"Y"`
	}
	plain struct{ Y int }
)

// Which members a struct has is for encoding/json to say.
func TestFieldsAsEncodingJSON(t *testing.T) {
	t.Parallel()
	for _, dst := range []any{
		new(struct{ leaf }),
		new(struct {
			branch
			X string
		}),
		new(struct { // twice at the same depth: none
			branch
			other
			Z int // else there would be nothing for a body to fill
		}),
		new(struct { // the one with a tag
			plain
			tagged
		}),
		new(struct {
			leaf `json:"X"`
			*other
			Deep int
		}),
		reflect.New(reflect.StructOf([]reflect.StructField{ // linters do not like these tags
			{Name: "Leaf", Type: reflect.TypeFor[leaf](), Tag: `json:"-"`},
			{Name: "X", Type: reflect.TypeFor[[]int](), Tag: `json:"-,"`},
			{Name: "Y", Type: reflect.TypeFor[int](), Tag: `json:"a'b"`}, // no name to encoding/json
			{Name: "Deep", Type: reflect.TypeFor[int](), Tag: `json:"é,omitempty"`},
		})).Interface(),
		new(struct {
			X    int `json:"x"`
			Deep int `json:"X"`
			Y    int `json:",omitempty"`
		}),
	} {
		for _, name := range []string{"X", "x", "Y", "y", "Deep", "leaf", "branch", "other", "-", "a'b", "é", "É", "tagged", "Leaf"} {
			body := fmt.Sprintf(`{%q:null}`, name)
			decoder := json.NewDecoder(strings.NewReader(body))
			decoder.DisallowUnknownFields()
			want := decoder.Decode(reflect.New(reflect.TypeOf(dst).Elem()).Interface())
			got := bind.Binder{RejectUnknown: true}.Bind(post("application/json", body), dst)
			if (got == nil) != (want == nil) {
				t.Errorf("%T: %s: %s, but encoding/json says %v", dst, body, say(got), want)
			}
		}
	}
}

// Of many names, each is compared with all that fold alike, not with one alone.
func TestDuplicateAmongManyThatFoldAlike(t *testing.T) {
	t.Parallel()
	body := `{"a":1,"A":2`
	for i := range 40 {
		body += fmt.Sprintf(`,"m%d":1`, i)
	}
	var v any
	if err := (bind.Binder{}).Bind(post("application/json", body+`}`), &v); err != nil {
		t.Error(say(err))
	}
	if got := say(bind.Binder{}.Bind(post("application/json", body+`,"A":3}`), &v)); !strings.Contains(got, "#/A: duplicate") {
		t.Error(got)
	}
}

// However deep the program lets documents be, the stack has an end.
func TestDepth(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		max, depth int
		ok         bool
	}{
		{0, 64, true}, {0, 65, false}, {-1, 64, true}, {-1, 65, false}, {3, 3, true}, {3, 4, false},
		{1 << 40, 10_000, true}, {1 << 40, 10_001, false}, {1 << 40, 200_000, false},
	} {
		b := bind.Binder{MaxDepth: tt.max}
		var v any
		err := b.Bind(post("application/json", strings.Repeat("[", tt.depth)+strings.Repeat("]", tt.depth)), &v)
		if (err == nil) != tt.ok {
			t.Errorf("JSON, %d of %d: %s", tt.depth, tt.max, say(err))
		}
		if tt.ok {
			tt.depth = min(tt.depth, 3000) // the sum of their paths has a bound of its own
		}
		err = b.Bind(post("application/json", strings.Repeat(`{"a":`, tt.depth)+"1"+strings.Repeat("}", tt.depth)), &v)
		if (err == nil) != tt.ok {
			t.Errorf("JSON objects, %d of %d: %s", tt.depth, tt.max, say(err))
		}
		err = b.Bind(post("application/xml", strings.Repeat("<a>", tt.depth)+strings.Repeat("</a>", tt.depth)), new(named))
		if (err == nil) != tt.ok {
			t.Errorf("XML, %d of %d: %s", tt.depth, tt.max, say(err))
		}
	}
}

// The name of the root is nothing that a body fills.
func TestOnlyTheNameOfTheRoot(t *testing.T) {
	t.Parallel()
	var dst struct {
		XMLName xml.Name `xml:"search"`
		Page    int      `query:"page"`
	}
	if err := (bind.Binder{}).Bind(request("POST", "/7?page=2", ""), &dst); err != nil || dst.Page != 2 {
		t.Errorf("%s %+v", say(err), dst)
	}
}

type keeper struct{ values []string }

func (k *keeper) UnmarshalParams(values []string) error {
	k.values = values
	return nil
}

// Middleware may change the header of the request afterwards.
func TestParametersAreCopied(t *testing.T) {
	t.Parallel()
	var dst struct {
		ID keeper `header:"X-Id"`
	}
	r := request("GET", "/", "", "X-Id", "7")
	if err := (bind.Binder{}).Bind(r, &dst); err != nil {
		t.Fatal(say(err))
	}
	if r.Header["X-Id"][0] = "8"; dst.ID.values[0] != "7" {
		t.Errorf("%q", dst.ID.values)
	}
}
