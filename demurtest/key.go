package demurtest

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// keyChecks are about requests without the right key.
func keyChecks() []check {
	return []check{
		{"key/missing", false, "Somebody without a key gets the data of others; or a client that has forgotten its key is told something else.", withKey, func(a *asking) (f faults) {
			if got := a.ask(a.keyless()); !a.hidden(got) {
				f.refuses(got, http.StatusUnauthorized)
			}
			return f
		}},
		{"key/wrong", false, "Somebody with a wrong key gets the data of others, or reads the key of a client in the answer.", withKey, func(a *asking) (f faults) {
			got := a.ask(a.wrongKey())
			if !a.hidden(got) {
				f.refuses(got, http.StatusUnauthorized, http.StatusForbidden)
			}
			if strings.Contains(words(got), wrongKey) {
				f.add(got, "the answer repeats the key")
			}
			return f
		}},
		{"key/challenge", false, "A client, or a browser, is not told how to show who it is (RFC 9110 section 15.5.2: a 401 must have WWW-Authenticate).", unauthorized, func(a *asking) (f faults) {
			if got := a.ask(a.keyless()); got.header.Get("WWW-Authenticate") == "" {
				f.add(got, "there is no WWW-Authenticate")
			}
			return f
		}},
		{"key/formats", true, "A client that reads XML alone cannot read why it was refused.", unauthorized, func(a *asking) (f faults) {
			f.wants(a, a.ask(a.keyless().accepting(typeXML)), a.keyless(), inXML)
			f.wants(a, a.ask(a.keyless().accepting(typeJSON)), a.keyless(), inJSON)
			return f
		}},
		{"key/no-store", false, "A cache hands the refusal of one client to another that has a key.", unauthorized, func(a *asking) (f faults) {
			if got := a.ask(a.keyless()); !unkept(got) {
				f.add(got, "Cache-Control is %q", strings.Join(got.header.Values("Cache-Control"), ", "))
			}
			return f
		}},
	}
}

const wrongKey = "demurtest-knows-no-key"

func withKey(a *asking) string {
	if why := succeeding(a); why != "" {
		return why
	}
	if a.sample.key() == "" {
		return "the sample has no key"
	}
	return ""
}

// unauthorized is for what is asked of a 401. Where there is none, key/missing fails, or
// the service hides what it has.
func unauthorized(a *asking) string {
	if why := withKey(a); why != "" {
		return why
	}
	if got := a.ask(a.keyless()); got.status != http.StatusUnauthorized {
		return fmt.Sprintf("a request without the key gets %d, not 401", got.status)
	}
	return ""
}

// hidden reports whether a service says of the sample what it says of a path that it does
// not have, as RFC 9110 section 15.5.4 allows for what a client may not see.
func (a *asking) hidden(got answer) bool {
	return got.status == http.StatusNotFound && a.ask(a.keyless().to("/"+nowhere)).status == http.StatusNotFound
}

// inQuery reports whether the key is a parameter of the Target.
func (s Sample) inQuery() bool {
	name := s.key()
	_, query, _ := strings.Cut(s.Target, "?")
	return name != "" && s.Header.Get(name) == "" && slices.ContainsFunc(strings.Split(query, "&"), func(pair string) bool { return named(pair, name) })
}

// named reports whether a part of a query has that name.
func named(pair, name string) bool {
	found, _, _ := strings.Cut(pair, "=")
	unescaped, err := url.QueryUnescape(found)
	return err == nil && unescaped == name
}

// keyless is the sample without its key.
func (a *asking) keyless() request { return a.keyed("") }

// wrongKey keeps the form of the key: the scheme, the name of a cookie.
func (a *asking) wrongKey() request {
	value := a.sample.Header.Get(a.sample.key())
	scheme, _, found := strings.Cut(value, " ")
	name, _, isCookie := strings.Cut(value, "=")
	switch {
	case http.CanonicalHeaderKey(a.sample.key()) == "Cookie" && isCookie:
		return a.keyed(name + "=" + wrongKey)
	case found && strings.EqualFold(scheme, "Basic"):
		return a.keyed(scheme + " " + base64.StdEncoding.EncodeToString([]byte("demurtest:"+wrongKey)))
	case found:
		return a.keyed(scheme + " " + wrongKey)
	}
	return a.keyed(wrongKey)
}

// keyed is the sample with another key, "" for none.
func (a *asking) keyed(value string) request {
	name := a.sample.key()
	if !a.sample.inQuery() {
		if value == "" {
			return a.base().with(name)
		}
		return a.base().with(name, value)
	}
	pathname, query, _ := strings.Cut(a.sample.Target, "?")
	pairs := slices.DeleteFunc(strings.Split(query, "&"), func(pair string) bool { return named(pair, name) })
	if value != "" {
		pairs = append(pairs, url.QueryEscape(name)+"="+value)
	}
	if len(pairs) == 0 {
		return a.base().to(pathname)
	}
	return a.base().to(pathname + "?" + strings.Join(pairs, "&"))
}

// secret is the key itself, without the scheme or the name of a cookie.
func (a *asking) secret() string {
	name := a.sample.key()
	switch {
	case name == "":
		return ""
	case a.sample.inQuery():
		u, err := url.Parse(a.sample.Target)
		if err != nil {
			return ""
		}
		return u.Query().Get(name)
	}
	value := a.sample.Header.Get(name)
	if http.CanonicalHeaderKey(name) == "Cookie" {
		value, _, _ = strings.Cut(value, ";")
		_, value, _ = strings.Cut(value, "=")
	}
	return value[strings.LastIndex(value, " ")+1:]
}
