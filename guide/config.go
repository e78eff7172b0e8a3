package guide

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"slices"
	"strings"
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

	// Path is where the guide is mounted below BaseURL. "" stands for "/guide".
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
	// members. Each is for the entry that has its code. nil stands for none.
	Samples []*apierror.Error

	// Policies are the quotas that are counted in windows of the clock. With one, the
	// guide lists status 429. nil stands for none.
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

var codeForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// check returns every mistake of the configuration.
func (cfg *Config) check() error {
	var mistakes []error
	wrong := func(format string, args ...any) {
		mistakes = append(mistakes, fmt.Errorf("guide: "+format, args...))
	}
	if strings.TrimSpace(cfg.Title) == "" {
		wrong("the Config has no Title")
	}
	if cfg.BaseURL != "" {
		if u, err := url.Parse(cfg.BaseURL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || strings.HasSuffix(cfg.BaseURL, "/") {
			wrong("BaseURL %q is not of the form https://host or https://host/path", cfg.BaseURL)
		}
	}
	if cfg.Path != "" {
		if u, err := url.Parse(cfg.Path); err != nil || !strings.HasPrefix(cfg.Path, "/") || strings.HasPrefix(cfg.Path, "//") || u.RawQuery != "" || u.Fragment != "" || u.Path == "/" || strings.HasSuffix(cfg.Path, "/") {
			wrong("Path %q is not of the form /guide", cfg.Path)
		}
	}
	if c := cfg.Contact.URL; c != "" {
		if u, err := url.Parse(c); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			wrong("Contact.URL %q is no address of a page", c)
		}
	}
	for _, s := range cfg.Successes {
		if s < 200 || s > 399 {
			wrong("success status %d is not 200 to 399", s)
		}
	}
	codes := map[string]string{} // code -> who has it
	claim := func(status apierror.Status, code, who string) {
		if status < 400 || status > 599 {
			wrong("%s has status %d, which is not 400 to 599", who, int(status))
		}
		if !codeForm.MatchString(code) {
			wrong("%s has code %q, which is not of the form [a-z][a-z0-9_]*", who, code)
		}
		if other, taken := codes[code]; taken {
			wrong("%s and %s have the same code, %q", other, who, code)
			return
		}
		codes[code] = who
	}
	for i, k := range cfg.entries() {
		who := fmt.Sprintf("status %d", int(k.Status))
		if i < len(cfg.Kinds) {
			who = fmt.Sprintf("kind %d", i)
		}
		claim(k.Status, k.Code, who)
	}
	for _, p := range cfg.Policies {
		if err := p.Check(); err != nil {
			wrong("policy %q: %w", p.Name, err)
		}
	}
	for i, e := range cfg.Samples {
		if e == nil {
			wrong("sample %d is nil", i)
		} else if codes[codeOf(e)] == "" {
			wrong("sample %d has code %q, which no status and no Kind of the guide has", i, codeOf(e))
		}
	}
	for _, s := range cfg.Common {
		if !slices.ContainsFunc(cfg.entries(), func(k apierror.Kind) bool { return k.Status == s }) {
			wrong("common status %d is none that the guide lists", int(s))
		}
	}
	return errors.Join(mistakes...)
}

// entries returns what the guide lists, each with its code: the Kinds, then the statuses.
func (cfg *Config) entries() []apierror.Kind {
	all := slices.Clone(cfg.Kinds)
	statuses := cfg.Statuses
	if len(cfg.Policies) > 0 && !slices.Contains(statuses, apierror.TooManyRequests) &&
		!slices.ContainsFunc(all, func(k apierror.Kind) bool { return codeOf(k.New("")) == apierror.TooManyRequests.Code() }) {
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
