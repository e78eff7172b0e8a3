package soak

import (
	"slices"
	"sync"
)

// tally counts what was tried. It is safe for concurrent use.
type tally struct {
	mu   sync.Mutex
	rows map[string]*Row
}

// A Row says how often something was tried.
type Row struct {
	What    string
	Times   map[string]int // by adapter; "" for what concerns all
	Answers int            // that were read to their end and judged
	Lost    int            // requests that ought to have been answered and were not
}

func newTally() *tally { return &tally{rows: map[string]*Row{}} }

// row returns the row of a name. The tally is locked.
func (t *tally) row(what string) *Row {
	if t.rows[what] == nil {
		t.rows[what] = &Row{What: what, Times: map[string]int{}}
	}
	return t.rows[what]
}

func (t *tally) count(what, adapter string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.row(what).Times[adapter]++
}

func (t *tally) answer(what string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.row(what).Answers++
}

func (t *tally) lose(what, _ string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.row(what).Lost++
}

func (t *tally) list() []Row {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all []Row
	for _, row := range t.rows {
		all = append(all, *row)
	}
	slices.SortFunc(all, func(a, b Row) int {
		if a.What < b.What {
			return -1
		}
		return 1
	})
	return all
}
