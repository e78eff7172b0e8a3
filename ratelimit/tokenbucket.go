package ratelimit

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A TokenBucket bounds bursts. Each key has a bucket of tokens that is full at
// first, one token for each unit that is spent. It is refilled steadily at the
// rate of its policy: Quota tokens in each Window. So a key can spend burst units
// at once, and at most burst + Quota in any one window. Beside a [FixedWindow], in
// [All], it keeps clients from spending their hour in a second.
//
// Buckets are in the memory of this process, about 200 bytes each, under a seeded hash
// of the key. A full bucket need not be kept, so a new key takes the place of a full
// bucket. At most a million buckets are kept. If more clients than that are busy at the
// same time, the further ones share 64 buckets. They may be refused too early, but
// never get more than their quota.
//
// A TokenBucket is safe for concurrent use. The zero value has no policy, and
// Take returns an error; use [NewTokenBucket].
type TokenBucket struct {
	policy Policy
	burst  int
	limit  rate.Limit
	seed   maphash.Seed
	shards *[64]tokenShard
}

type tokenShard struct {
	mu      sync.Mutex
	buckets map[uint64]*rate.Limiter
	shared  *rate.Limiter // of the keys for which there is no room
}

const maxTokenBuckets = 1_000_000 / 64 // in a shard

// NewTokenBucket returns a TokenBucket of policy p whose buckets hold burst
// tokens. The window need not divide a day. The error names every mistake.
func NewTokenBucket(p Policy, burst int) (*TokenBucket, error) {
	err := p.check()
	if burst <= 0 || burst > math.MaxInt32 {
		err = errors.Join(err, fmt.Errorf("ratelimit: burst %d of policy %q is not in 1 to %d", burst, p.Name, math.MaxInt32))
	}
	if err != nil {
		return nil, err
	}
	return &TokenBucket{
		policy: p.named(),
		burst:  burst,
		limit:  rate.Limit(float64(p.Quota) / p.Window.Seconds()),
		seed:   maphash.MakeSeed(),
		shards: new([64]tokenShard),
	}, nil
}

// Take spends n tokens of key; see [Limiter]. A [CostError] reports an n that is
// more than the burst, with the burst as quota.
func (b *TokenBucket) Take(_ context.Context, key string, n int) (Decision, error) {
	if b.shards == nil {
		return Decision{}, errors.New("ratelimit: TokenBucket without a policy; use NewTokenBucket")
	}
	full := b.policy
	full.Quota = b.burst
	if err := checkCost(full, n); err != nil {
		return Decision{}, err
	}
	shard, hash := b.locate(key)
	shard.mu.Lock()
	defer shard.mu.Unlock()
	now := time.Now()
	bucket := shard.bucket(hash, now, b)
	allowed := n == 0 || bucket.AllowN(now, n)
	tokens := bucket.TokensAt(now)
	missing := float64(b.burst) - tokens
	if !allowed {
		missing = float64(n) - tokens
	}
	return Decision{
		Policy:    b.policy,
		Allowed:   allowed,
		Remaining: int(max(tokens, 0)),
		Reset:     now.Add(b.wait(missing)),
	}, nil
}

func (b *TokenBucket) own() Policy { return b.policy }

// wait is how long it takes until so many tokens have come, rounded up; what takes
// more than a hundred years takes a hundred.
func (b *TokenBucket) wait(tokens float64) time.Duration {
	const forever = 100 * 365 * 24 * time.Hour
	return time.Duration(min(math.Ceil(max(tokens, 0)/float64(b.limit)*float64(time.Second)), float64(forever)))
}

// Refund gives back n tokens of key; see [Refunder]. If the bucket may have been full
// in the meantime, Refund does nothing, since the tokens have come back already.
// Otherwise it may give back a few too many: at most as many as the refill has added
// since Take.
func (b *TokenBucket) Refund(_ context.Context, key string, n int, d Decision) error {
	if n < 0 {
		return fmt.Errorf("ratelimit: refund of %d units", n)
	}
	if n == 0 || !d.Allowed || b.shards == nil || !time.Now().Before(d.Reset) {
		return nil
	}
	shard, hash := b.locate(key)
	shard.mu.Lock()
	defer shard.mu.Unlock()
	if bucket := shard.buckets[hash]; bucket != nil {
		bucket.AllowN(time.Now(), -n)
	}
	return nil
}

func (b *TokenBucket) locate(key string) (*tokenShard, uint64) {
	hash := maphash.String(b.seed, key)
	return &b.shards[hash%uint64(len(b.shards))], hash
}

// bucket returns the bucket of a key. For each new one it looks at two others
// and drops them if they are full, which keeps the number of buckets near that of
// the keys that are busy.
func (s *tokenShard) bucket(hash uint64, now time.Time, b *TokenBucket) *rate.Limiter {
	if bucket := s.buckets[hash]; bucket != nil {
		return bucket
	}
	looked := 0
	for other, bucket := range s.buckets { // begins anywhere
		if bucket.TokensAt(now) >= float64(b.burst) {
			delete(s.buckets, other)
		}
		if looked++; looked == 2 {
			break
		}
	}
	if len(s.buckets) >= maxTokenBuckets {
		if s.shared == nil {
			s.shared = rate.NewLimiter(b.limit, b.burst)
		}
		return s.shared
	}
	if s.buckets == nil {
		s.buckets = make(map[uint64]*rate.Limiter)
	}
	bucket := rate.NewLimiter(b.limit, b.burst)
	if s.shared != nil {
		// The key may have spent from the shared bucket, which has no more than
		// the key's own would have.
		missing := float64(b.burst) - s.shared.TokensAt(now)
		bucket.AllowN(now, min(int(math.Ceil(missing)), b.burst)) // rounding errors
		if missing <= 0 {
			s.shared = nil
		}
	}
	s.buckets[hash] = bucket
	return bucket
}
