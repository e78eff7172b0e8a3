package ratelimittest_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/ratelimittest"
)

// defects are what the suite must find, with the rule that must find it.
var defects = []struct {
	name, rule string
	slow       bool
}{
	{"one too many", "counts_to_the_quota", false},
	{"Remaining as it was before", "counts_to_the_quota", false},
	{"refusals count", "a_refusal_does_not_count", false},
	{"what is left is taken", "all_of_N_or_nothing", false},
	{"a spent key is refused zero units", "zero_units", false},
	{"the first quota stays", "the_quota_is_an_argument", false},
	{"refusals are remembered", "a_raised_quota_is_there_at_once", false},
	{"32 bits", "large_quotas", false},
	{"all keys are one", "keys_are_told_apart", false},
	{"keys end at NUL", "odd_keys", false},
	{"keys are cut", "odd_keys", false},
	{"keys are made valid", "odd_keys", false},
	{"keys are trimmed", "odd_keys", false},
	{"keys are hash tags", "odd_keys", false},
	{"names do not count", "names_are_told_apart", false},
	{"name and key are run together", "names_and_keys_are_not_run_together", false},
	{"name and key are joined by a colon", "names_and_keys_are_not_run_together", false},
	{"windows do not count", "windows_are_told_apart", false},
	{"nothing is given back", "units_are_given_back", false},
	{"counts fall below zero", "a_count_does_not_go_below_zero", false},
	{"counts fall below zero", "give-back_to_an_unknown_key", false},
	{"any window is given back to", "give-back_of_another_window", false},
	{"Reset is a window from now", "Reset_is_the_end_of_the_open_window", false},
	{"Reset is the beginning", "Reset_is_the_end_of_the_open_window", false},
	{"waits for a context that is done", "a_context_that_is_done", false},
	{"another error than that of the context", "a_context_that_is_done", false},
	{"the key in the error", "a_context_that_is_done", false},
	{"look, then count", "exactly_the_quota,_concurrently", false},
	{"look, then count", "new_keys,_concurrently", false},
	{"look, then count", "give-backs,_concurrently", false},
	{"windows never end", "a_new_window_has_its_whole_quota", true},
	{"any window is given back to", "give-back_to_a_window_that_is_over", true},
	{"late requests reset", "the_turn_of_a_window,_concurrently", true},
	{"a slow turn", "the_turn_of_a_window,_concurrently", true},
}

// broken names, in the environment of a process, the defect that it has to show.
const broken = "RATELIMITTEST_DEFECT"

// TestBroken fails, if it is asked to.
func TestBroken(t *testing.T) {
	defect, ok := os.LookupEnv(broken)
	if !ok {
		t.Skip("it runs in the processes that TestDefectsAreFound starts")
	}
	ratelimittest.TestStore(t, newNaive(defect))
}

func newNaive(defect string) func(*testing.T) ratelimit.Store {
	return func(*testing.T) ratelimit.Store {
		return &naive{defect: defect, counts: map[any]*count{}, quotas: map[any]int{}, denied: map[any]time.Time{}}
	}
}

// TestDefectsAreFound runs the suite on stores that break a rule each.
func TestDefectsAreFound(t *testing.T) {
	t.Parallel()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range defects {
		t.Run(d.name+"/"+d.rule, func(t *testing.T) {
			t.Parallel()
			if d.slow && testing.Short() {
				t.Skip("it takes real time; not with -short")
			}
			cmd := exec.CommandContext(t.Context(), exe, "-test.run=^TestBroken$/^"+regexp.QuoteMeta(d.rule)+"$", "-test.v")
			cmd.Env = append(os.Environ(), broken+"="+d.name)
			out, err := cmd.CombinedOutput()
			if _, exited := errors.AsType[*exec.ExitError](err); !exited {
				t.Fatalf("the suite passed, %v\n%s", err, out)
			}
			if failed := failures.FindAllSubmatch(out, -1); !slices.ContainsFunc(failed, func(m [][]byte) bool { return string(m[1]) == d.rule }) {
				t.Errorf("the rule did not fail\n%s", out)
			}
			if !bytes.Contains(out, []byte("the rule: ")) {
				t.Errorf("what the rule is was not said\n%s", out)
			}
		})
	}
}

var failures = regexp.MustCompile(`(?m)^\s*--- FAIL: TestBroken/(\S+) `)

// TestSoundStore shows that a store without a defect passes.
func TestSoundStore(t *testing.T) {
	t.Parallel()
	ratelimittest.TestStore(t, newNaive(""))
}
