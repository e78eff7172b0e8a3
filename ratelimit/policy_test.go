package ratelimit_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
)

// mistakes are policies and what has to be said of each.
var mistakes = []struct {
	name   string
	policy ratelimit.Policy
	words  []string
	clock  bool // it is a mistake because of the clock only
}{
	{"quota 0", ratelimit.Policy{Window: time.Hour}, []string{"quota 0"}, false},
	{"negative quota", ratelimit.Policy{Quota: -1, Window: time.Hour}, []string{"quota -1"}, false},
	{"the least quota", ratelimit.Policy{Quota: math.MinInt, Window: time.Hour}, []string{"quota -"}, false},
	{"window 0", ratelimit.Policy{Quota: 1}, []string{"window 0s"}, false},
	{"negative window", ratelimit.Policy{Quota: 1, Window: -time.Hour}, []string{"window -1h0m0s"}, false},
	{"half seconds", ratelimit.Policy{Quota: 1, Window: 1500 * time.Millisecond}, []string{"window 1.5s", "whole"}, false},
	{"a millisecond", ratelimit.Policy{Quota: 1, Window: time.Millisecond}, []string{"window 1ms"}, false},
	{"seven seconds", ratelimit.Policy{Quota: 1, Window: 7 * time.Second}, []string{"window 7s", "divide"}, true},
	{"seven hours", ratelimit.Policy{Quota: 1, Window: 7 * time.Hour}, []string{"window 7h0m0s", "divide"}, true},
	{"two days", ratelimit.Policy{Quota: 1, Window: 48 * time.Hour}, []string{"window 48h0m0s", "divide"}, true},
	{"the longest window", ratelimit.Policy{Quota: 1, Window: math.MaxInt64}, []string{"window 2562047h47m16.854775807s"}, false},
	{"a line break in the name", ratelimit.Policy{Name: "a\nb", Quota: 1, Window: time.Hour}, []string{`"a\nb"`, "9651"}, false},
	{"DEL in the name", ratelimit.Policy{Name: "a\x7f", Quota: 1, Window: time.Hour}, []string{`"a\x7f"`}, false},
	{"a name that is not ASCII", ratelimit.Policy{Name: "stündlich", Quota: 1, Window: time.Hour}, []string{"stündlich"}, false},
	{"all at once", ratelimit.Policy{Name: "\x00", Quota: -7, Window: 1500 * time.Millisecond}, []string{`"\x00"`, "quota -7", "window 1.5s"}, false},
	{"the zero Policy", ratelimit.Policy{}, []string{"quota 0", "window 0s"}, false},
}

func TestMistakesOfPolicies(t *testing.T) {
	t.Parallel()
	for _, m := range mistakes {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			says(t, "Check", m.policy.Check(), m.words)
			f, err := ratelimit.NewFixedWindow(m.policy, nil)
			says(t, "NewFixedWindow", err, m.words)
			b, err := ratelimit.NewTokenBucket(m.policy, 1)
			if m.clock {
				if err != nil {
					t.Errorf("NewTokenBucket: %v; it needs no clock", err)
				}
			} else {
				says(t, "NewTokenBucket", err, m.words)
				if b != nil {
					t.Error("NewTokenBucket returned a limiter and an error")
				}
			}
			if f != nil {
				t.Error("NewFixedWindow returned a limiter and an error")
			}
			l := must(ratelimit.NewFixedWindow(ratelimit.Hourly(5), nil))
			_, err = l.TakePolicy(t.Context(), m.policy, "k", 0)
			says(t, "TakePolicy", err, m.words)
			expect(t, l, "k", 0, true, 5)
		})
	}
}

// TestQuotaThatFitsNoCounter is about machines where int has 64 bits.
func TestQuotaThatFitsNoCounter(t *testing.T) {
	t.Parallel()
	if math.MaxInt == math.MaxInt32 {
		t.Skip("no int is too large")
	}
	p := ratelimit.Hourly(math.MaxInt)
	says(t, "Check", p.Check(), []string{"quota 9223372036854775807"})
	_, err := ratelimit.NewTokenBucket(ratelimit.Hourly(1), math.MaxInt)
	says(t, "NewTokenBucket", err, []string{"burst 9223372036854775807"})
}

func TestMistakesOfLimiters(t *testing.T) {
	t.Parallel()
	bad := ratelimit.Policy{Name: "é", Window: 7 * time.Second}
	_, err := ratelimit.NewFixedWindow(bad, &ratelimit.MemoryStore{MaxKeys: -3})
	says(t, "MaxKeys", err, []string{`"é"`, "quota 0", "window 7s", "MaxKeys -3"})
	_, err = ratelimit.NewFixedWindow(bad, (*ratelimit.MemoryStore)(nil))
	says(t, "typed nil", err, []string{"quota 0", "nil *MemoryStore"})
	_, err = ratelimit.NewFixedWindow(ratelimit.Hourly(1), (*ratelimit.MemoryStore)(nil))
	says(t, "typed nil", err, []string{"nil *MemoryStore"})
	for _, burst := range []int{0, -1, math.MinInt} {
		_, err = ratelimit.NewTokenBucket(bad, burst)
		says(t, "burst", err, []string{`"é"`, "quota 0", "burst "})
	}
}

func TestPoliciesThatAreRight(t *testing.T) {
	t.Parallel()
	for _, p := range []ratelimit.Policy{
		ratelimit.Hourly(1),
		ratelimit.Hourly(math.MaxInt32),
		{Quota: 1, Window: time.Second},
		{Name: ` !"\~`, Quota: 1, Window: 24 * time.Hour},
		{Name: strings.Repeat("n", 1000), Quota: 1, Window: 45 * time.Minute},
	} {
		if err := p.Check(); err != nil {
			t.Errorf("%+v: %v", p, err)
		}
		l, err := ratelimit.NewFixedWindow(p, nil)
		if err != nil {
			t.Errorf("%+v: %v", p, err)
			continue
		}
		expect(t, l, "k", p.Quota, true, 0)
	}
	if p := ratelimit.Hourly(7); p != (ratelimit.Policy{Name: "hourly", Quota: 7, Window: time.Hour}) {
		t.Errorf("Hourly(7) is %+v", p)
	}
}
