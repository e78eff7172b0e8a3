//go:build !race

package apierror_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
)

// Under the race detector a sync.Pool forgets at random, so this file is not
// built for it.
func TestNoAllocation(t *testing.T) {
	errs := map[string]error{"status": apierror.NotFound, "kind": error(cardDeclined), "typed": apierror.NotFound.New("x"), "wrapped": fmt.Errorf("x: %w", apierror.NotFound.New("x"))}
	for name, err := range errs {
		if n := testing.AllocsPerRun(100, func() { apierror.StatusOf(err) }); n != 0 {
			t.Errorf("StatusOf a %s: %v allocations", name, n)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	w := &light{header: http.Header{}}
	for _, wr := range []*apierror.Writer{{}, {TypeBase: "https://api.example.com/guide?a&b#"}} {
		writesWithoutAllocation(t, wr, w, r)
	}
}

func writesWithoutAllocation(t *testing.T, wr *apierror.Writer, w *light, r *http.Request) {
	t.Helper()
	ownKind := error(apierror.Kind{Status: 404, Code: "no_widget", Title: "No widget"}.New("There is no widget 2."))
	for name, err := range map[string]error{"a kind": ownKind, "a constant": apierror.ServiceUnavailable, "a detail": apierror.NotFound.New("There is no widget 2.")} {
		for _, accept := range []string{"", "application/xml", "text/html, */*;q=0.8"} {
			r.Header["Accept"] = []string{accept}
			if n := testing.AllocsPerRun(1000, func() {
				clear(w.header)
				_ = wr.Write(w, r, err)
			}); n != 0 {
				t.Errorf("Write of %s for %q, TypeBase %q: %v allocations", name, accept, wr.TypeBase, n)
			}
		}
	}
}

func TestNoAllocationForRequestID(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("X-Request-ID", "f3a1")
	w := &light{header: http.Header{}}
	var wr apierror.Writer
	if n := testing.AllocsPerRun(1000, func() {
		clear(w.header)
		_ = wr.Write(w, r, apierror.NotFound)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// manyFields returns a 422 with so many fields of some length.
func manyFields(n int) *apierror.Error {
	e := apierror.UnprocessableEntity.New("")
	for i := range n {
		e.Fields = append(e.Fields, apierror.FieldError{Pointer: fmt.Sprintf("#/items/%d/sku", i), Code: "required", Detail: "must be given"})
	}
	return e
}

// A document of 1,000 fields or of 1 MB was copied from one buffer to the next more
// than twenty times.
func TestLargeDocumentIsWrittenOnce(t *testing.T) {
	detail := strings.Repeat("There is no widget of this name. ", 32<<10)
	fields := manyFields(1000)
	both := *fields
	both.Detail = detail
	var wr apierror.Writer
	for name, e := range map[string]*apierror.Error{"1,000 fields": fields, "1 MB": apierror.NotFound.New(detail), "1 MB and 1,000 fields": &both} {
		for _, f := range []apierror.Format{apierror.JSON{}, apierror.XML{}} {
			body, _ := f.Append(nil, e)
			if n := testing.AllocsPerRun(20, func() { _, _ = f.Append(nil, e) }); n != 1 || cap(body) > 2*len(body) {
				t.Errorf("%s by %T: %v allocations, a buffer of %d for %d bytes", name, f, n, cap(body), len(body))
			}
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.Header.Set("Accept", f.MediaTypes()[0])
			w := &light{header: http.Header{}}
			if n := testing.AllocsPerRun(20, func() { // the body, its length, and a scratch where the collector took the last one
				clear(w.header)
				_ = wr.Write(w, r, e)
			}); n > 4 {
				t.Errorf("Write of %s by %T: %v allocations", name, f, n)
			}
		}
	}
}

// What a buffer holds cannot be foreseen where much is escaped. It doubles.
func TestEscapesGrowTheBufferSeldom(t *testing.T) {
	e := apierror.NotFound.New(strings.Repeat("<", 1<<20))
	for _, f := range []apierror.Format{apierror.JSON{}, apierror.XML{}} {
		if n := testing.AllocsPerRun(5, func() { _, _ = f.Append(nil, e) }); n > 4 {
			t.Errorf("%T: %v allocations", f, n)
		}
	}
}

func TestAppendToABufferWithRoomDoesNotAllocate(t *testing.T) {
	e := manyFields(10).WithCode("own").WithInstance("/problems/1").With("balance", 30).With("accounts", []string{"/account/1", ""})
	buffer := make([]byte, 0, 4096)
	for _, f := range []apierror.Format{apierror.JSON{}, apierror.XML{}} {
		if n := testing.AllocsPerRun(100, func() { _, _ = f.Append(buffer, e) }); n != 0 {
			t.Errorf("%T: %v allocations", f, n)
		}
	}
}
