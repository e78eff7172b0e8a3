package soak

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

var errNotSent = errors.New("the connection was closed while the request was sent")

// disconnect goes away at some point of a request or its answer.
func (c *client) disconnect(in *instance) {
	k := c.dial(in)
	if k == nil {
		return
	}
	defer c.leave(k)
	one := c.any()
	if c.chance(3) {
		one = pick(c, c.calls.posts)
	}
	at := c.rng.IntN(6)
	if at == 5 {
		one = beside("wait", http.StatusNoContent)
	} else if at == 4 && c.chance(2) {
		one = beside("large", http.StatusOK)
	}
	how := "disconnects: " + []string{"in the head", "before the body", "in the body", "before the answer", "in the answer", "while the handler works"}[at]
	m := c.parting(in, one, how)
	text := m.bytes()
	head := len(text) - len(m.body)
	switch at {
	case 0:
		k.send(text[:1+c.rng.IntN(head-1)])
	case 1:
		k.send(text[:head])
	case 2:
		k.send(text[:head+len(m.body)/2])
	case 3:
		k.send(text)
	case 4:
		k.send(text)
		_, _ = k.r.Peek(1 + c.rng.IntN(200))
	default:
		k.send(text)
		time.Sleep(time.Duration(1+c.rng.IntN(20)) * time.Millisecond)
	}
}

// halfBody sends a part of a body and then no more.
func (c *client) halfBody(in *instance) {
	k := c.dial(in)
	if k == nil {
		return
	}
	defer k.close()
	one := pick(c, c.calls.posts)
	for one.want[0] != http.StatusUnprocessableEntity {
		one = pick(c, c.calls.posts)
	}
	one.want = []int{http.StatusBadRequest}
	how := "half-sent bodies: then closed for writing"
	silent := c.chance(8) && time.Until(c.until) > readTimeout+time.Second
	if silent {
		how = "half-sent bodies: then nothing"
		one.want = []int{http.StatusRequestTimeout}
	}
	chunked := c.chance(2)
	m := c.message(in, one, how)
	half := m.body[:1+c.rng.IntN(len(m.body)-1)]
	if chunked {
		k.send(m.with("Transfer-Encoding: chunked") + fmt.Sprintf("%x\r\n%s", len(m.body), half))
	} else {
		k.send(m.sized(len(m.body)) + half)
	}
	if !silent {
		_ = k.tcp.CloseWrite()
	}
	c.expect(k, m, how)
}

// lieAboutLength says of a body what is not so.
func (c *client) lieAboutLength(in *instance) {
	k := c.dial(in)
	if k == nil {
		return
	}
	defer k.close()
	one := pick(c, c.calls.posts)
	for one.want[0] != http.StatusUnprocessableEntity {
		one = pick(c, c.calls.posts)
	}
	bad := one
	bad.want = []int{http.StatusBadRequest}
	switch c.rng.IntN(6) {
	case 0: // the body is whole, and still too short
		const how = "lying lengths: larger than the body"
		m := c.message(in, bad, how)
		k.send(m.sized(len(m.body)+1+c.rng.IntN(1000)) + m.body)
		_ = k.tcp.CloseWrite()
		c.expect(k, m, how)
	case 1: // what is left is read as the next request
		const how = "lying lengths: smaller than the body"
		m := c.message(in, bad, how)
		k.send(m.sized(1+c.rng.IntN(len(m.body)-20)) + m.body + "\r\n\r\n")
		if c.expect(k, m, how) {
			c.expectRefused(k, m, how, http.StatusBadRequest)
		}
	case 2:
		const how = "lying lengths: no length or two"
		m := c.message(in, bad, how)
		lines := pick(c, [][]string{{"Content-Length: -1"}, {"Content-Length: many"}, {"Content-Length: 9", "Content-Length: 10"}, {"Transfer-Encoding: none"}})
		k.send(m.with(lines...) + m.body)
		want := http.StatusBadRequest
		if strings.HasPrefix(lines[0], "Transfer") {
			want = http.StatusNotImplemented
		}
		c.expectRefused(k, m, how, want)
	case 3: // the chunks count (RFC 9112 section 6.3)
		const how = "lying lengths: a length and chunks"
		m := c.message(in, one, how)
		k.send(m.with("Content-Length: 3", "Transfer-Encoding: chunked") + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(m.body), m.body))
		c.expect(k, m, how)
	case 4:
		const how = "lying lengths: a chunk of another size"
		m := c.message(in, bad, how)
		size := pick(c, []string{"zz", "-5", fmt.Sprintf("%x", len(m.body)/2), "ffffffffffffffffff"})
		k.send(m.with("Transfer-Encoding: chunked") + size + "\r\n" + m.body + "\r\n0\r\n\r\n")
		c.expect(k, m, how)
	default: // more than the limit of the example, without saying so
		const how = "lying lengths: chunks without end"
		big := one
		big.want = []int{http.StatusRequestEntityTooLarge, http.StatusBadRequest}
		m := c.message(in, big, how)
		k.send(m.with("Transfer-Encoding: chunked"))
		chunk := strings.Repeat(" ", 4<<10)
		for range 20 {
			if !k.send(fmt.Sprintf("%x\r\n%s\r\n", len(chunk), chunk)) {
				break
			}
		}
		_ = k.tcp.CloseWrite()
		c.expect(k, m, how)
	}
}

// readSlowly reads an answer that does not fit into the buffers, in small pieces. It
// reads on to the end, or stops to read until the server gives up, or leaves.
func (c *client) readSlowly(in *instance) {
	k := c.dial(in)
	if k == nil {
		return
	}
	defer k.close()
	_ = k.tcp.SetReadBuffer(socketBuffer)
	end := c.rng.IntN(3)
	how := "slow readers: " + []string{"to the end", "that stop", "that leave"}[end]
	one := beside("large", http.StatusOK)
	if c.chance(2) {
		one.format.Accept = "application/xml"
	}
	m := c.enter(in, one, how, end > 0)
	k.send(m.bytes())
	if end == 0 {
		k.r.Reset(slowly{k.tcp, c.rng.IntN(3)})
		c.expect(k, m, how)
		return
	}
	piece := make([]byte, 8<<10)
	for range 2 + c.rng.IntN(10) {
		if _, err := k.r.Read(piece); err != nil {
			c.lost(in, m, how, err)
			return
		}
		time.Sleep(time.Duration(c.rng.IntN(5)) * time.Millisecond)
	}
	if end == 2 {
		c.leave(k)
		return
	}
	time.Sleep(min(time.Until(c.until), writeTimeout+time.Second))
}
