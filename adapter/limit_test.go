package adapter_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// takeOnly is a limiter without the methods of a PolicyLimiter and of a Refunder.
type takeOnly struct{}

func (takeOnly) Take(context.Context, string, int) (d ratelimit.Decision, err error) { return d, err }

// What would refuse every request, or panic, is found at the start.
func TestMistakesOfALimit(t *testing.T) {
	t.Parallel()
	window, err := ratelimit.NewFixedWindow(ratelimit.Hourly(2), nil)
	if err != nil {
		t.Fatal(err)
	}
	key := func(*toyContext) (string, error) { return "k", nil }
	policy := func(*toyContext) ratelimit.Policy { return ratelimit.Hourly(1) }
	refund := func(*toyContext, error) bool { return false }
	r := responder(t, adapter.Config[*toyContext]{})
	for name, tt := range map[string]struct {
		limit adapter.Limit[*toyContext]
		says  []string // one for each line
	}{
		"nothing":                     {adapter.Limit[*toyContext]{}, []string{"Limiter is nil", "Key is nil"}},
		"a limiter":                   {adapter.Limit[*toyContext]{Limiter: window, Key: key}, nil},
		"only a policy":               {adapter.Limit[*toyContext]{Policy: policy, Key: key}, nil},
		"both":                        {adapter.Limit[*toyContext]{Limiter: window, Policy: policy, Refund: refund, Key: key}, nil},
		"a nil pointer":               {adapter.Limit[*toyContext]{Limiter: (*ratelimit.FixedWindow)(nil), Policy: policy, Key: key}, []string{"Limiter is nil"}},
		"a FixedWindow that is zero":  {adapter.Limit[*toyContext]{Limiter: &ratelimit.FixedWindow{}, Key: key}, []string{"Limiter is a zero *ratelimit.FixedWindow, which has no policy"}},
		"a TokenBucket that is zero":  {adapter.Limit[*toyContext]{Limiter: &ratelimit.TokenBucket{}, Policy: policy, Key: key}, []string{"Limiter is a zero *ratelimit.TokenBucket, which has no policy"}},
		"a limiter with no more":      {adapter.Limit[*toyContext]{Limiter: takeOnly{}, Policy: policy, Refund: refund, Key: key}, []string{"no ratelimit.PolicyLimiter", "no ratelimit.Refunder"}},
		"numbers that stand for none": {adapter.Limit[*toyContext]{Limiter: window, Key: key, Fields: 9, Jitter: -1}, []string{"Fields is 9", "Jitter -1ns"}},
	} {
		_, err := r.Limit(tt.limit)
		var lines []string
		if err != nil {
			lines = strings.Split(err.Error(), "\n")
		}
		if len(lines) != len(tt.says) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for i, says := range tt.says {
			if !strings.HasPrefix(lines[i], "demur: RateLimitConfig: ") || !strings.Contains(lines[i], says) {
				t.Errorf("%s: %s, want %s", name, lines[i], says)
			}
		}
	}
}

// An adapter asks for the decision after Handle has returned: an access log does.
func TestDecisionIsKept(t *testing.T) {
	t.Parallel()
	r := responder(t, adapter.Config[*toyContext]{})
	window, err := ratelimit.NewFixedWindow(ratelimit.Hourly(2), nil)
	if err != nil {
		t.Fatal(err)
	}
	limit, err := r.Limit(adapter.Limit[*toyContext]{Limiter: window, Key: func(*toyContext) (string, error) { return "k", nil }})
	if err != nil {
		t.Fatal(err)
	}
	for _, handled := range []bool{true, false} {
		c, _ := request(http.MethodGet, "/")
		if _, ok := r.Decision(c); ok {
			t.Error("a decision before the limiter")
		}
		ok := func(*toyContext) error { return nil }
		limited := func(c *toyContext) error { return limit(c, ok) }
		if handled {
			err = r.Handle(c, limited)
		} else {
			err = limited(c)
		}
		if d, ok := r.Decision(c); err != nil || !ok || d.Policy != ratelimit.Hourly(2) {
			t.Errorf("handled %t: %v, %v %t", handled, err, d, ok)
		}
	}
}
