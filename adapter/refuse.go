package adapter

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync/atomic"
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

// refusals keeps the last 429s. What a flood of requests is told changes once a second
// at most: with the wait. There are several, so that policies and the keys of a bucket
// do not always take the place of one another.
type refusals [16]atomic.Pointer[refusal]

// refusal is what the refusals of one policy, window and second have in common. Nothing
// of it is changed: answers get copies.
type refusal struct {
	policy     ratelimit.Policy
	reset      time.Time
	wait       int64          // in seconds
	document   apierror.Error // without a Header
	retryAfter string
}

// of returns the refusal for a Decision. Limiters with many policies, and buckets, whose
// keys wait for different times, make them more often than others.
func (all *refusals) of(d *ratelimit.Decision, now time.Time) *refusal {
	reset, wait := fullSecond(d.Reset), seconds(d.Reset.Sub(now))
	kept := &all[uint64(reset.Unix()+int64(d.Policy.Quota))%uint64(len(all))]
	r := kept.Load()
	if r == nil || r.policy != d.Policy || r.wait != wait || !r.reset.Equal(reset) {
		r = newRefusal(d.Policy, reset, wait)
		kept.Store(r)
	}
	return r
}

func newRefusal(p ratelimit.Policy, reset time.Time, wait int64) *refusal {
	// A bucket refuses before its quota is spent, so no word of that.
	e := apierror.TooManyRequests.New(fmt.Sprintf("The policy %q, %d %s, admits no more requests until %s.",
		p.Name, p.Quota, perWindow(p.Window), reset.Format(time.RFC3339))).
		With("violated-policies", []string{p.Name}).
		With("quota", p.Quota).
		With("reset", reset)
	e.Type, e.Title = exceededType, exceededTitle
	return &refusal{policy: p, reset: reset, wait: wait, document: *e, retryAfter: strconv.FormatInt(max(wait, 1), 10)}
}

// refused is what a request that was refused has of its own, in one piece of memory.
type refused struct {
	limitState
	err        apierror.Error
	retryAfter [1]string
}

// exceeded returns the 429. Retry-After is up to jitter later than the time at which the
// request can succeed, never earlier: those who were refused in one hour should not all
// come in the first second of the next. It does not make a short wait more than twice
// as long.
func (s *refused) exceeded(r *refusal, jitter time.Duration) *apierror.Error {
	s.err, s.retryAfter[0] = r.document, r.retryAfter
	wait := time.Duration(r.wait) * time.Second
	if jitter = min(jitter, wait); jitter > 0 {
		s.retryAfter[0] = strconv.FormatInt(seconds(wait+rand.N(jitter+1)), 10)
	}
	s.err.Header = http.Header{"Retry-After": s.retryAfter[:]}
	return &s.err
}

// unaffordable returns the error for a cost that no waiting will pay. It is no
// 429, which would have to tell when to come back.
func unaffordable(err ratelimit.CostError) *apierror.Error {
	return tooExpensive.Wrap(err, fmt.Sprintf("The request costs %d, more than the %d that can be spent at once.",
		err.Cost, err.Policy.Quota)).
		With("cost", err.Cost).
		With("quota", err.Policy.Quota)
}

func perWindow(window time.Duration) string {
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
