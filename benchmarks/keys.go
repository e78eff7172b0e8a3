package main

import (
	"encoding/hex"
	"math/rand/v2"
)

// keySize is the length of a key: that of an API key such as ak_4f0c….
const keySize = 35

// appendKey appends the key of client i.
func appendKey(dst []byte, i int) []byte {
	var seed [16]byte
	for j, word := range [...]uint64{uint64(i)*0x9e3779b97f4a7c15 + 1, uint64(i)*0xbf58476d1ce4e5b9 + 1} {
		for k := range 8 {
			seed[8*j+k] = byte(word >> (56 - 8*k))
		}
	}
	return hex.AppendEncode(append(dst, "ak_"...), seed[:])
}

// keyOf returns the key of client i in memory of its own, as a server has it that
// has just read the request.
func keyOf(i int) string { return string(appendKey(make([]byte, 0, keySize), i)) }

// zipfKeys returns the keys of n requests of so many clients, whose shares are
// those of Zipf's law: the second asks half as often as the first, the third a
// third. They are the same in every run.
func zipfKeys(n, clients int) []string {
	source := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(source, 1.01, 1, uint64(clients-1)) // it must be above 1
	return drawKeys(n, func() int { return int(zipf.Uint64()) })
}

// drawKeys returns the keys of n clients that are drawn. One lies behind the other in
// memory, so that it costs no limiter time to read them.
func drawKeys(n int, draw func() int) []string {
	text := make([]byte, 0, n*keySize)
	for range n {
		text = appendKey(text, draw())
	}
	all, keys := string(text), make([]string, n)
	for i := range keys {
		keys[i] = all[i*keySize : (i+1)*keySize]
	}
	return keys
}
