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
// The place of a field is found by a walk along the value that was validated, so
// it is exact whatever the names and keys hold: a JSON Pointer as a URI fragment
// (RFC 6901 section 6) such as "#/items/1/sku", an XPath such as
// "/order/items/item[2]/@sku" if the request had an XML body, and the name of the
// parameter for what comes from the path, the query, a header, a cookie or a form.
// Another field, as in gtfield, goes by the name that clients know too. Where they
// know none, the place is that of what holds the field. A rule on the keys of a
// map is broken at the map: the key is the value that is refused.
//
// The value knows nothing of the request. [Validator.Validate] speaks of a JSON
// body, and [Validator.For] fits its error to a request; package demur does that
// for all errors that it answers.
//
// # What
//
// The code of an entry is the rule as the author wrote it: the tag, or the alias.
// Its detail is a sentence for each tag that validator has, see [Validator.Sentence]
// for those of the author. The rejected value is in no body and in no log.
//
// The sentences are in English. Module validation/languages adds those that
// validator has translations for; Accept-Language then chooses.
//
// # When
//
// Register rules, sentences and languages before the first request: validator's
// own registration is not safe beside validation. What is known of a type is
// found out once. [Validator.Check] finds mistakes in tags when a program starts,
// that would be a 500 with the first request.
package validation
