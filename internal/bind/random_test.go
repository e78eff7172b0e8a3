package bind_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/bind"
)

type (
	Embedded struct {
		Name string `json:"name"`
		Size *int8  `json:"size,omitempty"`
	}
	shy   struct{ Width uint8 }
	Outer struct {
		shy
		*Embedded
		Name []string `json:"names"`
	}
	forest struct {
		N     int8
		Trees []*forest         `json:"trees"`
		By    map[string]forest `json:"by"`
	}
	truth bool
	octet byte
)

var kinds = []reflect.Type{
	reflect.TypeFor[bool](), reflect.TypeFor[int8](), reflect.TypeFor[int](), reflect.TypeFor[uint16](), reflect.TypeFor[uint64](), reflect.TypeFor[float32](),
	reflect.TypeFor[float64](), reflect.TypeFor[string](), reflect.TypeFor[[]byte](), reflect.TypeFor[[]octet](), reflect.TypeFor[[2]byte](), reflect.TypeFor[time.Time](),
	reflect.TypeFor[time.Duration](), reflect.TypeFor[json.Number](), reflect.TypeFor[json.RawMessage](), reflect.TypeFor[any](), reflect.TypeFor[truth](),
	reflect.TypeFor[Embedded](), reflect.TypeFor[Outer](), reflect.TypeFor[alias](), reflect.TypeFor[forest](),
}

// randomType returns a type of values that JSON can hold.
func randomType(r *rand.Rand, depth int) reflect.Type {
	if depth == 0 || r.IntN(4) == 0 {
		return kinds[r.IntN(len(kinds))]
	}
	switch r.IntN(8) {
	case 0:
		return reflect.PointerTo(randomType(r, depth-1))
	case 1:
		return reflect.SliceOf(randomType(r, depth-1))
	case 2:
		return reflect.ArrayOf(r.IntN(3), randomType(r, depth-1))
	case 3:
		return reflect.MapOf(reflect.TypeFor[string](), randomType(r, depth-1))
	case 4:
		return reflect.MapOf(reflect.TypeFor[int8](), randomType(r, depth-1))
	}
	var fields []reflect.StructField
	for i := range 1 + r.IntN(5) {
		sf := reflect.StructField{Name: fmt.Sprintf("F%d", i), Type: randomType(r, depth-1)}
		switch r.IntN(8) {
		case 0:
			sf.Name, sf.Type, sf.Anonymous = "Outer", reflect.TypeFor[Outer](), true
			if i > 0 {
				continue
			}
		case 1:
			if !strings.HasSuffix(sf.Type.String(), "json.Number") { // where demur is narrower
				sf.Tag = `json:",string"`
			}
		case 2:
			sf.Tag = reflect.StructTag(fmt.Sprintf("json:%q", []string{"name", "a'b", "x/y~z", "-", "-,", "f0", "é", ",omitempty", "e,omitzero"}[r.IntN(9)]))
		}
		fields = append(fields, sf)
	}
	return reflect.StructOf(fields)
}

var scalars = []string{
	"null", "true", "false", "0", "-1", "1", "127", "128", "-129", "65536", "1.5", "1e2", "1e40", "1e400", "18446744073709551616", "-0", `""`, `"a"`, `"1"`, `"-5"`,
	`"1.5"`, `"300"`, `"true"`, `"null"`, `"YQ=="`, `"2024-02-29T01:02:03Z"`, `"2023-02-29T01:02:03Z"`, `"\ud800"`, `"\u00e9\n"`, "{}", "[]", `[1]`, `{"a":1}`, ` [ 1 , "x" ] `,
}

// randomDoc returns a document that a value of type t can have, with faults.
func randomDoc(r *rand.Rand, t reflect.Type, depth int) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if depth == 0 || r.IntN(10) == 0 {
		return scalars[r.IntN(len(scalars))]
	}
	var parts []string
	member := func(name string, of reflect.Type) {
		key, _ := json.Marshal(name)
		parts = append(parts, string(key)+[]string{":", " : "}[r.IntN(2)]+randomDoc(r, of, depth-1))
	}
	switch {
	case t == reflect.TypeFor[time.Time]():
		return scalars[r.IntN(2)*25]
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			switch {
			case r.IntN(3) == 0:
				continue
			case name == "" || r.IntN(8) == 0:
				name = t.Field(i).Name
			}
			member(name, t.Field(i).Type)
		}
		return "{" + strings.Join(parts, ",") + "}"
	case t.Kind() == reflect.Map:
		for _, name := range []string{"k", "1", "-7", "a/b~ c", "300"}[r.IntN(5):] {
			if t.Key().Kind() == reflect.String || r.IntN(4) == 0 || name < "2" {
				member(name, t.Elem())
			}
		}
		return "{" + strings.Join(parts, ",") + "}"
	case (t.Kind() == reflect.Slice || t.Kind() == reflect.Array) && t.Elem().Kind() != reflect.Uint8:
		for range r.IntN(4) {
			parts = append(parts, randomDoc(r, t.Elem(), depth-1))
		}
		return "[" + strings.Join(parts, ",") + "]"
	}
	return scalars[r.IntN(len(scalars))]
}

// checkDoc holds what is bound, and what is refused, to encoding/json.
func checkDoc(t *testing.T, typ reflect.Type, doc string) {
	t.Helper()
	want, got := reflect.New(typ), reflect.New(typ)
	wantErr := json.Unmarshal([]byte(doc), want.Interface())
	if err := bind.Decode(strings.NewReader(doc), got.Interface()); (err == nil) != (wantErr == nil) || err == nil && !reflect.DeepEqual(got.Interface(), want.Interface()) {
		t.Fatalf("%v\n%s\n got %v %v\nwant %v %v", typ, doc, err, got.Elem(), wantErr, want.Elem())
	} else if e := apierror.From(err); err != nil && (e.Status != 400 || len(e.Fields) == 0) && kindOf(typ) == reflect.Struct {
		t.Fatalf("%v\n%s\n%v is told as %+v", typ, doc, err, e)
	}
	for _, strict := range []bool{false, true} {
		want, got := reflect.New(typ), reflect.New(typ)
		decoder := json.NewDecoder(strings.NewReader(doc))
		if strict {
			decoder.DisallowUnknownFields()
		}
		wantErr := decoder.Decode(want.Interface())
		err := bind.Binder{RejectUnknown: strict}.Bind(post("application/json", doc), got.Interface())
		e, _ := errors.AsType[*apierror.Error](err)
		switch {
		case strings.Contains(say(err), "duplicate") || strings.Contains(say(err), "null"): // stricter on purpose
			continue
		case strings.HasPrefix(say(err), "mistake:") && wantErr != nil: // of a tag
			continue
		case (err == nil) != (wantErr == nil):
			t.Fatalf("%v\n%s\nunknown refused %t: %q, but encoding/json says %v", typ, doc, strict, say(err), wantErr)
		case err == nil && !reflect.DeepEqual(got.Interface(), want.Interface()):
			t.Fatalf("%v\n%s\n got %v\nwant %v", typ, doc, got.Elem(), want.Elem())
		case err == nil:
			continue
		case e == nil || e.Status != 400 || len(e.Fields) == 0:
			t.Fatalf("%v\n%s\n%v", typ, doc, err)
		}
		var whole any
		if err := json.Unmarshal([]byte(doc), &whole); err != nil {
			continue // a number that is too large for any
		}
		for _, f := range e.Fields {
			if _, ok := resolve(whole, f.Pointer); !ok {
				t.Fatalf("%v\n%s\n%s leads nowhere", typ, doc, f.Pointer)
			}
			if f.Pointer == "#" && f.Code == "format" {
				t.Fatalf("%v\n%s\nencoding/json says %v, but the place is not known", typ, doc, wantErr)
			}
		}
	}
}

func kindOf(t reflect.Type) reflect.Kind {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind()
}

// Whether a value fits is for encoding/json of whatever release to say, for random
// types and documents.
func TestRandomTypesAsEncodingJSON(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range 1000 {
		typ := randomType(r, 3)
		for range 5 {
			checkDoc(t, typ, randomDoc(r, typ, 4))
		}
	}
}

func FuzzRandomTypes(f *testing.F) {
	f.Add(uint64(1), uint64(2))
	f.Fuzz(func(t *testing.T, a, b uint64) {
		r := rand.New(rand.NewPCG(a, b))
		typ := randomType(r, 4)
		checkDoc(t, typ, randomDoc(r, typ, 5))
	})
}
