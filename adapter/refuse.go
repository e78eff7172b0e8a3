package adapter

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// The problem type that draft-ietf-httpapi-ratelimit-headers registers. Its
// title belongs to it.
const (
	exceededType  = "https://iana.org/assignments/http-problem-types#quota-exceeded"
	exceededTitle = "Request cannot be satisfied as assigned quota has been exceeded"
)

// tooExpensive is a request that costs more than the whole quota.
var tooExpensive = apierror.Kind{Status: apierror.Forbidden, Code: "cost_exceeds_quota", Title: "Cost exceeds quota"}

// exceeded returns the 429 for a request that was refused. Retry-After is up to
// jitter later than the time at which it can succeed, never earlier: those who
// were refused in one hour should not all come in the first second of the next. It
// does not make a short wait more than twice as long.
func exceeded(d ratelimit.Decision, now time.Time, jitter time.Duration) *apierror.Error {
	reset := fullSecond(d.Reset)
	// A bucket refuses before its quota is spent, so no word of that.
	e := apierror.TooManyRequests.New(fmt.Sprintf("The policy %q, %d %s, admits no more requests until %s.",
		d.Policy.Name, d.Policy.Quota, per(d.Policy.Window), reset.Format(time.RFC3339)))
	e.Type, e.Title = exceededType, exceededTitle
	wait := time.Duration(seconds(d.Reset.Sub(now))) * time.Second
	if jitter = min(jitter, wait); jitter > 0 {
		wait += rand.N(jitter + 1)
	}
	return e.WithRetryAfter(wait).
		With("violated-policies", []string{d.Policy.Name}).
		With("quota", d.Policy.Quota).
		With("reset", reset)
}

// unaffordable returns the error for a cost that no waiting will pay. It is no
// 429, which would have to tell when to come back.
func unaffordable(err ratelimit.CostError) *apierror.Error {
	return tooExpensive.Wrap(err, fmt.Sprintf("The request costs %d, more than the %d that can be spent at once.",
		err.Cost, err.Policy.Quota)).
		With("cost", err.Cost).
		With("quota", err.Policy.Quota)
}

func per(window time.Duration) string {
	switch window {
	case time.Second:
		return "per second"
	case time.Minute:
		return "per minute"
	case time.Hour:
		return "per hour"
	case 24 * time.Hour:
		return "per day"
	}
	return fmt.Sprintf("in %d seconds", window/time.Second)
}
