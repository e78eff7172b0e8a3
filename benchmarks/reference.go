package main

import "math/rand/v2"

// newReference returns work that is the same in every run: it follows a chain
// through 32 MiB in no order, so that each step misses the caches, as a limiter
// of a million keys does. See measure for what it is good for.
func newReference() *entry {
	const steps = 1000
	chain, at := newChain(8<<20), uint32(0)
	return &entry{name: "reference", op: func() {
		for range steps {
			at = chain[at]
		}
	}}
}

// newChain returns for each index the next one of a single cycle through all of
// them (Sattolo's shuffle).
func newChain(n int) []uint32 {
	chain := make([]uint32, n)
	for i := range chain {
		chain[i] = uint32(i)
	}
	source := rand.New(rand.NewPCG(7, 8))
	for i := n - 1; i > 0; i-- {
		j := source.IntN(i)
		chain[i], chain[j] = chain[j], chain[i]
	}
	return chain
}
