package soak

import (
	"net/http"
	"time"

	"github.com/seed-86b940f4/demur/example/walkthrough"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// Exchange is one request, as the ledger has it.
type Exchange struct {
	Want               []int
	Leaves             bool
	Arrived, Status    int
	Running, Cut, Loud bool
	Failures, Lines    int
}

// ExchangeFaults returns the kinds of what is wrong with it.
func ExchangeFaults(x Exchange) []string {
	in := exchange{
		want: x.Want, leaves: x.Leaves, arrived: x.Arrived, status: x.Status, ended: !x.Running, broken: x.Cut,
		failures: x.Failures, loud: x.Loud, lines: x.Lines,
	}
	return kindsOf(in.faults())
}

func kindsOf(faults [][2]string) (kinds []string) {
	for _, f := range faults {
		kinds = append(kinds, f[0])
	}
	return kinds
}

// AnswerFaults returns the kinds of what is wrong with an answer to who asks for JSON.
func AnswerFaults(want, status int, id string, h http.Header, body string) []string {
	res := &http.Response{StatusCode: status, Header: h}
	c := call{walkthrough.Get("/", ""), []int{want}, walkthrough.SpeaksJSON}
	return kindsOf(answer{res, []byte(body)}.faults(c, id))
}

// The counters.
const (
	InMemory = inMemory
	Locally  = locally
	Admits   = admits
	Refuses  = refuses
)

// Shares are what instances have admitted and refused.
type Shares map[string][2]int

// WindowFaults returns what is wrong with a window of a quota of 10.
func WindowFaults(c counter, away, lost bool, of Shares) int {
	w := window{policy: ratelimit.Policy{Quota: 10, Window: time.Second}, of: map[string]share{}}
	for name, s := range of {
		w.of[name] = share{s[0], s[1]}
	}
	return len(w.faults(c, away, lost))
}

// Grown is how many findings a series of rests gives.
func Grown(rests ...Rest) int { return len(grown(rests)) }
