// Package payments is a payments API without a framework: its accounts, its payments,
// its quotas, and the errors that tell a client what is wrong. It decides everything.
// The code for a framework binds the request, calls the [Service], and responds: see
// echo.go in the folder onecho and http.go in onhttp beside it, and echov5/example.
//
// It keeps everything in memory. The payment provider behind it is a server of its own.
package payments

import (
	"errors"
	"sync/atomic"
	"time"

	"github.com/seed-86b940f4/demur/guide"
	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/validation"
)

// Config says what a [Service] works with.
type Config struct {
	_ [0]func() // literals name their fields

	Provider *Provider       // what SwitchProvider takes down; needed unless there is a Gateway
	Gateway  *Gateway        // nil for one that asks Provider, and waits two seconds
	Hourly   int             // the requests of each key in a clock hour; needed
	Store    ratelimit.Store // counts them; nil for this process
}

// Service is the API. It is safe for concurrent use.
type Service struct {
	Rules      *validation.Validator   // checks the bodies of requests
	PerKey     ratelimit.PolicyLimiter // hourly, or the plan of the account
	PerAddress ratelimit.Limiter       // slows down whoever guesses keys
	Guide      *guide.Guide            // tells developers of all errors

	accounts    *accounts
	store       *store
	gateway     *Gateway
	provider    *Provider
	maintenance atomic.Bool
}

// New returns a Service with a payment of the paid account and one of the trial account.
// The error names every mistake of the configuration.
func New(cfg Config) (*Service, error) {
	s := &Service{accounts: newAccounts(), store: newStore(), gateway: cfg.Gateway, provider: cfg.Provider}
	var missing error
	switch {
	case s.gateway != nil:
	case s.provider != nil:
		s.gateway = newGateway(s.provider.URL, 2*time.Second)
	default:
		missing = errors.New("payments: the Config has no Provider and no Gateway")
	}
	rules, badRules := newRules()
	hourly := ratelimit.Hourly(cfg.Hourly)
	perKey, badQuota := ratelimit.NewFixedWindow(hourly, cfg.Store)
	perAddress, badGuard := ratelimit.NewTokenBucket(ratelimit.Policy{Name: "address", Quota: 6000, Window: time.Minute}, 1000)
	g, badGuide := newGuide(rules, hourly)
	s.Rules, s.PerKey, s.PerAddress, s.Guide = rules, perKey, perAddress, g
	if err := errors.Join(missing, badRules, badQuota, badGuard, badGuide); err != nil {
		return nil, err
	}
	return s, nil
}
