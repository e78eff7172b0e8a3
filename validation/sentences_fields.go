package validation

import (
	"reflect"
	"strings"
)

// presence is for rules on whether a field is there at all. validator takes the zero
// value of a type for no value, so a client may have sent one; the words say so.
func presence(r *Rule) string {
	switch r.Tag {
	case "required":
		return wanted(r)
	case "isdefault":
		return unwanted(r)
	case "required_if", "skip_unless":
		return wanted(r) + " when " + equalities(r, " and ")
	case "required_unless":
		return wanted(r) + " unless " + equalities(r, " or ")
	case "required_with":
		return wanted(r) + " when " + given(r, " or ", "given")
	case "required_with_all":
		return wanted(r) + " when " + given(r, " and ", "given")
	case "required_without":
		return wanted(r) + " when " + given(r, " or ", missing)
	case "required_without_all":
		return wanted(r) + " when " + given(r, " and ", missing)
	case "excluded_if":
		return unwanted(r) + " when " + equalities(r, " and ")
	case "excluded_unless":
		return unwanted(r) + " unless " + equalities(r, " or ")
	case "excluded_with":
		return unwanted(r) + " when " + given(r, " or ", "given")
	case "excluded_with_all":
		return unwanted(r) + " when " + given(r, " and ", "given")
	case "excluded_without":
		return unwanted(r) + " when " + given(r, " or ", missing)
	case "excluded_without_all":
		return unwanted(r) + " when " + given(r, " and ", missing)
	}
	return ""
}

const missing = "missing or empty"

// wanted is what required asks for. A list that may be empty is missing if nobody has
// sent it, one of a fixed length if all in it is empty.
func wanted(r *Rule) string {
	if r.Pointer || r.Type == nil || r.kind() == ofTime {
		return "must be given"
	}
	if r.Type.Kind() == reflect.Array {
		return "must be given and have an item that is not empty"
	}
	switch r.kind() {
	case ofText, ofList, ofMap:
		return "must be given and not be empty"
	case ofBool:
		return "must be given and be true"
	}
	return "must be given and not be 0"
}

// unwanted is what excluded asks for. An empty list or map is one.
func unwanted(r *Rule) string {
	if r.Pointer || r.Type == nil {
		return "must be left out"
	}
	if r.Type.Kind() == reflect.Array {
		return "must be left out or have empty items alone"
	}
	switch r.kind() {
	case ofText:
		return "must be left out or empty"
	case ofList, ofMap, ofTime:
		return "must be left out"
	case ofBool:
		return "must be left out or false"
	}
	return "must be left out or 0"
}

// equalities writes pairs of fields and values as words.
func equalities(r *Rule, join string) string {
	var b strings.Builder
	for i := 0; i+1 < len(r.words); i += 2 {
		if i > 0 {
			b.WriteString(join)
		}
		value := r.words[i+1]
		switch value {
		case "":
			value = "empty"
		case "nil":
			value = "missing"
		}
		b.WriteString(r.words[i] + " is " + value)
	}
	if b.Len() == 0 {
		return "other fields ask for it"
	}
	return b.String()
}

// given writes that fields are there, or not, as words.
func given(r *Rule, join, state string) string {
	switch {
	case len(r.words) == 0:
		return "another field is " + state
	case len(r.words) > 1 && join == " and ":
		return strings.Join(r.words, join) + " are " + state
	}
	return strings.Join(r.words, join) + " is " + state
}

// comparison is for rules that compare with another field.
func comparison(r *Rule) string {
	other := r.other
	if other == "" {
		other = anotherField
	}
	more, less := differences(r)
	switch r.Tag {
	case "eqfield", "eqcsfield":
		return "must be the same as " + other
	case "nefield", "necsfield":
		return "must be different from " + other
	case "gtfield", "gtcsfield":
		return "must be " + more + " than " + other
	case "gtefield", "gtecsfield":
		return "must not be " + less + " than " + other
	case "ltfield", "ltcsfield":
		return "must be " + less + " than " + other
	case "ltefield", "ltecsfield":
		return "must not be " + more + " than " + other
	case "fieldcontains":
		return "must contain the value of " + other
	case "fieldexcludes":
		return "must not contain the value of " + other
	case "postcode_iso3166_alpha2_field":
		return "must be a postcode of the country in " + other
	}
	return ""
}

// differences are words for how values of a type differ to validator.
func differences(r *Rule) (more, less string) {
	switch r.kind() {
	case ofText, ofList, ofMap:
		return "longer", "shorter"
	case ofTime:
		return "later", "earlier"
	}
	return "greater", "less"
}
