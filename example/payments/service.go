// Package payments is a payments API without a framework: its accounts, its payments,
// its quotas, and the errors that tell a client what is wrong. It decides everything.
// A framework's own code binds the request, calls the [Service], and responds: see the
// folder above for Echo v4 and net/http, and echov5/example for Echo v5.
//
// It keeps everything in memory. The payment provider behind it is a server of its own.
package payments

import (
	"sync/atomic"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/validation"
)

// Config says what a [Service] works with.
type Config struct {
	Provider *Provider       // what SwitchProvider takes down; nil if nobody calls that
	Gateway  *Gateway        // nil for one that asks Provider, and waits two seconds
	Hourly   int             // the requests of each key in a clock hour
	Store    ratelimit.Store // counts them; nil for this process
}

// Service is the API. It is safe for concurrent use.
type Service struct {
	Rules      *validation.Validator   // checks the bodies of requests
	PerKey     ratelimit.PolicyLimiter // hourly, or the plan of the account
	PerAddress ratelimit.Limiter       // slows down whoever guesses keys

	accounts    *accounts
	store       *store
	gateway     *Gateway
	provider    *Provider
	maintenance atomic.Bool
}

// New returns a Service with a payment of the paid account and one of the trial account.
func New(cfg Config) (*Service, error) {
	s := &Service{accounts: newAccounts(), store: newStore(), gateway: cfg.Gateway, provider: cfg.Provider}
	if s.gateway == nil {
		s.gateway = NewGateway(cfg.Provider.URL(), 2*time.Second)
	}
	var err error
	if s.Rules, err = newRules(); err != nil {
		return nil, err
	}
	if s.PerKey, err = ratelimit.NewFixedWindow(ratelimit.Hourly(cfg.Hourly), cfg.Store); err != nil {
		return nil, err
	}
	if s.PerAddress, err = ratelimit.NewTokenBucket(ratelimit.Policy{Name: "address", Quota: 6000, Window: time.Minute}, 1000); err != nil {
		return nil, err
	}
	return s, nil
}
