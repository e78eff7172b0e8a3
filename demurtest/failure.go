package demurtest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// errorChecks are about how a failure is told: the sample, if it is one, or else what
// the service says of a path that it does not have.
func errorChecks() []check {
	return append(negotiation("error", (*asking).failing, ordinary),
		check{"error/problem types", true, "A client that asks for problem documents by their own media types does not get what it can read (RFC 9457 section 3).", ordinary, func(a *asking) (f faults) {
			f.survives(a, a.ask(a.failing().accepting("application/problem+json")), a.failing(), inJSON)
			f.survives(a, a.ask(a.failing().accepting("application/problem+xml")), a.failing(), inXML)
			return f
		}},
		check{"error/unacceptable", false, "A client does not learn what has failed, since the failure itself is not acceptable: a 404 becomes a 406.", ordinary, func(a *asking) (f faults) {
			for _, line := range []string{"image/png", "application/json;q=0, application/xml;q=0", "application/json;version=9", "*/*;q=0"} {
				f.survives(a, a.ask(a.failing().accepting(line)), a.failing(), neither)
			}
			return f
		}},
		check{"error/nonsense", false, "A client with a mistake in one field is told that the server is broken, or gets no answer.", ordinary, func(a *asking) (f faults) {
			for _, line := range nonsense {
				f.survives(a, a.ask(a.failing().accepting(line)), a.failing(), neither)
			}
			return f
		}},
		check{"error/document", false, "A program cannot read why its request has failed: it shows its user a text for people, or nothing.", ordinary, func(a *asking) (f faults) {
			for _, accept := range []string{"", typeJSON} {
				r := a.failing()
				if accept != "" {
					r = r.accepting(accept)
				}
				f.document(a.ask(r))
			}
			return f
		}},
		check{"error/twins", true, "Two clients are told two different things about the same failure.", ordinary, func(a *asking) (f faults) {
			json, xml := a.ask(a.failing().accepting(typeJSON)), a.ask(a.failing().accepting(typeXML))
			changing := a.changing(json)
			one, err := said(json, inJSON, changing)
			other, wrong := said(xml, inXML, changing)
			switch {
			case err != nil:
				f.add(json, "this is no document in JSON: %v", err)
			case wrong != nil:
				f.add(xml, "this is no document in XML: %v", wrong)
			case json.status != xml.status:
				f.add(xml, "the status is %d, and %d in JSON", xml.status, json.status)
			case !slices.Equal(one, other):
				f.add(xml, "XML says %q, and JSON says %q", other, one)
			}
			return f
		}},
		check{"error/HEAD", false, "A client that asks with HEAD does not learn that GET would fail, or is sent a body that it does not expect (RFC 9110 section 9.3.2).", ordinary, func(a *asking) (f faults) {
			r := a.failing()
			if a.sample.fails() && r.method != http.MethodGet {
				return nil // what HEAD would do is not said
			}
			f.head(a, r.by(http.MethodGet).bare())
			return f
		}},
		check{"error/length", false, "A client cannot tell whether the document is whole, or waits for the rest of it.", ordinary, func(a *asking) (f faults) {
			for _, accept := range []string{typeJSON, typeXML} {
				got := a.ask(a.failing().accepting(accept))
				if got.err != nil || got.length != int64(len(got.body)) {
					f.add(got, "the Content-Length is %d, and the body has %d bytes (%v)", got.length, len(got.body), got.err)
				}
			}
			return f
		}},
		check{"error/no-store", false, "A cache keeps the failure of one moment, or of one client, and hands it to others (RFC 9111 section 3, RFC 6585 section 4).", ordinary, func(a *asking) (f faults) {
			got := a.ask(a.failing())
			switch {
			case got.header.Get("Etag") != "":
				f.add(got, "the document of an error has an ETag")
			case uncacheable(got.status) && !unstored(got):
				f.add(got, "a %d must not be kept; Cache-Control is %q", got.status, got.header.Get("Cache-Control"))
			case strings.Contains(got.header.Get("Cache-Control"), "max-age"):
				f.add(got, "a cache may keep the error")
			}
			return f
		}},
	)
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

// changing returns the names of members that differ from one answer to the next, such
// as the ID of the request.
func (a *asking) changing(first answer) map[string]bool {
	again := a.send(first.of)
	changing := map[string]bool{}
	one, err := parse(inJSON, first.body)
	other, wrong := parse(inJSON, again.body)
	if err != nil || wrong != nil {
		return nil
	}
	before, after := one.leaves(), other.leaves()
	for i := range min(len(before), len(after)) {
		if before[i] != after[i] {
			changing[before[i].name] = true
		}
	}
	return changing
}

// said returns the sorted values of a document, without those that change.
func said(got answer, written syntax, changing map[string]bool) ([]string, error) {
	root, err := parse(written, got.body)
	if err != nil {
		return nil, err
	}
	var values []string
	for _, l := range root.leaves() {
		if !changing[l.name] {
			values = append(values, l.text)
		}
	}
	slices.Sort(values)
	return values, nil
}
