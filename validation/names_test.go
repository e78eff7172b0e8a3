package validation_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"testing"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/validation"
)

type Base struct {
	Created string `json:"created" validate:"required"`
}

type lower struct {
	Zip string `json:"zip" validate:"required"`
}

type Tagged struct {
	City string `json:"city" validate:"required"`
}

type Deep struct{ Base }

type Deeper struct {
	Deep
	Shown string `json:"shown" validate:"required"`
}

type C1 struct {
	Name string `json:"name" validate:"required"`
}

type C2 struct {
	Name string `json:"name" validate:"required"`
}

type Selves struct {
	*Selves
	A string `json:"a" validate:"required"`
}

type BaseNamed struct {
	BaseNamed string `json:"n" validate:"required"`
}

// Named is a field with a name that no tag gives.
type Named string

// embedding returns a struct with the types of some values embedded, which go vet
// would not let pass.
func embedding(values ...any) any {
	var fields []reflect.StructField
	for _, v := range values {
		t := reflect.TypeOf(v)
		field := reflect.StructField{Name: t.Name(), Type: t, Anonymous: true}
		if t.Kind() != reflect.Struct {
			field.Tag = `validate:"required"`
		}
		fields = append(fields, field)
	}
	return reflect.New(reflect.StructOf(fields)).Interface()
}

// tagged returns a struct with a field of a tag that linters would not let pass.
func tagged(tag reflect.StructTag) any {
	return reflect.New(reflect.StructOf([]reflect.StructField{{Name: "Name", Type: reflect.TypeFor[string](), Tag: tag}})).Interface()
}

// asEncoded is a shape of one field, whose name releases of Go read otherwise: it is
// the one that encoding/json gives it.
func asEncoded(name string, value any) shape {
	var members map[string]any
	doc, err := json.Marshal(value)
	if err == nil {
		err = json.Unmarshal(doc, &members)
	}
	if err != nil || len(members) != 1 {
		panic(fmt.Sprintf("%s: %s %v", name, doc, err))
	}
	member := slices.Collect(maps.Keys(members))[0]
	return shape{name, value, []string{"#/" + url.PathEscape(member)}}
}

// TestNames is about the names that JSON has for fields: tags, and the rules of
// encoding/json on embedded structs.
func TestNames(t *testing.T) {
	t.Parallel()
	testShapes(t, []shape{
		{"no tag", struct {
			Name string `validate:"required"`
		}{}, []string{"#/Name"}},
		{"options only", struct {
			Name string `json:",omitempty" validate:"required"`
		}{}, []string{"#/Name"}},
		{"dots, brackets, slash and tilde", struct {
			A string `json:"a.b" validate:"required"`
			B string `json:"x[0]" validate:"required"`
			C string `json:"s/l~t" validate:"required"`
			D leaf   `json:"a.b[1]/~"`
		}{}, []string{"#/a.b", "#/a.b%5B1%5D~1~0/sku", "#/s~1l~0t", "#/x%5B0%5D"}},
		asEncoded("a quotation mark in a name", tagged(`json:"a\"b" validate:"required"`)),
		asEncoded("an apostrophe in a name", tagged(`json:"a'b" validate:"required"`)),
		asEncoded("a name in apostrophes", tagged(`json:"'b'" validate:"required"`)),
		asEncoded("a name of no letters", tagged(`json:"€" validate:"required"`)),
		{"dash: the object around", struct {
			A struct {
				Secret string `json:"-" validate:"required"`
			} `json:"a"`
		}{}, []string{"#/a"}},
		{"dash at the top", struct {
			Secret string `json:"-" validate:"required"`
		}{}, []string{"#"}},
		{"below a dash", struct {
			A leaf `json:"-"`
		}{}, []string{"#"}},
		{"a name that is a dash", tagged(`json:"-," validate:"required"`), []string{"#/-"}},
		{"embedded", struct{ Base }{}, []string{"#/created"}},
		{"embedded pointer", struct{ *Base }{&Base{}}, []string{"#/created"}},
		{"embedded twice over", struct{ Deep }{}, []string{"#/created"}},
		{"embedded and not exported", struct{ lower }{}, []string{"#/zip"}},
		{"embedded with a name", struct {
			Tagged `json:"addr"`
		}{}, []string{"#/addr/city"}},
		{"embedded in a list", []struct{ Base }{{Base{"x"}}, {}}, []string{"#/1/created"}},
		{"embedded with a dash", struct {
			Base `json:"-"`
		}{}, []string{"#"}},
		{"embedded pointer that is nil", struct {
			*Base `validate:"required"`
		}{}, []string{"#"}},
		{"hidden by the outer struct", struct {
			Base
			Created string `json:"created"`
		}{}, []string{"#"}},
		{"beside a hidden one, deeper down", struct {
			Deeper
			Created string `json:"created"`
		}{}, []string{"#", "#/shown"}},
		{"two of the same name: JSON fills neither", embedding(C1{}, C2{}), []string{"#", "#"}},
		{"two of the same name, and an outer one", embedding(C1{}, C2{}, Named("")), []string{"#", "#", "#/Named"}},
		{"the same Go name, but a tag decides", struct {
			Base
			Other struct {
				Created string `json:"created" validate:"required"`
			} `json:"other"`
		}{}, []string{"#/created", "#/other/created"}},
		{"embedded in itself", Selves{Selves: &Selves{A: ""}, A: "x"}, []string{"#"}},
		{"a field named as its type", BaseNamed{}, []string{"#/n"}},
		{"a field named as the type around it", struct {
			BaseNamed BaseNamed `json:"outer"`
		}{}, []string{"#/outer/n"}},
		{"names that differ by case", struct {
			A string `json:"Name" validate:"required"`
			B string `json:"name" validate:"required"`
		}{}, []string{"#/Name", "#/name"}},
	})
}

type account struct {
	Owner  owner   `json:"owner"`
	Owners []owner `json:"owners" validate:"dive"`
}

type owner struct {
	First string `json:"first"`
	Last  string `json:"last"`
}

// TestStructRules is about rules that are registered for a type, with the names
// that authors pass, in Go or in JSON.
func TestStructRules(t *testing.T) {
	t.Parallel()
	report := func(sl validator.StructLevel, field, structField, tag, param string) {
		sl.ReportError("", field, structField, tag, param)
	}
	for _, c := range []struct{ name, field, structField, want string }{
		{"Go name", "First", "First", "#/owner/first"},
		{"both names", "first", "First", "#/owner/first"},
		{"JSON name only", "first", "", "#/owner/first"},
		{"JSON name twice", "first", "first", "#/owner/first"},
		{"a name that is none", "Total", "", "#/owner"},
		{"no name", "", "", "#/owner"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			engine := validator.New()
			engine.RegisterStructValidation(func(sl validator.StructLevel) {
				report(sl, c.field, c.structField, "fullname", "Last")
			}, owner{})
			got := pointersOf(t, validation.Wrap(engine).Validate(account{}))
			if !slices.Equal(got, []string{c.want}) {
				t.Errorf("pointers %q, want %q", got, c.want)
			}
		})
	}
}

type shelf struct {
	Leaves []leaf `json:"leaves"`
}

// Errors of a validation within a struct rule have the inner type's name in them.
func TestErrorsOfAnInnerValidation(t *testing.T) {
	t.Parallel()
	engine := validator.New()
	engine.RegisterStructValidation(func(sl validator.StructLevel) {
		if errs, ok := errors.AsType[validator.ValidationErrors](sl.Validator().Struct(leaf{})); ok {
			sl.ReportValidationErrors("Leaves[1].", "Leaves[1].", errs)
		}
	}, shelf{})
	got := pointersOf(t, validation.Wrap(engine).Validate(shelf{Leaves: make([]leaf, 2)}))
	if want := []string{"#/leaves/1/sku"}; !slices.Equal(got, want) {
		t.Errorf("pointers %q, want %q", got, want)
	}
}
