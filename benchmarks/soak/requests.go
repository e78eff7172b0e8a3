package soak

import (
	"net/http"
	"strings"
	"time"

	"github.com/seed-86b940f4/demur/example/payments"
	"github.com/seed-86b940f4/demur/example/walkthrough"
)

// wholeRequests sends a few requests one after the other on one connection.
func (c *client) wholeRequests(in *instance) {
	k := c.dial(in)
	if k == nil {
		return
	}
	defer k.close()
	const how = "whole requests"
	for range 1 + c.rng.IntN(8) {
		m := c.message(in, c.any(), how)
		if !k.send(m.bytes()) {
			c.lost(in, m, how, errNotSent)
			return
		}
		if !c.expect(k, m, how) {
			return
		}
	}
}

// pipeline sends several requests at once. The answers come in their order.
func (c *client) pipeline(in *instance) {
	k := c.dial(in)
	if k == nil {
		return
	}
	defer k.close()
	const how = "pipelined requests"
	var batch []message
	var text strings.Builder
	for range 2 + c.rng.IntN(7) {
		one := c.any()
		if one.want[0] == http.StatusRequestEntityTooLarge {
			continue // the server closes the connection behind it
		}
		m := c.message(in, one, how)
		batch = append(batch, m)
		text.WriteString(m.bytes())
	}
	if !k.send(text.String()) {
		c.found.add(Lost, "%s: pipelined requests could not be sent", in.adapter)
		return
	}
	for _, m := range batch {
		if !c.expect(k, m, how) {
			return
		}
	}
}

// sendSlowly sends a right request in small pieces.
func (c *client) sendSlowly(in *instance) {
	k := c.dial(in)
	if k == nil {
		return
	}
	defer k.close()
	const how = "slow senders"
	one := pick(c, c.calls.posts)
	if len(one.JSON) > 4<<10 {
		return // that would take too long
	}
	m := c.message(in, one, how)
	for text := m.bytes(); text != ""; {
		n := min(1+c.rng.IntN(80), len(text))
		if !k.send(text[:n]) {
			c.lost(in, m, how, errNotSent)
			return
		}
		text = text[n:]
		time.Sleep(time.Duration(c.rng.IntN(3)) * time.Millisecond)
	}
	c.expect(k, m, how)
}

// bigHeader sends a header that is larger than the server takes, or nearly.
func (c *client) bigHeader(in *instance) {
	k := c.dial(in)
	if k == nil {
		return
	}
	defer k.close()
	var lines []string
	size, how := 0, "large headers"
	if c.chance(2) {
		how = "oversized headers"
		size = mostHeader + 16<<10
	} else {
		size = mostHeader / 2
	}
	switch c.rng.IntN(3) {
	case 0:
		lines = []string{"Cookie: a=" + strings.Repeat("x", size)}
	case 1:
		for range 400 { // from Go 1.27 on net/http takes 500 at most
			lines = append(lines, "X-Many: "+strings.Repeat("x", size/400))
		}
	default: // more to negotiate, nothing of which can be made
		lines = []string{"Accept: " + strings.Repeat("image/png;q=0.5, ", size/17) + "text/plain;q=0.1"}
	}
	one := pick(c, c.calls.rows)
	for one.Method != http.MethodGet {
		one = pick(c, c.calls.rows)
	}
	m := c.message(in, one, how)
	text := m.with(lines...)
	if how == "large headers" {
		if k.send(text) {
			c.expect(k, m, how)
		} else {
			c.lost(in, m, how, errNotSent)
		}
		return
	}
	// net/http answers by itself, and closes the connection, at times before all is read.
	_ = k.send(text)
	c.expectRefused(k, m, how, http.StatusRequestHeaderFieldsTooLarge)
}

// expectRefused reads what net/http answers before any handler is called: a line of
// text. The answer may be lost with the connection.
func (c *client) expectRefused(k *conn, m message, how string, want int) {
	a, err := k.answer(m.Method)
	if err != nil {
		return
	}
	if a.res.StatusCode != want {
		c.found.add(WrongStatus, "%s, %s: got %d, want the %d of net/http", k.in.adapter, how, a.res.StatusCode, want)
	}
	c.tally.answer(how)
}

// spendQuota asks with a key that is counted exactly, more often than it may.
func (c *client) spendQuota(in *instance) {
	k := c.dial(in)
	if k == nil {
		return
	}
	defer k.close()
	how := "quota: " + string(in.counter)
	for range 5 + c.rng.IntN(20) {
		one := call{walkthrough.Get("/v1/payments/pay_1002", payments.TrialKey), []int{200, 429}, walkthrough.SpeaksJSON}
		if c.chance(2) {
			one = call{walkthrough.Get("/v1/payments/pay_1001", payments.OperatorKey), []int{403, 429}, walkthrough.SpeaksXML}
		}
		if in.counter == refuses { // that it does so in outages alone is seen where it decides
			one.want = append(one.want, 503)
		}
		m := c.message(in, one, how)
		if !k.send(m.bytes()) {
			c.lost(in, m, how, errNotSent)
			return
		}
		if !c.expect(k, m, how) {
			return
		}
	}
}
