package guide

import (
	"cmp"
	"log/slog"
	"slices"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// Config says what a guide is about. Title is needed; for all else the zero value works.
type Config struct {
	_ [0]func() // literals name their fields

	// Title is the name of the API, such as "Payments API".
	Title string

	// Version is that of the API. "" stands for "1".
	Version string

	// Description is what a reader should know first, in Markdown. "" stands for nothing.
	Description string

	// Contact is whom a reader can ask. The zero value names nobody.
	Contact Contact

	// BaseURL is where the API is, such as "https://api.example.com", without a slash
	// at its end. "" leaves the host open: the addresses in the documents are then
	// relative to that of the guide.
	BaseURL string

	// Path is where the guide is mounted below BaseURL. It does not end with the name of
	// one of the documents. "" stands for "/guide".
	Path string

	// Successes are the success statuses in use, 200 to 399. nil stands for 200, 201 and 204.
	Successes []int

	// Statuses are the error statuses that the service answers with and that no Kind
	// stands for: those that its handlers return as they are, and those of demur.
	Statuses []apierror.Status

	// Kinds are the ways to fail that the service has documented. nil stands for none.
	Kinds []apierror.Kind

	// Samples are errors as handlers return them, to be shown in place of those that the
	// guide makes of a status or Kind alone: with their detail, fields and extension
	// members. Each is for the entry that has its status and code, one at most for each.
	// nil stands for none.
	Samples []*apierror.Error

	// Policies are the quotas that are counted in windows of the clock. With one, the
	// guide lists status 429. Each has a name of its own. nil stands for none.
	Policies []ratelimit.Policy

	// FieldCodes are the codes in the errors of a 422, each with its meaning, as
	// Validator.Codes of package validation returns them. nil lists none.
	FieldCodes map[string]string

	// Challenge is that of the adapter's Config, for the sample of a 401. "" stands for "Bearer".
	Challenge string

	// RetryAfter is that of the adapter's Config, for the samples of a 429 and 503. Zero
	// stands for one minute.
	RetryAfter time.Duration

	// ProblemTypes lists application/problem+json and application/problem+xml in the
	// OpenAPI document too. false lists application/json and application/xml, since each
	// media type makes generators write one more set of types.
	ProblemTypes bool

	// Common are the statuses whose responses Merge gives to each operation that lacks
	// them. nil stands for those of 401, 406, 415, 429 and 500 that the guide lists.
	Common []apierror.Status

	// Logger is told what Observe finds. nil stands for [slog.Default] at that time.
	Logger *slog.Logger
}

// Contact is whom readers of a guide can ask.
type Contact struct {
	Name  string // "" for none
	URL   string // of a page, with http or https; "" for none
	Email string // "" for none
}

// entries returns what the guide lists, each with its code: the Kinds, then the statuses.
func (cfg *Config) entries() []apierror.Kind {
	all := slices.Clone(cfg.Kinds)
	statuses := cfg.Statuses
	if len(cfg.Policies) > 0 && !slices.Contains(statuses, apierror.TooManyRequests) &&
		!slices.ContainsFunc(all, func(k apierror.Kind) bool { return cmp.Or(k.Code, k.Status.Code()) == apierror.TooManyRequests.Code() }) {
		statuses = append(slices.Clone(statuses), apierror.TooManyRequests)
	}
	for _, s := range statuses {
		all = append(all, apierror.Kind{Status: s})
	}
	for i := range all {
		all[i].Code = cmp.Or(all[i].Code, all[i].Status.Code())
		all[i].Title = cmp.Or(all[i].Title, all[i].Status.Title())
	}
	return all
}

func codeOf(e *apierror.Error) string { return cmp.Or(e.Code, e.Status.Code()) }
