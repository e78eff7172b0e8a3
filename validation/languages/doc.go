// Package languages teaches a validation.Validator the languages that
// go-playground/validator has translations for.
//
//	v := validation.New()
//	if err := languages.Add(v); err != nil {
//		return err
//	}
//
// Clients then choose with Accept-Language. The texts are validator's own, except that
// no sentence says the name of the field, as in English: a form shows the name beside
// the sentence. Where a text has the name, it says "the field" in that language.
//
// The texts of required say that the field is a required one. They do not tell, as the
// English sentences do, that a 0 or a false is no value; the Vietnamese one speaks of
// an empty field.
//
// Where a language lacks a text, or has one that says another thing than the rule asks
// for, the sentence is that of package validation, in English; Content-Language names
// both languages.
//
// It is a module of its own because the texts and their rules for numbers come with
// packages that few services need.
package languages
