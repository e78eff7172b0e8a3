package languages

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	ut "github.com/go-playground/universal-translator"
	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/validation"
)

// Add teaches v the named languages, or all that there are if none is named: ar,
// de, en, es, fa, fr, hy, id, it, ja, ko, lv, nl, pl, pt, pt-BR, ru, th, tr, uk, vi,
// zh and zh-TW. Case does not matter, nor does "_" for "-". English every Validator
// knows. v's validator is not touched.
//
// The error names all that are not among them. Call it before the first request.
func Add(v *validation.Validator, languages ...string) error {
	var errs []error
	all := bundles()
	wanted := make(map[string]bool, len(languages))
	for _, name := range languages {
		tag := strings.ToLower(strings.ReplaceAll(name, "_", "-"))
		known := slices.ContainsFunc(all, func(b bundle) bool { return strings.EqualFold(b.tag, tag) })
		if !known && tag != "en" {
			errs = append(errs, fmt.Errorf("languages: validator has no translation into %q", name))
		}
		wanted[tag] = true
	}
	if len(errs) > 0 {
		return errors.Join(errs...)
	}
	for _, b := range all {
		if len(languages) == 0 || wanted[strings.ToLower(b.tag)] {
			errs = append(errs, b.addTo(v))
		}
	}
	return errors.Join(errs...)
}

// addTo loads the texts by a validator of its own, which is then thrown away.
func (b bundle) addTo(v *validation.Validator) error {
	locale := b.locale()
	texts, _ := ut.New(locale, locale).GetTranslator(locale.Locale())
	if err := b.register(validator.New(), texts); err != nil {
		return fmt.Errorf("languages: %s: %w", b.tag, err)
	}
	say := speaker{texts, b.field, b.wrong}.say
	errs := []error{v.AddLanguage(b.tag, say)}
	for _, tag := range b.also {
		errs = append(errs, v.AddLanguage(tag, say))
	}
	return errors.Join(errs...)
}
