package errtree_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/internal/errtree"
)

// valueLoop is an error within itself that is no pointer.
type valueLoop struct{ err *error }

func (valueLoop) Error() string   { return "value loop" }
func (v valueLoop) Unwrap() error { return *v.err }

// newEachTime unwraps to an error that did not exist before.
type newEachTime struct{ depth int }

func (newEachTime) Error() string   { panic("the text of an endless error was asked for") }
func (n newEachTime) Unwrap() error { return newEachTime{n.depth + 1} }

// twoEachTime is the same with two branches.
type twoEachTime struct{ _ int }

func (*twoEachTime) Error() string   { panic("the text of an endless error was asked for") }
func (*twoEachTime) Unwrap() []error { return []error{new(twoEachTime), new(twoEachTime)} }

// moody panics the first time, and then never ends.
type moody struct{ asked int }

func (*moody) Error() string { panic("the text of an endless error was asked for") }
func (m *moody) Unwrap() error {
	if m.asked++; m.asked == 1 {
		panic("no")
	}
	return m
}

// rude panics at each question.
type rude struct{ inner error }

func (r rude) Error() string { panic("Error") }
func (r rude) Is(error) bool { panic("Is") }
func (r rude) As(any) bool   { panic("As") }
func (r rude) Unwrap() error { return r.inner }

// uncomparable cannot be compared, not even with itself.
type uncomparable struct {
	_   []string
	err error
}

func (u uncomparable) Error() string { return "uncomparable" }
func (u uncomparable) Unwrap() error { return u.err }

func wide(n int, last error) error {
	errs := make([]error, n, n+1)
	for i := range errs {
		errs[i] = fmt.Errorf("error %d", i)
	}
	return errors.Join(append(errs, last)...)
}

func diamond(levels int, leaf error) error {
	for range levels {
		leaf = errors.Join(leaf, leaf)
	}
	return leaf
}

func deep(n int, leaf error) error {
	for range n {
		leaf = &nilDeref{leaf}
	}
	return leaf
}

// What is said of an error that cannot be printed is true, and of one that can be
// printed nothing is said. A wide error was called one that wraps itself.
func TestPrintable(t *testing.T) {
	t.Parallel()
	path := &fs.PathError{Op: "open", Err: fs.ErrNotExist}
	loop, long := &nilDeref{}, &nilDeref{}
	loop.err, long.err = loop, deep(100, long)
	wideLoop := &wrapper{}
	wideLoop.inner = []error{io.EOF, fmt.Errorf("x: %w", errors.Join(io.EOF, wideLoop))}
	var inner error
	inner = uncomparable{err: valueLoop{&inner}}
	for _, tt := range []struct {
		name  string
		err   error
		want  string // "" for err itself
		finds bool   // a path that stands behind it, in a join
	}{
		{"nil", nil, "", true},
		{"leaf", io.EOF, "", true},
		{"1,200 errors", wide(1200, path), "", true},
		{"90,000 errors", wide(90_000, nil), "", true},
		{"9,000 levels", deep(9_000, io.EOF), "", true},
		{"the same twice", errors.Join(path, fmt.Errorf("x: %w", path), path), "", true},
		{"itself", loop, "wraps itself", true},
		{"itself after 100", long, "wraps itself", true},
		{"itself among others", wideLoop, "wraps itself", true},
		{"itself below others", deep(50, loop), "wraps itself", true},
		{"itself, which cannot be compared", inner, "too large to look through", true},
		{"new each time", newEachTime{}, "too large to look through", true},
		{"two each time", new(twoEachTime), "too large to look through", false},
		{"60 diamonds", diamond(60, io.EOF), "too large to look through", false},
		{"200,000 errors", wide(200_000, nil), "too large to look through", false},
		{"20,000 levels", deep(20_000, io.EOF), "too large to look through", true},
		{"Unwrap panics first", new(moody), "panics when it is unwrapped", true},
		{"Unwrap panics first, inside", wide(3, fmt.Errorf("x: %w", new(moody).boxed())), "panics when it is unwrapped", true},
		{"nil pointer", (*nilDeref)(nil), "", true},
		{"nil pointer inside", fmt.Errorf("x: %w", (*nilDeref)(nil)), "", true},
		{"rude", rude{rude{io.EOF}}, "", true},
		{"uncomparable", uncomparable{}, "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := errtree.Printable(tt.err)
			if tt.want == "" {
				if !errtree.Ends(tt.err) || fmt.Sprintf("%T%p", got, got) != fmt.Sprintf("%T%p", tt.err, tt.err) {
					t.Errorf("an honest error became %v", got)
				}
			} else if got == nil || !strings.Contains(got.Error(), tt.want) {
				t.Errorf("%v, want %s", got, tt.want)
			}
			joined := errors.Join(tt.err, path, io.ErrNoProgress)
			if p, ok := errtree.Find[*fs.PathError](joined); ok != tt.finds || ok && p.Op != "open" {
				t.Errorf("Find behind it: %t", ok)
			}
			if ok := errtree.Contains(joined, io.ErrNoProgress); ok != tt.finds {
				t.Errorf("Contains behind it: %t", ok)
			}
			seen := false
			if ends := errtree.Walk(joined, func(at error) bool { seen = seen || at == error(path); return false }); seen != tt.finds || ends != errtree.Ends(joined) {
				t.Errorf("Walk sees what is behind it: %t, and an end: %t", seen, ends)
			}
		})
	}
}

// boxed hides the panic from fmt.Errorf, which asks for the text at once.
func (m *moody) boxed() error { return &quiet{m} }

type quiet struct{ err error }

func (*quiet) Error() string   { return "quiet" }
func (q *quiet) Unwrap() error { return q.err }

// A match that panics is none, and what is inside is still looked at.
func TestMethodsThatPanic(t *testing.T) {
	t.Parallel()
	for _, err := range []error{rude{io.EOF}, rude{rude{io.EOF}}, errors.Join(rude{}, io.EOF), errors.Join((*nilDeref)(nil), io.EOF), errors.Join(new(moody), io.EOF)} {
		if !errtree.Contains(err, io.EOF) {
			t.Errorf("%T: io.EOF was not found", err)
		}
		if _, ok := errtree.Find[*fs.PathError](err); ok {
			t.Errorf("%T: something was found", err)
		}
	}
	visits := 0
	if errtree.Visit(rude{io.EOF}, func(error) bool { visits++; panic("no") }) || visits != 2 {
		t.Errorf("%d visits", visits)
	}
	if errtree.Contains(uncomparable{}, uncomparable{}) || errtree.Contains(io.EOF, nil) {
		t.Error("what cannot be compared was found")
	}
}

// Ask asks for each target by itself: those behind one that panics are asked for too.
func TestAsk(t *testing.T) {
	t.Parallel()
	var found []error
	errtree.Ask(asPath{}, func(err error) { found = append(found, err) }, new(*fs.PathError), new(uncomparable), nil)
	if len(found) != 1 || found[0].(*fs.PathError).Op != "as" {
		t.Errorf("%v", found)
	}
	errtree.Ask(choosy{}, func(err error) { found = append(found, err) }, new(*fs.PathError), new(uncomparable))
	if len(found) != 2 {
		t.Errorf("%v", found)
	}
}

// choosy panics where it is asked for anything but one type.
type choosy struct{}

func (choosy) Error() string      { return "choosy" }
func (choosy) As(target any) bool { *target.(*uncomparable) = uncomparable{}; return true }

// Errors that wrap a few others, two of them side by side, are walked without
// memory of their own.
func TestNoAllocation(t *testing.T) {
	err := fmt.Errorf("x: %w", errors.Join(deep(3, io.EOF), fmt.Errorf("%w %w", io.EOF, io.ErrNoProgress)))
	if n := testing.AllocsPerRun(100, func() {
		errtree.Find[*fs.PathError](err)
		errtree.Contains(err, fs.ErrNotExist)
		errtree.Printable(err)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// counting is an error whose methods panic and count that.
type counting struct{ calls *int }

func (c counting) Error() string { panic("Error") }
func (c counting) As(any) bool   { *c.calls++; panic("As") }
func (c counting) Is(error) bool { *c.calls++; panic("Is") }
func (c counting) Unwrap() error { *c.calls++; panic("Unwrap") }

// A few errors that wrap each other 60 times over, with a nil pointer at their end, took
// seconds, since each of 100,000 panics is dear.
func TestManyPanicsAreGivenUp(t *testing.T) {
	t.Parallel()
	calls := 0
	err := diamond(60, counting{&calls})
	for name, walk := range map[string]func(){
		"Find":     func() { errtree.Find[*fs.PathError](err) },
		"Contains": func() { errtree.Contains(err, io.EOF) },
		"Ends":     func() { errtree.Ends(err) },
		"Ask":      func() { errtree.Ask(counting{&calls}, nil, new(*fs.PathError), new(error)) },
	} {
		calls = 0
		if walk(); calls == 0 || calls > 2000 {
			t.Errorf("%s: %d methods panicked", name, calls)
		}
	}
	asked = 0
	if errtree.Ask((*nilAsker)(nil), nil, new(*fs.PathError), new(*fs.PathError), new(*fs.PathError)); asked != 1 {
		t.Errorf("a nil pointer was asked %d times", asked)
	}
}

var asked int // by TestManyPanicsAreGivenUp alone

type nilAsker struct{ n int }

func (*nilAsker) Error() string { return "nil asker" }
func (n *nilAsker) As(any) bool { asked++; return n.n == 0 }
