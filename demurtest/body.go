package demurtest

import (
	"bytes"
	"cmp"
	"encoding/json"
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
		refused("cut off", "A client that has lost the half of its request is told that the server is broken, or worse, that all went well.", sendingDocument, (*asking).cut, 400),
		refused("trailing text", "A client with a mistake in its encoder sends two things, and the service takes one and throws the other away.", sendingDocument, (*asking).trailing, 400),
		refused("none", "A client that has forgotten the body is told about each field, or that all went well.", sendingBody, (*asking).empty, 400, 411),
		refused("media type", "A client that sends another format is told that its data is wrong, and not that it must send them in another way.", sendingBody, (*asking).untyped, 415),
		refused("too large", "One client fills the memory of the service, and all others wait. The client is not told to send less.", sendingBody, (*asking).large, 413),
		refused("too large, in chunks", "One client fills the memory of the service, since it does not say how much it will send.", sendingBody, (*asking).largeInChunks, 413),
		{"body/media type names", false, "A client cannot find out which formats it may send (RFC 9110 section 15.5.16).", sendingBody, func(a *asking) (f faults) {
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
				if got := a.ask(m.request); !strings.Contains(string(got.body), m.member) {
					f.add(got, "the answer does not name %s", m.member)
				}
			}
			return f
		}},
		{"body/member twice", false, "A proxy that checks the first of two members lets pass what the service does with the second (RFC 8259 section 4).", sendingObject, func(a *asking) (f faults) {
			f.refuses(a.ask(a.twice()), 400, 422)
			return f
		}},
		{"body/media type case", false, "A client that writes the media type in capitals, or with a charset, is refused (RFC 9110 section 8.3.1).", sendingBody, func(a *asking) (f faults) {
			contentType := a.base().header.Get("Content-Type")
			written := []string{strings.ToUpper(contentType)}
			if _, kind := mediaType(a.base().header); kind != neither && !strings.Contains(contentType, ";") {
				written = append(written, contentType+"; charset=utf-8", contentType+" ;charset=UTF-8")
			}
			for _, line := range written {
				if name, _, _ := strings.Cut(line, ";"); strings.HasPrefix(strings.ToLower(name), "multipart/") {
					continue // its boundary has a case
				}
				f.same(a, a.ask(a.base().with("Content-Type", line)))
			}
			return f
		}},
		{"body/chunked", false, "A client that does not know the length of its body before is refused (RFC 9112 section 7.1).", sendingBody, func(a *asking) (f faults) {
			r := a.base()
			r.chunked = true
			f.same(a, a.ask(r))
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

func (a *asking) cut() request { return a.base().sending(a.sample.Body[:len(a.sample.Body)/2]) }

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

// twice says the first member two times.
func (a *asking) twice() request {
	first := a.members()[0]
	i := strings.IndexByte(a.sample.Body, '{') + 1
	return a.base().sending(a.sample.Body[:i] + first.text() + "," + a.sample.Body[i:])
}

// member is one of the body of the sample.
type member struct {
	name  string
	value json.RawMessage
}

func (m member) text() string {
	name, _ := json.Marshal(m.name) // a text has an encoding
	return string(name) + ":" + string(m.value)
}

// members returns those of the body, in their order; nil if it is no object in JSON.
func (a *asking) members() (all []member) {
	if _, written := mediaType(a.base().header); written != inJSON {
		return nil
	}
	d := json.NewDecoder(strings.NewReader(a.sample.Body))
	if token, err := d.Token(); err != nil || token != json.Delim('{') {
		return nil
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil
		}
		m := member{name: name.(string)}
		if err := d.Decode(&m.value); err != nil {
			return nil
		}
		all = append(all, m)
	}
	return all
}

// mistyped is the body of the sample with a value of another type in one member.
type mistyped struct {
	request
	member string
}

// mistyped returns one for each of the first members.
func (a *asking) mistyped() (all []mistyped) {
	members := a.members()
	for i, m := range members[:min(len(members), 12)] {
		var other string
		switch m.value[0] {
		case 'n':
			continue // null tells no type
		case '"':
			other = "{}"
		default:
			other = `"demurtest"`
		}
		var b bytes.Buffer
		b.WriteByte('{')
		for j, m := range members {
			if j > 0 {
				b.WriteByte(',')
			}
			if j == i {
				m.value = json.RawMessage(other)
			}
			b.WriteString(m.text())
		}
		b.WriteByte('}')
		all = append(all, mistyped{a.base().sending(b.String()), m.name})
	}
	return all
}
