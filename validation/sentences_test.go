package validation_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/validation"
)

type colored struct {
	Color string `json:"color" validate:"omitempty,oneof=red green blue white black grey pink"`
}

// TestReportedRules is about rules that an author reports of a field whose sentences
// are kept: each has its own words, and what comes from a client is not kept.
func TestReportedRules(t *testing.T) { // not parallel, since it looks at the memory
	param := ""
	engine := validator.New()
	engine.RegisterStructValidation(func(sl validator.StructLevel) { sl.ReportError("", "Color", "Color", "oneof", param) }, colored{})
	v := validation.Wrap(engine)
	text := string(reflect.TypeFor[colored]().Field(0).Tag)
	for range 2 {
		for i := range text {
			param = text[i:min(i+3, len(text))]
			want := apierror.FieldError{Pointer: "#/color", Code: "oneof", Param: param, Detail: "must be " + oneOf(param)}
			if got := fieldsOf(t, v.Validate(colored{})); !slices.Equal(got, []apierror.FieldError{want}) {
				t.Fatalf("got %+v, want %+v", got, want)
			}
		}
	}
	type plain struct {
		Color string `json:"color" validate:"omitempty,oneof=red"`
	}
	engine = validator.New()
	engine.RegisterStructValidation(func(sl validator.StructLevel) { sl.ReportError("", "Color", "Color", "oneof", param) }, plain{})
	v = validation.Wrap(engine)
	inUse := func() uint64 {
		runtime.GC()
		runtime.GC() // what pools have let go
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := inUse()
	for i := range 12 {
		param = strconv.Itoa(i) + strings.Repeat("x", 1<<20)
		_ = v.Validate(plain{})
	}
	if after := inUse(); after > before+6<<20 {
		t.Errorf("%d bytes of what was reported are kept", after-before)
	}
}

// oneOf is what is said of a parameter of the tag oneof.
func oneOf(param string) string {
	words := strings.FieldsFunc(param, func(r rune) bool { return r == ' ' })
	if len(words) == 1 {
		return words[0]
	}
	return "one of " + strings.Join(words, ", ")
}

func TestSentences(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for _, c := range []struct {
		tag, param   string
		value        any
		want, client string // the sentence, and the parameter as the client gets it
	}{
		{"min", "3", "ab", "must be at least 3 characters long", "3"},
		{"min", "1", "ab", "must be at least 1 character long", "1"},
		{"min", "3", ptr("ab"), "must be at least 3 characters long", "3"},
		{"min", "3", 2, "must be at least 3", "3"},
		{"min", "1h", time.Second, "must be at least 1h", "1h"},
		{"min", "1", []int{}, "must have at least 1 item", "1"},
		{"min", "2", map[string]int{}, "must have at least 2 entries", "2"},
		{"max", "3", "abcd", "must be at most 3 characters long", "3"},
		{"max", "3", []int{}, "must have at most 3 items", "3"},
		{"len", "2", "abc", "must be exactly 2 characters long", "2"},
		{"len", "2", 3, "must be 2", "2"},
		{"gt", "2", "ab", "must be longer than 2 characters", "2"},
		{"gt", "2", 2.5, "must be more than 2", "2"},
		{"gt", "", now, "must be in the future", ""},
		{"lte", "", now, "must not be in the future", ""},
		{"lt", "2", []int{1}, "must have fewer than 2 items", "2"},
		{"eq", "red", "blue", "must be red", "red"},
		{"eq", "2", []int{1}, "must have exactly 2 items", "2"},
		{"ne", "2", 2, "must not be 2", "2"},
		{"oneof", "red green", "blue", "must be one of red, green", "red green"},
		{"oneof", "'light red' green", "blue", "must be one of light red, green", "'light red' green"},
		{"oneof", "red", "blue", "must be red", "red"},
		{"noneof", "red green", "red", "must not be one of red, green", "red green"},
		{"oneofci", "red", "blue", "must be red, in upper or lower case", "red"},
		{"required", "", "", "must be given and not be empty", ""},
		{"required", "", 0, "must be given and not be 0", ""},
		{"required", "", 0.0, "must be given and not be 0", ""},
		{"required", "", time.Duration(0), "must be given and not be 0", ""},
		{"required", "", false, "must be given and be true", ""},
		{"required", "", []int(nil), "must be given and not be empty", ""},
		{"required", "", map[string]int(nil), "must be given and not be empty", ""},
		{"required", "", [2]int{}, "must be given and have an item that is not empty", ""},
		{"required", "", time.Time{}, "must be given", ""},
		{"required", "", (*int)(nil), "must be given", ""},
		{"required", "", (*string)(nil), "must be given", ""},
		{"required", "", nil, "must be given", ""},
		{"required_if", "Other red", 0, "must be given and not be 0 when other_name is red", "other_name red"},
		{"required_without", "Other", false, "must be given and be true when other_name is missing or empty", "other_name"},
		{"isdefault", "", 1, "must be left out or 0", ""},
		{"excluded_with", "Other", true, "must be left out or false when other_name is given", "other_name"},
		{"excluded_with", "Other", 1, "must be left out or 0 when other_name is given", "other_name"},
		{"excluded_with", "Other", []int{1}, "must be left out when other_name is given", "other_name"},
		{"required_if", "Other red", "", "must be given and not be empty when other_name is red", "other_name red"},
		{"required_if", "Other 'a b' Items 2", "", "must be given and not be empty when other_name is a b and items is 2", "other_name 'a b' items 2"},
		{"required_unless", "Other red Items 1", "", "must be given and not be empty unless other_name is red or items is 1", "other_name red items 1"},
		{"required_with", "Other Items", "", "must be given and not be empty when other_name or items is given", "other_name items"},
		{"required_with_all", "Other Items", "", "must be given and not be empty when other_name and items are given", "other_name items"},
		{"required_without", "Other", "", "must be given and not be empty when other_name is missing or empty", "other_name"},
		{"excluded_with", "Other", "x", "must be left out or empty when other_name is given", "other_name"},
		{"excluded_if", "Other nil", "x", "must be left out or empty when other_name is missing", "other_name nil"},
		{"required_with", "Nowhere", "", "must be given and not be empty when another field is given", ""},
		{"eqfield", "Other", "x", "must be the same as other_name", "other_name"},
		{"eqfield", "other_name", "x", "must be the same as other_name", "other_name"},
		{"gtfield", "Other", now, "must be later than other_name", "other_name"},
		{"gtfield", "Other", 1, "must be greater than other_name", "other_name"},
		{"ltefield", "Other", "x", "must not be longer than other_name", "other_name"},
		{"gtcsfield", "Items[0].Other", 1, "must be greater than items.other_name", "items.other_name"},
		{"gtfield", "Nowhere", 1, "must be greater than another field", ""},
		{"unique", "", []int{1, 1}, "must not have the same value twice", ""},
		{"unique", "Other", reported{}.Items, "must not have two items with the same other_name", "other_name"},
		{"datetime", "2006-01-02", "x", "must be written like 2006-01-02", "2006-01-02"},
		{"startswith", "a'b", "x", "must begin with a'b", "a'b"},
		{"validateFn", "IsGood", 1, "is not valid", ""},
		{"of_the_author", "Other", 1, "is not valid", "Other"},
		{"len=3|hexcolor", "", "x", "must be exactly 3 characters long, or must be a hexadecimal colour such as #ff0000", ""},
		{"len=3|of_the_author", "", "x", "is not valid", ""},
	} {
		f := reportedBy(t, c.tag, c.param, c.value)
		if f.Detail != c.want || f.Param != c.client || f.Code != c.tag {
			t.Errorf("%s=%s of a %T: code %q, param %q, %q; want param %q, %q", c.tag, c.param, c.value, f.Code, f.Param, f.Detail, c.client, c.want)
		}
	}
}

// The code is what the author wrote: an alias, or a list of alternatives.
func TestAliases(t *testing.T) {
	t.Parallel()
	engine := validator.New()
	engine.RegisterAlias("username", "min=3,max=20")
	engine.RegisterAlias("paint", "hexcolor|rgb")
	v := validation.Wrap(engine)
	if err := v.Sentence("en", "max", "is too long, by {param}"); err != nil {
		t.Fatal(err)
	}
	if err := v.Sentence("en", "slug", "must be a slug"); err != nil {
		t.Fatal(err)
	}
	engine.RegisterAlias("slug", "lowercase")
	type user struct {
		Name  string `json:"name" validate:"username"`
		Paint string `json:"paint" validate:"paint"`
		Color string `json:"color" validate:"iscolor"`
		Slug  string `json:"slug" validate:"slug"`
	}
	want := []apierror.FieldError{
		{Pointer: "#/name", Code: "username", Param: "3", Detail: "must be at least 3 characters long"},
		{Pointer: "#/paint", Code: "paint", Detail: "must be a hexadecimal colour such as #ff0000, or must be a colour such as rgb(255,0,0)"},
		{Pointer: "#/color", Code: "iscolor", Detail: "must be a colour in the notation of CSS"},
		{Pointer: "#/slug", Code: "slug", Detail: "must be a slug"},
	}
	if got := fieldsOf(t, v.Validate(user{Name: "ab", Slug: "A"})); !slices.Equal(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	want[0] = apierror.FieldError{Pointer: "#/name", Code: "username", Param: "20", Detail: "is too long, by 20"}
	if got := fieldsOf(t, v.Validate(user{Name: strings.Repeat("x", 30), Slug: "A"})); !slices.Equal(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// "is required" was untrue for a 0 or a false that was sent. A pointer to one is a value.
func TestSentencesOfZeroValues(t *testing.T) {
	t.Parallel()
	type order struct {
		Other   string    `json:"other"`
		Count   int       `json:"count" validate:"required"`
		Agreed  bool      `json:"agreed" validate:"required"`
		Name    string    `json:"name" validate:"required"`
		Tags    []string  `json:"tags" validate:"required"`
		At      time.Time `json:"at" validate:"required"`
		Zero    *int      `json:"zero" validate:"required"`
		None    *int      `json:"none" validate:"required"`
		Any     any       `json:"any" validate:"required"`
		ZeroAny any       `json:"zero_any" validate:"required"`
		Anys    []any     `json:"anys" validate:"dive,required"`
		Without *int      `json:"without" validate:"excluded_with=Other"`
		Plain   int       `json:"plain" validate:"excluded_with=Other"`
		Pair    [2]int    `json:"pair" validate:"required"`
	}
	var in order
	document := `{"other":"x","count":0,"agreed":false,"name":"","zero":0,"without":0,"plain":1,"zero_any":0,"anys":[0,null]}`
	if err := json.Unmarshal([]byte(document), &in); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"#/count": "must be given and not be 0", "#/agreed": "must be given and be true",
		"#/name": "must be given and not be empty", "#/tags": "must be given and not be empty",
		"#/at": "must be given", "#/none": "must be given", "#/any": "must be given", "#/anys/1": "must be given",
		"#/pair":    "must be given and have an item that is not empty",
		"#/without": "must be left out when other is given", "#/plain": "must be left out or 0 when other is given",
	}
	got := map[string]string{}
	for _, f := range fieldsOf(t, validation.New().Validate(in)) {
		got[f.Pointer] = f.Detail
	}
	if !maps.Equal(got, want) {
		t.Errorf("got\n%v\nwant\n%v", got, want)
	}
}
