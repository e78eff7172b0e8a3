package guide

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"

	"github.com/seed-86b940f4/demur/apierror"
)

// drift is what was answered and is not listed.
type drift struct {
	mu    sync.Mutex
	found []string
	seen  map[string]bool
}

// mostDrift bounds what is remembered, since a service may make codes of what clients send.
const mostDrift = 100

// Observe notes an error that a service has answered with, if the guide does not list its
// status and code. It logs each of them once, at level Warn. Call it from Config.Observe
// of an adapter:
//
//	Observe: func(_ echo.Context, e *apierror.Error) { g.Observe(e) },
//
// It is safe for concurrent use. An error with status 499, of a client that has gone, is
// not noted, since nobody was told it.
func (g *Guide) Observe(e *apierror.Error) {
	status, code := apierror.Status(e.StatusCode()), codeOf(e)
	if status != e.Status {
		code = status.Code() // a mistake was answered as a bare 500
	}
	if g.page == nil || status == 499 || g.page.lists(status, code) {
		return
	}
	what := fmt.Sprintf("%d %s", int(status), code)
	g.drift.mu.Lock()
	known := g.drift.seen[what] || len(g.drift.found) == mostDrift
	if !known {
		if g.drift.seen == nil {
			g.drift.seen = map[string]bool{}
		}
		g.drift.seen[what] = true
		g.drift.found = append(g.drift.found, what)
	}
	g.drift.mu.Unlock()
	if known {
		return
	}
	logger := g.logger
	if logger == nil {
		logger = slog.Default()
	}
	logger.Warn("the guide does not list an error that was answered", "status", int(status), "code", code)
}

// Drift returns an error that names what [Guide.Observe] has noted so far, a hundred at
// most, and nil if that is nothing. Package guidetest fails a test with it.
func (g *Guide) Drift() error {
	g.drift.mu.Lock()
	found := slices.Clone(g.drift.found)
	g.drift.mu.Unlock()
	var all []error
	for _, what := range found {
		all = append(all, fmt.Errorf("guide: it does not list %s", what))
	}
	return errors.Join(all...)
}

func (p *page) lists(s apierror.Status, code string) bool {
	for _, st := range p.statuses {
		if st.status == s {
			return slices.ContainsFunc(st.entries, func(e entry) bool { return e.kind.Code == code })
		}
	}
	return false
}
