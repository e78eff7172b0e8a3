package ratelimit_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
)

// A model is what a FixedWindow must be like: a map of what was spent.
type model struct {
	spent map[counter]int
	exact bool // whether the limiter has room for all keys
}

type counter struct {
	key    string
	window time.Duration
	begin  time.Time
}

func (m *model) counter(key string, window time.Duration) counter {
	return counter{key, window, time.Now().UTC().Truncate(window)}
}

// take checks a Decision that was just made. In a limiter that has no room for all
// keys it may be a refusal where none was due, but nothing may be admitted.
func (m *model) take(p ratelimit.Policy, key string, n int, d ratelimit.Decision) error {
	c := m.counter(key, p.Window)
	if want := c.begin.Add(p.Window); d.Reset != want {
		return fmt.Errorf("Reset is %v, want %v", d.Reset, want)
	}
	allowed := n == 0 || m.spent[c]+n <= p.Quota
	if d.Allowed && !allowed || d.Allowed != allowed && m.exact {
		return fmt.Errorf("Allowed is %t, and %d were spent", d.Allowed, m.spent[c])
	}
	if d.Allowed {
		m.spent[c] += n
	}
	if left := max(p.Quota-m.spent[c], 0); d.Remaining != left && m.exact {
		return fmt.Errorf("Remaining is %d, want %d", d.Remaining, left)
	}
	if d.Remaining < 0 || d.Remaining > p.Quota {
		return fmt.Errorf("Remaining is %d", d.Remaining)
	}
	return nil
}

func (m *model) refund(key string, n int, d ratelimit.Decision) {
	c := m.counter(key, d.Policy.Window)
	if c.begin.Add(d.Policy.Window) == d.Reset {
		m.spent[c] = max(m.spent[c]-n, 0)
	}
}

// A grant is something that can be given back.
type grant struct {
	key string
	n   int
	d   ratelimit.Decision
}

// play does operations that choose picks until it picks no more, on a limiter and
// on the model.
func play(t *testing.T, store *ratelimit.MemoryStore, keys int, exact bool, choose func(n int) (int, bool)) error {
	var ok bool
	pick := func(n int) (i int) {
		i, ok = choose(n)
		return i
	}
	windows := []time.Duration{time.Second, time.Minute, time.Hour, 24 * time.Hour}
	own := ratelimit.Policy{Name: "own", Quota: 1 + pick(10), Window: windows[pick(len(windows))]}
	l := must(ratelimit.NewFixedWindow(own, store))
	m := &model{map[counter]int{}, exact}
	var grants []grant
	for step := 0; ok; step++ {
		p, key := own, fmt.Sprint("key ", pick(keys))
		switch what := pick(16); what {
		case 0, 1: // a plan, one in two with a window of its own
			p = ratelimit.Policy{Name: "plan", Quota: 1 + pick(20), Window: own.Window}
			if what == 1 {
				p.Window = windows[pick(len(windows))]
			}
			fallthrough
		case 2, 3, 4, 5, 6, 7, 8, 9:
			n := min(pick(4), p.Quota)
			d, err := l.TakePolicy(t.Context(), p, key, n)
			if err == nil {
				err = m.take(p, key, n, d)
			}
			if err != nil {
				return fmt.Errorf("step %d, %d of %s under %+v: %w", step, n, key, p, err)
			}
			if d.Allowed && n > 0 {
				grants = append(grants, grant{key, n, d})
			}
		case 10, 11, 12: // each grant is given back once at most, in parts or wholly
			if len(grants) == 0 {
				continue
			}
			i := pick(len(grants))
			g := grants[i]
			grants[i] = grants[len(grants)-1]
			grants = grants[:len(grants)-1]
			n := 1 + pick(g.n)
			if err := l.Refund(t.Context(), g.key, n, g.d); err != nil {
				return fmt.Errorf("step %d, refund: %w", step, err)
			}
			m.refund(g.key, n, g.d)
		case 13: // to the last nanosecond of a window, or to the first of the next
			window := windows[pick(len(windows))]
			end := time.Now().Truncate(window).Add(window)
			time.Sleep(time.Until(end) - time.Duration(pick(2)))
		case 14:
			time.Sleep(windows[pick(len(windows))] / time.Duration(1+pick(5)))
		case 15:
			time.Sleep(time.Duration(pick(1000)) * time.Millisecond)
		}
	}
	return nil
}

// TestModel plays random schedules.
func TestModel(t *testing.T) {
	t.Parallel()
	schedules := 1000
	if brief() {
		schedules = 200
	}
	for _, c := range []struct {
		name          string
		maxKeys, keys int
		exact         bool
	}{
		{"room for all", 0, 5, true},
		{"room for just so many", 16, 16, true},
		{"more keys than room", 4, 40, false},
		{"far more keys than room", 16, 300, false},
		{"many, and more than room", 100, 400, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(schedules) {
				r := rand.New(rand.NewPCG(seed, 0))
				synctest.Test(t, func(t *testing.T) {
					steps := 2000
					err := play(t, &ratelimit.MemoryStore{MaxKeys: c.maxKeys}, c.keys, c.exact, func(n int) (int, bool) {
						steps--
						return r.IntN(n), steps > 0
					})
					if err != nil {
						t.Fatalf("seed %d: %v", seed, err)
					}
				})
			}
		})
	}
}

// FuzzFixedWindow plays what bytes say: the first chooses how much room there is.
func FuzzFixedWindow(f *testing.F) {
	r := rand.New(rand.NewPCG(1, 1))
	for length := 1; length <= 1000; length *= 4 {
		program := make([]byte, length)
		for i := range program {
			program[i] = byte(r.Uint32())
		}
		f.Add(program)
	}
	f.Fuzz(func(t *testing.T, program []byte) {
		if len(program) == 0 {
			return
		}
		store, keys, exact := new(ratelimit.MemoryStore), 8, true
		if program[0]%2 == 1 {
			store.MaxKeys, keys, exact = 8, 64, false
		}
		program = program[1:]
		synctest.Test(t, func(t *testing.T) {
			err := play(t, store, keys, exact, func(n int) (int, bool) {
				if len(program) == 0 {
					return 0, false
				}
				i := int(program[0]) % n
				program = program[1:]
				return i, true
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	})
}
