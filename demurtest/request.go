package demurtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	stdlog "log"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"time"
)

// request is what is sent. The methods that change it return a copy.
type request struct {
	method, target string
	header         http.Header
	body           string
	padding        int64 // bytes of white space inside of the body, before what ends it
	chunked        bool  // the client does not say how long the body is
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
	fmt.Fprintf(&b, "  curl -i -X %s", r.method)
	for _, name := range slices.Sorted(maps.Keys(r.header)) {
		for _, line := range r.header[name] {
			fmt.Fprintf(&b, " -H %s", quoted(name+": "+short(line, 200)))
		}
	}
	if r.chunked {
		b.WriteString(" -H 'Transfer-Encoding: chunked'")
	}
	if r.body != "" {
		fmt.Fprintf(&b, " -d %s", quoted(short(r.body, 400)))
	}
	if r.padding > 0 {
		fmt.Fprintf(&b, " (with %d spaces inside)", r.padding)
	}
	fmt.Fprintf(&b, " %s", quoted(r.target))
	return b.String()
}

func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

func short(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return text[:most] + "…"
}

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

// answer is what came back.
type answer struct {
	of     request
	status int // 0 if nothing came
	header http.Header
	length int64 // what the answer said; -1 for nothing
	body   []byte
	err    error // why the answer, or its body, did not come whole
}

// excerpt writes the answer for people, without what is long.
func (a answer) excerpt() string {
	if a.status == 0 {
		return fmt.Sprintf("  no answer: %v", a.err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "  %d %s", a.status, http.StatusText(a.status))
	for _, name := range slices.Sorted(maps.Keys(a.header)) {
		if name != "Date" {
			fmt.Fprintf(&b, "\n  %s: %s", name, short(strings.Join(a.header[name], ", "), 200))
		}
	}
	if len(a.body) > 0 {
		fmt.Fprintf(&b, "\n  %s", strings.ReplaceAll(short(string(a.body), 600), "\n", "\n  "))
	}
	if a.err != nil {
		fmt.Fprintf(&b, "\n  the body is not whole: %v", a.err)
	}
	return b.String()
}

// asking is a conversation about one sample. It asks nothing twice.
type asking struct {
	ctx     context.Context
	service Service
	sample  Sample
	server  *httptest.Server // nil for a URL
	client  *http.Client
	url     string
	asked   map[string]answer
	counted []answer // until the quota was used up
}

func (s Service) open(ctx context.Context, sample Sample) *asking {
	a := &asking{ctx: ctx, service: s, sample: sample, url: strings.TrimSuffix(s.URL, "/"), asked: map[string]answer{}}
	client := http.Client{Timeout: 30 * time.Second}
	if s.Client != nil {
		client = *s.Client
	}
	if s.Handler != nil {
		a.server = httptest.NewUnstartedServer(s.Handler)
		a.server.Config.ErrorLog = stdlog.New(io.Discard, "", 0) // handlers that break off are asked for
		a.server.Start()
		a.url = a.server.URL
	}
	if client.Transport == nil {
		// Lengths are compared, so nobody may unpack a body.
		client.Transport = &http.Transport{DisableCompression: true}
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	a.client = &client
	return a
}

func (a *asking) close() {
	a.client.CloseIdleConnections()
	if a.server != nil {
		a.server.Close()
	}
}

// largest is how much of an answer is read.
const largest = 16 << 20

// ask returns the answer to a request, the first one if it was asked before.
func (a *asking) ask(r request) answer {
	id := fmt.Sprintf("%q", []any{r.method, r.target, r.header, r.body, r.padding, r.chunked})
	if got, ok := a.asked[id]; ok {
		return got
	}
	got := a.send(r)
	a.asked[id] = got
	return got
}

func (a *asking) send(r request) answer {
	got := answer{of: r, length: -1}
	body, length := r.content()
	req, err := http.NewRequestWithContext(a.ctx, r.method, a.url+r.target, body)
	if err != nil {
		got.err = err
		return got
	}
	req.ContentLength = length
	req.Header = r.header.Clone()
	if req.Header == nil {
		req.Header = http.Header{}
	}
	if host := req.Header.Get("Host"); host != "" {
		req.Host = host
	}
	if req.Header.Get("User-Agent") == "" {
		req.Header.Set("User-Agent", "demurtest")
	}
	res, err := a.client.Do(req)
	if err != nil {
		got.err = err
		return got
	}
	defer res.Body.Close()
	got.status, got.header, got.length = res.StatusCode, res.Header, res.ContentLength
	got.body, got.err = io.ReadAll(io.LimitReader(res.Body, largest+1))
	if got.err == nil && len(got.body) > largest {
		got.err = errors.New("demurtest reads 16 MiB of an answer")
	}
	return got
}

// base is the request of the sample.
func (a *asking) base() request {
	r := request{method: a.sample.method(), target: a.sample.Target, header: a.sample.Header, body: a.sample.Body}
	if r.body != "" && r.header.Get("Content-Type") == "" {
		switch trimmed := strings.TrimSpace(r.body); {
		case strings.HasPrefix(trimmed, "<"):
			r = r.with("Content-Type", "application/xml")
		case strings.HasPrefix(trimmed, "{"), strings.HasPrefix(trimmed, "["):
			r = r.with("Content-Type", "application/json")
		}
	}
	return r
}

// failing is a request that fails: the sample itself, or the sample at a path that
// no service has.
func (a *asking) failing() request {
	if a.sample.fails() {
		return a.base()
	}
	return a.base().to("/" + nowhere)
}

// nowhere is a path that no service has.
const nowhere = "there-is-nothing-at-this-path"
