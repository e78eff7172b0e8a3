package soak

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

func itoa(n int) string { return strconv.Itoa(n) }

// client is one of those who send. One goroutine uses it.
type client struct {
	*run
	rng   *rand.Rand
	name  string
	made  int
	until time.Time // when the cycle ends
	calls calls
	http2 *http.Transport
}

// chance reports true once in n times.
func (c *client) chance(n int) bool { return c.rng.IntN(n) == 0 }

func pick[T any](c *client, of []T) T { return of[c.rng.IntN(len(of))] }

// any returns a call of any sort.
func (c *client) any() call {
	if c.chance(25) {
		return pick(c, c.calls.pays)
	}
	return pick(c, c.calls.rows)
}

// message enters a call in the ledger, and returns what is to be sent. how says in which
// way it is sent.
func (c *client) message(in *instance, one call, how string) message {
	return c.enter(in, one, how, false)
}

// parting is message for a client that goes away before it has the answer.
func (c *client) parting(in *instance, one call, how string) message {
	return c.enter(in, one, how, true)
}

func (c *client) enter(in *instance, one call, how string, leaves bool) message {
	c.made++
	m := message{call: one, id: fmt.Sprintf("%s-%d", c.name, c.made)}
	req, err := one.Request("http://"+in.addr, one.format)
	if err != nil {
		panic(err) // a mistake of this program
	}
	var head strings.Builder
	fmt.Fprintf(&head, "%s %s HTTP/1.1\r\nHost: %s\r\nX-Request-Id: %s\r\n", req.Method, req.URL.RequestURI(), in.addr, m.id)
	_ = req.Header.Write(&head) // to a Builder
	m.head = head.String()
	if req.Body != nil {
		body, _ := io.ReadAll(req.Body) // from a string
		m.body = string(body)
	}
	c.ledger.open(m.id, &exchange{
		adapter: in.adapter, want: one.want, leaves: leaves, beside: strings.HasPrefix(one.Path, "/soak/"),
		what: fmt.Sprintf("%s %s %s (%d), %s", how, one.Method, one.Path, one.want[0], one.format.Accept),
	})
	c.tally.count(how, in.adapter)
	c.sent.Add(1)
	return m
}

// conn is a connection of HTTP/1.1.
type conn struct {
	tcp *net.TCPConn
	r   *bufio.Reader
	in  *instance
}

const clientPatience = 20 * time.Second

// dial opens a connection, nil if that fails, which is a finding.
func (c *client) dial(in *instance) *conn {
	raw, err := net.Dial("tcp", in.addr)
	if err != nil {
		c.found.add(Lost, "%s: no connection: %v", in.adapter, stable(err))
		return nil
	}
	_ = raw.SetDeadline(time.Now().Add(clientPatience))
	return &conn{raw.(*net.TCPConn), bufio.NewReader(raw), in}
}

func (k *conn) send(text string) bool {
	_, err := io.WriteString(k.tcp, text)
	return err == nil
}

func (k *conn) close() { _ = k.tcp.Close() }

// leave closes the connection, at times by a reset.
func (c *client) leave(k *conn) {
	if c.chance(2) {
		_ = k.tcp.SetLinger(0)
	}
	k.close()
}

// answer reads an answer to its end.
func (k *conn) answer(method string) (answer, error) {
	res, err := http.ReadResponse(k.r, &http.Request{Method: method})
	if err != nil {
		return answer{}, err
	}
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	return answer{res, body}, err
}

// expect reads the answer to a message and judges it. It reports whether the connection
// can be used again.
func (c *client) expect(k *conn, m message, how string) bool {
	a, err := k.answer(m.Method)
	if err != nil {
		c.lost(k.in, m, how, err)
		return false
	}
	c.judge(k.in, a, m, how)
	return !a.res.Close
}

func (c *client) lost(in *instance, m message, how string, err error) {
	c.tally.lose(how, in.adapter)
	c.found.add(Lost, "%s, %s %s %s (%d): no whole answer: %v", in.adapter, how, m.Method, m.Path, m.want[0], stable(err))
}

// stable returns what an error says without the addresses, which differ each time.
func stable(err error) string {
	text := err.Error()
	if i := strings.LastIndex(text, ": "); strings.Contains(text, "127.0.0.1") && i >= 0 {
		return text[i+2:]
	}
	return text
}

func (c *client) judge(in *instance, a answer, m message, how string) {
	faults := a.faults(m.call, m.id)
	for _, fault := range faults {
		c.found.add(fault[0], "%s, %s %s %s, %s: %s", in.adapter, how, m.Method, m.Path, m.format.Accept, fault[1])
	}
	c.tally.answer(how)
}
