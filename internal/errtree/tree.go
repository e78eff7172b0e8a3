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
	asked []error // those of nodes that tell all types: one of a type in a row, and what has an As
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
	if n := len(t.asked); n > 0 && reflect.TypeOf(t.asked[n-1]) == reflect.TypeOf(err) {
		if _, ok := err.(interface{ As(any) bool }); !ok {
			return
		}
	}
	t.asked = append(t.asked, err)
}

// Release takes back the memory of t.
func (t *Tree) Release() {
	t.root = nil
	clear(t.nodes)
	clear(t.asked)
	t.nodes, t.asked = t.nodes[:0], t.asked[:0]
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
