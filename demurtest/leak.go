package demurtest

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// leakChecks look into every answer to a request that fails.
func leakChecks() []check {
	return []check{{"leaks", false, "Somebody who attacks the service learns what it is made of, and where it runs. A client reads words that mean nothing to it.", ordinary, func(a *asking) (f faults) {
		for _, r := range a.provoking() {
			got := a.ask(r)
			if got.status < 400 {
				continue
			}
			if found := a.leaked(got); found != "" {
				f.add(got, "the answer says %q", found)
			}
			if got.header.Get("X-Injected") != "" {
				f.add(got, "the address of the request has added a field to the header")
			}
		}
		return f
	}}}
}

// inner are what stands in texts that were written for the log.
var inner = []*regexp.Regexp{
	regexp.MustCompile(`goroutine \d+|runtime error|\w+\.go:\d+|/usr/(local/)?(lib|go)/|/home/\w+/|\bpanic\b`),
	regexp.MustCompile(`\b(json|xml|strconv|sql|http|mime|multipart|url|time|net|os|reflect|io|bufio|driver|echo|gin|fuego|huma|validator|context): `),
	regexp.MustCompile(`unexpected EOF|unexpected end of JSON|\bEOF\b|invalid character '|looking for beginning of|cannot unmarshal|Unmarshal type error|unmarshal|Go struct field|Go value|parsing "|invalid syntax|value out of range`),
	regexp.MustCompile(`expected=\w+|got=\w+|Key: '\w+\.|Field validation for|failed on the '\w+' tag`),
	regexp.MustCompile(`\*?\b(main|models?|types|api|handlers?|service|http|json|strconv|reflect|errors|sql|echo|gin|validator)\.[A-Z]\w+`),
	regexp.MustCompile(`\b(u?int(8|16|32|64)|float(32|64)|map\[string\]|interface ?\{|\[\]byte|struct ?\{)`),
	regexp.MustCompile(`\b(pq|pgx|mysql|sqlite\d?|mongo|redis|ORA-\d+|SQLSTATE)\b ?:?|no rows in result set|duplicate key value|dial tcp|connection refused|no such host|i/o timeout|context (deadline exceeded|canceled)|broken pipe|connection reset`),
	regexp.MustCompile(`\b(10(\.\d{1,3}){3}|127(\.\d{1,3}){3}|192\.168(\.\d{1,3}){2}|172\.(1[6-9]|2\d|3[01])(\.\d{1,3}){2}|169\.254(\.\d{1,3}){2})\b|\[::1\]`),
}

// leaked returns what stands in an answer and is not for clients, or "".
func (a *asking) leaked(got answer) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(got.header)) {
		b.WriteString(strings.Join(got.header[name], "\n") + "\n")
	}
	b.Write(got.body)
	said := b.String()
	// What the client has said itself tells it nothing.
	for _, own := range a.own(got.of) {
		said = strings.ReplaceAll(said, own, "")
	}
	for _, pattern := range inner {
		if found := pattern.FindString(said); found != "" {
			return found
		}
	}
	return ""
}

// own returns what the client knows: whom it has asked, and for what.
func (a *asking) own(r request) (texts []string) {
	if u, err := url.Parse(a.url); err == nil {
		texts = append(texts, u.Host)
	}
	pathname, _, _ := strings.Cut(r.target, "?")
	if unescaped, err := url.PathUnescape(pathname); err == nil && len(unescaped) > 1 {
		texts = append(texts, unescaped)
	}
	return append(texts, pathname)
}

// provoking returns requests that should fail.
func (a *asking) provoking() []request {
	all := []request{a.failing(), a.failing().accepting(typeXML)}
	if a.sample.fails() {
		return all
	}
	all = append(all, a.base().accepting("image/png"), a.base().by(a.unused()).bare())
	all = append(all, a.odd()...)
	if sendingBody(a) == "" {
		all = append(all, a.empty(), a.untyped(), a.large())
	}
	if sendingDocument(a) == "" {
		all = append(all, a.cut(), a.trailing())
	}
	if sendingObject(a) == "" {
		all = append(all, a.twice())
		for _, m := range a.mistyped() {
			all = append(all, m.request)
		}
	}
	if withKey(a) == "" {
		all = append(all, a.keyless(), a.wrongKey())
	}
	return all
}
