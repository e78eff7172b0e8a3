package bind_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/internal/bind"
)

// What releases of Go disagree on is refused or taken on all of them.
func TestDisputedValues(t *testing.T) {
	t.Parallel()
	type disputed struct {
		Int    int                  `json:"int,string"`
		Float  *float64             `json:"float,string"`
		Number json.Number          `json:"number,string"`
		Text   string               `json:"text,string"`
		Time   time.Time            `json:"time"`
		Times  map[string][]*string `json:"times"`
		At     []*time.Time         `json:"at"`
		Odd    map[float64]int      `json:"odd"`
		Any    map[any]int          `json:"any"`
	}
	const number = "400 A part of the body is not valid. | #/float: type(number) must be a string that holds a number"
	const strict = "400 A part of the body is not valid. | #/number: type(number) must be a string that holds a number"
	const date = "400 A part of the body is not valid. | #/time: type(date-time) must be a date and time as in RFC 3339"
	for body, want := range map[string]string{
		`{"int":"+1"}`:            "400 A part of the body is not valid. | #/int: type(integer) must be a string that holds an integer",
		`{"int":"+1","text":"x"}`: "400 2 parts of the body are not valid. | #/int: type(integer) must be a string that holds an integer | #/text: type(string) must be a string that holds a string",
		`{"int":"-01"}`:           "",
		`{"int":"00"}`:            "",
		`{"int":"null"}`:          "",
		`{"int":"\u0031"}`:        "",
		`{"int":null}`:            "",
		`{"int":1}`:               "400 A part of the body is not valid. | #/int: type(integer) must be a string that holds an integer",
		`{"float":"-0.5e+1"}`:     "",
		`{"float":"+1"}`:          number,
		`{"float":"0x1p-2"}`:      number,
		`{"float":"-Inf"}`:        number,
		`{"float":"Inf"}`:         number,
		`{"float":"NaN"}`:         number,
		`{"float":".5"}`:          number,
		`{"float":"-.5"}`:         number,
		`{"float":"5."}`:          number,
		`{"float":"1_0"}`:         number,
		`{"float":"1 "}`:          number,
		`{"float":"-"}`:           number,
		`{"float":""}`:            number,
		`{"number":"1.5"}`:        "",
		`{"number":"x"}`:          strict,
		`{"number":"1 "}`:         strict,
		`{"number":"01"}`:         strict,
		`{"number":"-"}`:          strict,
		`{"number":"null"}`:       strict,
		`{"number":"0x1"}`:        strict,
		`{"number":"\"1\""}`:      strict,
		`{"time":"2024-01-01T00:00:00\u002b02:00"}`:            "",
		`{"at":[null,"2024-01-01T00:00:00\u005a"]}`:            "",
		`{"at":["2024-01-01T00:00:00Z\u0020"]}`:                "400 A part of the body is not valid. | #/at/0: type(date-time) must be a date and time as in RFC 3339",
		`{"time":"2024-01-01T00:00:00\"","text":"\"\u0061\""}`: date,
		`{"time":"\ud800"}`:                                    date,
		`{"odd":{}}`:                                           "mistake: demur: binding JSON to a map[float64]int",
		`{"odd":{"1.5":1}}`:                                    "mistake: demur: binding JSON to a map[float64]int",
		`{"odd":null}`:                                         "",
		`{"any":{"a":1}}`:                                      "mistake: demur: binding JSON to a map[interface {}]int",
	} {
		if got := say(bind.Binder{}.Bind(post("application/json", body), new(disputed))); got != want {
			t.Errorf("%s\n got %s\nwant %s", body, got, want)
		}
	}
	var v disputed
	if err := (bind.Binder{}).Bind(post("application/json", `{"at" : ["2024-01-01T00:00:00\u002B02:00" , null]}`), &v); err != nil || !v.At[0].Equal(time.Date(2023, 12, 31, 22, 0, 0, 0, time.UTC)) {
		t.Error(say(err), v.At)
	}
}

// plainly decodes itself as many types do, and holds much.
type plainly struct {
	Int    int               `json:"int"`
	Quoted int               `json:"quoted,string"`
	Flag   bool              `json:"flag,string"`
	Time   time.Time         `json:"time"`
	Bytes  []byte            `json:"bytes"`
	Number json.Number       `json:"number"`
	Any    any               `json:"any"`
	Error  error             `json:"error"`
	Keys   map[int8]int      `json:"keys"`
	List   []map[string]int8 `json:"list"`
}

func (p *plainly) UnmarshalJSON(b []byte) error {
	type plain plainly
	return json.Unmarshal(b, (*plain)(p))
}

// Inside a type that decodes itself, what is wrong is known by the error of
// encoding/json alone. Whatever release made it, the same is said.
func TestInsideTypesThatDecodeThemselves(t *testing.T) {
	t.Parallel()
	type outer struct {
		P plainly `json:"p"`
	}
	const whole = "#/p: format must be of the expected form"
	for body, want := range map[string]string{
		`{"int":"x"}`:                     "#/p/int: type(integer) must be an integer",
		`{ "int" : "x" , "time":1}`:       whole,
		`{ "int" : "x" , "flag":"true" }`: "#/p/int: type(integer) must be an integer",
		`{"int":1.5}`:                     "#/p/int: type(integer) must be an integer",
		`{"int":99999999999999999999}`:    "#/p/int: range must be an integer from -9223372036854775808 to 9223372036854775807",
		`{"int":[1,2]}`:                   "#/p/int: type(integer) must be an integer",
		`{"int":{"a":1}}`:                 "#/p/int: type(integer) must be an integer",
		`{"list":[{},{"a/b":1,"c":"x"}]}`: "#/p/list/1/c: type(integer) must be an integer",
		`{"list":[{"k": 300 }]}`:          "#/p/list/0/k: range must be an integer from -128 to 127",
		`{"list":[1]}`:                    "#/p/list/0: type(object) must be an object",
		`{"list":{}}`:                     "#/p/list: type(array) must be a list",
		`{"any":1e999}`:                   "#/p/any: range must be a number within range",
		`{"any":[1e999,1e999]}`:           "#/p/any/0: range must be a number within range | #/p/any/1: range must be a number within range",
		`{"any":[1,{"a": 1e999 }, 2]}`:    "#/p/any/1/a: range must be a number within range",
		`{"keys":{"x":1}}`:                "#/p/keys/x: type(integer) must be an integer",
		`{"keys":{"300":1}}`:              "#/p/keys/300: range must be an integer from -128 to 127",
		`{"keys":{"1":"x"}}`:              "#/p/keys/1: type(integer) must be an integer",
		`{"bytes":1}`:                     "#/p/bytes: type(base64) must be a string in base64",
		`[]`:                              "#/p: type(object) must be an object",
		`{"bytes":"*"}`:                   whole,
		`{"time":1}`:                      whole,
		`{"time":"x"}`:                    whole,
		`{"quoted":1}`:                    whole,
		`{"quoted":"x"}`:                  whole,
		`{"quoted":"1.5"}`:                whole,
		`{"flag":true}`:                   whole,
		`{"flag":"x"}`:                    whole,
		`{"number":true}`:                 whole,
		`{"number":"x"}`:                  whole,
		`{"error":1}`:                     whole,
		`{"error":{"a":1}}`:               whole,
	} {
		got := say(bind.Binder{}.Bind(post("application/json", `{"p":`+body+`}`), new(outer)))
		if _, got, _ = strings.Cut(got, " | "); got != want {
			t.Errorf("%s\n got %s\nwant %s", body, got, want)
		}
	}
}

// A tag that releases of Go read otherwise names the member that the running one
// fills.
func TestTagsThatReleasesReadOtherwise(t *testing.T) {
	t.Parallel()
	for _, tag := range []string{`a'b`, `'b'`, `a\b`, `€`, `नाम`, `x,embed`, `x,case:strict`, `x,string y`, `x,format:hex`, `,inline`} {
		for _, typ := range []reflect.Type{reflect.TypeFor[int](), reflect.TypeFor[struct{ A int }](), reflect.TypeFor[map[string]int8]()} {
			of := reflect.StructOf([]reflect.StructField{
				{Name: "Y", Type: typ, Tag: reflect.StructTag(`json:` + quote(tag))},
				{Name: "Other", Type: reflect.TypeFor[string]()},
			})
			for _, name := range []string{"Y", "y", "a", "A", "a'b", "'b'", "b", "€", "नाम", "x", "X", "Other", `a\\b`} {
				for _, value := range []string{"null", "1", `"1"`, `{"A":1}`, `{"a":true}`, "300"} {
					checkDoc(t, of, `{"`+name+`":`+value+`}`)
				}
			}
		}
	}
}

func quote(tag string) string {
	b, _ := json.Marshal(tag)
	return string(b)
}

// The members of a map have no order of their own, but an answer has.
func TestNullsOfMapsInOrder(t *testing.T) {
	t.Parallel()
	body := "{"
	for i := range 60 {
		body += `"m` + string(rune('A'+i%26)) + strings.Repeat("x", i/26) + `":null,`
	}
	body += `"2024-01-01T00:00:00Z":null}`
	first := say(bind.Binder{}.Bind(post("application/json", body), new(map[string]*int)))
	if !strings.Contains(first, "first 32") || !strings.Contains(first, " | #/mA: type must not be null") {
		t.Error(first)
	}
	for range 20 {
		if again := say(bind.Binder{}.Bind(post("application/json", body), new(map[string]*int))); again != first {
			t.Fatalf("%s\n%s", first, again)
		}
	}
	got := say(bind.Binder{}.Bind(post("application/json", `{"2024-01-01T00:00:00Z":null}`), new(map[time.Time]*int)))
	if want := "400 A part of the body is not valid. | #/2024-01-01T00:00:00Z: type must not be null"; got != want {
		t.Errorf(" got %s\nwant %s", got, want)
	}
}
