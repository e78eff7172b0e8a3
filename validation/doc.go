// Package validation says what is wrong with a request: the rules are the tags of
// go-playground/validator, the answer is a 422 of package apierror with one entry
// for each field that breaks one.
//
//	e.Validator = validation.New() // satisfies echo.Validator
//
//	type Order struct {
//		Items []Item    `json:"items" validate:"min=1,dive"`
//		Start time.Time `json:"start"`
//		End   time.Time `json:"end" validate:"gtfield=Start"`
//	}
//
// # Where
//
// Each entry has the place of a field: a JSON Pointer as a URI fragment (RFC 6901
// section 6) such as "#/items/1/sku", an XPath such as "/order/items/item[2]/@sku" if
// the request had an XML body, or the name of a parameter of the path, the query, a
// header, a cookie or a form. The place is found by a walk through the validated
// value, so it is exact for any names and keys. Another field, as in gtfield, is also
// named as clients know it. If clients have no name for a field, the place is that
// of the value which contains it. If the key of a map breaks a rule, the place is the
// map, since the key is the rejected value.
//
// A value does not know its request. [Validator.Validate] names places as in a JSON
// body. [Validator.For] adapts them to a request; the adapters, such as package
// demur, call it for every error that they answer.
//
// # What
//
// The code of an entry is the tag or the alias, as the author of the type wrote it. The
// detail is a sentence. There is one for each tag of validator; [Validator.Sentence]
// sets those for the author's own rules. The rejected value is never sent or logged.
//
// The sentences are in English. Module validation/languages adds those that
// validator has translations for; Accept-Language then chooses.
//
// # When
//
// Register rules, sentences and languages before the first request: validator does not
// allow registration while it validates. [Validator.Check] finds mistakes in tags when
// the program starts. Without it, the first request finds them and gets a 500.
package validation
