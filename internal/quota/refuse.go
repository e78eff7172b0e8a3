package quota

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

// TooExpensive is a request that costs more than the whole quota.
var TooExpensive = apierror.Kind{Status: apierror.Forbidden, Code: "cost_exceeds_quota", Title: "Cost exceeds quota"}

// Exceeded returns the 429 for a request that was refused. Retry-After is up to
// jitter later than the time at which it can succeed, never earlier: those who
// were refused in one hour should not all come in the first second of the next.
func Exceeded(d ratelimit.Decision, now time.Time, jitter time.Duration) *apierror.Error {
	reset := fullSecond(d.Reset)
	e := apierror.TooManyRequests.New(fmt.Sprintf("The quota of %d %s is spent. Try again after %s.",
		d.Policy.Quota, per(d.Policy.Window), reset.Format(time.RFC3339)))
	e.Type, e.Title = exceededType, exceededTitle
	wait := time.Duration(seconds(d.Reset.Sub(now))) * time.Second
	if jitter > 0 {
		wait += rand.N(jitter + 1)
	}
	return e.WithRetryAfter(wait).
		With("violated-policies", []string{d.Policy.Name}).
		With("quota", d.Policy.Quota).
		With("reset", reset)
}

// Unaffordable returns the error for a cost that no waiting will pay. It is no
// 429, which would have to tell when to come back.
func Unaffordable(err ratelimit.CostError) *apierror.Error {
	return TooExpensive.Wrap(err, fmt.Sprintf("The request costs %d, more than the whole quota of %d %s.",
		err.Cost, err.Policy.Quota, per(err.Policy.Window))).
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
