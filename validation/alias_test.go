package validation_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/validation"
)

type withAliases struct {
	Each  []string          `json:"each" validate:"each"`
	Items []codedItem       `json:"items" validate:"max=5,listed,omitempty"`
	Names map[string]string `json:"names" validate:"named"`
	Outer []string          `json:"outer" validate:"outer"`
}

// aliasValidator returns one whose aliases go into lists and maps.
func aliasValidator() *validation.Validator {
	engine := validator.New()
	engine.RegisterAlias("word", "alphanum,max=3")
	engine.RegisterAlias("each", "min=1,dive,word,ne=no")
	engine.RegisterAlias("listed", "required,dive")
	engine.RegisterAlias("named", "dive,keys,lowercase,endkeys,uppercase")
	engine.RegisterAlias("outer", "each")
	if err := engine.RegisterValidation("sku_of", func(validator.FieldLevel) bool { return true }); err != nil {
		panic(err)
	}
	return validation.Wrap(engine)
}

// Codes took an alias that holds a dive for a rule of the list, and left out all behind it.
func TestCodesGoesIntoListsBehindAnAlias(t *testing.T) {
	t.Parallel()
	v := aliasValidator()
	want := map[string]string{
		"each":      "must not be {param}, or have at least {param} items",
		"word":      "must be at most {param} characters long, or have only the letters A to Z and digits",
		"max":       "must have at most {param} items",
		"listed":    "must be given and not be empty",
		"lowercase": "each key must be in lower case",
		"named":     "must be in upper case",
		"sku_of":    "is not valid",
		"min":       "must be at least {param}, or be at least {param} characters long",
		"unique":    "must not have the same value twice, or not have two items with the same {param}",
	}
	codes := v.Codes(withAliases{})
	if !maps.Equal(codes, want) {
		t.Errorf("got  %q\nwant %q", codes, want)
	}
	long := []string{"long", "no", "-"}
	for _, value := range []withAliases{
		{}, {Each: long, Outer: long, Items: []codedItem{{Tags: []int{1, 1}}}, Names: map[string]string{"X": "x"}}, {Items: make([]codedItem, 6)},
	} {
		for _, f := range fieldsOf(t, v.Validate(value)) {
			if said := strings.ReplaceAll(codes[f.Code], "{param}", f.Param); !strings.Contains(said, strings.TrimPrefix(f.Detail, "must ")) {
				t.Errorf("%s %s: %q does not say %q", f.Pointer, f.Code, said, f.Detail)
			}
		}
	}
}

func TestCheckGoesIntoListsBehindAnAlias(t *testing.T) {
	t.Parallel()
	engine := validator.New()
	engine.RegisterAlias("each", "dive,required_with=Nowhere")
	type in struct {
		List []string `validate:"each"`
	}
	if err := validation.Wrap(engine).Check(in{}); err == nil || !strings.Contains(err.Error(), `there is no field "Nowhere"`) {
		t.Errorf("got %v", err)
	}
	if err := aliasValidator().Check(withAliases{}); err != nil {
		t.Error(err)
	}
}

// The key of a map, which was refused, was a part of the place if the rule for keys stood
// in an alias, or had been registered in place of the tag.
func TestRefusedKeyIsNotSentBehindAnAlias(t *testing.T) {
	t.Parallel()
	type registered struct {
		Names map[string]string `json:"names" validate:"required"`
	}
	engine := validator.New()
	engine.RegisterAlias("named", "dive,keys,lowercase,endkeys,uppercase")
	engine.RegisterStructValidationMapRules(map[string]string{"Names": "dive,keys,lowercase,endkeys"}, registered{})
	v := validation.Wrap(engine)
	names := map[string]string{"CANARY": "X"}
	values := []any{withNames{names}, registered{names}}
	for _, value := range values {
		fields := fieldsOf(t, v.Validate(value))
		if len(fields) != 1 || fields[0].Pointer != "#/names" || strings.Contains(fmt.Sprint(fields), "CANARY") {
			t.Errorf("%T: %+v", value, fields)
		}
	}
	// Of the aliases of another engine nothing is known.
	broken, _ := engine.Struct(withNames{names}).(validator.ValidationErrors)
	fields := fieldsOf(t, (*validation.Validator)(nil).FromErrors(broken, withNames{names}))
	if len(fields) != 1 || strings.Contains(fmt.Sprint(fields), "CANARY") {
		t.Errorf("another engine: %+v", fields)
	}
}

type withNames struct {
	Names map[string]string `json:"names" validate:"named"`
}

// A field of the items that clients have no name for made "the same another field".
func TestUniqueByAFieldWithoutAName(t *testing.T) {
	t.Parallel()
	type item struct {
		ID string `json:"-"`
	}
	type in struct {
		Items []item `json:"items" validate:"unique=ID"`
	}
	v := validation.New()
	const want = "must not have two items with the same value in one of their fields"
	if fields := fieldsOf(t, v.Validate(in{make([]item, 2)})); len(fields) != 1 || fields[0].Detail != want {
		t.Errorf("%+v", fields)
	}
	if got := v.Codes(in{}); got["unique"] != want {
		t.Errorf("%q", got)
	}
}
