package validation_test

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/validation"
)

// forks is a type whose keys can be made to look like each other's paths.
type forks struct {
	N string           `json:"n" validate:"len=1"`
	M map[string]forks `json:"m" validate:"dive"`
}

// fork returns a tree in which many ways look alike.
func fork(depth int) forks {
	f := forks{}
	if depth > 0 {
		f.M = map[string]forks{"a": fork(depth - 1), "a].M[a": fork(depth - 2)}
	}
	return f
}

// A body that is made to cost work gets its answer in about the time of any other
// of the size, if need be with the places of the maps.
func TestHostileKeys(t *testing.T) {
	t.Parallel()
	texts := struct {
		M map[string]string `json:"m" validate:"dive,min=2"`
	}{map[string]string{strings.Repeat("].[", 1<<19): ""}}
	for i := range 100 { // so many that the map looks keys up by their hash
		texts.M[strconv.Itoa(i)] = "okay"
	}
	v := validation.New()
	for name, value := range map[string]any{"forks": fork(16), "one long key": texts} {
		start := time.Now()
		fields := fieldsOf(t, v.Validate(value))
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s: %v", name, took)
		}
		for _, f := range fields {
			if !strings.HasPrefix(f.Pointer, "#/") && f.Pointer != "#" {
				t.Fatalf("%s: %+v", name, f)
			}
		}
	}
}

// Objects of three bytes that break ten rules each would make an answer a hundred
// times as long as the request.
func TestLongAnswer(t *testing.T) {
	t.Parallel()
	v := validation.New()
	e := v.Validate(make([]leaf, 5000)).(*apierror.Error)
	if len(e.Fields) != 1000 {
		t.Errorf("%d fields", len(e.Fields))
	}
	total := any(nil)
	for name, value := range e.Extensions() {
		if name == "errors_total" {
			total = value
		}
	}
	if fmt.Sprint(total) != "5000" {
		t.Errorf("errors_total is %v", total)
	}
	e = v.Validate(make([]leaf, 1000)).(*apierror.Error)
	for name := range e.Extensions() {
		t.Errorf("extension %s", name)
	}
	e = forRequest(t, v, make([]leaf, 5000), "/", "Content-Type", "application/xml")
	if len(e.Fields) != 1000 {
		t.Errorf("%d fields", len(e.Fields))
	}
}

// failing is a key that cannot be written.
type failing int

func (failing) String() string               { panic("String") }
func (failing) MarshalText() ([]byte, error) { panic("MarshalText") }

func TestKeysThatPanic(t *testing.T) {
	t.Parallel()
	v := validation.New()
	if got := pointersOf(t, v.Validate(map[failing]leaf{1: {}})); len(got) != 1 || !strings.HasPrefix(got[0], "#") {
		t.Errorf("got %q", got)
	}
}

// TestManyAtOnce is for the race detector: types that are new are met by many.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	v := polyglot(t, "de")
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for _, value := range []any{leaf{}, &payment{}, search{}, matrix{Rows: [2][]leaf{{{}}}}, generic[leaf]{}, fork(3), account{}, unknownTag{}} {
				err := v.Validate(value)
				if err == nil {
					continue
				}
				for _, header := range []string{"application/xml", "application/json"} {
					r := request(header)
					if got := v.For(r, err); got == nil {
						t.Error("no error")
					}
				}
			}
		})
	}
	group.Wait()
}

// What a client is told is the same document in JSON and XML.
func TestBothFormats(t *testing.T) {
	t.Parallel()
	type order struct {
		XMLName xml.Name `json:"-" xml:"order"`
		Items   []leaf   `json:"items" xml:"items>item" validate:"min=1,dive"`
	}
	e := forRequest(t, validation.New(), order{Items: make([]leaf, 1)}, "/", "Content-Type", "text/xml")
	for format, want := range map[apierror.Format]string{
		apierror.JSON{}: `"errors":[{"xpath":"/order/items/item[1]/SKU","code":"required","detail":"must be given and not be empty"}]`,
		apierror.XML{}:  `<errors><i><xpath>/order/items/item[1]/SKU</xpath><code>required</code><detail>must be given and not be empty</detail></i></errors>`,
	} {
		body, err := format.Append(nil, e)
		if err != nil || !strings.Contains(string(body), want) {
			t.Errorf("%s, want %s in it", body, want)
		}
	}
}
