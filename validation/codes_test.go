package validation_test

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/validation"
)

type coded struct {
	Amount   int               `json:"amount" validate:"required,gt=0,lte=100"`
	Fee      float64           `json:"fee" validate:"gt=1"`
	Currency string            `json:"currency" validate:"required,iso4217"`
	Method   string            `json:"method" validate:"oneof=card 'bank account'"`
	Color    string            `json:"color" validate:"omitempty,iscolor"`
	Paint    string            `json:"paint" validate:"len=3|hexcolor|contains=0x2C"`
	Name     string            `json:"name" validate:"username"`
	Start    time.Time         `json:"start" validate:"gt"`
	End      time.Time         `json:"end" validate:"gtfield=Start"`
	Bank     string            `json:"bank" validate:"required_if=Method bank"`
	Both     *string           `json:"both" validate:"required_with=Bank Name"`
	Unless   *string           `json:"unless" validate:"required_unless=Method card"`
	All      *string           `json:"all" validate:"required_without_all=Bank Unless"`
	Items    []codedItem       `json:"items" validate:"min=1,dive"`
	Labels   map[string]string `json:"labels" validate:"max=3,dive,keys,max=10,endkeys,excludesall=0x2C"`
	Any      any               `json:"any" validate:"required,max=5"`
	Not      codedNot          `json:"not" validate:"structonly"`
	Lists    []codedNot        `json:"lists"`
	Skipped  codedNot          `json:"skipped" validate:"-"`
	Self     *coded            `json:"self"`
	Mapped   codedMapped       `json:"mapped"`
	codedBase
}

type codedItem struct {
	SKU    string      `json:"sku" validate:"sku_of=acme,min=3"`
	Tags   []int       `json:"tags" validate:"unique,dive,min=2"`
	Leaves []codedLeaf `json:"leaves" validate:"unique=ID"`
}

type codedLeaf struct {
	ID string `json:"id"`
}

type codedNot struct {
	Mail string `json:"mail" validate:"ulid"`
}

type codedMapped struct {
	Mail string `json:"mail"`
}

type codedBase struct {
	Serial string `json:"serial" validate:"nested"`
}

// codedValidator returns one with rules, aliases and words of an author.
func codedValidator(t *testing.T) *validation.Validator {
	t.Helper()
	engine := validator.New()
	engine.RegisterAlias("username", "alphanum,min=3,max=20")
	engine.RegisterAlias("paint", "hexcolor|rgb")
	engine.RegisterAlias("nested", "paint,len=7")
	engine.RegisterStructValidationMapRules(map[string]string{"Mail": "email"}, codedMapped{})
	err := engine.RegisterValidation("sku_of", func(fl validator.FieldLevel) bool { return strings.HasPrefix(fl.Field().String(), fl.Param()) })
	if err != nil {
		t.Fatal(err)
	}
	v := validation.Wrap(engine)
	if err := v.Sentence("en", "sku_of", "must be an article of {param}"); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestCodes(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"required":                  "must be given, or be given and not be 0, or be given and not be empty",
		"gt":                        "must be in the future, or be more than {param}",
		"lte":                       "must be at most {param}",
		"iso4217":                   "must be a currency code of three letters (ISO 4217)",
		"oneof":                     "must be one of {param}",
		"iscolor":                   "must be a colour in the notation of CSS",
		"len=3|hexcolor|contains=,": "must be exactly 3 characters long, or must be a hexadecimal colour such as #ff0000, or must contain ,",
		"username":                  "must be at most {param} characters long, or be at least {param} characters long, or have only the letters A to Z and digits",
		"gtfield":                   "must be later than {param}",
		"required_if":               "must be given and not be empty when each field in {param} is the value after it",
		"required_with":             "must be given when one of {param} is given",
		"required_unless":           "must be given unless a field in {param} is the value after it",
		"required_without_all":      "must be given when each of {param} is missing or empty",
		"min":                       "must be at least {param}, or have at least {param} items, or be at least {param} characters long",
		"max":                       "must be at most {param}, or have at most {param} items, or have at most {param} entries, or be at most {param} characters long, or each key must be at most {param} characters long",
		"excludesall":               "must have none of the characters {param}",
		"sku_of":                    "must be an article of {param}",
		"unique":                    "must not have the same value twice, or not have two items with the same {param}",
		"email":                     "must be an e-mail address",
		"paint":                     "must be a hexadecimal colour such as #ff0000, or must be a colour such as rgb(255,0,0)",
		"nested":                    "must be exactly {param} characters long",
	}
	v := codedValidator(t)
	for _, value := range []any{coded{}, &coded{}, (*coded)(nil), []coded{}, map[string][]*coded{}} {
		got := v.Codes(value, nil, 5, "text", time.Time{})
		for code := range want {
			if got[code] != want[code] {
				t.Errorf("%T: %s: %q, want %q", value, code, got[code], want[code])
			}
		}
		for code := range got {
			if _, ok := want[code]; !ok {
				t.Errorf("%T: %s: %q, want none", value, code, got[code])
			}
		}
	}
}

// broken returns values of coded that break each of its rules in some way.
func broken() []coded {
	text, long := "x", strings.Repeat("x", 30)
	now := time.Now()
	good := coded{Amount: 1, Fee: 2, Currency: "EUR", Method: "card", Paint: "abc", Name: "somebody", Start: now.Add(time.Hour), End: now.Add(2 * time.Hour),
		Both: &text, Unless: &text, All: &text, Items: []codedItem{{SKU: "acme-1"}}, Any: "x", Mapped: codedMapped{"a@example.com"}, codedBase: codedBase{"#ff0000"}}
	change := func(f func(*coded)) coded {
		in := good
		f(&in)
		return in
	}
	return []coded{
		{},
		change(func(in *coded) { in.Amount, in.Fee, in.Currency, in.Method, in.Color = 101, 1, "EURO", "x", "x" }),
		change(func(in *coded) {
			in.Amount, in.Paint, in.Name, in.Start, in.End = -1, "x", "x", now.Add(-time.Hour), now.Add(-2*time.Hour)
		}),
		change(func(in *coded) { in.Name, in.Both, in.Unless, in.All = "ä", nil, nil, nil }),
		change(func(in *coded) { in.Method, in.Bank, in.Name, in.Any = "bank", "", long, 6 }),
		change(func(in *coded) {
			in.Any, in.Labels = []any{1, 2, 3, 4, 5, 6}, map[string]string{"a": ",", "b": "", "c": "", "d": ""}
		}),
		change(func(in *coded) { in.Any, in.Labels = nil, map[string]string{long: ",", "a": ","} }),
		change(func(in *coded) {
			in.Any, in.Items = long, []codedItem{{SKU: "other", Tags: []int{1, 1}}, {SKU: "acme", Tags: []int{1}}}
		}),
		change(func(in *coded) { in.Items = []codedItem{{SKU: "acme-2", Leaves: make([]codedLeaf, 2)}} }),
		change(func(in *coded) { in.Mapped.Mail, in.Serial = "x", "#fff" }),
		change(func(in *coded) { in.Self, in.Serial = &coded{}, "x" }),
	}
}

// Each code that Validate gives is among those of Codes, and the other way round. Each
// sentence is what Codes has, with the parameter in place.
func TestValidateGivesTheCodesOfCodes(t *testing.T) {
	t.Parallel()
	v := codedValidator(t)
	codes, given := v.Codes(coded{}), map[string]bool{}
	for _, value := range broken() {
		for _, f := range fieldsOf(t, v.Validate(&value)) {
			given[f.Code] = true
			general, ok := codes[f.Code]
			if !ok {
				t.Errorf("Codes does not list %s: %s", f.Code, f.Detail)
				continue
			}
			switch f.Code {
			case "oneof", "required_if", "required_with", "required_unless", "required_without_all": // {param} stands for a list
				continue
			}
			if said := strings.ReplaceAll(general, "{param}", f.Param); !strings.Contains(said, strings.TrimPrefix(f.Detail, "must ")) {
				t.Errorf("%s: %q does not say %q", f.Code, said, f.Detail)
			}
		}
	}
	for code := range codes {
		if !given[code] {
			t.Errorf("nothing breaks %s", code)
		}
	}
}

// Each tag of validator, on a field of each type that it fits.
func TestCodesKnowsEveryTag(t *testing.T) {
	t.Parallel()
	values := []any{"x", "", 1, uint8(0), 1.5, true, []string{"x", "x"}, [2]int{}, map[string]int{"k": 1, "l": 1}, time.Now(), time.Second, ptr("x"), (*int)(nil)}
	v := validation.New()
	for _, tag := range builtIn(t) {
		fits := false
		for _, value := range values {
			typ := reflect.StructOf([]reflect.StructField{
				{Name: "Field", Type: reflect.TypeOf(value), Tag: reflect.StructTag(`json:"field" validate:"` + tag + `"`)},
				{Name: "Other", Type: reflect.TypeFor[string](), Tag: `json:"other"`},
			})
			if v.Check(reflect.Zero(typ).Interface()) != nil {
				typ = reflect.StructOf([]reflect.StructField{
					{Name: "Field", Type: reflect.TypeOf(value), Tag: reflect.StructTag(`json:"field" validate:"` + tag + "=" + paramFor(tag) + `"`)},
					{Name: "Other", Type: reflect.TypeFor[string](), Tag: `json:"other"`},
				})
			}
			in := reflect.New(typ).Elem()
			in.Field(0).Set(reflect.ValueOf(value))
			codes := v.Codes(in.Interface())
			if v.Check(in.Interface()) != nil {
				if len(codes) > 0 {
					t.Errorf("%v: a mistake has the codes %v", typ.Field(0).Tag, codes)
				}
				continue
			}
			fits = true
			if general := codes[tag]; len(codes) != 1 || !strings.HasPrefix(general, "must ") && tag != "validateFn" {
				t.Errorf("%v of a %T: %v", typ.Field(0).Tag, value, codes)
			}
			if err := v.Validate(in.Interface()); err != nil {
				for _, f := range apierror.From(err).Fields {
					if _, ok := codes[f.Code]; !ok {
						t.Errorf("%v of a %T: code %s, and not %v", typ.Field(0).Tag, value, f.Code, codes)
					}
				}
			}
		}
		if !fits {
			t.Errorf("%s fits no type", tag)
		}
	}
}

// What Check finds fault with is left out, and the rest is there.
func TestCodesLeavesMistakesOut(t *testing.T) {
	t.Parallel()
	got := slices.Sorted(maps.Keys(validation.New().Codes(mistakes{}, unknownTag{}, badKind{})))
	if want := []string{"excludesall", "oneof", "required", "required_if", "required_with"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, v := range []*validation.Validator{nil, {}} {
		if got := v.Codes(coded{}); got == nil || len(got) > 0 {
			t.Errorf("a Validator that nobody made: %v", got)
		}
	}
}

// A struct that may be empty is none of the business of required, unless the engine is asked to.
func TestCodesOfStructs(t *testing.T) {
	t.Parallel()
	type outer struct {
		Inner codedLeaf `json:"inner" validate:"required"`
	}
	if got := validation.Wrap(validator.New()).Codes(outer{}); len(got) > 0 {
		t.Errorf("got %v", got)
	}
	if got := validation.New().Codes(outer{}); len(got) != 1 || got["required"] != "must be given" {
		t.Errorf("got %v", got)
	}
	if fields := fieldsOf(t, validation.New().Validate(outer{})); len(fields) != 1 || fields[0].Code != "required" {
		t.Errorf("got %v", fields)
	}
}

// The engine is the author's: Codes changes nothing of it, and goroutines may share it.
func TestCodesChangesNothing(t *testing.T) {
	t.Parallel()
	v := codedValidator(t)
	want := fieldsOf(t, v.Validate(coded{}))
	done := make(chan map[string]string)
	for range 4 {
		go func() { done <- v.Codes(coded{}) }()
	}
	first := <-done
	for range 3 {
		if next := <-done; !maps.Equal(next, first) {
			t.Errorf("%v, and before %v", next, first)
		}
	}
	clear(first)
	if got := fieldsOf(t, v.Validate(coded{})); !slices.Equal(got, want) || len(v.Codes(coded{})) == 0 {
		t.Errorf("got %v, want %v", got, want)
	}
}
