package validation

import "strings"

// sentence returns what a broken rule of validator's asks for, in English, "" for
// a tag that is none of its own. It goes on from the name of the field: "must be
// an e-mail address". The tables are switches, so that nothing is built at start.
func sentence(r *Rule) string {
	if text := size(r); text != "" {
		return text
	}
	if text := presence(r); text != "" {
		return text
	}
	if text := comparison(r); text != "" {
		return text
	}
	if text := choice(r); text != "" {
		return text
	}
	for _, table := range [...]func(string) string{characters, encodings, identifiers, codes, network, places, aliases} {
		if text := table(r.Tag); text != "" {
			return strings.ReplaceAll(text, placeholder, r.Param)
		}
	}
	return ""
}

// aliases is for those that validator brings along.
func aliases(tag string) string {
	switch tag {
	case "iscolor":
		return "must be a colour in the notation of CSS"
	case "country_code":
		return "must be a country code of ISO 3166-1"
	case "eu_country_code":
		return "must be the ISO 3166-1 code of a country of the European Union"
	}
	return ""
}

// choice is for rules that name values.
func choice(r *Rule) string {
	switch r.Tag {
	case "oneof":
		return "must be " + oneOf(r.Param)
	case "oneofci":
		return "must be " + oneOf(r.Param) + ", in upper or lower case"
	case "noneof":
		return "must not be " + oneOf(r.Param)
	case "noneofci":
		return "must not be " + oneOf(r.Param) + ", in upper or lower case"
	case "eq_ignore_case":
		return "must be " + r.Param + ", in upper or lower case"
	case "ne_ignore_case":
		return "must not be " + r.Param + ", in upper or lower case"
	case "unique":
		switch r.other {
		case "":
			return "must not have the same value twice"
		case anotherField: // of the items, and not of what holds them
			return "must not have two items with the same value in one of their fields"
		}
		return "must not have two items with the same " + r.other
	case "validateFn":
		return neutral
	}
	return ""
}

// oneOf writes a list of values as words.
func oneOf(param string) string {
	if param == placeholder {
		return "one of " + placeholder
	}
	words := splitParam(param)
	for i, w := range words {
		words[i] = strings.ReplaceAll(w, "'", "")
	}
	if len(words) == 1 {
		return words[0]
	}
	return "one of " + strings.Join(words, ", ")
}
