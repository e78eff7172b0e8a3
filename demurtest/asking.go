package demurtest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// asking is a conversation about one sample. It asks nothing twice.
type asking struct {
	ctx      context.Context
	service  Service
	sample   Sample
	server   *server // nil for a URL
	client   *http.Client
	url      string
	asked    map[string]answer
	keeping  int      // bytes of bodies in asked
	counted  []answer // until the quota was used up
	patience *patience
}

// patience bounds how long a service that hardly answers can keep a test. All samples of
// a Run share it.
type patience struct {
	silences int           // requests that had no answer in time
	waited   time.Duration // for answers that took long
}

const (
	usualTimeout = 30 * time.Second
	mostSilences = 3
	mostWaiting  = 3 * time.Minute
	longWait     = time.Second // less is not counted
)

// gone reports whether the service has been waited for long enough.
func (p *patience) gone() bool { return p.silences >= mostSilences || p.waited >= mostWaiting }

func (p *patience) note(got answer, took time.Duration) {
	if got.silent() {
		p.silences++
	}
	if took >= longWait {
		p.waited += took
	}
}

func (s Service) open(ctx context.Context, sample Sample, p *patience) (*asking, error) {
	a := &asking{ctx: ctx, service: s, sample: sample, url: strings.TrimSuffix(s.URL, "/"), asked: map[string]answer{}, patience: p}
	var client http.Client
	if s.Client != nil {
		client = *s.Client
	}
	if client.Timeout == 0 {
		client.Timeout = usualTimeout
	}
	if s.Handler != nil {
		server, err := serve(s.Handler)
		if err != nil {
			return nil, err
		}
		a.server, a.url = server, server.url
	}
	if client.Transport == nil {
		// Lengths are compared, so nobody may unpack a body.
		client.Transport = &http.Transport{DisableCompression: true, MaxResponseHeaderBytes: 1 << 20}
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	a.client = &client
	return a, nil
}

func (a *asking) close() {
	a.client.CloseIdleConnections()
	if a.server != nil {
		a.server.close(a.patience.silences == 0)
	}
}

const (
	largest     = 16 << 20 // of an answer is read
	mostKeeping = 64 << 20 // of all answers is kept
)

// ask returns the answer to a request, the first one if it was asked before.
func (a *asking) ask(r request) answer {
	id := fmt.Sprintf("%q", []any{r.method, r.target, r.header, r.body, r.padding, r.chunked})
	if got, ok := a.asked[id]; ok {
		return got
	}
	got := a.send(r)
	if got.status == 0 && r.padding > 0 && !got.silent() {
		// A service may answer before it has read all, and close the connection. The
		// answer can get lost on the way then, as with any client (RFC 9112 section 9.6).
		got = a.send(r)
	}
	if a.keeping += len(got.body); a.keeping > mostKeeping {
		clear(a.asked)
		a.keeping = len(got.body)
	}
	a.asked[id] = got
	return got
}

// send is ask for an answer that can differ from the first one.
func (a *asking) send(r request) answer {
	if a.patience.gone() {
		return answer{of: r, length: -1, err: errGivingUp}
	}
	begin := time.Now()
	got := a.exchange(r)
	a.patience.note(got, time.Since(begin))
	return got
}

func (a *asking) exchange(r request) answer {
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
	got.toEnd = res.ProtoMajor < 2 && res.ContentLength < 0 && !slices.Contains(res.TransferEncoding, "chunked")
	got.body, got.err = io.ReadAll(io.LimitReader(res.Body, largest+1))
	if got.err == nil && len(got.body) > largest {
		got.err = errTooLong
	}
	return got
}

// base is the request of the sample.
func (a *asking) base() request {
	r := request{method: a.sample.method(), target: a.sample.Target, header: a.sample.Header, body: a.sample.Body, host: a.service.URL}
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
// no service has. A 406 fails only because of its Accept field, which is what changes.
func (a *asking) failing() request {
	if a.sample.fails() && a.sample.Status != http.StatusNotAcceptable {
		return a.base()
	}
	return a.base().to("/" + nowhere)
}

// nowhere is a path that no service has.
const nowhere = "there-is-nothing-at-this-path"
