package redisstore

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"
)

// Config says how a [Store] works. The zero Config is good for up to eight
// instances of a service: leases are on, and each instance counts by itself while
// Redis is gone.
type Config struct {
	_ [0]func() // keyed literals only

	// Prefix goes before each Redis key. It must not contain a brace, since these
	// tell Redis Cluster where a key belongs. "" stands for "demur:".
	Prefix string

	// Timeout is how long a request waits for Redis at most, whatever the timeouts
	// and retries of the client are. A request that comes while another of
	// the same key is on its way waits for that one first, so Timeout should be well
	// above twice the usual round trip. Zero stands for 100 ms.
	Timeout time.Duration

	// WithoutLeases makes each charge ask Redis. Charges of one key that come while
	// another is under way share the next round trip. Use it for small quotas, of
	// which each instance must be able to admit the last unit. The zero value leases
	// units, and answers most charges locally.
	WithoutLeases bool

	// Nodes is the greatest number of instances that share the quotas. A lease is at
	// most what is left, divided by twice Nodes, so that unspent leases of other
	// instances cause no refusals. With more instances the quota is still exact, but
	// requests near the quota may be refused too early. Zero stands for 8.
	Nodes int

	// OnUnavailable says what becomes of a charge that Redis does not answer. The
	// zero value is [CountLocally].
	OnUnavailable OnUnavailable

	// Retry is how often a single request is sent to see whether Redis is back,
	// once it is known to be gone. Zero stands for 1 s.
	Retry time.Duration

	// MaxKeys is about how many counters this instance remembers, of some 350 bytes
	// each. Redis has all of them. A new counter replaces one that has been idle for
	// long, and what that one had leased is given back. While Redis is unavailable, no
	// counter is replaced, and new keys are counted in a [ratelimit.MemoryStore]. Zero
	// stands for 100,000.
	MaxKeys int

	// Logger gets a record when Redis has become unavailable, and when it is available
	// again: one record for each change, and in a Cluster for each server, which it
	// names. No record has a key; the error in it may have an address. nil stands for
	// slog.Default() at that time.
	Logger *slog.Logger
}

// OnUnavailable says how the store decides a charge if Redis does not answer in time.
// In each case, the store spends units that it has leased first.
type OnUnavailable int

const (
	// CountLocally continues to count in the memory of this instance, from the last
	// known count, and tells Redis later. While Redis is unavailable, one instance
	// alone stays exact. Of several instances, each may admit a whole quota.
	CountLocally OnUnavailable = iota

	// Admit lets charges pass, and does not count them.
	Admit

	// Refuse returns an [UnavailableError], which the middleware of package demur
	// answers with 503 and Retry-After.
	Refuse
)

// String returns the name of the constant.
func (o OnUnavailable) String() string {
	switch o {
	case CountLocally:
		return "CountLocally"
	case Admit:
		return "Admit"
	case Refuse:
		return "Refuse"
	}
	return fmt.Sprintf("OnUnavailable(%d)", int(o))
}

const (
	defaultPrefix  = "demur:"
	defaultTimeout = 100 * time.Millisecond
	defaultNodes   = 8
	defaultRetry   = time.Second
	defaultMaxKeys = 100_000

	maxNodes = 1_000_000
)

func (cfg Config) check() error {
	var errs []error
	mistake := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("redisstore: Config: "+format, args...))
	}
	if strings.ContainsAny(cfg.Prefix, "{}") {
		mistake("Prefix %q contains a brace", cfg.Prefix)
	}
	if cfg.Timeout < 0 {
		mistake("Timeout %v is negative", cfg.Timeout)
	}
	if cfg.Nodes < 0 || cfg.Nodes > maxNodes {
		mistake("Nodes %d is not in 0 to %d", cfg.Nodes, maxNodes)
	}
	if cfg.OnUnavailable < CountLocally || cfg.OnUnavailable > Refuse {
		mistake("OnUnavailable is %d, which is none of the constants", int(cfg.OnUnavailable))
	}
	if cfg.Retry < 0 {
		mistake("Retry %v is negative", cfg.Retry)
	}
	if cfg.MaxKeys < 0 {
		mistake("MaxKeys %d is negative", cfg.MaxKeys)
	}
	return errors.Join(errs...)
}

// withDefaults returns cfg without zeros.
func (cfg Config) withDefaults() Config {
	if cfg.Prefix == "" {
		cfg.Prefix = defaultPrefix
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = defaultTimeout
	}
	if cfg.Nodes == 0 {
		cfg.Nodes = defaultNodes
	}
	if cfg.Retry == 0 {
		cfg.Retry = defaultRetry
	}
	if cfg.MaxKeys == 0 {
		cfg.MaxKeys = defaultMaxKeys
	}
	return cfg
}
