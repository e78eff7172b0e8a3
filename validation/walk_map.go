package validation

import (
	"fmt"
	"reflect"
	"strconv"
)

// intoMap tries every key that rest may begin with. A key may hold all that ends
// one.
func (w *walker) intoMap(value reflect.Value, p *typeInfo, rest string) bool {
	if rest[0] != '[' {
		return w.stop()
	}
	for end := w.keyEnd(rest, 1); end > 0; end = w.keyEnd(rest, end+1) {
		keys := w.keys(value, p, rest[1:end])
		if len(keys) == 0 {
			continue
		}
		w.fork = w.fork || len(keys) > 1 || w.another(value, p, rest, end+1)
		for _, key := range keys {
			if w.take(step{kind: toKey, key: key}, value.MapIndex(key), rest[end+1:]) {
				return true
			}
		}
	}
	return w.stop()
}

// another reports whether a longer key fits too.
func (w *walker) another(value reflect.Value, p *typeInfo, rest string, from int) bool {
	for end := w.keyEnd(rest, from); end > 0; end = w.keyEnd(rest, end+1) {
		if len(w.keys(value, p, rest[1:end])) > 0 {
			return true
		}
	}
	return false
}

// keyEnd returns where the key that rest begins with may end, from i on, or 0.
func (w *walker) keyEnd(rest string, i int) int {
	for ; i < len(rest) && w.left > 0; i++ {
		if endsKey(rest, i) {
			w.left -= 1 + i/64
			return i
		}
	}
	return 0
}

// keys returns the keys of a map that validator writes as text.
func (w *walker) keys(value reflect.Value, p *typeInfo, text string) []reflect.Value {
	if p.opaqueKeys {
		return w.textsOf(value)[text]
	}
	key, ok := parseKey(text, value.Type().Key())
	if !ok || !value.MapIndex(key).IsValid() {
		return nil
	}
	return []reflect.Value{key}
}

// textsOf returns the keys of a map by their texts, which it asks for once per
// answer. Keys that differ may be written alike.
func (w *walker) textsOf(value reflect.Value) map[string][]reflect.Value {
	if texts, ok := w.texts[value.Pointer()]; ok {
		return texts
	}
	texts := make(map[string][]reflect.Value, value.Len())
	for members := value.MapRange(); members.Next(); {
		text := fmt.Sprint(members.Key())
		texts[text] = append(texts[text], members.Key())
	}
	if w.texts == nil {
		w.texts = make(map[uintptr]map[string][]reflect.Value)
	}
	w.texts[value.Pointer()] = texts
	return texts
}

// endsKey reports whether a key may end before rest[i].
func endsKey(rest string, i int) bool {
	return rest[i] == ']' && (i+1 == len(rest) || rest[i+1] == '.' || rest[i+1] == '[')
}

// parseKey makes a key of its text.
func parseKey(text string, t reflect.Type) (reflect.Value, bool) {
	key := reflect.New(t).Elem()
	switch {
	case t.Kind() == reflect.String:
		key.SetString(text)
		return key, true
	case key.CanInt():
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || key.OverflowInt(n) {
			return key, false
		}
		key.SetInt(n)
		return key, true
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil || key.OverflowUint(n) {
		return key, false
	}
	key.SetUint(n)
	return key, true
}

// same reports whether a value is the one that a rule refused.
func same(value reflect.Value, refused any) bool {
	other := reflect.ValueOf(refused)
	if !value.IsValid() || !other.IsValid() || value.Type() != other.Type() {
		return false
	}
	switch value.Kind() {
	case reflect.Slice:
		return value.Len() == other.Len() && value.Pointer() == other.Pointer()
	case reflect.Map:
		return value.Pointer() == other.Pointer()
	}
	return value.Comparable() && other.Comparable() && value.Equal(other)
}
