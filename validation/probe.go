package validation

import (
	"errors"
	"reflect"

	"github.com/go-playground/validator/v10"
)

// probe is an engine that reads tags as another does, and whose rules are broken at
// will: it tells under which tags the errors of the other are reported.
type probe struct {
	engine *validator.Validate
	calls  int // of rules so far
	kept   int // how many calls find their rule kept, before the others
}

func newProbe(engine *validator.Validate) *probe {
	p := &probe{engine: validator.New()}
	rule := func(validator.FieldLevel) bool {
		p.calls++
		return p.calls <= p.kept
	}
	tags := engineField(engine, "validations", reflect.Map)
	for _, tag := range keysOf(tags) {
		_ = try(func() { _ = p.engine.RegisterValidation(tag, rule, true) }) // two tags cannot be replaced
	}
	aliases := engineField(engine, "aliases", reflect.Map)
	for _, alias := range keysOf(aliases) {
		p.engine.RegisterAlias(alias, aliases.MapIndex(reflect.ValueOf(alias)).String())
	}
	return p
}

// failures returns each error that a rule can lead to: that of an alias may stand for
// several rules, and alternatives are reported together.
func (p *probe) failures(rule string) (all []validator.FieldError) {
	// The rules that cannot be replaced are broken by one of these.
	for _, value := range []string{"", "x"} {
		for p.kept = 0; ; p.kept++ {
			p.calls = 0
			var err error
			if try(func() { err = p.engine.Var(value, rule) }) != nil {
				break
			}
			if broken, ok := errors.AsType[validator.ValidationErrors](err); ok {
				all = append(all, broken...)
			}
			if p.calls <= p.kept { // it had no say any more
				break
			}
		}
	}
	return all
}

// engineField returns what an engine has no method to ask for, see [ruleTag]: the
// invalid value if it is not of the kind that is expected.
func engineField(engine *validator.Validate, name string, kind reflect.Kind) reflect.Value {
	if engine == nil {
		return reflect.Value{}
	}
	if f := reflect.ValueOf(engine).Elem().FieldByName(name); f.IsValid() && f.Kind() == kind {
		return f
	}
	return reflect.Value{}
}

// keysOf returns the keys of a map from text to anything.
func keysOf(table reflect.Value) (keys []string) {
	if !table.IsValid() || table.Type().Key().Kind() != reflect.String {
		return nil
	}
	for _, key := range table.MapKeys() {
		keys = append(keys, key.String())
	}
	return keys
}

// rulesOf returns the rules of a field: its tag, or what has been registered in its place.
func rulesOf(engine *validator.Validate, owner reflect.Type, sf reflect.StructField) string {
	if all := engineField(engine, "rules", reflect.Map); all.IsValid() {
		if own := all.MapIndex(reflect.ValueOf(owner)); own.IsValid() && own.Kind() == reflect.Map {
			if rules := own.MapIndex(reflect.ValueOf(sf.Name)); rules.IsValid() {
				return rules.String()
			}
		}
	}
	return sf.Tag.Get(ruleTag(engine))
}

// asksForStructs reports whether required is a rule of structs to an engine.
func asksForStructs(engine *validator.Validate) bool {
	f := engineField(engine, "requiredStructEnabled", reflect.Bool)
	return !f.IsValid() || f.Bool()
}
