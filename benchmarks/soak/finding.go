package soak

import (
	"fmt"
	"sync"
)

// The kinds of findings.
const (
	WrongStatus  = "wrong status"
	WrongBody    = "wrong body"
	WrongLog     = "wrong log"
	OverQuota    = "over the quota"
	WrongOutage  = "wrong in an outage"
	Lost         = "lost"
	Panicked     = "panicked"
	StillRunning = "still running"
	Growth       = "growth"
)

// A Finding is something that must not be. Its zero value says nothing.
type Finding struct {
	Kind  string // one of the constants
	Text  string // what happened, without what differs each time
	Times int    // how often
}

// findings keeps what was found. It is safe for concurrent use, and bounded: a service
// that does all wrong must not fill the memory.
type findings struct {
	mu    sync.Mutex
	order []*Finding
	of    map[[2]string]*Finding
	kinds map[string]int // how many Findings each kind has
}

const mostOfAKind = 40

func newFindings() *findings { return &findings{of: map[[2]string]*Finding{}, kinds: map[string]int{}} }

func (f *findings) add(kind, format string, args ...any) {
	at := [2]string{kind, fmt.Sprintf(format, args...)}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.of[at] == nil && f.kinds[kind] >= mostOfAKind {
		at[1] = "and more"
	}
	known := f.of[at]
	if known == nil {
		known = &Finding{Kind: at[0], Text: at[1]}
		f.of[at], f.order = known, append(f.order, known)
		f.kinds[kind]++
	}
	known.Times++
}

func (f *findings) list() []Finding {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []Finding
	for _, found := range f.order {
		all = append(all, *found)
	}
	return all
}
