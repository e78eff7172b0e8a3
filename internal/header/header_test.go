package header_test

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/seed-86b940f4/demur/internal/header"
)

func TestSnapshot(t *testing.T) {
	t.Parallel()
	h := http.Header{"Etag": {`"a"`}, "Cache-Control": {"private", "no-transform"}, "X-Other": {"1"}}
	s := header.Take(h)
	h["Etag"][0] = "changed in place"
	h.Del("Cache-Control")
	h.Set("Content-Length", "5")
	h.Set("X-Other", "2")
	h.Set("Location", "/x")
	s.Restore(h)
	want := http.Header{"Etag": {`"a"`}, "Cache-Control": {"private", "no-transform"}, "X-Other": {"2"}, "Location": {"/x"}}
	if !maps.EqualFunc(h, want, slices.Equal[[]string]) {
		t.Errorf("%v, want %v", h, want)
	}
	h["Etag"][0] = "changed again"
	s.Restore(h)
	if h.Get("ETag") != `"a"` {
		t.Error("the snapshot shares its values")
	}
	h = http.Header{"Content-Type": {"text/csv"}}
	if header.Take(nil).Restore(h); len(h) != 0 {
		t.Errorf("%v", h)
	}
}
