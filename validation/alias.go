package validation

import (
	"reflect"
	"slices"
	"strings"

	"github.com/go-playground/validator/v10"
)

// aliased is one rule of a tag, with the alias that it stands in, "" for none. validator
// reports a rule under the alias.
type aliased struct{ rule, alias string }

// rulesIn returns the rules of a tag. An alias with a dive gives way to its rules, since
// what follows the dive is for other values. Other aliases stay: validator knows them.
func rulesIn(engine *validator.Validate, tag string) []aliased {
	return appendRules(nil, engine, tag, "", 0)
}

// mostAliases bounds how deep aliases are followed: one may stand for itself.
const mostAliases = 32

func appendRules(all []aliased, engine *validator.Validate, tag, alias string, depth int) []aliased {
	inKeys := false // whose rules are reported under their own names
	for rule := range strings.SplitSeq(tag, ",") {
		stands := aliasOf(engine, rule)
		switch inKeys = rule == "keys" || inKeys && rule != "endkeys"; {
		case stands != "" && depth < mostAliases && holds(engine, stands, "dive", depth+1):
			all = appendRules(all, engine, stands, rule, depth+1)
		case stands != "" || inKeys:
			all = append(all, aliased{rule: rule})
		default:
			all = append(all, aliased{rule, alias})
		}
	}
	return all
}

// holds reports whether a tag has a rule, be it behind aliases.
func holds(engine *validator.Validate, tag, rule string, depth int) bool {
	return slices.ContainsFunc(strings.Split(tag, ","), func(one string) bool {
		stands := aliasOf(engine, one)
		return one == rule || stands != "" && depth < mostAliases && holds(engine, stands, rule, depth+1)
	})
}

// aliasOf returns the rules that an alias stands for, "" for what is no alias.
func aliasOf(engine *validator.Validate, name string) string {
	if all := engineField(engine, "aliases", reflect.Map); all.IsValid() && all.Type().Key().Kind() == reflect.String {
		if rules := all.MapIndex(reflect.ValueOf(name)); rules.IsValid() {
			return rules.String()
		}
	}
	return ""
}
