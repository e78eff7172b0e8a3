package soak

import (
	"fmt"
	"slices"
	"sync"
)

// exchange is what is known of one request: what the client wants, what the server has
// done, and what the log says.
type exchange struct {
	adapter string
	what    string // the request, and how it was sent
	want    []int  // the statuses that the server may answer with
	leaves  bool   // the client goes away before the answer
	beside  bool   // it went to a handler beside the example, which writes no line for each request

	arrived int  // how often a handler was called
	ended   bool // the handler has returned
	status  int  // that it wrote, 0 for none
	broken  bool // its answer was cut off

	failures int  // records of a failed request
	loud     bool // one of them at level Error
	lines    int  // the lines that each request gets
}

// afterLeaving is what may be written for a client that is not there to read it: a body
// that ends too early is a 400. Other work is given up, be it the charge of a payment.
// That is nobody's mistake, and logged as 499.
var afterLeaving = []int{400, 499, 500, 502}

// faults returns what is wrong with an exchange that is over, by kind.
func (x *exchange) faults() (faults [][2]string) {
	fault := func(kind, format string, args ...any) {
		faults = append(faults, [2]string{kind, fmt.Sprintf(format, args...)})
	}
	failed, due := x.status >= 400 || x.broken, 0
	switch {
	case x.arrived == 0:
		if x.failures+x.lines > 0 {
			fault(WrongLog, "%d records of a request that never arrived", x.failures+x.lines)
		}
		return faults
	case x.arrived > 1:
		fault(WrongStatus, "the handler was called %d times for one request", x.arrived)
	case !x.ended:
		fault(StillRunning, "the handler has not returned when all was at rest")
		return faults
	}
	switch {
	case x.status == 0 && x.broken, slices.Contains(x.want, x.status):
	case x.leaves && slices.Contains(afterLeaving, x.status):
	default:
		fault(WrongStatus, "the server wrote %d, want one of %v", x.status, x.want)
	}
	if x.leaves && x.loud && x.want[0] < 500 {
		fault(WrongLog, "that a client has gone is logged as an error of the server")
	}
	if failed {
		due = 1
	}
	if x.failures != due {
		fault(WrongLog, "%d records of a failure, want %d, with status %d, cut off: %t", x.failures, due, x.status, x.broken)
	}
	// A panic that aborts the connection passes the middleware that writes the line.
	if !x.beside && (x.lines > 1 || x.lines == 0 && !x.broken) {
		fault(WrongLog, "%d lines for the request, want 1", x.lines)
	}
	return faults
}

// ledger has all exchanges since it was last settled, by the request's ID. It is safe for
// concurrent use.
type ledger struct {
	mu  sync.Mutex
	all map[string]*exchange
}

func newLedger() *ledger { return &ledger{all: map[string]*exchange{}} }

func (l *ledger) open(id string, x *exchange) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all[id] = x
}

// note changes an exchange. It reports whether there is one with this ID.
func (l *ledger) note(id string, change func(x *exchange)) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	x := l.all[id]
	if x != nil {
		change(x)
	}
	return x != nil
}

// settle judges all exchanges and forgets them. Everything must be at rest.
func (l *ledger) settle(found *findings) {
	l.mu.Lock()
	all := l.all
	l.all = map[string]*exchange{}
	l.mu.Unlock()
	for _, x := range all {
		for _, fault := range x.faults() {
			found.add(fault[0], "%s, %s: %s", x.adapter, x.what, fault[1])
		}
	}
}
