package demurtest

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
)

const sampleName = "sample"

// sampleChecks look at the sample itself. Nothing else is asked where they fail.
func sampleChecks() []check {
	return []check{
		{sampleName, false, "The service does not do what its documentation, or this test, says.", ordinary, func(a *asking) faults { return a.sampleFaults() }},
		{"breaks off", false, "A client takes the half of an answer for the whole: it sees a success, and no sign that the rest is missing.", func(a *asking) string {
			if !a.sample.breaksOff() {
				return "the Status of the sample is not BreaksOff"
			}
			return ""
		}, func(a *asking) (f faults) {
			switch got := a.ask(a.base()); {
			case got.silent():
				f.add(got, "there is no answer at all: %v", got.err)
			case errors.Is(got.err, errTooLong):
				f.add(got, "the answer does not break off: %v", got.err)
			case got.err == nil && got.status < 400: // a service that keeps its body back can still say 500
				f.add(got, "the answer ends as if it were whole")
			}
			return f
		}},
	}
}

// sampleFaults returns what is wrong with the answer to the sample.
func (a *asking) sampleFaults() (f faults) {
	if ordinary(a) != "" {
		return nil // what it is asked for is a check of its own
	}
	if a.sample.refused() {
		a.exhaust()
	}
	got := a.ask(a.base())
	switch want := a.sample.Status; {
	case got.err != nil:
		f.add(got, "the answer did not come whole: %v", got.err)
	case want != 0 && got.status != want:
		f.add(got, "the status is %d, the sample says %d", got.status, want)
	case want == 0 && (got.status < 200 || got.status > 299):
		f.add(got, "the status is %d, the sample says that it succeeds", got.status)
	}
	return f
}

// successChecks are about the answer to a sample that succeeds.
func successChecks() []check {
	return append(negotiation("success", (*asking).base, succeedingInFormat, typeNames{(*asking).jsonName, (*asking).xmlName}),
		check{"success/nonsense", false, "A client with a mistake in one field is told that the server is broken, or gets no answer.", succeedingWithBody, func(a *asking) (f faults) {
			for _, line := range nonsense {
				got := a.ask(a.base().accepting(line))
				if got.err != nil || got.status >= 500 {
					f.add(got, "the Accept field has broken the service")
				}
			}
			return f
		}},
		check{"success/unacceptable", false, "A client that cannot read any format of the service is not told which there are (RFC 9110 section 15.5.7).", succeedingInFormat, func(a *asking) (f faults) {
			plain, got := a.ask(a.base()), a.ask(a.base().accepting("image/png"))
			name, _ := mediaType(plain.header)
			switch {
			case got.status == plain.status && got.err == nil: // "disregard the field" is legal
			case got.status != http.StatusNotAcceptable:
				f.add(got, "the status is %d, wanted 406 or %d", got.status, plain.status)
			case !strings.Contains(words(got), name):
				f.add(got, "the 406 does not name %s", name)
			}
			return f
		}},
		check{"success/HEAD", false, "A client that asks with HEAD what GET would say is told something else, or waits for a body (RFC 9110 section 9.3.2).", all(succeeding, getting), func(a *asking) (f faults) {
			f.head(a, a.base())
			return f
		}},
		check{"success/OPTIONS", false, "A client cannot find out what it may do (RFC 9110 section 9.3.7).", succeeding, func(a *asking) (f faults) {
			got := a.ask(a.base().by(http.MethodOptions).bare())
			fine := got.status == http.StatusOK || got.status == http.StatusNoContent || got.status == http.StatusMethodNotAllowed
			if !fine || !listed(got.header.Values("Allow"), a.sample.method()) {
				f.add(got, "wanted 200, 204 or 405, and %s in Allow", a.sample.method())
			}
			return f
		}},
	)
}

func getting(a *asking) string {
	if a.sample.method() != http.MethodGet {
		return "the sample is no GET"
	}
	return ""
}

// head compares the answer to HEAD with that to GET. A resource that has no HEAD may say
// so, as Echo's do.
func (f *faults) head(a *asking, r request) {
	full, head := a.ask(r), a.ask(r.by(http.MethodHead))
	allowed := head.header.Values("Allow")
	if r.target == a.sample.Target && head.status == http.StatusMethodNotAllowed && len(allowed) > 0 && !listed(allowed, http.MethodHead) {
		return
	}
	if head.err != nil {
		f.add(head, "the answer to HEAD did not come: %v", head.err)
		return
	}
	if head.status != full.status {
		f.add(head, "the status is %d, that of GET is %d", head.status, full.status)
		return // and the rest is about something else
	}
	if len(head.body) > 0 {
		f.add(head, "the answer to HEAD has a body")
	}
	if got, want := head.header.Get("Content-Type"), full.header.Get("Content-Type"); got != "" && got != want {
		f.add(head, "the Content-Type is %q, that of GET is %q", got, want)
	}
	if head.length >= 0 && full.length >= 0 && head.length != full.length && bytes.Equal(a.send(r).body, full.body) {
		f.add(head, "the Content-Length is %d, that of GET is %d", head.length, full.length)
	}
}
