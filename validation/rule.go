package validation

import (
	"reflect"
	"strings"

	"github.com/seed-86b940f4/demur/internal/shape"
)

// Rule is a rule that a field has broken, as a language needs it for a sentence.
// It is a value; it does not hold what was rejected.
type Rule struct {
	Tag     string       // of the validator
	Param   string       // as the author wrote it, but other fields by the names that clients know
	Name    string       // of the field or parameter as clients know it, "" if they know none
	Type    reflect.Type // of the field behind pointers, nil for none
	Pointer bool         // the field is a pointer, or a nil interface: for required, a 0 is a value

	words   []string // the names and values in Param, for those that hold several
	other   string   // the one other field in Param
	unnamed bool     // clients have no name for another field, so Param lacks it
}

// kindOf tells which sentence fits a type: the same tag has another meaning for
// each.
type kindOf int8

const (
	ofNumber kindOf = iota
	ofText
	ofList
	ofMap
	ofTime
	ofDuration
	ofBool
)

func (r *Rule) kind() kindOf {
	if r.Type == nil {
		return ofText
	}
	switch k := r.Type.Kind(); {
	case isDuration(r.Type):
		return ofDuration
	case k == reflect.String:
		return ofText
	case k == reflect.Slice || k == reflect.Array:
		return ofList
	case k == reflect.Map:
		return ofMap
	case k == reflect.Struct:
		return ofTime
	case k == reflect.Bool:
		return ofBool
	}
	return ofNumber
}

// relation tells what the parameter of a tag says of other fields.
type relation int8

const (
	unrelated  relation = iota
	toSibling           // a field of the same struct, or a path from there
	toTop               // a path from the value that was validated
	toSiblings          // several fields
	toPairs             // fields, each with a value
	toMember            // a field of the elements
	toMethod            // a method in Go, which is no client's business
)

func relationOf(tag string) relation {
	switch tag {
	case "eqfield", "nefield", "gtfield", "gtefield", "ltfield", "ltefield", "fieldcontains", "fieldexcludes", "postcode_iso3166_alpha2_field":
		return toSibling
	case "eqcsfield", "necsfield", "gtcsfield", "gtecsfield", "ltcsfield", "ltecsfield":
		return toTop
	case "required_with", "required_with_all", "required_without", "required_without_all",
		"excluded_with", "excluded_with_all", "excluded_without", "excluded_without_all":
		return toSiblings
	case "required_if", "required_unless", "excluded_if", "excluded_unless", "skip_unless":
		return toPairs
	case "unique":
		return toMember
	case "validateFn":
		return toMethod
	}
	return unrelated
}

// anotherField stands for a field that clients have no name for.
const anotherField = "another field"

// complete fills in a rule at the end of way, of which the tag, the parameter as
// validator has it and the type are known.
func (rd *reader) complete(r *Rule, way []step) {
	if t := r.Type; t != nil {
		r.Type = shape.Behind(t)
		// validator gives what is in an interface the type of its own, so one that still is
		// an interface is nil.
		k := t.Kind()
		r.Pointer = r.Type != t || k == reflect.Interface || k == reflect.Func || k == reflect.Chan
	}
	if n := len(way); n > 0 && way[n-1].kind == toField && way[n-1].field.Type.Kind() == reflect.Pointer {
		r.Pointer = true
	}
	if r.Param == "" {
		return
	}
	var owner *typeInfo
	if f := ruledAt(way); f != nil {
		owner = f.owner
	}
	switch relation := relationOf(r.Tag); relation {
	case toSibling:
		r.Param, r.other = rd.otherField(owner, r.Param)
	case toTop:
		if owner = nil; rd.root.IsValid() {
			owner = structInfo(rd.root.Type())
		}
		r.Param, r.other = rd.otherField(owner, r.Param)
	case toMember:
		var p *typeInfo
		if r.Type != nil && (r.Type.Kind() == reflect.Slice || r.Type.Kind() == reflect.Array || r.Type.Kind() == reflect.Map) {
			p = structInfo(r.Type.Elem())
		}
		r.Param, r.other = rd.otherField(p, r.Param)
	case toSiblings, toPairs:
		rd.otherFields(r, owner, relation == toPairs)
	case toMethod:
		r.Param = ""
	}
	r.unnamed = r.unnamed || r.other == anotherField
}

func (rd *reader) otherField(p *typeInfo, path string) (name, words string) {
	if name = rd.nameOf(p, path); name == "" {
		return "", anotherField
	}
	return name, name
}

// otherFields puts the names that clients know into a parameter of several words.
// One that they do not know is left out of the parameter.
func (rd *reader) otherFields(r *Rule, p *typeInfo, pairs bool) {
	words := splitParam(r.Param)
	param := make([]string, 0, len(words))
	skip := false
	for i, word := range words {
		if pairs && i%2 == 1 {
			r.words = append(r.words, strings.ReplaceAll(word, "'", ""))
			if !skip {
				param = append(param, word)
			}
			continue
		}
		name, shown := rd.otherField(p, strings.ReplaceAll(word, "'", ""))
		r.words = append(r.words, shown)
		if skip = name == ""; skip {
			r.unnamed = true
		} else {
			param = append(param, name)
		}
	}
	r.Param = strings.Join(param, " ")
}

// splitParam splits a parameter at spaces, but not within single quotes, as
// validator does. The quotes stay.
func splitParam(param string) []string {
	var words []string
	for {
		if param = strings.TrimLeft(param, " \t\n\f\r"); param == "" {
			return words
		}
		end := strings.IndexAny(param, " \t\n\f\r")
		if param[0] == '\'' {
			if end = strings.IndexByte(param[1:], '\''); end >= 0 {
				end += 2
			}
		}
		if end < 0 {
			end = len(param)
		}
		words, param = append(words, param[:end]), param[end:]
	}
}
