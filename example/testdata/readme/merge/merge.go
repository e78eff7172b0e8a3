// Package merge has the code of the documents that works with a guide.
package merge

import (
	"net/http"
	"os"
	"testing"

	"github.com/seed-86b940f4/demur/guide"
	"github.com/seed-86b940f4/demur/guide/guidetest"
)

//readme:merge
func publish(g *guide.Guide) error {
	document, err := os.ReadFile("docs/swagger.yaml") // YAML or JSON
	if err != nil {
		return err
	}
	merged, err := g.Merge(document)
	if err != nil {
		return err
	}
	return os.WriteFile("public/openapi.yaml", merged, 0o644)
}

//readme:end

//readme:drift
func TestService(t *testing.T) {
	g, handler := newService(t) // whose Config.Observe calls g.Observe
	guidetest.NoDrift(t, g)
	// … requests to handler
	_ = handler
}

//readme:end

func newService(*testing.T) (*guide.Guide, http.Handler) {
	return new(guide.Guide), http.NotFoundHandler()
}

var _, _ = publish, TestService
