package demurtest

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// errorChecks are about how a failure is told: the sample, if it is one, or else what
// the service says of a path that it does not have.
func errorChecks() []check {
	return append(negotiation("error", (*asking).failing, anError, typeNames{}),
		check{"error/problem types", true, "A client that asks for problem documents by their own media types does not get what it can read (RFC 9457 section 3).", anError, func(a *asking) (f faults) {
			f.survives(a, a.ask(a.failing().accepting("application/problem+json")), a.failing(), inJSON)
			f.survives(a, a.ask(a.failing().accepting("application/problem+xml")), a.failing(), inXML)
			return f
		}},
		check{"error/unacceptable", false, "A client does not learn what has failed, since the failure itself is not acceptable: a 404 becomes a 406.", anError, func(a *asking) (f faults) {
			for _, line := range []string{"image/png", "application/json;q=0, application/xml;q=0", "application/json;version=9", "*/*;q=0"} {
				f.survives(a, a.ask(a.failing().accepting(line)), a.failing(), neither)
			}
			return f
		}},
		check{"error/nonsense", false, "A client with a mistake in one field is told that the server is broken, or gets no answer.", anError, func(a *asking) (f faults) {
			for _, line := range nonsense {
				got := a.ask(a.failing().accepting(line))
				if got.status == http.StatusBadRequest || got.status == http.StatusRequestHeaderFieldsTooLarge {
					continue // some of it is no Accept field, and a service may say so
				}
				f.survives(a, got, a.failing(), neither)
			}
			return f
		}},
		check{"error/document", false, "A program cannot read why its request has failed: it shows its user a text for people, or nothing.", anError, func(a *asking) (f faults) {
			if a.sample.fails() {
				f.document(a.ask(a.base()))
			}
			for _, accept := range []string{"", typeJSON} {
				r := a.failing()
				if accept != "" {
					r = r.accepting(accept)
				}
				f.document(a.ask(r))
			}
			return f
		}},
		check{"error/twins", true, "Two clients are told two different things about the same failure.", anError, func(a *asking) (f faults) {
			f.twins(a, a.failing())
			return f
		}},
		check{"error/HEAD", false, "A client that asks with HEAD does not learn that GET would fail, or is sent a body that it does not expect (RFC 9110 section 9.3.2).", all(anError, gettingError), func(a *asking) (f faults) {
			f.head(a, a.failing().by(http.MethodGet).bare())
			return f
		}},
		check{"error/length", false, "A client cannot tell whether the document is whole, or waits for the rest of it (RFC 9112 section 8).", anError, func(a *asking) (f faults) {
			for _, accept := range []string{typeJSON, typeXML} {
				switch got := a.ask(a.failing().accepting(accept)); {
				case got.err != nil:
					f.add(got, "the document did not come whole: %v", got.err)
				case got.toEnd:
					f.add(got, "there is no Content-Length, and the body is not sent in chunks: it ends where the connection does")
				case got.length >= 0 && got.length != int64(len(got.body)):
					f.add(got, "the Content-Length is %d, and the body has %d bytes", got.length, len(got.body))
				}
			}
			return f
		}},
		check{"error/no-store", false, "A cache keeps the failure of one moment, or of one client, and hands it to others (RFC 9111 section 3, RFC 6585 section 4).", anError, func(a *asking) (f faults) {
			got := a.ask(a.failing())
			if !uncacheable(got.status) {
				return nil // to keep a 404 for a while can be meant
			}
			if got.header.Get("Etag") != "" {
				f.add(got, "the document of an error has an ETag")
			}
			if !unkept(got) {
				f.add(got, "a %d must not be kept; Cache-Control is %q", got.status, strings.Join(got.header.Values("Cache-Control"), ", "))
			}
			return f
		}},
	)
}

// anError is for what is asked of an error: the service must have answered with one.
// Where it does not, the sample or routing/unknown path fails.
func anError(a *asking) string {
	if why := ordinary(a); why != "" {
		return why
	}
	if got := a.ask(a.failing()); got.status < 400 {
		return fmt.Sprintf("a path that the service does not have gets %d, which is no error", got.status)
	}
	return ""
}

func gettingError(a *asking) string {
	if a.sample.fails() {
		return getting(a)
	}
	return ""
}

// uncacheable reports whether an error of this status is of one client or one moment.
func uncacheable(status int) bool {
	return status >= 500 || slices.Contains([]int{401, 403, 422, 429}, status)
}

// document notes an error that a program cannot read.
func (f *faults) document(got answer) {
	name, written := mediaType(got.header)
	if written == neither {
		f.add(got, "the Content-Type is %q, wanted JSON or XML", got.header.Get("Content-Type"))
		return
	}
	root, err := parse(written, got.body)
	switch {
	case err != nil:
		f.add(got, "the Content-Type is %q, and the body is no such document: %v", name, err)
		return
	case root.kind != object || len(root.leaves()) == 0:
		f.add(got, "the document says nothing")
		return
	}
	if strings.HasPrefix(name, "application/problem+") {
		for _, fault := range root.standard(written, got.status) {
			f.add(got, "%s", fault)
		}
		return
	}
	for _, member := range root.children {
		// In a document of another kind, the member may be a text about something else.
		if status, err := strconv.Atoi(member.text); member.name == "status" && err == nil && status != got.status {
			f.add(got, "the document says that the status is %d", status)
		}
	}
}
