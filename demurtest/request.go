package demurtest

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// request is what is sent. The methods that change it return a copy.
type request struct {
	method, target string
	header         http.Header
	body           string
	padding        int64  // bytes of white space inside of the body, before what ends it
	chunked        bool   // the client does not say how long the body is
	host           string // the URL of the service, for people; "" where it has none that lasts
}

func (r request) with(name string, lines ...string) request {
	r.header = r.header.Clone()
	if r.header == nil {
		r.header = http.Header{}
	}
	r.header.Del(name)
	for _, line := range lines {
		r.header.Add(name, line)
	}
	return r
}

func (r request) accepting(lines ...string) request { return r.with("Accept", lines...) }

func (r request) by(method string) request { r.method = method; return r }

func (r request) to(target string) request { r.target = target; return r }

func (r request) sending(body string) request { r.body = body; return r }

// bare has no body, and nothing that speaks of one.
func (r request) bare() request {
	r = r.with("Content-Type")
	r.body, r.padding, r.chunked = "", 0, false
	return r
}

// curl writes the request as a command, so that somebody can send it again.
func (r request) curl() string {
	var b strings.Builder
	if r.method == http.MethodHead {
		b.WriteString("  curl --head") // with -X, curl would wait for a body
	} else {
		fmt.Fprintf(&b, "  curl -i -X %s", r.method)
	}
	for _, name := range slices.Sorted(maps.Keys(r.header)) {
		for _, line := range r.header[name] {
			fmt.Fprintf(&b, " -H %s", quoted(name+": "+short(line, 200)))
		}
	}
	if r.chunked {
		b.WriteString(" -H 'Transfer-Encoding: chunked'")
	}
	if r.body != "" {
		fmt.Fprintf(&b, " --data-binary %s", quoted(short(r.body, 400)))
	}
	if r.padding > 0 {
		fmt.Fprintf(&b, " (with %d spaces inside)", r.padding)
	}
	fmt.Fprintf(&b, " %s", quoted(strings.TrimSuffix(r.host, "/")+short(r.target, 400)))
	return b.String()
}

func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// content returns the body, and its length or -1.
func (r request) content() (io.Reader, int64) {
	if r.body == "" && !r.chunked {
		return nil, 0
	}
	begin, end := r.body, ""
	if r.padding > 0 {
		i := max(strings.LastIndexAny(r.body, "]}"), strings.LastIndex(r.body, "</"), 0)
		begin, end = r.body[:i], r.body[i:]
	}
	length := int64(len(r.body)) + r.padding
	if r.chunked {
		length = -1
	}
	return io.MultiReader(strings.NewReader(begin), io.LimitReader(spaces{}, r.padding), strings.NewReader(end)), length
}

// spaces is white space without end.
type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
