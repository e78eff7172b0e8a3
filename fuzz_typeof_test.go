package demur_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"mime/multipart"
	"reflect"
	"strings"
	"time"
)

// rejected is in each text of a request that is no name, and in the errors of methods
// that decode. No answer may have it.
const rejected = "zqv17"

// Types that decode themselves, or that StructOf cannot make.
type (
	fuzzShade string
	fuzzPicky struct{ n int }
	fuzzParam []string
	FuzzBase  struct {
		ID   int8   `json:"id" xml:"id,attr" form:"id" query:"id" validate:"gte=0"`
		Name string `json:"name" xml:"name" form:"name"`
	}
	FuzzTree struct {
		Size  uint8               `json:"size" xml:"size"`
		Left  *FuzzTree           `json:"left" xml:"left"`
		Trees []FuzzTree          `json:"trees" xml:"trees>tree" validate:"max=2,dive"`
		By    map[string]FuzzTree `json:"by" xml:"-"`
	}
)

func (s *fuzzShade) UnmarshalText(b []byte) error {
	if strings.Contains(string(b), rejected) {
		return errors.New("no shade: " + string(b))
	}
	*s = fuzzShade(b)
	return nil
}

func (p *fuzzPicky) UnmarshalJSON(b []byte) error {
	if err := json.Unmarshal(b, &p.n); err != nil {
		return fmt.Errorf("%s: %w", b, err)
	}
	return nil
}

func (p *fuzzPicky) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	return d.DecodeElement(&p.n, &start)
}

func (p *fuzzParam) UnmarshalParams(values []string) error {
	if len(values) > 2 {
		return errors.New("too many: " + strings.Join(values, ","))
	}
	*p = values
	return nil
}

var fuzzScalars = []reflect.Type{
	reflect.TypeFor[string](), reflect.TypeFor[int](), reflect.TypeFor[bool](), reflect.TypeFor[int8](), reflect.TypeFor[uint16](), reflect.TypeFor[uint64](),
	reflect.TypeFor[float32](), reflect.TypeFor[float64](), reflect.TypeFor[[]byte](), reflect.TypeFor[time.Time](), reflect.TypeFor[time.Duration](),
	reflect.TypeFor[fuzzShade](), reflect.TypeFor[FuzzBase](), reflect.TypeFor[FuzzTree](), reflect.TypeFor[fuzzPicky](), reflect.TypeFor[fuzzParam](),
	reflect.TypeFor[*multipart.FileHeader](), reflect.TypeFor[any](), reflect.TypeFor[json.Number](), reflect.TypeFor[json.RawMessage](), reflect.TypeFor[[2]int8](),
}

// dice makes choices from bytes, and from what these are the seed of when they are used up.
type dice struct {
	bytes []byte
	more  *rand.Rand
}

func newDice(data []byte) *dice {
	h := fnv.New64a()
	_, _ = h.Write(data)
	return &dice{data, rand.New(rand.NewPCG(h.Sum64(), 1))}
}

func (d *dice) n(choices int) int {
	if len(d.bytes) == 0 {
		return d.more.IntN(choices)
	}
	b := d.bytes[0]
	d.bytes = d.bytes[1:]
	return int(b) % choices
}

func (d *dice) of(list ...string) string { return list[d.n(len(list))] }

func (d *dice) typ(depth int) reflect.Type {
	if depth == 0 || d.n(2) == 0 {
		return fuzzScalars[d.n(len(fuzzScalars))]
	}
	switch d.n(6) {
	case 0:
		t := d.typ(depth - 1)
		if t.Kind() == reflect.Pointer { // encoding/xml calls the methods of *T for a nil in a **T
			return t
		}
		return reflect.PointerTo(t)
	case 1, 2:
		return reflect.SliceOf(d.typ(depth - 1))
	case 3:
		return reflect.MapOf([]reflect.Type{reflect.TypeFor[string](), reflect.TypeFor[int8](), reflect.TypeFor[fuzzShade]()}[d.n(3)], d.typ(depth-1))
	case 4:
		return reflect.ArrayOf(d.n(3), d.typ(depth-1))
	}
	return d.structType(depth - 1)
}

func (d *dice) structType(depth int) reflect.Type {
	var fields []reflect.StructField
	for i := range 1 + d.n(5) {
		sf := reflect.StructField{Name: fmt.Sprintf("F%d", i), Type: d.typ(depth)}
		if i == 0 && d.n(8) == 0 {
			sf = reflect.StructField{Name: "FuzzBase", Type: reflect.TypeFor[FuzzBase](), Anonymous: true}
			if d.n(2) == 0 {
				sf.Type = reflect.PointerTo(sf.Type)
			}
		}
		name := d.of("a", "b", "c", "a-b", "é", "x_y", "Content-Type") // one of another field too, now and then
		if d.n(8) > 0 {
			name += fmt.Sprint(i)
		}
		var tags []string
		tag := func(key, value string) { tags = append(tags, fmt.Sprintf("%s:%q", key, value)) }
		if !sf.Anonymous || d.n(4) == 0 {
			if d.n(4) > 0 {
				tag("json", name+d.of("", "", "", ",omitempty", ",omitzero", ",string"))
			}
			if d.n(4) > 0 {
				tag("xml", d.of(name, name, name, name+",attr", ",chardata", "list>"+name, name+",omitempty", ",any", ",innerxml", "-"))
			}
			if d.n(4) > 0 {
				tag("form", d.of(name, name, "-"))
			}
			if d.n(3) == 0 {
				tag(d.of("query", "header", "cookie", "param"), d.of(name, "p0", "p1"))
			}
			if sf.Type == reflect.TypeFor[time.Time]() && d.n(4) == 0 {
				tag("format", "2006-01-02")
			}
		}
		if rule := d.rule(sf.Type); rule != "" {
			tag("validate", rule)
		}
		sf.Tag = reflect.StructTag(strings.Join(tags, " "))
		fields = append(fields, sf)
	}
	return reflect.StructOf(fields)
}

// rule returns a rule that mostly fits the type.
func (d *dice) rule(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return d.of("", "", "required", "max=3", "email", "oneof=a b", "omitempty,uuid", "required,alphanum", "numeric")
	case reflect.Int, reflect.Int8, reflect.Uint16, reflect.Uint64, reflect.Float64:
		return d.of("", "", "gte=1", "required", "max=3", "oneof=1 2", "ne=1")
	case reflect.Slice, reflect.Array, reflect.Map:
		return d.of("", "", "required", "max=1", "min=3", "dive", "dive,required", "unique")
	case reflect.Interface: // whether another rule fits is for the client to decide, which Check says
		return d.of("", "", "", "required")
	case reflect.Pointer, reflect.Struct:
		return d.of("", "", "", "required", "omitempty")
	}
	return d.of("", "", "", "", "", "required", "max=3", "nosuchrule")
}
