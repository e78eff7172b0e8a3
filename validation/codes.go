package validation

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/internal/shape"
)

// Codes returns the codes that the entries of Validate's errors can have for the types
// of some values and all types that these hold, each with its sentence in English. They
// are for the documentation of an API: in a sentence, {param} stands for the param of
// the entry. Where the words depend on the type of a field, the sentence has them all,
// the shortest first: "must be at least {param}, or be at least {param} characters long".
//
// The values themselves are not looked at: Order{} will do. What [Validator.Check] finds
// fault with is left out. What is behind an interface, and what the author's functions
// for whole structs report, cannot be known. The map is never nil, and the caller's.
// Functions that the author has registered are called as Check calls them. Call it when
// the program starts, after Register and Sentence:
//
//	cfg.FieldCodes = v.Codes(CreateOrder{}, []Item{})
func (v *Validator) Codes(values ...any) map[string]string {
	codes := make(map[string]string)
	if v == nil || v.engine == nil {
		return codes
	}
	c := collector{v: v, probe: newProbe(v.engine), said: make(map[string]map[string]bool)}
	for _, value := range values {
		if value == nil {
			continue
		}
		t := shape.Behind(reflect.TypeOf(value))
		c.rd = v.newReader(reflect.New(t).Elem(), inJSON, nil)
		c.seen = make(map[reflect.Type]bool)
		for range 32 { // a type may be a list of itself
			if k := t.Kind(); k != reflect.Slice && k != reflect.Array && k != reflect.Map {
				break
			}
			t = shape.Behind(t.Elem())
		}
		c.walk(t)
	}
	for code, sentences := range c.said {
		codes[code] = joined(slices.Collect(maps.Keys(sentences)))
	}
	return codes
}

// joined makes one sentence of several, always the same.
func joined(sentences []string) string {
	slices.SortFunc(sentences, func(a, b string) int {
		if n := len(a) - len(b); n != 0 {
			return n
		}
		return strings.Compare(a, b)
	})
	must := strings.HasPrefix(sentences[0], "must ")
	for i := range sentences[1:] {
		if must {
			sentences[i+1] = strings.TrimPrefix(sentences[i+1], "must ")
		}
	}
	return strings.Join(sentences, ", or ")
}

// collector gathers what can be said of the fields of types. It goes where validator
// goes: into a list only behind a "dive".
type collector struct {
	v     *Validator
	probe *probe
	rd    *reader // of the value that is validated
	seen  map[reflect.Type]bool
	said  map[string]map[string]bool // sentences by code
}

func (c *collector) walk(t reflect.Type) {
	t = shape.Behind(t)
	if t.Kind() != reflect.Struct || isTime(t) || c.seen[t] {
		return
	}
	c.seen[t] = true
	for i := range t.NumField() {
		sf := t.Field(i)
		rules := rulesOf(c.v.engine, t, sf)
		if rules == "-" || !sf.IsExported() && !sf.Anonymous {
			continue
		}
		var way []step
		if f := infoOf(t).fields[sf.Name]; f != nil {
			way = append(way, step{kind: toField, field: f})
		}
		at := spot{ruled: ruled{t, sf}, way: way}
		if rules == "" {
			c.walk(sf.Type)
			continue
		}
		c.rules(at, sf.Type, rulesIn(c.v.engine, rules))
	}
}

// spot is where rules stand.
type spot struct {
	ruled
	way []step
	key bool // they are for the keys of a map
}

// rules notes what is said of a value of type t.
func (c *collector) rules(at spot, t reflect.Type, rules []aliased) {
	inner := shape.Behind(t)
	for i, one := range rules {
		switch one.rule {
		case "omitempty", "omitnil", "omitzero":
			continue
		case "structonly", "nostructlevel", "endkeys": // validator looks no further
			return
		case "dive":
			c.elements(at, inner, rules[i+1:])
			return
		case "required":
			if i == 0 && inner == t && inner.Kind() == reflect.Struct && !isTime(inner) && !asksForStructs(c.v.engine) {
				continue
			}
		}
		c.rule(at, t, one)
	}
	c.walk(inner)
}

// elements is rules for what follows a dive.
func (c *collector) elements(at spot, t reflect.Type, rules []aliased) {
	if k := t.Kind(); k != reflect.Slice && k != reflect.Array && k != reflect.Map {
		return
	}
	at.way = append(slices.Clip(at.way), step{kind: toIndex})
	if len(rules) > 0 && rules[0].rule == "keys" {
		end := endOfKeys(rules)
		if end < 0 || t.Kind() != reflect.Map {
			return
		}
		keys := at
		keys.key = true
		c.rules(keys, t.Key(), rules[1:end])
		rules = rules[end+1:]
	}
	c.rules(at, t.Elem(), rules)
}

// rule notes what is said when a value of type t breaks a rule.
func (c *collector) rule(at spot, t reflect.Type, one aliased) {
	check := checker{v: c.v}
	for alternative := range strings.SplitSeq(one.rule, "|") {
		if check.checkRule(at.ruled, t, alternative); len(check.errs) > 0 {
			return
		}
	}
	for _, fe := range c.probe.failures(one.rule) {
		code := cmp.Or(one.alias, fe.Tag())
		if c.said[code] == nil {
			c.said[code] = make(map[string]bool)
		}
		types := possible(t)
		for _, actual := range types {
			text := c.sentence(at, actual, len(types) > 1, code, fe)
			if at.key {
				text = "each key " + text
			}
			c.said[code][text] = true
		}
	}
}

// sentence is what report writes under a tag for a value of type t, whatever the parameter.
// Of an interface, only nil is missing.
func (c *collector) sentence(at spot, t reflect.Type, inInterface bool, tag string, fe validator.FieldError) string {
	actual := fe.ActualTag()
	r := Rule{Tag: tag, Type: t}
	if !strings.Contains(actual, "|") {
		r.Tag, r.Param = actual, fe.Param()
		c.rd.complete(&r, at.way)
		r.Pointer = r.Pointer || inInterface
		r.generalize()
	}
	return c.rd.inEnglish(&r, tag, actual, at.way)
}

// placeholder stands for the parameter in sentences of the author's, and of [Validator.Codes].
const placeholder = "{param}"

// generalize makes a rule that is complete stand for those of its tag with any parameter.
func (r *Rule) generalize() {
	if r.other != "" && r.other != anotherField {
		r.other = placeholder
	}
	switch {
	case r.unnamed:
		r.words = nil
	case len(r.words) == 0:
	case relationOf(r.Tag) == toPairs && strings.HasSuffix(r.Tag, "_unless") && r.Tag != "skip_unless":
		r.words = []string{"a field in " + placeholder, "the value after it"}
	case relationOf(r.Tag) == toPairs:
		r.words = []string{"each field in " + placeholder, "the value after it"}
	case len(r.words) == 1:
		r.words = []string{placeholder}
	case strings.HasSuffix(r.Tag, "_all"):
		r.words = []string{"each of " + placeholder}
	default:
		r.words = []string{"one of " + placeholder}
	}
	if r.Param != "" {
		r.Param = placeholder
	}
}

// possible returns the types that a value of type t can have to validator. JSON puts
// one of these into an interface; nil stands for nothing.
func possible(t reflect.Type) []reflect.Type {
	if shape.Behind(t).Kind() != reflect.Interface {
		return []reflect.Type{t}
	}
	return []reflect.Type{nil, reflect.TypeFor[string](), reflect.TypeFor[float64](), reflect.TypeFor[bool](),
		reflect.TypeFor[[]any](), reflect.TypeFor[map[string]any]()}
}
