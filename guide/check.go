package guide

import (
	"cmp"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/seed-86b940f4/demur/apierror"
)

// checker gathers the mistakes of a configuration.
type checker struct {
	cfg      *Config
	mistakes []error
	owners   map[string]string          // who has a code
	statuses map[string]apierror.Status // by code
}

func (c *checker) wrong(format string, args ...any) {
	c.mistakes = append(c.mistakes, fmt.Errorf("guide: "+format, args...))
}

// check returns every mistake of the configuration.
func (cfg *Config) check() error {
	c := checker{cfg: cfg, owners: map[string]string{}, statuses: map[string]apierror.Status{}}
	if strings.TrimSpace(cfg.Title) == "" {
		c.wrong("the Config has no Title")
	}
	c.addresses()
	for _, s := range cfg.Successes {
		if s < 200 || s > 399 {
			c.wrong("success status %d is not 200 to 399", s)
		}
	}
	entries := cfg.entries()
	c.codes(entries)
	c.samples()
	c.policies()
	if s := cfg.Challenge; s != "" && apierror.Unauthorized.New("").WithChallenge(s).Header == nil {
		c.wrong("Challenge %q cannot be sent", s)
	}
	if d := cfg.RetryAfter; d < 0 {
		c.wrong("RetryAfter %v is negative", d)
	}
	for _, s := range cfg.Common {
		if !slices.ContainsFunc(entries, func(k apierror.Kind) bool { return k.Status == s }) {
			c.wrong("common status %d is none that the guide lists", int(s))
		}
	}
	return errors.Join(c.mistakes...)
}

// addresses checks what documents and pages link to.
func (c *checker) addresses() {
	if s := c.cfg.BaseURL; s != "" {
		if u, ok := webAddress(s); !ok || u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.HasSuffix(s, "/") {
			c.wrong("BaseURL %q is not of the form https://host or https://host/path", s)
		}
	}
	if s := c.cfg.Path; s != "" {
		u, err := url.Parse(s)
		switch {
		case err != nil || s[0] != '/' || s == "/" || s != path.Clean(s) || s != u.String() || u.Host != "" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
			c.wrong("Path %q is not of the form /guide", s)
		case namesFile(path.Base(s)):
			c.wrong("Path %q ends with the name of a document, which would be served in place of the page", s)
		}
	}
	if s := c.cfg.Contact.URL; s != "" {
		if _, ok := webAddress(s); !ok {
			c.wrong("Contact.URL %q is no address of a page", s)
		}
	}
	if s := c.cfg.Contact.Email; s != "" {
		if a, err := mail.ParseAddress(s); err != nil || a.Address != s {
			c.wrong("Contact.Email %q is no e-mail address", s)
		}
	}
}

// namesFile reports whether a name is that of a document, see [Guide.Files].
func namesFile(name string) bool {
	return slices.ContainsFunc(documents[:], func(d document) bool { return d.name == name })
}

// webAddress returns a URL with http or https and a host, written as it is sent.
func webAddress(s string) (*url.URL, bool) {
	u, err := url.Parse(s)
	return u, err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && strings.EqualFold(u.String(), s)
}

var codeForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// codes checks what the guide lists.
func (c *checker) codes(entries []apierror.Kind) {
	for i, k := range entries {
		who := fmt.Sprintf("status %d", int(k.Status))
		if i < len(c.cfg.Kinds) {
			who = fmt.Sprintf("kind %d", i)
		}
		if k.Status < 400 || k.Status > 599 {
			c.wrong("%s has status %d, which is not 400 to 599", who, int(k.Status))
		}
		if !codeForm.MatchString(k.Code) {
			c.wrong("%s has code %q, which is not of the form [a-z][a-z0-9_]*", who, k.Code)
		}
		if k.Type != "" && k.New("").WithType("").WithType(k.Type).Type == "" {
			c.wrong("%s has type %q, which is no URI reference", who, k.Type)
		}
		if other, taken := c.owners[k.Code]; taken {
			c.wrong("%s and %s have the same code, %q", other, who, k.Code)
			continue
		}
		c.owners[k.Code], c.statuses[k.Code] = who, k.Status
	}
}

func (c *checker) samples() {
	seen := map[string]int{}
	for i, e := range c.cfg.Samples {
		if e == nil {
			c.wrong("sample %d is nil", i)
			continue
		}
		code := codeOf(e)
		status, listed := c.statuses[code]
		first, again := seen[code]
		switch {
		case !listed:
			c.wrong("sample %d has code %q, which no status and no Kind of the guide has", i, code)
		case e.Status != status:
			c.wrong("sample %d has status %d, but %s with its code, %q, has %d", i, int(e.Status), c.owners[code], code, int(status))
		case again:
			c.wrong("sample %d and sample %d have the same code, %q", first, i, code)
		default:
			seen[code] = i
		}
	}
}

func (c *checker) policies() {
	seen := map[string]bool{}
	for _, p := range c.cfg.Policies {
		if err := p.Check(); err != nil {
			c.wrong("policy %q: %w", p.Name, err)
		}
		name := cmp.Or(p.Name, "default")
		if seen[name] {
			c.wrong("two policies have the name %q", name)
		}
		seen[name] = true
	}
}
