package validation_test

import (
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/validation"
)

type unknownTag struct {
	A string `validate:"requird"`
}

type badKind struct {
	A map[string]int `validate:"omitempty,oneof=a"`
}

type endless *endless

// TestMisuse is about mistakes of the program: they are a 500, and no panic.
func TestMisuse(t *testing.T) {
	t.Parallel()
	var loop endless
	loop = &loop
	for name, value := range map[string]any{
		"nil": nil, "nil pointer": (*leaf)(nil), "pointer to a nil pointer": ptr((*leaf)(nil)), "nil list behind a pointer": (*[]leaf)(nil),
		"number": 3, "string": "x", "pointer to a string": ptr("x"), "time": time.Now(), "function": func() {}, "channel": make(chan int),
		"unknown tag": unknownTag{}, "unknown tag in a list": []unknownTag{{}}, "unknown tag in a map": map[string]unknownTag{"a": {}},
		"rule on a type that it does not fit": badKind{A: map[string]int{"a": 1}}, "endless pointer": loop,
	} {
		for _, v := range []*validation.Validator{validation.New(), validation.Wrap(nil), validation.Wrap(validator.New())} {
			err := v.Validate(value)
			if err == nil {
				t.Errorf("%s: no error", name)
				continue
			}
			if e, ok := errors.AsType[*apierror.Error](err); ok {
				t.Errorf("%s: %v", name, e)
			}
			if got := apierror.StatusOf(err); got != apierror.InternalServerError || !strings.HasPrefix(err.Error(), "validation: ") {
				t.Errorf("%s: status %v, %v", name, got, err)
			}
		}
	}
	for _, v := range []*validation.Validator{nil, {}} {
		if err := v.Validate(leaf{}); apierror.StatusOf(err) != apierror.InternalServerError {
			t.Errorf("a Validator that nobody made: %v", err)
		}
	}
}

func TestNothingToFind(t *testing.T) {
	t.Parallel()
	v := validation.New()
	for _, value := range []any{
		leaf{"x"}, &leaf{"x"}, []leaf{}, []leaf(nil), []leaf{{"x"}}, map[string]leaf{}, []string{"x"}, map[string]string{"a": ""},
		[]int{0}, []*leaf{nil}, []any{nil, 1}, struct{}{}, ptr(any(leaf{"x"})), [][][]string{{{""}}},
	} {
		if err := v.Validate(value); err != nil {
			t.Errorf("%T: %v", value, err)
		}
	}
}

type mistakes struct {
	Unknown  string            `validate:"required,requird"`
	Second   string            `validate:"omitempty,nosuch"`
	Param    int               `validate:"omitempty,min=abc"`
	Kind     map[string]int    `validate:"omitempty,email|oneof=a"`
	NotAList string            `validate:"omitempty,dive,required"`
	Keys     []string          `validate:"dive,keys,required,endkeys"`
	Inside   map[string]string `validate:"dive,keys,nokey,endkeys,noelem"`
	Other    int               `validate:"gtfield=Strat"`
	Pair     string            `validate:"required_if=Nowhere 1"`
	Odd      string            `validate:"required_if=Unknown"`
	With     string            `validate:"required_with=Unknown Nobody"`
	Unique   []leaf            `validate:"unique=Nothing"`
	Nested   []map[string]*nestedMistake
	Good     string `validate:"required_with=Good Nested,omitempty,oneof=a b,excludesall=0x2C"`
	Dotted   string `validate:"required_if=Deep.SKU x"`
	Deep     leaf   `validate:"required"`
	skipped  string `validate:"nosuch"`
	Ignored  string `validate:"-"`
}

type nestedMistake struct {
	Next  *nestedMistake
	Other time.Time `validate:"gtfield=Missing"`
}

func TestCheck(t *testing.T) {
	t.Parallel()
	err := validation.New().Check(mistakes{}, &[]leaf{}, 5, nil)
	if err == nil {
		t.Fatal("no mistake was found")
	}
	lines := strings.Split(err.Error(), "\n")
	wanted := []string{
		`mistakes.Unknown: rule "requird"`, `mistakes.Second: rule "nosuch"`, `mistakes.Param: rule "min=abc"`, `mistakes.Kind: rule "oneof=a"`,
		`mistakes.NotAList: rule "dive"`, `mistakes.Keys: rule "keys"`, `mistakes.Inside: rule "nokey"`, `mistakes.Inside: rule "noelem"`,
		`mistakes.Other: rule "gtfield=Strat": there is no field "Strat"`, `mistakes.Pair: rule "required_if=Nowhere 1"`, `mistakes.Odd: rule "required_if=Unknown"`,
		`mistakes.With: rule "required_with=Unknown Nobody": there is no field "Nobody"`, `mistakes.Unique: rule "unique=Nothing"`,
		`nestedMistake.Other: rule "gtfield=Missing"`, `a int has no rules`, `a nil <nil> cannot be validated`,
	}
	for _, want := range wanted {
		n := 0
		for _, line := range lines {
			if strings.Contains(line, want) {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%q was told %d times", want, n)
		}
	}
	if len(lines) != len(wanted) {
		t.Errorf("%d mistakes, want %d:\n%v", len(lines), len(wanted), err)
	}
	_ = mistakes{skipped: ""}.skipped
}

// A rule that compares items which cannot be compared was found by the first request
// that had some, and answered with 500. A client decides what is in an interface.
func TestCheckOfItemsThatCannotBeCompared(t *testing.T) {
	t.Parallel()
	v := validation.New()
	for _, value := range []any{
		struct {
			A [][]int `validate:"unique"`
		}{},
		struct {
			A [1][]int `validate:"unique"`
		}{},
		struct {
			A *[]*[]int `validate:"omitempty,unique"`
		}{},
		struct {
			A map[string]map[string]int `validate:"unique"`
		}{},
		struct {
			A map[string][][]int `validate:"dive,unique"`
		}{},
		struct {
			A []struct{ B []int } `validate:"unique"`
		}{},
		struct {
			A []any `validate:"unique"`
		}{},
		struct {
			A [2]*any `validate:"unique"`
		}{},
		struct {
			A map[int]struct{ B [1]any } `validate:"unique"`
		}{},
		struct {
			A []struct{ B []int } `validate:"unique=B"`
		}{},
	} {
		if err := v.Check(value); err == nil || !strings.Contains(err.Error(), `.A: rule "unique`) {
			t.Errorf("%T: %v", value, err)
		}
	}
	if err := v.Check(struct {
		A []string              `validate:"unique"`
		B map[string]*int       `validate:"unique"`
		C []error               `validate:"unique"`
		D []*struct{ B string } `validate:"unique=B"`
		E [][2]int              `validate:"omitempty,unique"`
	}{}); err != nil {
		t.Error(err)
	}
}

func TestCheckFindsNothing(t *testing.T) {
	t.Parallel()
	v := validation.New()
	if err := v.Check(rawOrder{}, &node{}, []payment{}, map[string]search{}, generic[boxed[leaf]]{}, account{}, matrix{}); err != nil {
		t.Errorf("got %v", err)
	}
	engine := validator.New()
	engine.SetTagName("rule")
	type other struct {
		A string `rule:"email,nosuch" validate:"required"`
	}
	if err := validation.Wrap(engine).Check(other{}); err == nil || !strings.Contains(err.Error(), `"nosuch"`) {
		t.Errorf("of another tag: %v", err)
	}
	for _, v := range []*validation.Validator{nil, {}} {
		if err := v.Check(leaf{}); err == nil {
			t.Error("a Validator that nobody made found nothing wrong")
		}
	}
}

func TestRegister(t *testing.T) {
	t.Parallel()
	v := validation.New()
	even := func(fl validator.FieldLevel) bool { return fl.Field().Int()%2 == 0 }
	for _, err := range []error{v.Register("even", even, "must be even, not {param}"), v.Register("silent", even, "")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	type numbers struct {
		A int `json:"a" validate:"even=odd"`
		B int `json:"b" validate:"silent"`
	}
	fields := fieldsOf(t, v.Validate(numbers{1, 1}))
	want := []apierror.FieldError{{Pointer: "#/a", Code: "even", Param: "odd", Detail: "must be even, not odd"}, {Pointer: "#/b", Code: "silent", Detail: "is not valid"}}
	if !reflect.DeepEqual(fields, want) {
		t.Errorf("got %+v", fields)
	}
	for name, err := range map[string]error{
		"reserved":     v.Register("dive", even, ""),
		"nil function": v.Register("x", nil, ""),
		"empty":        v.Register("", even, ""),
		"wrapped":      validation.Wrap(validator.New()).Register("even", even, ""),
		"nil":          (*validation.Validator)(nil).Register("even", even, ""),
		"no sentence":  v.Sentence("en", "even", " "),
		"no tag":       v.Sentence("en", "", "x"),
		"no language":  v.Sentence("e n", "even", "x"),
		"english":      v.AddLanguage("EN", func(validation.Rule) (string, bool) { return "", false }),
		"no words":     v.AddLanguage("fr", nil),
		"long":         v.AddLanguage(strings.Repeat("a-", 30)+"a", func(validation.Rule) (string, bool) { return "", false }),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if r, err := http.NewRequest("GET", "/", nil); err != nil || v.For(r, nil) != nil {
		t.Error("For made an error of nil")
	}
}

// A file name that is too long makes validator panic with an error that holds it.
func TestPanicsKeepTheirValues(t *testing.T) {
	t.Parallel()
	v := validation.New()
	if err := v.Register("picky", func(fl validator.FieldLevel) bool { panic(errors.New(fl.Field().String())) }, ""); err != nil {
		t.Fatal(err)
	}
	for _, value := range []any{
		struct {
			A string `validate:"file"`
		}{strings.Repeat("canary", 1000)},
		struct {
			A string `validate:"picky"`
		}{"canary"},
	} {
		if err := v.Validate(value); err == nil || strings.Contains(err.Error(), "canary") {
			t.Errorf("got %.200v", err)
		}
	}
}
