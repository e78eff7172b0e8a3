package demurtest

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// leakChecks look into every answer that the service has given.
func leakChecks() []check {
	return []check{{"leaks", false, "Somebody who attacks the service learns what it is made of, and where it runs. A client reads words that mean nothing to it.", func(a *asking) string {
		if a.sample.breaksOff() {
			return ordinary(a)
		}
		return ""
	}, func(a *asking) (f faults) {
		clean := map[string]bool{} // texts, most of which come many times
		for _, got := range a.answers() {
			if found := a.leaked(got, clean); found != "" {
				f.add(got, "the answer says %q", found)
			}
			if got.header.Get("X-Injected") != "" {
				f.add(got, "the address of the request has added a field to the header")
			}
		}
		return f
	}}}
}

// answers returns what the service has answered to the sample and what is derived from
// it. Those to requests that should fail are asked for, if no other check has done so.
func (a *asking) answers() (all []answer) {
	if a.sample.Quota > 0 {
		return []answer{a.refusal()}
	}
	for _, r := range a.provoking() {
		a.ask(r)
	}
	for _, id := range slices.Sorted(maps.Keys(a.asked)) {
		all = append(all, a.asked[id])
	}
	return all
}

// inner are what stands in texts that were written for the log. They are the words of Go,
// its decoders and drivers, as these write them, so that a sentence for people such as
// "the delivery time: 5 days" is none of them.
var inner = []*regexp.Regexp{
	// Stacks and files.
	regexp.MustCompile(`goroutine \d+ \[|runtime error: |\w+\.go:\d+|(^|[\s"'(=:])(/usr/(local/)?(lib|go)/|/home/\w+/|/root/|/go/src/)|\bpanic: |\bpanic\(`),
	// Decoders and parsers.
	regexp.MustCompile(`\b(multipart|bufio|reflect|asn1|gob): [a-z]|\bjson: (cannot|unknown|unsupported|invalid|error)|\bxml: (unsupported|invalid|unknown|expected)|\bsql: (no|converting|Scan|unknown|database|transaction|expected|statement|connection)|\bhttp: (request body|no such|named cookie|wrong|multipart|invalid|server|abort|panic)|code=\d{3}, message=`),
	regexp.MustCompile(`unexpected EOF|unexpected end of JSON input|(^|: )EOF$|invalid character '[^']{1,8}' (looking for|after|in |exceeded)|cannot unmarshal|Unmarshal type error|Go struct field|Go value of type|XML syntax error on line|parsing (time )?\\?".*\\?"|: (invalid syntax|value out of range)$|expected=\w+, got=\w+`),
	regexp.MustCompile(`Key: '[\w.]*' Error:|Field validation for|failed on the '\w+' tag`),
	// Types, with a package that has such or a star.
	regexp.MustCompile(`(^|[\s"'(\[=])(\*\w+\.[A-Z]\w*|(\[\]|\*)?(main|models?|strconv|reflect|json|xml|sql|http|url|time|net|errors|validator|bytes|bufio|multipart|runtime)\.[A-Z][a-z]\w+)|map\[string\]|interface ?\{\}|\[\](byte|string|int)\b|\bstruct ?\{|into (type )?\*?\w+\.[A-Z]`),
	// Drivers and the network.
	regexp.MustCompile(`\b(pq|pgx|pgconn|mysql|sqlite3?|mongo|redis): |\bORA-\d{5}|\bSQLSTATE\b|\bWRONGTYPE\b|Error \d{4} \(\w{5}\)|no rows in result set|duplicate key value violates|E11000 duplicate key|Duplicate entry '.*' for key|UNIQUE constraint failed`),
	regexp.MustCompile(`\b(dial|read|write) (tcp|udp|unix)\b|connect: connection refused|\bECONNREFUSED\b|lookup \S+( on \S+)?: no such host|i/o timeout|context (deadline exceeded|canceled)|write: broken pipe|connection reset by peer`),
}

// address finds private addresses (RFC 1918, RFC 3927) and those of the machine itself.
var address = regexp.MustCompile(`\b(10(\.\d{1,3}){3}|127(\.\d{1,3}){3}|192\.168(\.\d{1,3}){2}|172\.(1[6-9]|2\d|3[01])(\.\d{1,3}){2}|169\.254(\.\d{1,3}){2})\b(:\d+|/\d+)?|\[::1\](:\d+)?`)

// example is what stands before an address that a sentence gives as an example.
var example = regexp.MustCompile(`(?i)(such as|like|e\.g\.|example:?)([ "'(,\d.]|or|and)*$`)

// leaked returns what stands in an answer and is not for clients, or "". It skips the
// texts that are clean, and notes those that are.
func (a *asking) leaked(got answer, clean map[string]bool) string {
	said := a.fields(got)
	if got.status >= 400 {
		said += words(got) // the body of a success may be about anything
	}
	// What the client has said itself tells it nothing.
	for _, own := range a.own(got.of) {
		said = strings.ReplaceAll(said, own, "")
	}
	for text := range strings.Lines(said) {
		text = strings.TrimSpace(text)
		if clean[text] {
			continue
		}
		for _, pattern := range inner {
			if found := pattern.FindString(text); found != "" {
				return strings.TrimSpace(found)
			}
		}
		if found := inside(text); found != "" {
			return found
		}
		clean[text] = true
	}
	if key := a.secret(); got.status >= 400 && len(key) >= 8 && strings.Contains(words(got), key) {
		return key
	}
	return ""
}

// inside returns an address in a text that is no example and no range of addresses.
func inside(text string) string {
	for _, at := range address.FindAllStringIndex(text, -1) {
		if found := text[at[0]:at[1]]; !strings.Contains(found, "/") && !example.MatchString(text[:at[0]]) {
			return found
		}
	}
	return ""
}

// fields returns the header, one line for each value, without the fields that are made of
// addresses that clients use.
func (a *asking) fields(got answer) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(got.header)) {
		if !slices.Contains([]string{"Location", "Content-Location", "Link", "Set-Cookie", "Access-Control-Allow-Origin", "Content-Security-Policy"}, name) {
			b.WriteString(strings.Join(got.header[name], "\n") + "\n")
		}
	}
	return b.String()
}

// words returns the texts of a body, one a line and without escapes if it is JSON or XML.
func words(got answer) string {
	_, written := mediaType(got.header)
	root, err := parse(written, got.body)
	if err != nil {
		return string(got.body)
	}
	var b strings.Builder
	for _, l := range root.leaves() {
		b.WriteString(l.name + "\n" + l.text + "\n")
	}
	return b.String()
}

// own returns what the client knows: whom it has asked, for what, and with which addresses.
func (a *asking) own(r request) (texts []string) {
	if u, err := url.Parse(a.url); err == nil {
		texts = append(texts, u.Host)
	}
	pathname, query, _ := strings.Cut(r.target, "?")
	if unescaped, err := url.PathUnescape(pathname); err == nil && len(unescaped) > 1 {
		texts = append(texts, unescaped)
	}
	if len(pathname) > 1 {
		texts = append(texts, pathname)
	}
	for _, text := range []string{query, r.body} {
		texts = append(texts, address.FindAllString(text, -1)...)
	}
	for _, lines := range r.header {
		texts = append(texts, address.FindAllString(strings.Join(lines, " "), -1)...)
	}
	return texts
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
