package bind_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/bind"
)

// Every fault of a document is told in plain words, with its place.
func TestJSONFaults(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", 65)
	for _, tt := range []struct {
		body   string
		detail string
		place  [3]int // offset, line, column; zero for none
	}{
		{`{"name":`, "The JSON ends too early, at byte 9 (line 1, column 9).", [3]int{9, 1, 9}},
		{`{"name"`, "The JSON ends too early, at byte 8 (line 1, column 8).", [3]int{8, 1, 8}},
		{`{"na`, "The JSON ends too early, at byte 5 (line 1, column 5).", [3]int{5, 1, 5}},
		{`{"na\`, "The JSON ends too early, at byte 6 (line 1, column 6).", [3]int{6, 1, 6}},
		{`{"na\u00`, "The JSON ends too early, at byte 9 (line 1, column 9).", [3]int{9, 1, 9}},
		{`[1,`, "The JSON ends too early, at byte 4 (line 1, column 4).", [3]int{4, 1, 4}},
		{`tru`, "The JSON ends too early, at byte 4 (line 1, column 4).", [3]int{4, 1, 4}},
		{`-`, "The JSON ends too early, at byte 2 (line 1, column 2).", [3]int{2, 1, 2}},
		{"{\n \"a\": 1,\n \"ü\" 2}", "The JSON cannot be read: a colon is expected, at byte 18 (line 3, column 6).", [3]int{18, 3, 6}},
		{`{"a":}`, "The JSON cannot be read: a value is expected, at byte 6 (line 1, column 6).", [3]int{6, 1, 6}},
		{`[1,]`, "The JSON cannot be read: a value is expected, at byte 4 (line 1, column 4).", [3]int{4, 1, 4}},
		{`{"a":1,}`, "The JSON cannot be read: the name of a member in double quotes is expected, at byte 8 (line 1, column 8).", [3]int{8, 1, 8}},
		{`{a:1}`, "The JSON cannot be read: the name of a member in double quotes is expected, at byte 2 (line 1, column 2).", [3]int{2, 1, 2}},
		{`{'a':1}`, "The JSON cannot be read: the name of a member in double quotes is expected, at byte 2 (line 1, column 2).", [3]int{2, 1, 2}},
		{`[1 2]`, "The JSON cannot be read: a comma or a closing bracket is expected, at byte 4 (line 1, column 4).", [3]int{4, 1, 4}},
		{`{"a":1]`, "The JSON cannot be read: a comma or a closing bracket is expected, at byte 7 (line 1, column 7).", [3]int{7, 1, 7}},
		{`[01]`, "The JSON cannot be read: a comma or a closing bracket is expected, at byte 3 (line 1, column 3).", [3]int{3, 1, 3}},
		{`[+1]`, "The JSON cannot be read: a value is expected, at byte 2 (line 1, column 2).", [3]int{2, 1, 2}},
		{`[1.]`, "The JSON cannot be read: a number is not well formed, at byte 4 (line 1, column 4).", [3]int{4, 1, 4}},
		{`[1e+]`, "The JSON cannot be read: a number is not well formed, at byte 5 (line 1, column 5).", [3]int{5, 1, 5}},
		{`[truE]`, "The JSON cannot be read: a value is expected, at byte 5 (line 1, column 5).", [3]int{5, 1, 5}},
		{`[NaN]`, "The JSON cannot be read: a value is expected, at byte 2 (line 1, column 2).", [3]int{2, 1, 2}},
		{`["\x"]`, "The JSON cannot be read: an escape sequence is not known, at byte 4 (line 1, column 4).", [3]int{4, 1, 4}},
		{`["\u12G4"]`, "The JSON cannot be read: an escape sequence is not known, at byte 7 (line 1, column 7).", [3]int{7, 1, 7}},
		{"[\"a\nb\"]", "The JSON cannot be read: a control character in a string must be escaped, at byte 4 (line 1, column 4).", [3]int{4, 1, 4}},
		{"[\"a\xffb\"]", "The JSON cannot be read: the text is not UTF-8, at byte 4 (line 1, column 4).", [3]int{4, 1, 4}},
		{"{\"\xed\xa0\x80\":1}", "The JSON cannot be read: the text is not UTF-8, at byte 3 (line 1, column 3).", [3]int{3, 1, 3}},
		{"\xff\xfe{\x00}\x00", "The JSON cannot be read: a value is expected, at byte 1 (line 1, column 1).", [3]int{1, 1, 1}},
		{`{"reason":"r"} xyz`, "The JSON cannot be read: nothing more is expected after the value, at byte 16 (line 1, column 16).", [3]int{16, 1, 16}},
		{`{}{}`, "The JSON cannot be read: nothing more is expected after the value, at byte 3 (line 1, column 3).", [3]int{3, 1, 3}},
		{deep + "1", "The JSON cannot be read: lists and objects are nested too deeply, at byte 65 (line 1, column 65).", [3]int{65, 1, 65}},
		{"null", "A body is required, and null is none.", [3]int{}},
		{" \r\n\t ", "A body is required.", [3]int{}},
		{"\uFEFF", "A body is required.", [3]int{}},
	} {
		t.Run(tt.body[:min(20, len(tt.body))], func(t *testing.T) {
			t.Parallel()
			err := bind.Binder{}.Bind(post("application/json", tt.body), new(any))
			if got, want := say(err), "400 "+tt.detail; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			var place [3]int
			for i, name := range []string{"offset", "line", "column"} {
				place[i], _ = extensions(err)[name].(int)
			}
			if place != tt.place {
				t.Errorf("place %v, want %v", place, tt.place)
			}
		})
	}
}

// A member that is given twice is a guess for every reader: which one counts?
func TestJSONDuplicates(t *testing.T) {
	t.Parallel()
	type inner struct{ A, B int }
	type outer struct {
		Name   string           `json:"name"`
		Inner  inner            `json:"inner"`
		List   []inner          `json:"list"`
		Dict   map[string]inner `json:"dict"`
		Any    any              `json:"any"`
		Lower  int              `json:"x"`
		Upper  int              `json:"X"`
		Kelvin int              `json:"kelvin"`
	}
	var many strings.Builder
	for i := range 100 {
		many.WriteString(`"m` + strconv.Itoa(i) + `":1,`)
	}
	const twice = "400 The JSON has a member twice, the second time "
	const once = "400 A part of the body is not valid. | "
	for _, tt := range []struct{ body, want string }{
		{`{"name":"a","name":"b"}`, twice + "at byte 13 (line 1, column 13). | #/name: duplicate must be given only once"},
		{`{"name":"a","n\u0061me":"b"}`, twice + "at byte 13 (line 1, column 13). | #/name: duplicate must be given only once"},
		{`{"unknown":1,"unknown":1}`, twice + "at byte 14 (line 1, column 14). | #/unknown: duplicate must be given only once"},
		{`{"any":[0,{"a/b":1,"a/b":2}]}`, twice + "at byte 20 (line 1, column 20). | #/any/1/a~1b: duplicate must be given only once"},
		{`{"":1,"":2}`, twice + "at byte 7 (line 1, column 7). | #/: duplicate must be given only once"},
		{`{` + many.String() + `"m7":2}`, twice + "at byte 792 (line 1, column 792). | #/m7: duplicate must be given only once"},
		{`{"` + strings.Repeat("n", 200) + `":1,"` + strings.Repeat("n", 200) + `":1}`, twice + "at byte 207 (line 1, column 207). | #: duplicate holds something that must be given only once"},
		{`{"name":"a","NAME":"b"}`, once + "#/NAME: duplicate must be given only once"},
		{`{` + many.String() + `"name":"a","NAME":"b"}`, once + "#/NAME: duplicate must be given only once"},
		{`{"inner":{"a":1,"A":2}}`, once + "#/inner/A: duplicate must be given only once"},
		{`{"list":[{},{"b":1,"\u0042":2}]}`, once + "#/list/1/B: duplicate must be given only once"},
		{`{"dict":{"k":{"b":1,"B":2}}}`, once + "#/dict/k/B: duplicate must be given only once"},
		{`{"kelvin":1,"` + "\u212a" + `elvin":2}`, once + "#/%E2%84%AAelvin: duplicate must be given only once"}, // the sign of the unit folds to k
		{`{"dict":{"k":{},"K":{}}}`, ""},
		{`{"any":{"k":1,"K":2}}`, ""},
		{`{"x":1,"X":2}`, ""},
		{`{"unknown":1,"UNKNOWN":2}`, ""},
		{`{"inner":{"a":1},"list":[{"a":1},{"a":1}]}`, ""},
		{`{` + many.String() + `"name":"a"}`, ""},
	} {
		if got := say(bind.Binder{}.Bind(post("application/json", tt.body), new(outer))); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.body, got, tt.want)
		}
	}
}

// alias decodes itself as many types do: by what encoding/json makes of it.
type alias struct {
	Sizes []int8 `json:"sizes"`
}

func (a *alias) UnmarshalJSON(b []byte) error {
	type plain alias
	return json.Unmarshal(b, (*plain)(a))
}

// iban knows better than this package what is wrong with it.
type iban string

func (*iban) UnmarshalText([]byte) error {
	return fmt.Errorf("SECRET: %w", apierror.UnprocessableEntity.New("That is no IBAN."))
}

// colour holds its text in its error.
type colour struct{}

func (*colour) UnmarshalText(b []byte) error { return fmt.Errorf("unknown colour %s", b) }

type everything struct {
	Bool     bool              `json:"bool"`
	Int8     int8              `json:"int8"`
	Int      *int              `json:"int"`
	Uint16   uint16            `json:"uint16"`
	Float32  float32           `json:"float32"`
	String   string            `json:"string"`
	Bytes    []byte            `json:"bytes"`
	Time     time.Time         `json:"time"`
	Times    []*time.Time      `json:"times"`
	Duration time.Duration     `json:"duration"`
	Number   json.Number       `json:"number"`
	Quoted   int               `json:"quoted,string"`
	Any      any               `json:"any"`
	Numbers  map[int8]bool     `json:"numbers"`
	Nested   map[string][]int  `json:"nested"`
	Colours  map[colour]string `json:"colours"`
	Alias    alias             `json:"alias"`
	Colour   *colour           `json:"colour"`
	IBAN     iban              `json:"iban"`
	Self     *everything       `json:"self"`
	List     []everything      `json:"list"`
}

// All values of the wrong type are told at once: where, and what was expected in
// words that are not Go's.
func TestJSONTypes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ body, want string }{
		{`{"bool":1}`, "#/bool: type(boolean) must be true or false"},
		{`{"int8":"1"}`, "#/int8: type(integer) must be an integer"},
		{`{"int8":1.5}`, "#/int8: type(integer) must be an integer"},
		{`{"int8":1e1}`, "#/int8: type(integer) must be an integer"},
		{`{"int8":128}`, "#/int8: range must be an integer from -128 to 127"},
		{`{"int":99999999999999999999}`, "#/int: range must be an integer from -9223372036854775808 to 9223372036854775807"},
		{`{"uint16":-1}`, "#/uint16: range must be an integer from 0 to 65535"},
		{`{"float32":true}`, "#/float32: type(number) must be a number"},
		{`{"float32":1e39}`, "#/float32: range must be a number within range"},
		{`{"string":1}`, "#/string: type(string) must be a string"},
		{`{"string":["a"]}`, "#/string: type(string) must be a string"},
		{`{"bytes":"*"}`, "#/bytes: type(base64) must be a string in base64"},
		{`{"time":"yesterday"}`, "#/time: type(date-time) must be a date and time as in RFC 3339"},
		{`{"time":1}`, "#/time: type(date-time) must be a date and time as in RFC 3339"},
		{`{"times":[null,"x"]}`, "#/times/1: type(date-time) must be a date and time as in RFC 3339"},
		{`{"duration":"1s"}`, "#/duration: type(integer) must be an integer"},
		{`{"number":"abc"}`, "#/number: type(number) must be a number"},
		{`{"quoted":1}`, "#/quoted: type(integer) must be a string that holds an integer"},
		{`{"quoted":"x"}`, "#/quoted: type(integer) must be a string that holds an integer"},
		{`{"any":[1e999]}`, "#/any: range must be a number within range"},
		{`{"numbers":{"x":true}}`, "#/numbers/x: format must have an integer for a name"},
		{`{"numbers":{"1":1}}`, "#/numbers/1: type(boolean) must be true or false"},
		{`{"nested":{"a/b~c %":[1,"2"]}}`, "#/nested/a~1b~0c%20%25/1: type(integer) must be an integer"},
		{`{"nested":{"a":{}}}`, "#/nested/a: type(array) must be a list"},
		{`{"nested":[]}`, "#/nested: type(object) must be an object"},
		{`{"colours":{"red":""}}`, "#/colours/red: format must have a name of the expected form"},
		{`{"alias":{"sizes":[1, "2"]}}`, "#/alias/sizes/1: type(integer) must be an integer"},
		{`{"alias":{"sizes":[1,2,300]}}`, "#/alias/sizes/2: range must be an integer from -128 to 127"},
		{`{"alias":{"sizes":{}}}`, "#/alias/sizes: type(array) must be a list"},
		{`{"alias":[]}`, "#/alias: type(object) must be an object"},
		{`{"colour":"red"}`, "#/colour: format must be of the expected form"},
		{`{"colour":1}`, "#/colour: format must be of the expected form"},
		{`{"self":{"self":{"list":[{},{"int8":true}]}}}`, "#/self/self/list/1/int8: type(integer) must be an integer"},
		{`{"list":[[]]}`, "#/list/0: type(object) must be an object"},
		{`[]`, "#: type(object) must be an object"},
		{`"SECRET"`, "#: type(object) must be an object"},
	} {
		if got, want := say(bind.Binder{}.Bind(post("application/json", tt.body), new(everything))), "400 A part of the body is not valid. | "+tt.want; got != want {
			t.Errorf("%s\n got %s\nwant %s", tt.body, got, want)
		}
	}
	for _, tt := range []struct{ body, want string }{
		{`{"iban":"SECRET"}`, "422 That is no IBAN."},
		{`{"bool":1,"int8":[],"list":[{"time":2}]}`, "400 3 parts of the body are not valid. | #/bool: type(boolean) must be true or false" +
			" | #/int8: type(integer) must be an integer | #/list/0/time: type(date-time) must be a date and time as in RFC 3339"},
		{`{"bool":null,"int8":null,"time":null,"list":null,"alias":null,"any":null}`, ""},
	} {
		if got := say(bind.Binder{}.Bind(post("application/json", tt.body), new(everything))); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.body, got, tt.want)
		}
	}
	long := strings.Repeat("n", 101) // too long to be sent back
	for body, want := range map[string]string{
		`{"nested":{"` + long + `":[1,"2"]}}`: "400 A part of the body is not valid. | #/nested: type(integer) holds something that must be an integer",
		`{"numbers":{"` + long + `":true}}`:   "400 A part of the body is not valid. | #/numbers: format holds something that must have an integer for a name",
	} {
		if got := say(bind.Binder{}.Bind(post("application/json", body), new(everything))); got != want {
			t.Errorf("%s\n got %s\nwant %s", body, got, want)
		}
	}
	err := bind.Binder{}.Bind(post("application/json", "["+strings.Repeat(`"x",`, 99)+`1]`), new([]int))
	if e := apierror.From(err); len(e.Fields) != 32 || !strings.Contains(e.Detail, "first 32") {
		t.Errorf("%d fields: %s", len(e.Fields), e.Detail)
	}
}

// halving is a type whose method counts on what its variable held before.
type halving int

func (h *halving) UnmarshalJSON([]byte) error { *h = 100 / *h; return nil }

// A value that does not fit was answered with a panic if another field had the option
// "string" and such a type: to find what is wrong, that field is decoded into a new variable.
func TestMethodThatPanicsInANewVariable(t *testing.T) {
	t.Parallel()
	dst := struct {
		Half halving `json:"half,string"`
		A    int     `json:"a"`
	}{Half: 50}
	if got := say(bind.Binder{}.Bind(post("application/json", `{"half":"1","a":"x"}`), &dst)); !strings.Contains(got, "#/a: type(integer)") {
		t.Error(got)
	}
}
