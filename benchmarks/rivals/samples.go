package rivals

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/seed-86b940f4/demur/demurtest"
)

// xmlSample is left out where XML is not read.
const xmlSample = "create from XML"

// samples are the requests that all questions are derived from. A success is any 2xx.
func (c contender) samples() []demurtest.Sample {
	keys := http.Header{keyField: {key}}
	all := []demurtest.Sample{
		{Name: "get", Target: "/v1/widgets/1", Header: keys},
		{Name: "create", Method: http.MethodPost, Target: "/v1/widgets", Header: keys, Body: `{"name":"w","size":2}`},
		{Name: xmlSample, Method: http.MethodPost, Target: "/v1/widgets", Header: keys, Body: `<widget><name>w</name><size>2</size></widget>`},
		{Name: "not found", Target: "/v1/widgets/2", Header: keys, Status: http.StatusNotFound},
		{Name: "boom", Target: "/v1/boom", Header: keys, Status: http.StatusInternalServerError},
		{Name: "panic", Target: "/v1/panic", Header: keys, Status: http.StatusInternalServerError},
		{Name: "half", Target: "/v1/half", Header: keys, Status: demurtest.BreaksOff},
		{Name: "quota", Target: "/v1/widgets/1", Header: http.Header{keyField: {fewKey}}, Quota: quota},
	}
	if c.noXML {
		all = slices.DeleteFunc(all, func(s demurtest.Sample) bool { return s.Name == xmlSample })
	}
	return all
}

const (
	sameElsewhere = "another sample asks the same"
	emptyOrNot    = "whether a panic has a document is asked once; what it lacks where it has none is not"
)

// once names what is left out for all, so that one mistake does not count several times.
var once = map[string]string{
	"create/error": sameElsewhere, "create/key": sameElsewhere, "create/routing": sameElsewhere,
	xmlSample + "/success": sameElsewhere, xmlSample + "/error": sameElsewhere,
	xmlSample + "/key": sameElsewhere, xmlSample + "/routing": sameElsewhere,
	"panic/error/JSON": emptyOrNot, "panic/error/XML": emptyOrNot, "panic/error/quality": emptyOrNot,
	"panic/error/refused": emptyOrNot, "panic/error/precedence": emptyOrNot, "panic/error/several lines": emptyOrNot,
	"panic/error/case and parameters": emptyOrNot, "panic/error/wildcards": emptyOrNot, "panic/error/Vary": emptyOrNot,
	"panic/error/problem types": emptyOrNot, "panic/error/unacceptable": emptyOrNot, "panic/error/nonsense": emptyOrNot,
	"panic/error/twins": emptyOrNot, "panic/error/HEAD": emptyOrNot, "panic/error/length": emptyOrNot, "panic/error/no-store": emptyOrNot,
}

// beyond names the checks that no standard requires, and that a careful author may
// decide in another way. They are shown and not counted.
var beyond = map[string]string{
	"error/problem types":   "a service need not know the media types of problem documents",
	"error/no-store":        "caches keep a 401, 403, 422, 429 or 5xx only if a field allows it (RFC 9111 section 3)",
	"key/no-store":          "as for error/no-store",
	"quota/no-store":        "as for error/no-store; RFC 6585 section 4 binds the cache",
	"body/media type names": "RFC 9110 section 15.5.16 says that a 415 can name what is accepted",
	"body/member twice":     "RFC 8259 section 4 leaves it to the reader of the body",
}

// without is what demurtest is told not to ask.
func (c contender) without() map[string]string {
	all := maps.Clone(once)
	if c.noXML {
		maps.DeleteFunc(all, func(name, _ string) bool { return strings.HasPrefix(name, xmlSample) })
	}
	maps.Copy(all, c.lacks)
	return all
}
