package validation

import (
	"reflect"
	"time"
)

var timeType = reflect.TypeFor[time.Time]()

func isDuration(t reflect.Type) bool { return t == reflect.TypeFor[time.Duration]() }

// size is for rules whose meaning depends on the type: the number of characters of
// a string and of items of a list, or a bound on the value itself.
func size(r *Rule) string {
	kind := r.kind()
	switch r.Tag {
	case "eq", "ne":
		if kind != ofList && kind != ofMap {
			if r.Tag == "eq" {
				return "must be " + r.Param
			}
			return "must not be " + r.Param
		}
	case "len", "min", "max", "lt", "lte", "gt", "gte":
	default:
		return ""
	}
	switch kind {
	case ofText:
		return amount(r.Tag, things(r.Param, "character", "characters"), "must be ", "exactly ", "longer", "shorter", " long")
	case ofList:
		return amount(r.Tag, things(r.Param, "item", "items"), "must have ", "exactly ", "more", "fewer", "")
	case ofMap:
		return amount(r.Tag, things(r.Param, "entry", "entries"), "must have ", "exactly ", "more", "fewer", "")
	case ofTime:
		if r.Param == "" {
			return timeBound(r.Tag)
		}
	}
	return amount(r.Tag, r.Param, "must be ", "", "more", "less", "")
}

func things(n, one, many string) string {
	if n == "1" {
		return "1 " + one
	}
	return n + " " + many
}

// amount is the sentence for a number of things, or for a number.
func amount(tag, n, must, exactly, more, less, long string) string {
	switch tag {
	case "len", "eq":
		return must + exactly + n + long
	case "ne":
		return must + more + " or " + less + " than " + n
	case "min", "gte":
		return must + "at least " + n + long
	case "max", "lte":
		return must + "at most " + n + long
	case "gt":
		return must + more + " than " + n
	default:
		return must + less + " than " + n
	}
}

// timeBound is for times without a parameter, which are compared with the clock.
func timeBound(tag string) string {
	switch tag {
	case "gt":
		return "must be in the future"
	case "lt":
		return "must be in the past"
	case "gte", "min":
		return "must not be in the past"
	case "lte", "max":
		return "must not be in the future"
	}
	return ""
}
