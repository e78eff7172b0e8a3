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
		return textSize(r.Tag, r.Param)
	case ofList:
		return count(r.Tag, r.Param, "item")
	case ofMap:
		return count(r.Tag, r.Param, "entry")
	case ofTime:
		if r.Param == "" {
			return timeBound(r.Tag)
		}
	}
	return bound(r.Tag, r.Param)
}

func textSize(tag, n string) string {
	characters := n + " characters"
	if n == "1" {
		characters = "1 character"
	}
	switch tag {
	case "len":
		return "must be exactly " + characters + " long"
	case "min", "gte":
		return "must be at least " + characters + " long"
	case "max", "lte":
		return "must be at most " + characters + " long"
	case "gt":
		return "must be longer than " + characters
	default:
		return "must be shorter than " + characters
	}
}

func count(tag, n, thing string) string {
	things := n + " " + thing + "s"
	switch {
	case n == "1":
		things = "1 " + thing
	case thing == "entry":
		things = n + " entries"
	}
	switch tag {
	case "len", "eq":
		return "must have exactly " + things
	case "ne":
		return "must have more or fewer than " + things
	case "min", "gte":
		return "must have at least " + things
	case "max", "lte":
		return "must have at most " + things
	case "gt":
		return "must have more than " + things
	default:
		return "must have fewer than " + things
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

func bound(tag, n string) string {
	switch tag {
	case "len":
		return "must be " + n
	case "min", "gte":
		return "must be at least " + n
	case "max", "lte":
		return "must be at most " + n
	case "gt":
		return "must be more than " + n
	default:
		return "must be less than " + n
	}
}
