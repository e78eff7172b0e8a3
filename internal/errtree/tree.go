package errtree

import (
	"reflect"
	"sync"
)

// Tree is an error whose tree was walked once, for those who have many
// questions: Find, Contains and Visit read its list of errors.
type Tree struct {
	root  error
	nodes []error
	runs  []run
}

// run is a part of the list in which all errors have one type, as those of
// fmt.Errorf around one another have. What the type tells is asked once for all.
type run struct {
	of       reflect.Type
	from, to int
	as, is   bool // the type has the method
}

var trees = sync.Pool{New: func() any { return new(Tree) }}

// kept is the length of the longest list that is kept for the next Tree.
const kept = 1000

// Walked returns err as a *Tree, whose text and what it wraps are those of err.
// Release must be called when all is asked; the Tree must not be kept longer.
func Walked(err error) *Tree {
	t := trees.Get().(*Tree)
	t.root = err
	Visit(err, func(at error) bool {
		t.add(at)
		return false
	})
	return t
}

func (t *Tree) add(err error) {
	t.nodes = append(t.nodes, err)
	of := reflect.TypeOf(err)
	if n := len(t.runs); n > 0 && t.runs[n-1].of == of {
		t.runs[n-1].to++
		return
	}
	_, as := err.(interface{ As(any) bool })
	_, is := err.(interface{ Is(error) bool })
	t.runs = append(t.runs, run{of: of, from: len(t.nodes) - 1, to: len(t.nodes), as: as, is: is})
}

// find asks match for a type: one error of each run, or all where the type has an
// As method.
func (t *Tree) find(match func(error) bool) bool {
	for _, r := range t.runs {
		to := r.from + 1
		if r.as {
			to = r.to
		}
		if visitAll(t.nodes[r.from:to], match) {
			return true
		}
	}
	return false
}

// contains asks match for an error of a type: the errors of that type and those
// that have an Is method.
func (t *Tree) contains(of reflect.Type, match func(error) bool) bool {
	for _, r := range t.runs {
		if (r.is || r.of == of) && visitAll(t.nodes[r.from:r.to], match) {
			return true
		}
	}
	return false
}

// Release takes back the memory of t.
func (t *Tree) Release() {
	t.root = nil
	clear(t.nodes)
	clear(t.runs)
	t.nodes, t.runs = t.nodes[:0], t.runs[:0]
	if cap(t.nodes) <= kept {
		trees.Put(t)
	}
}

// Error returns the text of the error that was walked.
func (t *Tree) Error() string { return t.root.Error() }

// Unwrap returns the error that was walked.
func (t *Tree) Unwrap() error { return t.root }

// visitAll is Visit for a list of errors.
func visitAll(errs []error, stop func(error) bool) (stopped bool) {
	for i := 0; i < len(errs) && !stopped; {
		i, stopped = visitFrom(i, errs, stop)
	}
	return stopped
}

// visitFrom goes on until the end, or until a method panics, which is no match.
func visitFrom(i int, errs []error, stop func(error) bool) (next int, stopped bool) {
	defer func() {
		if recover() != nil {
			next, stopped = i+1, false
		}
	}()
	for ; i < len(errs); i++ {
		if stop(errs[i]) {
			return i, true
		}
	}
	return i, false
}
