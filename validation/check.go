package validation

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/internal/shape"
)

// Check returns all mistakes in the rules of the types of some values, and of all
// types that these hold, joined; nil if there are none. A mistake is a tag that
// validator does not know, a parameter that it cannot read, a rule that does not
// fit the type of its field, a rule that names a field that does not exist, or a
// value that has no rules at all. Each of them would be a 500, or a request that
// can never be right.
//
// The values themselves are not looked at: Order{} will do. Functions that the
// author has registered are called with values of their type, mostly zero. What is
// behind an interface cannot be checked. Call it when the program starts:
//
//	if err := v.Check(CreateOrder{}, []Item{}); err != nil {
//		return err
//	}
func (v *Validator) Check(values ...any) error {
	c := checker{v: v, seen: make(map[reflect.Type]bool)}
	for _, value := range values {
		if v == nil || v.engine == nil || value == nil {
			_, err := v.find(value)
			c.errs = append(c.errs, err)
			continue
		}
		t := shape.Behind(reflect.TypeOf(value))
		switch k := t.Kind(); {
		case k == reflect.Struct && !isTime(t), k == reflect.Slice, k == reflect.Array, k == reflect.Map:
			c.walk(t)
		default:
			c.errs = append(c.errs, fmt.Errorf("validation: a %T has no rules: validate a struct, or a list or map of structs", value))
		}
	}
	return errors.Join(c.errs...)
}

type checker struct {
	v    *Validator
	seen map[reflect.Type]bool
	errs []error
}

// walk checks each struct type that values of t hold.
func (c *checker) walk(t reflect.Type) {
	if c.seen[t] {
		return
	}
	c.seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		c.walk(t.Elem())
	case reflect.Map:
		c.walk(t.Key())
		c.walk(t.Elem())
	case reflect.Struct:
		if !isTime(t) {
			c.checkStruct(t)
		}
	}
}

func (c *checker) checkStruct(t reflect.Type) {
	before := len(c.errs)
	for i := range t.NumField() {
		sf := t.Field(i)
		rules := sf.Tag.Get(ruleTag(c.v.engine))
		if rules == "-" || !sf.IsExported() && !sf.Anonymous {
			continue
		}
		if rules != "" {
			c.checkRules(ruled{t, sf}, sf.Type, rulesIn(c.v.engine, rules))
		}
		c.walk(sf.Type)
	}
	if len(c.errs) > before {
		return
	}
	// What only the whole shows: rules that the author has registered by type, and
	// how tags follow each other.
	if err := try(func() { _ = c.v.engine.Struct(reflect.New(t).Interface()) }); err != nil {
		c.errs = append(c.errs, fmt.Errorf("validation: %v: %w", t, err))
	}
}

// ruled is a field with rules, which a mistake is in.
type ruled struct {
	owner reflect.Type
	field reflect.StructField
}

func (c *checker) mistake(at ruled, rule string, err error) {
	c.errs = append(c.errs, fmt.Errorf("validation: %v.%s: rule %q: %w", at.owner, at.field.Name, rule, err))
}

// checkRules tries each rule by itself on a value of type t.
func (c *checker) checkRules(at ruled, t reflect.Type, rules []aliased) {
	for i, one := range rules {
		switch one.rule {
		case "omitempty", "omitnil", "omitzero", "structonly", "nostructlevel":
			continue
		case "dive":
			c.checkInner(at, t, rules[i+1:])
			return
		case "endkeys":
			return
		}
		for alternative := range strings.SplitSeq(one.rule, "|") {
			c.checkRule(at, t, alternative)
		}
	}
}

// checkInner is checkRules for what follows a dive.
func (c *checker) checkInner(at ruled, t reflect.Type, rules []aliased) {
	t = shape.Behind(t)
	switch t.Kind() {
	case reflect.Interface:
		return
	case reflect.Slice, reflect.Array, reflect.Map:
	default:
		if !c.stands(t) {
			c.mistake(at, "dive", fmt.Errorf("a %v has no elements", t))
		}
		return
	}
	if len(rules) > 0 && rules[0].rule == "keys" {
		end := endOfKeys(rules)
		if end < 0 || t.Kind() != reflect.Map {
			c.mistake(at, "keys", errors.New(`it is for a map, and "endkeys" ends it`))
			return
		}
		c.checkRules(at, t.Key(), rules[1:end])
		rules = rules[end+1:]
	}
	c.checkRules(at, t.Elem(), rules)
}

// endOfKeys returns where the rules for the keys of a map end, -1 if they do not.
func endOfKeys(rules []aliased) int {
	return slices.IndexFunc(rules, func(one aliased) bool { return one.rule == "endkeys" })
}

// checkRule tries one rule.
func (c *checker) checkRule(at ruled, t reflect.Type, rule string) {
	t = shape.Behind(t)
	tag, param, _ := strings.Cut(rule, "=")
	if err := try(func() { _ = c.v.engine.VarWithValue(sampleOf(t, tag), reflect.New(at.owner).Interface(), rule) }); err != nil {
		c.mistake(at, rule, err)
		return
	}
	// To validator, a field that does not exist is one that differs, or is missing: no
	// request could keep such a rule, or each would.
	if relationOf(tag) == toMember && param != "" && !c.exists(t, param) {
		c.mistake(at, rule, fmt.Errorf("there is no field %q in its items", param))
	}
	for _, path := range siblings(tag, param) {
		if !c.exists(at.owner, path) {
			c.mistake(at, rule, fmt.Errorf("there is no field %q", path))
		}
	}
}

// siblings returns the paths of fields that a rule names, from its own struct.
func siblings(tag, param string) []string {
	switch relationOf(tag) {
	case toSibling:
		return []string{param}
	case toSiblings:
		return splitParam(param)
	case toPairs:
		words := splitParam(param)
		var paths []string
		for i := 0; i < len(words); i += 2 {
			paths = append(paths, words[i])
		}
		return paths
	}
	return nil
}

// exists reports whether a path leads to a field, as far as types tell.
func (c *checker) exists(t reflect.Type, path string) bool {
	for path != "" {
		for t = shape.Behind(t); t.Kind() == reflect.Slice || t.Kind() == reflect.Array || t.Kind() == reflect.Map; {
			t = shape.Behind(t.Elem())
		}
		if t.Kind() != reflect.Struct || c.stands(t) {
			return t.Kind() == reflect.Interface || c.stands(t)
		}
		var part string
		part, path, _ = strings.Cut(path, ".")
		part, _, _ = strings.Cut(part, "[")
		sf, ok := t.FieldByName(part)
		if !ok {
			return false
		}
		t = sf.Type
	}
	return true
}

// stands reports whether values of the type stand for others.
func (c *checker) stands(t reflect.Type) bool {
	valuer := reflect.TypeFor[validator.Valuer]()
	return t.Implements(valuer) || reflect.PointerTo(t).Implements(valuer)
}

// try returns the panic of f as an error.
func try(f func()) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = errors.New(strings.TrimSuffix(reason(cause), " on field ''"))
		}
	}()
	f()
	return nil
}

// isTime reports whether validator takes values of the type for one value rather
// than for a struct.
func isTime(t reflect.Type) bool {
	t = shape.Behind(t)
	return t.Kind() == reflect.Struct && t.ConvertibleTo(timeType)
}
