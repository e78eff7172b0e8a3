package soak

import (
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/seed-86b940f4/demur/example/payments"
	"github.com/seed-86b940f4/demur/example/walkthrough"
)

// panicking asks for a handler that panics: that of the example, or one beside it.
func (c *client) panicking(in *instance) {
	k := c.dial(in)
	if k == nil {
		return
	}
	defer k.close()
	how := "panicking handlers: of the example"
	one := call{walkthrough.Get("/v1/reports?month=13", payments.PaidKey), []int{500}, pick(c, []walkthrough.Format{walkthrough.SpeaksJSON, walkthrough.SpeaksXML})}
	if c.chance(2) {
		how = "panicking handlers: with any value"
		one = beside("panic?with="+pick(c, slices.Sorted(maps.Keys(panics))), http.StatusInternalServerError)
	}
	for range 1 + c.rng.IntN(3) { // the connection lives on
		m := c.message(in, one, how)
		if !k.send(m.bytes()) || !c.expect(k, m, how) {
			return
		}
	}
}

// dyingHalfWay asks for an answer that dies half-way. The client must see that it is not
// whole.
func (c *client) dyingHalfWay(in *instance) {
	k := c.dial(in)
	if k == nil {
		return
	}
	defer k.close()
	const how = "handlers that die half-way"
	m := c.message(in, c.half(), how)
	k.send(m.bytes())
	if a, err := k.answer(m.Method); err == nil {
		c.found.add(WrongBody, "%s, %s, %s: half an answer looks whole: %d", in.adapter, how, m.Path, a.res.StatusCode)
	}
	c.tally.answer(how)
}

func (c *client) half() call {
	return beside("half?begin="+pick(c, beginnings)+"&end="+pick(c, deaths), http.StatusOK)
}

// slowly reads small pieces, with pauses between them.
type slowly struct {
	r     interface{ Read([]byte) (int, error) }
	pause int // milliseconds
}

// Read implements io.Reader.
func (s slowly) Read(p []byte) (int, error) {
	time.Sleep(time.Duration(s.pause) * time.Millisecond)
	return s.r.Read(p[:min(len(p), 4<<10)])
}
