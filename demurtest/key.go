package demurtest

import (
	"net/http"
	"strings"
)

// keyChecks are about requests without the right key.
func keyChecks() []check {
	return []check{
		{"key/missing", false, "Somebody without a key gets the data of others; or a client that has forgotten its key is told something else.", withKey, func(a *asking) (f faults) {
			f.refuses(a.ask(a.keyless()), http.StatusUnauthorized)
			return f
		}},
		{"key/challenge", false, "A client, or a browser, is not told how to show who it is (RFC 9110 section 15.5.2: a 401 must have WWW-Authenticate).", withKey, func(a *asking) (f faults) {
			if got := a.ask(a.keyless()); got.header.Get("WWW-Authenticate") == "" {
				f.add(got, "there is no WWW-Authenticate")
			}
			return f
		}},
		{"key/wrong", false, "Somebody with a wrong key gets the data of others, or reads the key of a client in the answer.", withKey, func(a *asking) (f faults) {
			got := a.ask(a.wrongKey())
			f.refuses(got, http.StatusUnauthorized, http.StatusForbidden)
			if strings.Contains(string(got.body), wrongKey) {
				f.add(got, "the answer repeats the key")
			}
			return f
		}},
		{"key/formats", true, "A client that reads XML alone cannot read why it was refused.", withKey, func(a *asking) (f faults) {
			f.wants(a, a.ask(a.keyless().accepting(typeXML)), a.keyless(), inXML)
			f.wants(a, a.ask(a.keyless().accepting(typeJSON)), a.keyless(), inJSON)
			return f
		}},
		{"key/no-store", false, "A cache hands the refusal of one client to another that has a key.", withKey, func(a *asking) (f faults) {
			if got := a.ask(a.keyless()); !unstored(got) {
				f.add(got, "Cache-Control is %q", got.header.Get("Cache-Control"))
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

func (a *asking) keyless() request { return a.base().with(a.sample.key()) }

// wrongKey keeps the scheme of a key that has one, such as Bearer.
func (a *asking) wrongKey() request {
	scheme, _, found := strings.Cut(a.sample.Header.Get(a.sample.key()), " ")
	if found {
		return a.base().with(a.sample.key(), scheme+" "+wrongKey)
	}
	return a.base().with(a.sample.key(), wrongKey)
}
