//go:build !race

package apierror_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
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
