package redistest_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

// A promise is what the README says of a value of OnUnavailable.
type promise struct {
	policy redisstore.OnUnavailable
	row    string // of its table

	// answered reports whether a charge is answered as promised while Redis is
	// unavailable and nothing is leased.
	answered func(ratelimit.Decision, error) bool

	// atMost is how many units several instances admit of a quota, all told, when Redis
	// has been unavailable for a while.
	atMost func(quota, instances int) int
}

const noLimit = 1 << 40

var promises = []promise{
	{
		redisstore.CountLocally,
		"| `CountLocally`, the default | as usual | each instance counts by itself, and tells Redis when Redis is back |",
		func(d ratelimit.Decision, err error) bool { return err == nil },
		func(quota, instances int) int { return quota * instances },
	},
	{
		redisstore.Admit,
		"| `Admit` | admitted | not counted |",
		func(d ratelimit.Decision, err error) bool { return err == nil && d.Allowed },
		func(quota, instances int) int { return noLimit },
	},
	{
		redisstore.Refuse,
		"| `Refuse` | an error: demur answers 503 with `Retry-After` | never exceeded |",
		func(d ratelimit.Decision, err error) bool {
			_, ok := errors.AsType[redisstore.UnavailableError](err)
			return ok
		},
		func(quota, instances int) int { return quota },
	},
}

// The tests of outages hold the store to the promises. Here the README is held to them.
func TestReadmePromises(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var rows strings.Builder
	for _, p := range promises {
		rows.WriteString(p.row + "\n")
	}
	if table := "\n|---|---|---|\n" + rows.String() + "\n"; !strings.Contains(string(readme), table) {
		t.Errorf("the README has not this table:%s", table)
	}
}

// describe is for messages of tests.
func describe(d ratelimit.Decision, err error) string {
	if err != nil {
		return fmt.Sprintf("%v, because of %v", err, errors.Unwrap(err))
	}
	return fmt.Sprintf("allowed: %t, remaining: %d", d.Allowed, d.Remaining)
}
