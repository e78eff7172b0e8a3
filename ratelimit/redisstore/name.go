package redisstore

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"strconv"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
)

// A digest stands for a counter in Redis. The name, the window and the key cannot
// be read from it, and however long they are it is not.
type digest [16]byte

// digestOf tells the border between name and key by the length of the name.
func digestOf(c ratelimit.Charge) digest {
	b := make([]byte, 0, 16+len(c.Policy.Name)+len(c.Key))
	b = binary.BigEndian.AppendUint64(b, uint64(c.Policy.Window/time.Second))
	b = binary.BigEndian.AppendUint64(b, uint64(len(c.Policy.Name)))
	b = append(b, c.Policy.Name...)
	b = append(b, c.Key...)
	sum := sha256.Sum256(b)
	return digest(sum[:])
}

// redisKey has the digest in braces: what Redis Cluster chooses the node by.
func (d digest) redisKey(prefix string) string {
	b := make([]byte, 0, len(prefix)+24)
	b = append(b, prefix...)
	b = append(b, '{')
	b = base64.RawURLEncoding.AppendEncode(b, d[:])
	return string(append(b, '}'))
}

// seeds make the hashes of names and keys differ, and those of other processes.
type seeds struct{ name, key maphash.Seed }

// hash is what a counter is found by here.
func (s *seeds) hash(c *ratelimit.Charge) uint64 {
	name := maphash.String(s.name, c.Policy.Name) + uint64(c.Policy.Window)*0x9e3779b97f4a7c15
	return maphash.String(s.key, c.Key) ^ bits.RotateLeft64(name, 32)
}

// newNode returns a name that no other Store has had: 96 random bits.
func newNode() string {
	var b [12]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// newID returns the name of an entry. It is never used for another, since its
// claims would be taken for the other's.
func (s *Store) newID() string {
	return s.node + "." + strconv.FormatUint(s.made.Add(1), 36)
}
