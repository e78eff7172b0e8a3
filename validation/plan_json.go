package validation

import (
	"reflect"
	"strings"

	"github.com/seed-86b940f4/demur/internal/shape"
)

// shownJSON returns the fields of a struct, and of those embedded in it, that
// encoding/json fills, by their path in Go. It returns nil if it fills all of them.
func shownJSON(t reflect.Type) map[string]bool {
	shown := map[string]bool{}
	for _, f := range shape.Of(t) {
		shown[pathOf(t, f.Index)] = true
	}
	if len(shown) == countJSON(t, map[reflect.Type]bool{}) {
		return nil
	}
	return shown
}

// pathOf returns the names in Go, such as "Base.Created", of a field and of those
// that it is embedded in.
func pathOf(t reflect.Type, index []int) string {
	names := make([]string, len(index))
	for i, at := range index {
		sf := t.Field(at)
		names[i], t = sf.Name, behind(sf.Type)
	}
	return strings.Join(names, ".")
}

// countJSON returns how many fields encoding/json would fill if none hid another, or
// -1 if a type is embedded in itself.
func countJSON(t reflect.Type, open map[reflect.Type]bool) int {
	if open[t] {
		return -1
	}
	open[t] = true
	defer delete(open, t)
	n := 0
	for i := range t.NumField() {
		sf := t.Field(i)
		switch name, _, inline := shape.Own(sf); {
		case inline && behind(sf.Type).Kind() == reflect.Struct:
			inner := countJSON(behind(sf.Type), open)
			if inner < 0 {
				return -1
			}
			n += inner
		case inline, name != "":
			n++
		}
	}
	return n
}
