package redisstore_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
)

// The README tells the defaults that the store has.
func TestReadmeFigures(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	short := func(d time.Duration) string {
		if d%time.Second == 0 {
			return fmt.Sprintf("%d s", d/time.Second)
		}
		return fmt.Sprintf("%d ms", d/time.Millisecond)
	}
	for _, text := range []string{
		"`Config.Timeout` (" + short(redisstore.DefaultTimeout) + ")",
		"`Config.Retry` (" + short(redisstore.DefaultRetry) + ")",
		fmt.Sprintf("`Config.Nodes` (%d)", redisstore.DefaultNodes),
		"| `" + redisstore.CountLocally.String() + "`, the default |",
	} {
		if !strings.Contains(string(readme), text) {
			t.Errorf("the README does not say %s", text)
		}
	}
}
