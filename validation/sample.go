package validation

import "reflect"

// sampleOf returns a value of type t to try a rule on. Of a struct its own rules would be
// tried: nil shows that the tag can be read.
func sampleOf(t reflect.Type, tag string) any {
	switch kind := t.Kind(); {
	case tag == "unique" && (kind == reflect.Slice || kind == reflect.Array || kind == reflect.Map):
		return one(t).Interface() // validator compares the items, if there are some
	case kind == reflect.Struct && !isTime(t):
		return nil
	}
	return reflect.Zero(t).Interface()
}

// one returns a list or a map of one item, which can be compared only if each can that a
// request may have.
func one(t reflect.Type) reflect.Value {
	item := reflect.New(t.Elem()).Elem()
	if item.Kind() == reflect.Pointer {
		item.Set(reflect.New(t.Elem().Elem()))
		hold(item.Elem())
	}
	hold(item)
	if t.Kind() != reflect.Map {
		return reflect.Append(reflect.Zero(reflect.SliceOf(t.Elem())), item)
	}
	m := reflect.MakeMap(t)
	m.SetMapIndex(reflect.Zero(t.Key()), item)
	return m
}

// hold puts a list into each interface that a value has: a request may fill it so.
func hold(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface:
		if v.NumMethod() == 0 && v.CanSet() {
			v.Set(reflect.ValueOf([]any(nil)))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			hold(v.Field(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			hold(v.Index(i))
		}
	}
}
