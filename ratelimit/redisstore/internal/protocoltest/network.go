package protocoltest

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit/redisstore/internal/protocol"
)

// A Network is between an instance and its server, and loses, delays and repeats
// what is sent, as its Faults say. It is a protocol.Server.
type Network struct {
	to     protocol.Server
	faults Faults
	down   atomic.Bool
	cut    atomic.Bool
	served atomic.Int64

	mu   sync.Mutex
	rand *rand.Rand
}

// Faults are the chances of each, from 0 to 1. What is left is done well.
type Faults struct {
	LostRequest float64 // never arrives
	LostReply   float64 // arrives, and the reply does not
	LateRequest float64 // arrives when it has been given up
	LateReply   float64 // the reply comes when it has been given up
	Retried     float64 // arrives twice, and the second reply is used
	Repeated    float64 // arrives once more, later

	Latency time.Duration // of what is done well, at most
	Late    time.Duration // of what is late, at most
}

// NewNetwork returns a Network whose faults depend on seed, and on who comes first.
func NewNetwork(to protocol.Server, seed uint64, faults Faults) *Network {
	return &Network{to: to, faults: faults, rand: rand.New(rand.NewPCG(seed, 1))}
}

// SetDown has every statement refused, or not any more.
func (n *Network) SetDown(down bool) { n.down.Store(down) }

// Cut has nothing arrive any more, not even what is under way.
func (n *Network) Cut() { n.cut.Store(true) }

// Served is how many statements have arrived.
func (n *Network) Served() int64 { return n.served.Load() }

func (n *Network) float() float64 {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.rand.Float64()
}

func (n *Network) deliver(s protocol.Statement) (protocol.Reply, error) {
	if n.cut.Load() {
		return protocol.Reply{}, io.ErrUnexpectedEOF
	}
	n.served.Add(1)
	return n.to.State(context.Background(), s)
}

// later delivers a statement some time.
func (n *Network) later(s protocol.Statement) {
	late := time.Duration(n.float() * float64(n.faults.Late))
	time.AfterFunc(late, func() { _, _ = n.deliver(s) })
}

// State delivers a statement, or not.
func (n *Network) State(ctx context.Context, s protocol.Statement) (protocol.Reply, error) {
	if n.down.Load() {
		return protocol.Reply{}, fmt.Errorf("dial tcp 192.0.2.1:6379: %w", syscall.ECONNREFUSED)
	}
	time.Sleep(time.Duration(n.float() * float64(n.faults.Latency)))
	f, roll := n.faults, n.float()
	happens := func(chance float64) bool {
		roll -= chance
		return roll < 0
	}
	switch {
	case happens(f.LostRequest):
	case happens(f.LostReply):
		_, _ = n.deliver(s)
		if n.float() < 0.5 {
			return protocol.Reply{}, io.ErrUnexpectedEOF
		}
	case happens(f.LateRequest):
		n.later(s)
	case happens(f.LateReply):
		// Clients need not obey a context.
		r, err := n.deliver(s)
		time.Sleep(time.Duration(n.float() * float64(f.Late)))
		return r, err
	case happens(f.Retried):
		_, _ = n.deliver(s)
		return n.deliver(s)
	case happens(f.Repeated):
		n.later(s)
		return n.deliver(s)
	default:
		return n.deliver(s)
	}
	<-ctx.Done()
	return protocol.Reply{}, ctx.Err()
}

// Home is that of the server.
func (n *Network) Home(key string) string { return n.to.Home(key) }
