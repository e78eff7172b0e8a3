package soak

import (
	"fmt"
	"runtime"
	"runtime/pprof"
	"strings"
	"time"
)

// A Rest is what the process held when all clients had gone and all was at rest.
type Rest struct {
	Requests   int64 // that were sent until then
	Payments   int64 // that the examples keep
	Goroutines int
	Heap       uint64 // live bytes, after a collection
}

const (
	// spareGoroutines is how many more may be there than after the first cycle: of a
	// server or a client of Redis that is about to end one.
	spareGoroutines = 4

	// settleTime is how long goroutines may take to end when the last connection is closed.
	settleTime = 2 * time.Second

	// spareHeap is by how much the heap may be larger than after the first cycle. What
	// pools keep, and maps that have grown, comes and goes by about a tenth of it.
	spareHeap = 6 << 20

	// paymentSize is more than the example keeps of a payment, with its place in a map.
	paymentSize = 1536
)

// grown returns what has grown between the first rest and the last, which is what all
// requests between them have left behind.
func grown(rests []Rest) (faults []string) {
	if len(rests) < 2 {
		return nil
	}
	first, last := rests[0], rests[len(rests)-1]
	requests := last.Requests - first.Requests
	if more := last.Goroutines - first.Goroutines; more > spareGoroutines {
		faults = append(faults, fmt.Sprintf("%d goroutines more after %d requests more", more, requests))
	}
	allowed := int64(spareHeap) + paymentSize*(last.Payments-first.Payments)
	if more := int64(last.Heap) - int64(first.Heap); more > allowed {
		faults = append(faults, fmt.Sprintf("%d bytes of heap more after %d requests more, of which %d are accounted for", more, requests, allowed))
	}
	return faults
}

// quiet waits until the servers have no connection and no handler, for some seconds at most.
func (r *run) quiet() {
	limit := time.Now().Add(2 * readTimeout)
	for r.connections()+r.handlers() > 0 && time.Now().Before(limit) {
		time.Sleep(5 * time.Millisecond)
	}
	if n := r.connections(); n > 0 {
		r.found.add(StillRunning, "%d connections are open though all clients have gone", n)
	}
}

// rest waits until the goroutines are no more than they were, for some seconds at most,
// and measures.
func (r *run) rest() Rest {
	rest := Rest{Requests: r.sent.Load()}
	for _, in := range r.instances {
		rest.Payments += in.witness.made.Load()
	}
	for limit := time.Now().Add(settleTime); ; time.Sleep(20 * time.Millisecond) {
		runtime.GC()
		rest.Goroutines = runtime.NumGoroutine()
		if len(r.rests) == 0 || rest.Goroutines <= r.rests[0].Goroutines || time.Now().After(limit) {
			break
		}
	}
	runtime.GC() // the first leaves what pools hold to the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	rest.Heap = m.HeapAlloc
	return rest
}

func (r *run) connections() (n int64) {
	for _, in := range r.instances {
		n += in.conns.Load()
	}
	return n
}

func (r *run) handlers() (n int64) {
	for _, in := range r.instances {
		n += in.witness.running.Load()
	}
	return n
}

// stacks returns where most goroutines stand, for whoever looks for a leak.
func stacks() string {
	var text strings.Builder
	_ = pprof.Lookup("goroutine").WriteTo(&text, 1)
	blocks := strings.SplitN(text.String(), "\n\n", 4)
	return strings.Join(blocks[:min(3, len(blocks))], "\n\n")
}
