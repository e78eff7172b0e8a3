// Package guidetest keeps a developer guide and the errors of a service together.
package guidetest

import (
	"testing"

	"github.com/seed-86b940f4/demur/guide"
)

// NoDrift fails t, at its end, once for each error that [guide.Guide.Observe] was given
// and that g does not list. Call it in a test that drives the service, whose
// Config.Observe calls that of g.
func NoDrift(t testing.TB, g *guide.Guide) {
	t.Helper()
	t.Cleanup(func() {
		if err := g.Drift(); err != nil {
			t.Error(err)
		}
	})
}
