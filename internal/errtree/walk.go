package errtree

import "reflect"

// The bounds of a walk. A tree of more errors, or one that is deeper, is given
// up: an Unwrap that makes a new error each time has no end that could be seen.
const (
	maxErrors = 100_000
	maxDepth  = 10_000
	panicCost = 100 // a method that panics takes as long as so many errors
)

// verdict says how a walk through a tree came out.
type verdict uint8

const (
	ends     verdict = iota // it ended
	wraps                   // an error is within itself
	tooLarge                // a bound was met
	panicked                // Unwrap panicked, so nobody knows what is behind it
)

// walk is a walk through a tree, depth first. It has a stack of its own, so that
// it can go on after a method that panicked.
type walk struct {
	at         error // the error to look at next
	unwrapping bool  // it was looked at: unwrap it
	seen       int
	path       path
	verdict    verdict

	// The errors whose turn is later. The array spares the usual error an allocation.
	few  [2]side
	deep []side
	n    int // of few and deep together
}

// path is what is known of the way from the root to an error. To find an error
// that is within itself, one error on the way is remembered, and another each time
// that the way has doubled (Brent's algorithm).
type path struct {
	depth, next int
	mark        error
}

// side are errors whose turn is later.
type side struct {
	errs []error
	path path
}

// run calls visit for each error until it returns true.
func (w *walk) run(visit func(error) bool) (stopped bool) {
	for {
		done, stopped := w.steps(visit)
		if done {
			return stopped
		}
	}
}

// steps goes on until the walk is done, or until a method panics.
func (w *walk) steps(visit func(error) bool) (done, stopped bool) {
	defer func() {
		if recover() == nil {
			return
		}
		w.seen += panicCost
		if w.unwrapping {
			w.unwrapFailed()
		} else {
			w.unwrapping = true // a match that fails is none
		}
	}()
	for {
		if w.at == nil && !w.pop() {
			return true, false
		}
		if !w.unwrapping {
			if !w.enter() {
				w.at = nil
				continue
			}
			if visit(w.at) {
				return true, true
			}
			w.unwrapping = true
		}
		switch x := w.at.(type) {
		case interface{ Unwrap() error }:
			w.at = x.Unwrap()
		case interface{ Unwrap() []error }:
			errs := x.Unwrap()
			w.at = nil
			w.push(side{errs, w.path})
		default:
			w.at = nil
		}
		w.unwrapping = false
	}
}

func (w *walk) push(s side) {
	if w.n < len(w.few) {
		w.few[w.n] = s
	} else {
		w.deep = append(w.deep[:w.n-len(w.few)], s)
	}
	w.n++
}

// pop takes the next of the errors that wait. It returns false if there is none.
func (w *walk) pop() bool {
	for w.n > 0 {
		var last *side
		if w.n <= len(w.few) {
			last = &w.few[w.n-1]
		} else {
			last = &w.deep[w.n-1-len(w.few)]
		}
		if len(last.errs) == 0 {
			w.n--
			continue
		}
		w.at, w.path = last.errs[0], last.path
		last.errs = last.errs[1:]
		if w.at != nil {
			return true
		}
	}
	return false
}

// enter counts the error that is looked at. It returns false for one that is to be
// left out, because it is on the way to itself or a bound is met.
func (w *walk) enter() bool {
	w.seen++
	p := &w.path
	p.depth++
	switch {
	case w.seen > maxErrors:
		w.found(tooLarge)
		w.n = 0
		return false
	case p.depth > maxDepth:
		w.found(tooLarge)
		return false
	case p.mark != nil && w.at == p.mark: // a pointer, so it can be compared
		w.found(wraps)
		return false
	case p.depth >= p.next && reflect.TypeOf(w.at).Kind() == reflect.Pointer:
		p.mark, p.next = w.at, 2*p.depth
	}
	return true
}

// found notes the first thing that is wrong.
func (w *walk) found(v verdict) {
	if w.verdict == ends {
		w.verdict = v
	}
}

// unwrapFailed notes that Unwrap panicked. That of a nil pointer is let pass: it
// has nothing to unwrap, and fmt knows how to print it.
func (w *walk) unwrapFailed() {
	if !isNil(w.at) {
		w.found(panicked)
	}
	w.at, w.unwrapping = nil, false
}
