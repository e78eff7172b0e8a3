package payments

import (
	"errors"

	"github.com/seed-86b940f4/demur/validation"
	"github.com/seed-86b940f4/demur/validation/languages"
)

// requests returns a value of each type that a client can send.
func requests() []any { return []any{CreatePayment{}, Switch{}, ReportOf{}} }

// newRules returns what checks the requests, and says what is wrong in the language
// that the client asks for. A mistake in a tag ends the program here, before the
// first request meets it.
func newRules() (*validation.Validator, error) {
	rules := validation.New()
	return rules, errors.Join(
		languages.Add(rules),
		// What validator has no German for would be said in English.
		rules.Sentence("de", "credit_card", "muss eine Kartennummer sein"),
		rules.Sentence("de", "datetime", "muss die Form {param} haben"),
		rules.Sentence("de", "iso3166_1_alpha2", "muss ein Ländercode aus zwei Buchstaben sein (ISO 3166-1)"),
		rules.Check(requests()...),
	)
}
