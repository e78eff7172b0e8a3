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
// the sentence. Most texts begin with the name, so it is left out: "muss größer als 5
// sein". In the others, such as "the length of name must be 3", what is left is whole.
//
// The texts of required also say which value is no value, in the words of another text
// of validator: "ist ein Pflichtfeld; darf nicht gleich 0 sein". In most languages, the
// texts of required_if and its siblings do not say the condition.
//
// The sentence is that of package validation, in English, if a language has no text for
// a rule, has one that says another thing than the rule asks for, or would have to name
// a field that clients have no name for. Content-Language then names both languages.
//
// It is a module of its own because the texts and their rules for numbers come with
// packages that few services need.
package languages
