package ratelimittest_test

import (
	"testing"

	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/ratelimittest"
)

func TestMemoryStore(t *testing.T) {
	t.Parallel()
	ratelimittest.TestStore(t, func(*testing.T) ratelimit.Store { return new(ratelimit.MemoryStore) })
}
