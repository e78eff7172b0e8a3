package soak

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// newHTTP2 returns a client of HTTP/2 alone, without TLS (RFC 9113 section 3.3). All its
// requests to one server share a connection.
func newHTTP2() *http.Transport {
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	return &http.Transport{Protocols: protocols, DisableCompression: true, IdleConnTimeout: time.Second}
}

// overHTTP2 sends several requests at the same time on one connection.
func (c *client) overHTTP2(in *instance) {
	var streams sync.WaitGroup
	for range 1 + c.rng.IntN(6) {
		// What is drawn and noted is drawn and noted here: a client is of one goroutine.
		switch c.rng.IntN(6) {
		case 0:
			m, body := c.halfStream(in)
			wait := time.Duration(1+c.rng.IntN(20)) * time.Millisecond
			streams.Go(func() { c.cancelled(in, m, body, wait) })
		case 1:
			const how = "HTTP/2: cancelled while the handler works"
			m := c.parting(in, beside("wait", http.StatusNoContent), how)
			wait := time.Duration(1+c.rng.IntN(20)) * time.Millisecond
			streams.Go(func() { c.cancelled(in, m, nil, wait) })
		case 2:
			const how = "HTTP/2: handlers that die half-way"
			m := c.message(in, c.half(), how)
			streams.Go(func() {
				if a, err := c.roundTrip(context.Background(), in, m, strings.NewReader(m.body)); err == nil {
					c.found.add(WrongBody, "%s, %s, %s: half an answer looks whole: %d", in.adapter, how, m.Path, a.res.StatusCode)
				}
				c.tally.answer(how)
			})
		case 3:
			const how = "HTTP/2: a body shorter than its length"
			one := c.invalid()
			one.want = []int{http.StatusBadRequest}
			m := c.parting(in, one, how)
			streams.Go(func() { // the client notices, and resets the stream
				if _, err := c.roundTrip(context.Background(), in, m, strings.NewReader(m.body[:len(m.body)/2])); err == nil {
					c.tally.answer(how) // the server was quicker
				}
			})
		default:
			const how = "HTTP/2: whole requests"
			m := c.message(in, c.any(), how)
			streams.Go(func() {
				a, err := c.roundTrip(context.Background(), in, m, strings.NewReader(m.body))
				if err != nil {
					c.lost(in, m, how, err)
					return
				}
				c.judge(in, a, m, how)
			})
		}
	}
	streams.Wait()
}

// invalid returns a request whose whole body would be a 422.
func (c *client) invalid() call {
	for {
		if one := pick(c, c.calls.posts); one.want[0] == http.StatusUnprocessableEntity {
			return one
		}
	}
}

// halfStream returns a request, and a body of which the second half never comes.
func (c *client) halfStream(in *instance) (message, io.Reader) {
	one := c.invalid()
	one.want = []int{http.StatusBadRequest}
	m := c.parting(in, one, "HTTP/2: cancelled in the body")
	return m, io.MultiReader(strings.NewReader(m.body[:len(m.body)/2]), never{})
}

// never is the rest of a body that does not come before the request is given up.
type never struct{}

var errNoMore = errors.New("the client has no more")

// Read implements io.Reader.
func (never) Read([]byte) (int, error) {
	time.Sleep(50 * time.Millisecond)
	return 0, errNoMore
}

// cancelled sends a request and gives it up after a while.
func (c *client) cancelled(in *instance, m message, body io.Reader, wait time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	_, _ = c.roundTrip(ctx, in, m, body)
}

// roundTrip sends a message over HTTP/2 and reads the answer.
func (c *client) roundTrip(ctx context.Context, in *instance, m message, body io.Reader) (answer, error) {
	req, err := m.Request("http://"+in.addr, m.format)
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("X-Request-ID", m.id)
	if m.body == "" {
		req.Body = nil
	} else {
		req.Body = io.NopCloser(body)
	}
	res, err := c.http2.RoundTrip(req.WithContext(ctx))
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	read, err := io.ReadAll(res.Body)
	return answer{res, read}, err
}
