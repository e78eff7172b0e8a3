package validation

import (
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// jsonName returns the name of a field for encoding/json, "" if it fills the field
// never, and whether a tag gave it. The fields of an inline one are those of the
// struct around it.
func jsonName(sf reflect.StructField) (name string, tagged, inline bool) {
	inner := embedded(sf)
	tag := sf.Tag.Get("json")
	if tag == "-" || !sf.IsExported() && inner == nil {
		return "", false, false
	}
	name, _, _ = strings.Cut(tag, ",")
	if !isJSONName(name) {
		name = ""
	}
	switch {
	case name != "":
		if !sf.IsExported() {
			return "", false, false
		}
		return name, true, false
	case inner != nil:
		return "", false, true
	}
	return sf.Name, false, false
}

// isJSONName reports whether encoding/json takes a name from a tag.
func isJSONName(name string) bool {
	for _, c := range name {
		if !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", c) && !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			return false
		}
	}
	return name != ""
}

// jsonCandidates appends the fields that a JSON object may fill in a struct.
func jsonCandidates(t reflect.Type, path string, around []reflect.Type, all []candidate) []candidate {
	if slices.Contains(around, t) {
		return append(all, candidate{path: path})
	}
	around = append(slices.Clip(around), t)
	for i := range t.NumField() {
		sf := t.Field(i)
		name, tagged, inline := jsonName(sf)
		switch {
		case inline:
			all = jsonCandidates(embedded(sf), path+sf.Name+".", around, all)
		case name != "":
			all = append(all, candidate{path + sf.Name, name, len(around), tagged})
		}
	}
	return all
}
