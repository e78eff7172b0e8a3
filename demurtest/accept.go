package demurtest

import (
	"net/http"
	"slices"
	"strings"
)

const (
	typeJSON = "application/json"
	typeXML  = "application/xml"
)

// preference is an Accept field, and what must be sent for it.
type preference struct {
	lines []string
	want  syntax
}

// question is a check of the Accept field that successes and errors have in common.
type question struct {
	name        string
	xml         bool // makes no sense without XML; what others ask of XML is left out then
	preferences []preference
	why         string
}

var questions = []question{
	{"JSON", false, []preference{{[]string{typeJSON}, inJSON}},
		"A client that reads JSON alone cannot read what it gets."},
	{"XML", true, []preference{{[]string{typeXML}, inXML}, {[]string{"text/xml, application/xml;q=0.9"}, inXML}},
		"A client that reads XML alone cannot read what it gets."},
	{"quality", true, []preference{
		{[]string{"application/xml;q=0.5, application/json;q=0.9"}, inJSON},
		{[]string{"application/xml;q=0.9, application/json;q=0.5"}, inXML},
		{[]string{"application/json;q=0.1, application/xml"}, inXML},
		{[]string{"application/xml; Q=0.300 , application/json ; q=0.4"}, inJSON},
	}, "A client that reads both gets the format that it likes less (RFC 9110 section 12.4.2)."},
	{"refused", true, []preference{
		{[]string{"application/xml;q=0, application/json"}, inJSON},
		{[]string{"application/json;q=0, application/xml"}, inXML},
		{[]string{"application/json;q=0, text/json;q=0, application/problem+json;q=0, */*"}, inXML},
	}, "A client gets a format that it has refused with q=0 (RFC 9110 section 12.4.2)."},
	{"precedence", true, []preference{
		{[]string{"application/*;q=0.9, application/json;q=0.1, application/problem+json;q=0.1"}, inXML},
		{[]string{"application/*;q=0.9, application/xml;q=0.1, application/problem+xml;q=0.1"}, inJSON},
		{[]string{"*/*;q=0, application/xml;q=0.1, application/json;q=0.2"}, inJSON},
	}, "A client that accepts all, and one format less, gets just that one: the most specific range decides (RFC 9110 section 12.5.1)."},
	{"several lines", false, []preference{
		{[]string{"image/png", typeJSON}, inJSON},
		{[]string{"image/png", typeXML}, inXML},
		{[]string{"application/json;q=0.1", "application/xml;q=0.2"}, inXML},
	}, "A client, or a proxy, that sends the field on two lines is read by half (RFC 9110 section 5.3)."},
	{"case and parameters", false, []preference{
		{[]string{"APPLICATION/XML"}, inXML},
		{[]string{"application/xml;charset=utf-8"}, inXML},
		{[]string{"application/json; charset=UTF-8, image/png;q=0.5"}, inJSON},
	}, "A client that writes the same media type in another way is refused, or gets another format (RFC 9110 section 8.3.1)."},
}

// wildcards accept whatever the service has.
var wildcards = []string{"*/*", "application/*", "image/png, */*;q=0.1", "image/png, application/*;q=0.5"}

// nonsense is what no client should send, and some do. It is shorter than the 4 KiB that
// some servers take as a header.
var nonsense = []string{
	"", "null", "undefined", "../../etc/passwd", ";;;", "/", "*", "json", `"`, "application/json;q=abc", "application/json;q=",
	"a/b;c=\"", "a/b;level", "\xff/\xfe", strings.Repeat(",", 2000), strings.Repeat("a/b;q=0.1,", 300),
}

// typeNames are the names of JSON and XML in one kind of answers. Empty ones stand for
// application/json and application/xml.
type typeNames struct{ json, xml func(*asking) string }

// in writes the lines of an Accept field with the names.
func (n typeNames) in(a *asking, lines []string) []string {
	lines = slices.Clone(lines)
	for i := range lines {
		if n.json != nil {
			lines[i] = strings.ReplaceAll(lines[i], typeJSON, n.json(a))
		}
		if n.xml != nil {
			lines[i] = strings.ReplaceAll(lines[i], typeXML, n.xml(a))
		}
	}
	return lines
}

// negotiation are the checks of the Accept field of one kind of requests.
func negotiation(topic string, of func(*asking) request, applies func(*asking) string, names typeNames) (list []check) {
	for _, q := range questions {
		list = append(list, check{topic + "/" + q.name, q.xml, q.why, applies, func(a *asking) (f faults) {
			has := func(format syntax, name string) bool {
				_, written := mediaType(a.ask(of(a).accepting(names.in(a, []string{name})...)).header)
				return written == format
			}
			for _, p := range q.preferences {
				if p.want == inXML && a.service.Without[asksXML] != "" {
					continue
				}
				if q.name != "JSON" && p.want == inJSON && !has(inJSON, typeJSON) || !q.xml && p.want == inXML && !has(inXML, typeXML) {
					continue // the check of that format says so
				}
				f.wants(a, a.ask(of(a).accepting(names.in(a, p.lines)...)), of(a), p.want)
			}
			return f
		}})
	}
	return append(list,
		check{topic + "/wildcards", false, "A client that accepts all, such as curl and most libraries, is refused, or cannot read what it gets.", applies, func(a *asking) (f faults) {
			for _, line := range wildcards {
				f.wants(a, a.ask(of(a).accepting(line)), of(a), neither)
			}
			return f
		}},
		check{topic + "/Vary", true, "A cache between service and client hands the XML of one client to another that asked for JSON (RFC 9110 section 12.5.5).", applies, func(a *asking) (f faults) {
			accepting := func(line string) answer { return a.ask(of(a).accepting(names.in(a, []string{line})...)) }
			f.varies(a.ask(of(a)), accepting(typeJSON), accepting(typeXML))
			return f
		}},
	)
}

// wants notes what is wrong with the answer to a request that differs from another by its
// Accept field alone. A want of neither is for JSON or XML.
func (f *faults) wants(a *asking, got answer, like request, want syntax) {
	plain := a.ask(like)
	if got.status != plain.status {
		f.add(got, "the status is %d; without this Accept field it is %d", got.status, plain.status)
		return
	}
	if _, usual := mediaType(plain.header); want == neither && usual == neither && got.err == nil && len(got.body) > 0 {
		return // it is no worse; that an error is no document is said once, by error/document
	}
	f.in(got, want)
}

// survives is wants for an Accept field that names nothing of what the service sends when
// it succeeds. A service may refuse that before it knows that the request would fail.
func (f *faults) survives(a *asking, got answer, like request, want syntax) {
	if a.sample.fails() && got.status == http.StatusNotAcceptable {
		f.in(got, want)
		return
	}
	f.wants(a, got, like, want)
}

// in notes an answer that is in another format.
func (f *faults) in(got answer, want syntax) {
	if _, written := mediaType(got.header); want != neither && written != want || written == neither {
		f.add(got, "the Content-Type is %q, wanted %s", got.header.Get("Content-Type"), wanted(want))
		return
	}
	f.readable(got)
}

func wanted(s syntax) string {
	if s == neither {
		return "JSON or XML"
	}
	return s.String()
}

// readable notes an answer whose body is not what its Content-Type says.
func (f *faults) readable(got answer) {
	name, written := mediaType(got.header)
	switch _, err := parse(written, got.body); {
	case got.err != nil:
		f.add(got, "the answer did not come whole: %v", got.err)
	case err != nil:
		f.add(got, "the Content-Type is %q, and the body is no such document: %v", name, err)
	}
}

// varies notes answers in several formats that do not say that Accept has decided.
func (f *faults) varies(answers ...answer) {
	formats := map[syntax]bool{}
	for _, got := range answers {
		_, written := mediaType(got.header)
		formats[written] = true
	}
	if len(formats) < 2 {
		return
	}
	for _, got := range answers {
		if !listed(got.header.Values("Vary"), "Accept") && !listed(got.header.Values("Vary"), "*") && !unstored(got) {
			f.add(got, "Vary lacks Accept: %q", strings.Join(got.header.Values("Vary"), ", "))
		}
	}
}

// unstored reports whether a cache is told to keep nothing of an answer.
func unstored(got answer) bool { return listed(got.header.Values("Cache-Control"), "no-store") }

// unkept reports whether no cache hands an answer to another client, or later to the same.
func unkept(got answer) bool {
	lines := got.header.Values("Cache-Control")
	return listed(lines, "no-store") || listed(lines, "no-cache") || listed(lines, "private") && !strings.Contains(strings.Join(lines, ","), "max-age")
}

// listed reports whether one of the items of a field is the word, in any case.
func listed(lines []string, word string) bool {
	for _, line := range lines {
		for item := range strings.SplitSeq(line, ",") {
			if strings.EqualFold(strings.TrimSpace(item), word) {
				return true
			}
		}
	}
	return false
}
