package validation_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/validation"
)

type FuzzBase struct {
	Made string `json:"made" validate:"min=2"`
}

// fuzzNode has a rule on each string that there can be in its JSON, the same for all.
type fuzzNode struct {
	*FuzzBase
	Name string                         `json:"na/me~" validate:"min=2"`
	Kids []fuzzNode                     `json:"kids.x,omitempty" validate:"dive"`
	By   map[string]*fuzzNode           `json:"by,omitempty" validate:"dive"`
	Ints map[int8]string                `json:"i[0],omitempty" validate:"dive,min=2"`
	Strs map[string]string              `json:",omitempty" validate:"dive,min=2"`
	Deep map[string][]map[string]string `json:"deep,omitempty" validate:"dive,dive,dive,min=2"`
	Next *fuzzNode                      `json:"next,omitempty"`
	Arr  [2]string                      `json:"arr" validate:"dive,min=2"`
	Any  any                            `json:"any,omitempty"`
	Days map[weekday]string             `json:"days,omitempty" validate:"dive,min=2"`
}

// grower makes a value of bytes. What keys and values are made of is what ends or
// begins a step in validator's namespaces, or is escaped in a pointer.
type grower struct {
	seed []byte
	left int
}

var pieces = []string{"a", "]", "[", ".", "].By[", "].Strs[", "][", "/", "~", "%", `"`, "é", "By", "0", " ", "].Deep[a][0]["}

func (g *grower) next(n int) int {
	if len(g.seed) == 0 {
		return 0
	}
	b := int(g.seed[0])
	g.seed = g.seed[1:]
	return b % n
}

func (g *grower) text() string {
	s := ""
	for range g.next(4) {
		s += pieces[g.next(len(pieces))]
	}
	return s
}

func (g *grower) texts() map[string]string {
	m := map[string]string{}
	for range g.next(4) {
		m[g.text()] = g.text()
	}
	return m
}

func (g *grower) node() *fuzzNode {
	g.left--
	n := &fuzzNode{Name: g.text(), Arr: [2]string{g.text(), "okay"}}
	if g.next(2) == 1 {
		n.FuzzBase = &FuzzBase{g.text()}
	}
	n.Strs = g.texts()
	for range g.next(3) {
		if n.Ints == nil {
			n.Ints, n.Days = map[int8]string{}, map[weekday]string{}
		}
		n.Ints[int8(g.next(256))] = g.text()
		n.Days[weekday(g.next(3))] = g.text()
	}
	for range g.next(3) {
		if n.Deep == nil {
			n.Deep = map[string][]map[string]string{}
		}
		n.Deep[g.text()] = []map[string]string{g.texts(), nil, g.texts()}
	}
	for range g.next(3) {
		if g.left > 0 {
			n.Kids = append(n.Kids, *g.node())
		}
	}
	for range g.next(4) {
		if g.left > 0 {
			if n.By == nil {
				n.By = map[string]*fuzzNode{}
			}
			n.By[g.text()] = g.node()
		}
	}
	if g.left > 0 && g.next(2) == 1 {
		n.Next = g.node()
	}
	if g.left > 0 && g.next(3) == 1 {
		n.Any = g.node()
	}
	return n
}

// shorts appends the pointers of all strings in a document that are too short.
func shorts(doc any, at string, all []string) []string {
	switch v := doc.(type) {
	case string:
		if utf8.RuneCountInString(v) < 2 {
			all = append(all, at)
		}
	case []any:
		for i, e := range v {
			all = shorts(e, at+"/"+strconv.Itoa(i), all)
		}
	case map[string]any:
		for key, e := range v {
			all = shorts(e, at+"/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(key), all)
		}
	}
	return all
}

// FuzzPointers compares the places in an answer with those that the rules break in
// the document: each is named once.
func FuzzPointers(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("\x01\x01\x02\x00\x01\x03\x03\x00\x04\x00\x01\x00"))
	f.Add([]byte("some seed that is long enough to grow a tree of a few nodes, with maps and lists"))
	f.Add([]byte(strings.Repeat("\x03\x00\x04\x00\x01\x02\x06\x00\x03\x02", 20)))
	v := validation.New()
	f.Fuzz(func(t *testing.T, seed []byte) {
		g := grower{seed: seed, left: 12}
		value := g.node()
		body, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		var doc any
		if err := json.Unmarshal(body, &doc); err != nil {
			t.Fatal(err)
		}
		want := shorts(doc, "", nil)
		var got []string
		if e, ok := errors.AsType[*apierror.Error](v.Validate(value)); ok {
			for _, f := range e.Fields {
				fragment, ok := strings.CutPrefix(f.Pointer, "#")
				pointer, err := url.PathUnescape(fragment)
				if !ok || err != nil || f.Code != "min" {
					t.Fatalf("%+v: %v", f, err)
				}
				got = append(got, pointer)
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("got  %q\nwant %q\nof %s", got, want, body)
		}
	})
}
