package languages

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	ut "github.com/go-playground/universal-translator"

	"github.com/seed-86b940f4/demur/validation"
)

// speaker takes the texts of one language by their keys. validator's own way to
// them needs its own errors, writes to standard output where a text is missing,
// and shows clients names in Go.
type speaker struct {
	texts ut.Translator
	field string // stands for the name of every field
	wrong []string
}

// say returns the sentence for a rule, or false if there is none. It is safe for
// concurrent use, as a translator is that nobody adds to.
func (s speaker) say(r validation.Rule) (text string, ok bool) {
	defer func() {
		if recover() != nil { // a plural form that the language has, but not its texts
			text, ok = "", false
		}
	}()
	defer func() {
		if !strings.HasPrefix(text, s.field) { // it stands within the sentence
			text = strings.Replace(text, s.field, lowered(s.field), 1)
		}
	}()
	switch r.Tag {
	case "len", "min", "max", "lt", "lte", "gt", "gte":
		return s.size(r)
	case "ne":
		if isList(r.Type) {
			if text, ok := s.counted("ne-items", r, "item"); ok {
				return text, true
			}
		}
	}
	return s.text(r.Tag, s.field, r.Param)
}

// size is for the tags whose texts depend on the type.
func (s speaker) size(r validation.Rule) (string, bool) {
	kind := reflect.Invalid
	if r.Type != nil {
		kind = r.Type.Kind()
	}
	switch {
	case kind == reflect.String:
		return s.counted(r.Tag+"-string", r, "character")
	case isList(r.Type):
		if text, ok := s.counted(r.Tag+"-items", r, "item"); ok {
			return text, true
		}
		return s.counted(r.Tag+"-elements", r, "element") // French has another key
	case kind == reflect.Struct:
		return s.text(r.Tag+"-datetime", s.field)
	case r.Type == reflect.TypeFor[time.Duration]():
		if text, ok := s.text(r.Tag+"-duration", s.field, r.Param); ok {
			return text, true
		}
	}
	n, digits, err := number(r.Param)
	if err != nil {
		return s.text(r.Tag+"-number", s.field, r.Param)
	}
	return s.text(r.Tag+"-number", s.field, s.texts.FmtNumber(n, digits))
}

// counted is for a number of things, whose name has forms for the number.
func (s speaker) counted(key string, r validation.Rule, thing string) (string, bool) {
	n, digits, err := number(r.Param)
	if err != nil {
		return "", false
	}
	amount, err := s.texts.C(key+"-"+thing, n, digits, s.texts.FmtNumber(n, digits))
	if err != nil { // Arabic has two texts of its own
		form := "-other"
		if n == 1 {
			form = "-one"
		}
		var ok bool
		if amount, ok = s.text(key+"-"+thing+form, s.texts.FmtNumber(n, digits)); !ok {
			return "", false
		}
	}
	return s.text(key, s.field, amount)
}

func (s speaker) text(key string, params ...string) (string, bool) {
	if slices.Contains(s.wrong, key) {
		return "", false
	}
	text, err := s.texts.T(key, params...)
	return text, err == nil && text != ""
}

// number reads a parameter, and how many digits it has after the point.
func number(param string) (n float64, digits uint64, err error) {
	if _, fraction, ok := strings.Cut(param, "."); ok {
		digits = uint64(len(fraction))
	}
	n, err = strconv.ParseFloat(param, 64)
	return n, digits, err
}

func lowered(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(first)) + s[size:]
}

func isList(t reflect.Type) bool {
	return t != nil && (t.Kind() == reflect.Slice || t.Kind() == reflect.Array || t.Kind() == reflect.Map)
}
