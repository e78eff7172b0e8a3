package validation_test

import (
	"testing"
	"time"
)

type leaf struct {
	SKU string `json:"sku" validate:"required"`
}

type list []leaf

type matrix struct {
	Rows [2][]leaf `json:"rows" validate:"dive,dive"`
}

type node struct {
	Name string           `json:"name" validate:"required"`
	Next *node            `json:"next"`
	Kids []*node          `json:"kids" validate:"dive"`
	By   map[string]*node `json:"by" validate:"dive"`
}

type pair[K comparable, V any] struct {
	Key K `json:"key" validate:"required"`
	Val V `json:"val"`
}

type generic[T any] struct {
	A T   `json:"a"`
	B []T `json:"b" validate:"dive"`
}

type weekday int

func (d weekday) String() string                { return [...]string{"so", "mo.", "di]"}[d] }
func (d weekday) MarshalText() ([]byte, error)  { return []byte(d.String()), nil }
func (d *weekday) UnmarshalText(b []byte) error { *d = weekday(len(b)); return nil }

type alike int

func (alike) String() string { return "alike" }

type name string

type boxed[T any] struct{ inner T }

func (b boxed[T]) ValidatorValue() any { return b.inner }

func ptr[T any](v T) *T { return &v }

// TestPlaces is about lists, maps, pointers and what stands between a value and
// the field.
func TestPlaces(t *testing.T) {
	t.Parallel()
	bad := leaf{}
	type fields struct {
		A string `json:"a" validate:"required"`
		B int    `json:"b" validate:"min=1"`
		C bool   `validate:"required"`
	}
	type byKey[K comparable] struct {
		M map[K]leaf `json:"m" validate:"dive"`
	}
	type texts struct {
		L []string          `json:"l" validate:"dive,min=2"`
		M map[string]string `json:"m" validate:"dive,min=2"`
	}
	type inner struct {
		X any `json:"x"`
	}
	type deep struct {
		M map[string]map[string][]leaf `json:"m" validate:"dive,dive,dive"`
	}
	long := string(make([]byte, 300))
	testShapes(t, []shape{
		{"struct", fields{}, []string{"#/C", "#/a", "#/b"}},
		{"pointer to struct", &fields{A: "x", C: true}, []string{"#/b"}},
		{"pointer to pointer", ptr(&fields{A: "x", C: true}), []string{"#/b"}},
		{"anonymous struct", struct {
			A leaf   `json:"a"`
			B []leaf `json:"b" validate:"dive"`
		}{B: []leaf{bad}}, []string{"#/a/sku", "#/b/0/sku"}},
		{"top list", []leaf{{"x"}, bad}, []string{"#/1/sku"}},
		{"top named list", list{bad, {"x"}, bad}, []string{"#/0/sku", "#/2/sku"}},
		{"pointer to top list", &[]leaf{bad}, []string{"#/0/sku"}},
		{"top array", [2]leaf{{"x"}, {}}, []string{"#/1/sku"}},
		{"top list of pointers", []*leaf{nil, {}}, []string{"#/1/sku"}},
		{"top list of lists", [][]leaf{nil, {{"x"}, bad}}, []string{"#/1/1/sku"}},
		{"top list of pointers to lists", []*[]leaf{nil, {bad}}, []string{"#/1/0/sku"}},
		{"top map", map[string]leaf{"a.b": bad}, []string{"#/a.b/sku"}},
		{"top map of lists", map[string][]leaf{"a/b": {bad}}, []string{"#/a~1b/0/sku"}},
		{"top map of pointers", map[string]*leaf{"": {}}, []string{"#//sku"}},
		{"top list of any", []any{1, bad, nil, "x"}, []string{"#/1/sku"}},
		{"top map of any", map[string]any{"k": &bad, "l": 2}, []string{"#/k/sku"}},
		{"matrix", matrix{Rows: [2][]leaf{nil, {{"x"}, bad}}}, []string{"#/rows/1/1/sku"}},
		{"strings in a list", texts{L: []string{"ok", "x"}}, []string{"#/l/1"}},
		{"strings in a map", texts{M: map[string]string{"ok": "xx", "no": "x"}}, []string{"#/m/no"}},
		{"recursion", node{Name: "a", Next: &node{Name: "b", Next: &node{}}}, []string{"#/next/next/name"}},
		{"recursion in a list", node{Name: "a", Kids: []*node{{Name: "b", Kids: []*node{{}}}}}, []string{"#/kids/0/kids/0/name"}},
		{"recursion in a map", node{Name: "a", By: map[string]*node{"x": {Name: "b", By: map[string]*node{"y": {}}}}}, []string{"#/by/x/by/y/name"}},
		{"any in a field", inner{X: bad}, []string{"#/x/sku"}},
		{"pointer in any", inner{X: ptr(&bad)}, []string{"#/x/sku"}},
		{"maps in maps", deep{M: map[string]map[string][]leaf{"a": {"b": {bad}}}}, []string{"#/m/a/b/0/sku"}},

		{"key with dots", byKey[string]{map[string]leaf{"a.b": bad}}, []string{"#/m/a.b/sku"}},
		{"key with brackets", byKey[string]{map[string]leaf{"x[0]": bad}}, []string{"#/m/x%5B0%5D/sku"}},
		{"empty key", byKey[string]{map[string]leaf{"": bad}}, []string{"#/m//sku"}},
		{"key that is a bracket", byKey[string]{map[string]leaf{"]": bad}}, []string{"#/m/%5D/sku"}},
		{"key with slash and tilde", byKey[string]{map[string]leaf{"s/l~t": bad}}, []string{"#/m/s~1l~0t/sku"}},
		{"key that ends like a path", byKey[string]{map[string]leaf{"a].SKU": bad}}, []string{"#/m/a%5D.SKU/sku"}},
		{"keys that begin alike", byKey[string]{map[string]leaf{"a": {"x"}, "a].b": bad}}, []string{"#/m/a%5D.b/sku"}},
		{"key with percent and space", byKey[string]{map[string]leaf{"50% off": bad}}, []string{"#/m/50%25%20off/sku"}},
		{"key that is not ASCII", byKey[string]{map[string]leaf{"é": bad}}, []string{"#/m/%C3%A9/sku"}},
		{"key with quote and hash", byKey[string]{map[string]leaf{`"#`: bad}}, []string{"#/m/%22%23/sku"}},
		{"key of 300 bytes", byKey[string]{map[string]leaf{long: bad}}, []string{"#/m/" + percentZero(300) + "/sku"}},
		{"keys of a named type", byKey[name]{map[name]leaf{"a.b": bad}}, []string{"#/m/a.b/sku"}},
		{"negative key", byKey[int]{map[int]leaf{-3: bad}}, []string{"#/m/-3/sku"}},
		{"small integer keys", byKey[uint8]{map[uint8]leaf{200: bad}}, []string{"#/m/200/sku"}},
		{"keys with a text of their own", byKey[weekday]{map[weekday]leaf{1: bad, 2: bad}}, []string{"#/m/di%5D/sku", "#/m/mo./sku"}},
		{"two levels of hard keys", deep{M: map[string]map[string][]leaf{"a][b": {"c].d[0": {bad}}}}, []string{"#/m/a%5D%5Bb/c%5D.d%5B0/0/sku"}},
		{"ways that look alike", deep{M: map[string]map[string][]leaf{"a": {"b][c": {bad}}, "a][b": {"c": {{"x"}}}}}, []string{"#/m/a/b%5D%5Bc/0/sku"}},

		{"places that look alike", deep{M: map[string]map[string][]leaf{"a": {"b][c": {bad}}, "a][b": {"c": {bad}}}}, []string{"#/m/a%5D%5Bb/c/0/sku", "#/m/a/b%5D%5Bc/0/sku"}},
		{"keys that are written alike", byKey[alike]{map[alike]leaf{1: bad, 2: bad, 3: {"x"}}}, []string{"#/m/1/sku", "#/m/2/sku"}},

		{"generic", generic[leaf]{B: []leaf{bad}}, []string{"#/a/sku", "#/b/0/sku"}},
		{"generic in generic", &generic[pair[string, leaf]]{A: pair[string, leaf]{"k", bad}}, []string{"#/a/val/sku"}},
		{"value that stands for another", struct {
			B boxed[leaf] `json:"b"`
		}{}, []string{"#/b/sku"}},
		{"list that stands for another", struct {
			B boxed[[]leaf] `json:"b" validate:"dive"`
		}{boxed[[]leaf]{[]leaf{{"x"}, bad}}}, []string{"#/b/1/sku"}},
		{"time in a list", struct {
			T []time.Time `json:"t" validate:"dive,required"`
		}{[]time.Time{{}}}, []string{"#/t/0"}},
	})
}

func percentZero(n int) string {
	s := ""
	for range n {
		s += "%00"
	}
	return s
}
