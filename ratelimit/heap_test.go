package ratelimit_test

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/seed-86b940f4/demur/ratelimit"
)

// secret is a key that this test itself keeps in no form that a dump would show.
type secret [32]byte

func newSecret() (s secret) { _, _ = rand.Read(s[:]); return s }

// key is the secret as a client sends it, in memory of its own.
func (s secret) key() string { return "key " + hex.EncodeToString(s[:]) }

// A dump of the heap, such as a debugger or a crash leaves, shows no key of a client.
// The test is not parallel, since the dump has the whole heap.
func TestNoKeyInADumpOfTheHeap(t *testing.T) {
	counted, kept := newSecret(), newSecret()
	window := must(ratelimit.NewFixedWindow(ratelimit.Hourly(5), new(ratelimit.MemoryStore)))
	tokens := must(ratelimit.NewTokenBucket(ratelimit.Hourly(5), 5))
	l := ratelimit.All(window, tokens)
	for range 6 { // the last is refused
		if _, err := l.Take(t.Context(), counted.key(), 1); err != nil {
			t.Fatal(err)
		}
	}
	held := kept.key() // as a limiter would hold it that kept keys

	name := filepath.Join(t.TempDir(), "heap")
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.GC() // what the first one has freed is swept by now
	debug.WriteHeapDump(file.Fd())
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	dump, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(dump, []byte(counted.key())) {
		t.Error("the dump shows the key")
	}
	if !bytes.Contains(dump, []byte(kept.key())) {
		t.Error("the dump does not show a key that is kept, so it proves nothing")
	}
	runtime.KeepAlive(held)
	runtime.KeepAlive(l)
}
