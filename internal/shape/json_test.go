package shape_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/internal/pointer"
	"github.com/seed-86b940f4/demur/internal/shape"
)

// What StructOf cannot embed is declared.
type (
	base   struct{ Deep, X int }
	Base   struct{ Deep, Y int }
	Other  struct{ Base }
	Hidden struct {
		base
		Z int `json:"z"`
	}
	Pointing struct {
		*Base
		*Other
		X int `json:"deep"`
	}
	Closed struct {
		*base
		Y int
	}
	Named struct {
		base `json:"base"`
		Base `json:"Base,omitempty"`
		X    int `json:"é"`
	}
	Selves struct {
		*Selves
		A int `json:"a"`
	}
	Twice struct {
		Hidden
		Named
	}
	Number int
)

var embeddable = []reflect.Type{
	reflect.TypeFor[Base](), reflect.TypeFor[Other](), reflect.TypeFor[Hidden](), reflect.TypeFor[Pointing](), reflect.TypeFor[Closed](),
	reflect.TypeFor[Named](), reflect.TypeFor[Selves](), reflect.TypeFor[Twice](), reflect.TypeFor[Number](),
}

var (
	names = []string{
		"", "x", "X", "y", "Y", "z", "Deep", "deep", "DEEP", "a", "a b", "a.b", "a/b", "a~b", "a~1b", "a[0]", "-", "--", "0", "$ref", "@id", "é", "É", "ſ", "s", "K", "k", "K",
		"名", "नाम", "€", "a'b", "'b'", "'", `a"b`, `a\b`, "`", "a\tb", "\xff", "Ⅷ", "ǅ", "x_y", "xy", "x-y", "Base", "base", "ß", "_",
	}
	options = []string{
		"", "", "", ",", ",omitempty", ",omitzero", ",string", ",string,omitempty", ",omitempty,string", ", string", ",string ", ",string x",
		",'string'", ",String", ",embed", ",inline", ",case:ignore", ",case:strict", ",case:loud", ",required", ",,", ",é",
	}
	goNames = []string{"X", "Y", "Z", "Deep", "A", "B", "Base", "É"}
)

// randomType returns a struct of random fields, which are ints or structs of ints.
func randomType(r *rand.Rand, depth int) reflect.Type {
	var fields []reflect.StructField
	used := map[string]bool{}
	for range 1 + r.IntN(5) {
		sf := reflect.StructField{Name: goNames[r.IntN(len(goNames))], Type: reflect.TypeFor[int]()}
		if r.IntN(3) > 0 {
			sf.Tag = reflect.StructTag(fmt.Sprintf("json:%q", names[r.IntN(len(names))]+options[r.IntN(len(options))]))
		}
		switch r.IntN(6) {
		case 0:
			sf.Type = embeddable[r.IntN(len(embeddable))]
			sf.Name, sf.Anonymous = sf.Type.Name(), true
		case 1:
			if depth > 0 {
				sf.Type, sf.Anonymous = randomType(r, depth-1), r.IntN(2) == 0
			}
		}
		if sf.Type.Kind() == reflect.Struct && r.IntN(3) == 0 {
			sf.Type = reflect.PointerTo(sf.Type)
		}
		if used[sf.Name] {
			continue
		}
		used[sf.Name] = true
		fields = append(fields, sf)
	}
	return reflect.StructOf(fields)
}

// filled returns the index of the field that holds 7.
func filled(v reflect.Value, index []int) []int {
	switch {
	case v.Kind() == reflect.Pointer && !v.IsNil():
		return filled(v.Elem(), index)
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if at := filled(v.Field(i), append(slices.Clip(index), i)); at != nil {
				return at
			}
		}
	case v.Kind() == reflect.Int && v.Int() == 7:
		return index
	}
	return nil
}

// ask has encoding/json decode an object of one member and returns the index of the
// field that it fills, nil for none; or that there is a field, which it cannot fill
// from a number.
func ask(t reflect.Type, name string) (index []int, quoted, known bool) {
	key, _ := json.Marshal(name)
	for _, value := range []string{"7", `"7"`, `null`} {
		v := reflect.New(t)
		decoder := json.NewDecoder(strings.NewReader(fmt.Sprintf("{%s:%s}", key, value)))
		decoder.DisallowUnknownFields()
		err := decoder.Decode(v.Interface())
		if index := filled(v.Elem(), nil); index != nil {
			return index, value == `"7"`, true
		}
		known = known || err == nil
	}
	return nil, false, known
}

// lookUp does the same by the fields that this package knows.
func lookUp(fields []*shape.Field, name string) *shape.Field {
	for _, f := range fields {
		if f.JSON.Name == name && !f.JSON.Rest {
			return f
		}
	}
	for _, f := range fields {
		if strings.EqualFold(f.JSON.Name, name) && !f.JSON.Exact && !f.JSON.Rest {
			return f
		}
	}
	return nil
}

// checkShown checks what a field says of itself against the fields of its struct.
func checkShown(t *testing.T, typ reflect.Type) {
	t.Helper()
	s := shape.Of(typ)
	for _, f := range s.Fields {
		if f.JSON.Shown != shape.Has(s.JSON, f.Index) || f.XML.Shown != shape.Has(s.XML, f.Index) {
			t.Fatalf("%v\n%s says that it is shown in JSON: %t, in XML: %t", typ, f.Name, f.JSON.Shown, f.XML.Shown)
		}
		want := ""
		if f.JSON.Name != "" {
			want = string(pointer.Append([]byte("#"), f.JSON.Name))
		}
		if f.JSON.Path != want {
			t.Fatalf("%v\n%s has the path %q, want %q", typ, f.Name, f.JSON.Path, want)
		}
	}
}

func checkType(t *testing.T, typ reflect.Type) {
	t.Helper()
	checkShown(t, typ)
	fields := shape.Of(typ).JSON
	asked := slices.Concat(names, goNames, []string{"b", "NAME", "Hidden", "hidden", "Inner", "\ufffd"})
	for _, f := range fields {
		asked = append(asked, f.JSON.Name, strings.ToUpper(f.JSON.Name), strings.ToLower(f.JSON.Name))
	}
	for _, name := range asked {
		name = strings.ToValidUTF8(name, "\ufffd")
		index, quoted, known := ask(typ, name)
		f := lookUp(fields, name)
		switch {
		case f == nil:
			if index != nil || known {
				t.Fatalf("%v\n%q fills %v, known %t; but no field is found", typ, name, index, known)
			}
		case f.Type.Kind() == reflect.Int && !f.Closed:
			if !slices.Equal(index, f.Index) || quoted != f.JSON.Quoted {
				t.Fatalf("%v\n%q fills %v, in a string %t; but found is %+v", typ, name, index, quoted, *f)
			}
		case f.Closed == known:
			t.Fatalf("%v\n%q is known: %t; but found is %+v", typ, name, known, *f)
		}
	}
}

// The fields of random types are those of encoding/json of whatever release.
func TestFieldsOfRandomTypes(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		checkType(t, randomType(r, 2))
	}
	for _, typ := range embeddable {
		if typ.Kind() == reflect.Struct {
			checkType(t, typ)
		}
	}
}

// What is in Inner is looked for once, though Outer is embedded twice on one level.
type (
	onceInner struct {
		X int `json:"x"`
	}
	onceOuter struct {
		onceInner
		Y int `json:"y"`
	}
	onceLeft  struct{ onceOuter }
	onceRight struct{ onceOuter }
	onceBoth  struct {
		onceLeft
		onceRight
	}
	onceAgain struct { // Inner, which is met twice, lies on a level of its own each time
		onceOuter
		onceRight
		onceInner
	}
)

// A field that encoding/json fills was taken for one that another hides. The member was
// refused as unknown, and a member of the wrong type had no place in the answer.
func TestFieldOfStructEmbeddedTwice(t *testing.T) {
	t.Parallel()
	for _, typ := range []reflect.Type{reflect.TypeFor[onceBoth](), reflect.TypeFor[onceAgain](), reflect.TypeFor[struct {
		*onceBoth
		onceAgain
	}]()} {
		checkType(t, typ)
	}
	var names []string
	for _, f := range shape.Of(reflect.TypeFor[onceBoth]()).JSON {
		names = append(names, f.JSON.Name)
	}
	if !slices.Equal(names, []string{"x"}) {
		t.Errorf("the members are %q", names)
	}
}

func FuzzFields(f *testing.F) {
	f.Add(uint64(1), uint64(2), "name,omitempty")
	f.Add(uint64(36), uint64(87), "nam,emoitempty") // structs that are embedded twice, on several levels
	f.Fuzz(func(t *testing.T, a, b uint64, tag string) {
		r := rand.New(rand.NewPCG(a, b))
		checkType(t, randomType(r, 3))
		checkType(t, reflect.StructOf([]reflect.StructField{{Name: "X", Type: reflect.TypeFor[int](), Tag: reflect.StructTag(fmt.Sprintf("json:%q", tag))}}))
	})
}
