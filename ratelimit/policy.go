package ratelimit

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// A Policy says how many requests are admitted per key and window. It is
// comparable, and safe for concurrent use like any value. The zero Policy admits
// nothing; the functions that make limiters refuse it.
type Policy struct {
	// Name is what clients read in the RateLimit fields: printable ASCII, a
	// String of RFC 9651. Limiters that share a store have separate counters if
	// their names differ. "" stands for "default".
	Name string

	// Quota is the number of units, requests as a rule, that a key may spend in
	// one window: 1 to 2,147,483,647.
	Quota int

	// Window is how long a quota lasts, in whole seconds. A [FixedWindow] asks
	// for one that divides a day.
	Window time.Duration
}

// Hourly returns a policy of clock hours: quota requests from each full hour
// UTC to the next. Its name is "hourly".
func Hourly(quota int) Policy {
	return Policy{Name: "hourly", Quota: quota, Window: time.Hour}
}

const (
	day         = 24 * time.Hour
	defaultName = "default"
)

// named returns p with the name that it goes by.
func (p Policy) named() Policy {
	if p.Name == "" {
		p.Name = defaultName
	}
	return p
}

// Check names every mistake of the policy: a name that is no String of RFC 9651,
// a quota out of range, a window that is not of whole seconds or does not divide
// a day. It is for policies that are chosen with a request, such as those of
// plans, and that a program can check when it starts.
func (p Policy) Check() error {
	err := p.check()
	if p.Window > 0 && day%p.Window != 0 {
		err = errors.Join(err, fmt.Errorf("ratelimit: window %v of policy %q does not divide a day", p.Window, p.Name))
	}
	return err
}

// check is Check without the clock.
func (p Policy) check() error {
	var errs []error
	if !isString(p.Name) {
		errs = append(errs, fmt.Errorf("ratelimit: policy name %q is not of printable ASCII characters (RFC 9651 section 3.3.3)", p.Name))
	}
	if p.Quota <= 0 || p.Quota > math.MaxInt32 {
		errs = append(errs, fmt.Errorf("ratelimit: quota %d of policy %q is not in 1 to %d", p.Quota, p.Name, math.MaxInt32))
	}
	if p.Window < time.Second || p.Window%time.Second != 0 || p.Window > maxWindow {
		errs = append(errs, fmt.Errorf("ratelimit: window %v of policy %q is not a whole number of seconds, 1 at least", p.Window, p.Name))
	}
	return errors.Join(errs...)
}

// maxWindow keeps seconds within what is added to a time without overflow.
const maxWindow = math.MaxInt32 * time.Second

// isString reports whether s can be a String of RFC 9651.
func isString(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}
