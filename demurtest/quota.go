package demurtest

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/seed-86b940f4/demur/apierror"
)

// How often a sample is asked at most: one with a Quota, and one with the status 429.
const (
	mostQuota    = 10_000
	mostUntil429 = 2_000
)

// quotaChecks use the quota of a key up.
func quotaChecks() []check {
	return []check{
		{"quota/fields", false, "A client cannot tell how many requests it has left, and finds out by being refused.", withQuota, func(a *asking) (f faults) {
			answers := a.exhaust()
			before := -1
			for i, got := range answers[:max(len(answers)-1, 1)] {
				left, ok := remaining(got.header)
				switch {
				case !ok:
					f.add(got, "no field says how many requests are left (RateLimit, RateLimit-Remaining or X-RateLimit-Remaining)")
					return f
				case i > 0 && left >= before:
					f.add(got, "%d requests are left, and %d before this one", left, before)
				}
				before = left
			}
			if last := answers[len(answers)-1]; before > 0 && last.status == http.StatusTooManyRequests && len(answers) > 1 {
				f.add(last, "this request is refused, and the answer before it says that %d more are left", before)
			}
			return f
		}},
		{"quota/refusal", false, "A client uses more than its share, and the others wait; or it is refused before it has used its own.", withQuota, func(a *asking) (f faults) {
			answers := a.exhaust()
			last := answers[len(answers)-1]
			switch admitted := len(answers) - 1; {
			case last.status != http.StatusTooManyRequests:
				f.add(last, "request %d is admitted, and the quota is %d", len(answers), a.sample.Quota)
			case admitted != a.sample.Quota && a.sample.Quota > 0:
				f.add(last, "request %d is refused, and the quota is %d", admitted+1, a.sample.Quota)
			default:
				f.document(last)
			}
			return f
		}},
		{"quota/Retry-After", false, "A client does not know when to come back, and asks again at once.", refusedByQuota, func(a *asking) (f faults) {
			got := a.refusal()
			if wait, ok := apierror.RetryAfter(&http.Response{Header: got.header}); !ok || wait <= 0 {
				f.add(got, "Retry-After is %q", got.header.Get("Retry-After"))
			}
			return f
		}},
		{"quota/formats", true, "A client that reads XML alone cannot read why it was refused.", refusedByQuota, func(a *asking) (f faults) {
			for accept, want := range map[string]syntax{typeJSON: inJSON, typeXML: inXML} {
				got := a.send(a.base().accepting(accept))
				if _, written := mediaType(got.header); got.status != http.StatusTooManyRequests || written != want {
					f.add(got, "wanted 429 in %s", want)
					continue
				}
				f.readable(got)
			}
			return f
		}},
		{"quota/no-store", false, "A cache hands the refusal of one client to others (RFC 6585 section 4: a 429 must not be stored).", refusedByQuota, func(a *asking) (f faults) {
			if got := a.refusal(); !unkept(got) {
				f.add(got, "Cache-Control is %q", got.header.Get("Cache-Control"))
			}
			return f
		}},
	}
}

func withQuota(a *asking) string {
	if a.sample.Quota == 0 && !a.sample.refused() {
		return "the sample has no Quota, and its Status is not 429"
	}
	return ""
}

// refusedByQuota is for what is asked of a 429; quota/refusal fails where there is none.
func refusedByQuota(a *asking) string {
	if why := withQuota(a); why != "" {
		return why
	}
	if a.refusal().status != http.StatusTooManyRequests {
		return "the quota refuses nothing"
	}
	return ""
}

// exhaust sends the sample until it is refused, or has had one request more than its
// quota, which is mostUntil429 where the sample says none, and returns all answers. Where
// a new window begins meanwhile, what was before it does not count.
func (a *asking) exhaust() []answer {
	if a.counted != nil {
		return a.counted
	}
	quota := a.sample.Quota
	if quota == 0 {
		quota = mostUntil429
	}
	before, turned := -1, false
	for len(a.counted) <= quota {
		got := a.send(a.base())
		left, ok := remaining(got.header)
		if ok && before >= 0 && left > before && !turned {
			a.counted, turned = nil, true
		}
		a.counted = append(a.counted, got)
		if got.status == http.StatusTooManyRequests || got.err != nil {
			break
		}
		before = left
	}
	return a.counted
}

func (a *asking) refusal() answer {
	answers := a.exhaust()
	return answers[len(answers)-1]
}

// left finds what is left in a RateLimit field: the item r of the newest draft, or
// remaining of one before.
var left = regexp.MustCompile(`(?:^|[;, ])(?:r|remaining)=(\d+)`)

// remaining returns the least number of requests that the fields say is left.
func remaining(h http.Header) (least int, ok bool) {
	note := func(text string) {
		if n, err := strconv.Atoi(strings.TrimSpace(text)); err == nil && (!ok || n < least) {
			least, ok = n, true
		}
	}
	for _, line := range h.Values("RateLimit") {
		for _, found := range left.FindAllStringSubmatch(line, -1) {
			note(found[1])
		}
	}
	for _, name := range []string{"RateLimit-Remaining", "X-RateLimit-Remaining", "X-Rate-Limit-Remaining"} {
		for _, line := range h.Values(name) {
			note(line)
		}
	}
	return least, ok
}
