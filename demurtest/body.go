package demurtest

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
)

// usualLimit stands for a BodyLimit of 0.
const usualLimit = 16 << 20

// bodyChecks are about requests whose body is not what the service wants.
func bodyChecks() []check {
	refused := func(name, why string, applies func(*asking) string, change func(*asking) request, statuses ...int) check {
		return check{"body/" + name, false, why, applies, func(a *asking) (f faults) {
			f.refuses(a.ask(change(a)), statuses...)
			return f
		}}
	}
	return []check{
		// 422 is for a body whose syntax is right (RFC 9110 section 15.5.21).
		refused("cut off", "A client that has lost the half of its request is told that the server is broken, or worse, that all went well.", all(sendingDocument, incomplete), (*asking).cut, 400),
		refused("trailing text", "A client with a mistake in its encoder sends two things, and the service takes one and throws the other away.", sendingDocument, (*asking).trailing, 400),
		refused("none", "A client that has forgotten the body is told about each field, or that all went well.", sendingDocument, (*asking).empty, 400, 411),
		refused("media type", "A client that sends another format is told that its data is wrong, and not that it must send them in another way.", sendingFormat, (*asking).untyped, 415),
		refused("too large", "One client fills the memory of the service, and all others wait. The client is not told to send less.", sendingBody, (*asking).large, 413),
		// RFC 9110 section 15.5.12: a service may want to know the length before.
		refused("too large, in chunks", "One client fills the memory of the service, since it does not say how much it will send.", sendingBody, (*asking).largeInChunks, 413, 411),
		{"body/media type names", false, "A client cannot find out which formats it may send (RFC 9110 section 15.5.16).", sendingFormat, func(a *asking) (f faults) {
			got := a.ask(a.untyped())
			offered := got.header.Get("Accept") + got.header.Get("Accept-Post") + got.header.Get("Accept-Patch")
			mine, _, _ := strings.Cut(a.base().header.Get("Content-Type"), ";")
			if !strings.Contains(strings.ToLower(offered), strings.ToLower(mine)) {
				f.add(got, "no Accept, Accept-Post or Accept-Patch names %s", mine)
			}
			return f
		}},
		{"body/wrong type", false, "A client that sends a text for a number is told that the server is broken, or that all went well.", sendingObject, func(a *asking) (f faults) {
			for _, m := range a.mistyped() {
				f.refuses(a.ask(m.request), 400, 422)
			}
			return f
		}},
		{"body/place", false, "A client is told that something is wrong with its body, and not where.", sendingObject, func(a *asking) (f faults) {
			for _, m := range a.mistyped() {
				// What has another status is a matter of body/wrong type.
				if got := a.ask(m.request); (got.status == 400 || got.status == 422) && !names(got, m.member) {
					f.add(got, "the answer does not name %s", m.member)
				}
			}
			return f
		}},
		{"body/twins", true, "Two clients are told two different things about the same mistake in a body, or only one can read it.", sendingDocument, func(a *asking) (f faults) {
			requests := []request{a.empty()}
			if incomplete(a) == "" {
				requests = append(requests, a.cut())
			}
			if mistyped := a.mistyped(); len(mistyped) > 0 {
				requests = append(requests, mistyped[0].request)
			}
			for _, r := range requests {
				if plain := a.ask(r); plain.status >= 400 {
					f.wants(a, a.ask(r.accepting(typeJSON)), r, inJSON)
					f.wants(a, a.ask(r.accepting(typeXML)), r, inXML)
					f.twins(a, r)
				}
			}
			return f
		}},
		{"body/member twice", false, "A proxy that checks the first of two members lets pass what the service does with the second (RFC 8259 section 4).", sendingObject, func(a *asking) (f faults) {
			f.refuses(a.ask(a.twice()), 400, 422)
			return f
		}},
		{"body/media type case", false, "A client that writes the media type in capitals, or with a charset, is refused (RFC 9110 section 8.3.1).", sendingNamed, func(a *asking) (f faults) {
			contentType := a.base().header.Get("Content-Type")
			name, _, _ := strings.Cut(contentType, ";")
			written := []string{strings.ToUpper(name) + strings.TrimPrefix(contentType, name)}
			if _, kind := mediaType(a.base().header); kind != neither && !strings.Contains(contentType, ";") {
				written = append(written, contentType+"; charset=utf-8", contentType+" ;charset=UTF-8")
			}
			for _, line := range written {
				f.same(a, a.ask(a.base().with("Content-Type", line)))
			}
			return f
		}},
		{"body/chunked", false, "A client that does not know the length of its body before is refused (RFC 9112 section 7.1).", sendingBody, func(a *asking) (f faults) {
			r := a.base()
			r.chunked = true
			if got := a.ask(r); got.status != http.StatusLengthRequired { // which says what to do (RFC 9112 section 6.3)
				f.same(a, got)
			}
			return f
		}},
	}
}

func sendingBody(a *asking) string {
	if why := succeeding(a); why != "" {
		return why
	}
	if a.sample.Body == "" {
		return "the sample has no body"
	}
	return ""
}

// sendingNamed is for bodies with a media type.
func sendingNamed(a *asking) string {
	if why := sendingBody(a); why != "" {
		return why
	}
	if a.base().header.Get("Content-Type") == "" {
		return "the body of the sample has no Content-Type"
	}
	return ""
}

// sendingFormat is for bodies that the service must know the format of. It may store
// pictures and other files of any type.
func sendingFormat(a *asking) string {
	if why := sendingBody(a); why != "" {
		return why
	}
	name, written := mediaType(a.base().header)
	if written == neither && name != "application/x-www-form-urlencoded" && name != "multipart/form-data" {
		return "the body of the sample is no JSON, XML or form"
	}
	return ""
}

// incomplete is for bodies of which one half is no document.
func incomplete(a *asking) string {
	_, written := mediaType(a.base().header)
	if _, err := parse(written, []byte(a.cut().body)); err == nil {
		return "the half of the body is a document too"
	}
	return ""
}

func sendingDocument(a *asking) string {
	if why := sendingBody(a); why != "" {
		return why
	}
	if _, written := mediaType(a.base().header); written == neither {
		return "the body of the sample is neither JSON nor XML"
	}
	return ""
}

func sendingObject(a *asking) string {
	if why := sendingBody(a); why != "" {
		return why
	}
	if len(a.members()) == 0 {
		return "the body of the sample is no JSON object with members"
	}
	return ""
}

// refuses notes an answer with another status, or one that a program cannot read.
func (f *faults) refuses(got answer, statuses ...int) {
	if !slices.Contains(statuses, got.status) {
		f.add(got, "the status is %d, wanted one of %d", got.status, statuses)
		return
	}
	f.document(got)
}

// same notes an answer that has not the status of the sample's.
func (f *faults) same(a *asking, got answer) {
	if want := a.ask(a.base()); got.err != nil || got.status != want.status {
		f.add(got, "the status is %d, that of the sample is %d", got.status, want.status)
	}
}

func (a *asking) cut() request {
	whole := strings.TrimSpace(a.sample.Body)
	return a.base().sending(whole[:len(whole)/2])
}

func (a *asking) trailing() request {
	more := " xyz"
	if _, written := mediaType(a.base().header); written == inXML {
		more = "<more></more>"
	}
	return a.base().sending(a.sample.Body + more)
}

func (a *asking) empty() request { return a.base().sending("") }

func (a *asking) untyped() request {
	return a.base().with("Content-Type", "application/x-nobody-reads-this")
}

func (a *asking) large() request {
	r := a.base()
	r.padding = cmp.Or(a.service.BodyLimit, usualLimit)
	return r
}

func (a *asking) largeInChunks() request {
	r := a.large()
	r.chunked = true
	return r
}
