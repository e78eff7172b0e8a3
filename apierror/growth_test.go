package apierror_test

import (
	"fmt"
	"maps"
	"runtime"
	"strings"
	"sync"
	"testing"
	"weak"

	"github.com/seed-86b940f4/demur/apierror"
)

// allocated returns how many bytes f allocates. The tests that call it are not
// parallel, so nobody else allocates then.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// WithField in a loop over 10,000 rows took 5 seconds and 7 GB, and With the same.
func TestWithInALoopIsLinear(t *testing.T) {
	const rows = 10_000
	for name, step := range map[string]func(*apierror.Error, int) *apierror.Error{
		"WithField": func(e *apierror.Error, i int) *apierror.Error {
			return e.WithField(apierror.FieldError{Param: fmt.Sprint(i)})
		},
		"WithFields":                         func(e *apierror.Error, i int) *apierror.Error { return e.WithFields(make([]apierror.FieldError, 2)...) },
		"With":                               func(e *apierror.Error, i int) *apierror.Error { return e.With(fmt.Sprint("row_", i), i) },
		"With of a name that it has":         func(e *apierror.Error, i int) *apierror.Error { return e.With("row", i) },
		"With of a name that cannot be sent": func(e *apierror.Error, i int) *apierror.Error { return e.With(fmt.Sprint("row ", i), i) },
		"WithChallenge":                      func(e *apierror.Error, i int) *apierror.Error { return e.WithChallenge("Basic") },
		"WithHeader":                         func(e *apierror.Error, i int) *apierror.Error { return e.WithHeader(fmt.Sprint("X-", i), "1") },
	} {
		e := apierror.UnprocessableEntity.New("")
		bytes := allocated(func() {
			for i := range rows {
				e = step(e, i)
			}
		})
		if each := bytes / rows; each > 2000 {
			t.Errorf("%s: %d bytes for each of %d rows", name, each, rows)
		}
	}
}

// fieldNames returns the names of the fields and of the extensions of an error.
func fieldNames(e *apierror.Error) string {
	var b strings.Builder
	for _, f := range e.Fields {
		b.WriteString(f.Name + " ")
	}
	return b.String() + "| " + keys(e)
}

// Errors that come from one parent share what they have in common. None may write
// into what another has of its own, also when goroutines derive them at once. The
// race detector is the judge.
func TestSiblingsDoNotShareWhatTheyAdd(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, 2, 15, 16, 17, 40} {
		parent := apierror.UnprocessableEntity.New("")
		for i := range size {
			parent = parent.WithField(apierror.FieldError{Name: fmt.Sprint("f", i)}).With(fmt.Sprint("ext", i), i)
		}
		common := fieldNames(parent)
		var wg sync.WaitGroup
		for sibling := range 8 {
			wg.Go(func() {
				for range 5 { // the same parent again and again
					e, want := parent, ""
					exts := ""
					for step := range 30 {
						name := fmt.Sprintf("own_%d_%d", sibling, step)
						e = e.WithFields(apierror.FieldError{Name: name}, apierror.FieldError{Name: name}).With(name, step).With("same", step)
						want += name + " " + name + " "
						exts += " " + name
						if step == 0 {
							exts += " same"
						}
						side := e.WithField(apierror.FieldError{Name: "lost"}).With("lost", 1)
						side.Fields = append(side.Fields, apierror.FieldError{Name: "lost"})
						_ = append(e.Fields, apierror.FieldError{Name: "lost"}) // of a caller, who knows nothing of sharing
					}
					before, after, _ := strings.Cut(common, "| ")
					if got, want := fieldNames(e), before+want+"| "+strings.TrimSpace(after+exts); got != want {
						t.Errorf("got  %s\nwant %s", got, want)
						return
					}
					if value, _ := e.Extension("same"); value != 29 {
						t.Errorf("same is %v", value)
					}
				}
			})
		}
		wg.Wait()
		if got := fieldNames(parent); got != common {
			t.Errorf("the parent was changed from\n%s to\n%s", common, got)
		}
	}
}

// A caller's own list is neither kept nor written to.
func TestWithFieldsKeepsNothingOfTheCaller(t *testing.T) {
	t.Parallel()
	list := make([]apierror.FieldError, 2, 10)
	list[0].Name, list[1].Name = "a", "b"
	e := apierror.BadRequest.New("").WithFields(list...)
	literal := &apierror.Error{Status: 400, Fields: list}
	more := literal.WithField(apierror.FieldError{Name: "c"})
	list[0].Name = "changed"
	if got := fieldNames(e); got != "a b | " {
		t.Errorf("%s", got)
	}
	if got := fieldNames(more); got != "a b c | " || list[:3][2].Name != "" {
		t.Errorf("%s, %v", got, list[:3])
	}
	if e := apierror.BadRequest.New("").WithFields(); e.Fields != nil {
		t.Errorf("%v", e.Fields)
	}
	var none *apierror.Error
	if got := fieldNames(none.WithFields(list...)); got != "changed b | " {
		t.Errorf("%s", got)
	}
	shorter := *e.WithField(apierror.FieldError{Name: "c"}).WithField(apierror.FieldError{Name: "d"})
	shorter.Fields = shorter.Fields[:1]
	if got := fieldNames(shorter.WithField(apierror.FieldError{Name: "x"})); got != "a x | " {
		t.Errorf("%s", got)
	}
}

// A name is found among many, in its place, with its last value.
func TestManyExtensions(t *testing.T) {
	t.Parallel()
	e := apierror.Gone.New("")
	want := map[string]any{}
	for i := range 1000 {
		name := fmt.Sprint("row_", i%700)
		e = e.With(name, i)
		want[name] = i
	}
	if got := maps.Collect(e.Extensions()); !maps.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if first, _, _ := strings.Cut(keys(e), " "); first != "row_0" {
		t.Errorf("the first is %s", first)
	}
}

// An error that a whole program shares kept alive what one request had added to it.
func TestASharedErrorKeepsNothingOfItsCopies(t *testing.T) {
	t.Parallel()
	base := apierror.UnprocessableEntity.New("").WithField(apierror.FieldError{Name: "a"}).WithField(apierror.FieldError{Name: "b"}).With("aaa", 1).With("bbb", 2)
	ofRequest := func() weak.Pointer[apierror.FieldError] {
		e := base
		for i := range 1000 {
			e = e.WithField(apierror.FieldError{Name: fmt.Sprint(i)}).With(fmt.Sprint("ext", i), i)
		}
		return weak.Make(&e.Fields[999])
	}()
	runtime.GC()
	if ofRequest.Value() != nil {
		t.Error("the fields of a copy are still there")
	}
	if got := fieldNames(base); got != "a b | aaa bbb" {
		t.Errorf("%s", got)
	}
}
