// Package languages teaches a validation.Validator the languages that
// go-playground/validator has translations for.
//
//	v := validation.New()
//	if err := languages.Add(v); err != nil {
//		return err
//	}
//
// Clients then choose with Accept-Language. The texts are validator's own, without
// the name of the field: as in English, a sentence is read after the name, which a
// form shows beside it. Most texts begin with the name, so it is left out. In the
// others, such as "the length of name must be 3", what is left is a whole sentence.
//
// Texts for required say too which values count as none, by validator's text for
// that: in German, "ist ein Pflichtfeld; darf nicht gleich 0 sein". A client may
// have sent the 0. What else a text lacks, it lacks here too: most languages do not
// say the condition of required_if.
//
// The sentence is that of package validation, in English, if a language has no text,
// has one that says another thing than the rule asks for, or would have to name a
// field that clients have no name for. Content-Language names both languages then.
//
// It is a module of its own since the texts and their rules for numbers come with
// packages that few services need.
package languages
