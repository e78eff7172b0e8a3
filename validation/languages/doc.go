// Package languages teaches a validation.Validator the languages that
// go-playground/validator has translations for.
//
//	v := validation.New()
//	if err := languages.Add(v); err != nil {
//		return err
//	}
//
// Clients then choose with Accept-Language. The texts are validator's own, and so
// is what they call things. Where a language lacks a text, or has one that
// says another thing than the rule asks for, the sentence is that of package
// validation, in English; Content-Language names both languages.
//
// It is a module of its own since the texts and their rules for numbers come with
// packages that few services need.
package languages
