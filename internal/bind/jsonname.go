package bind

import (
	"bytes"
	"hash/maphash"
	"slices"
	"unicode/utf8"
)

// jsonName is the name of a member. Names that encoding/json could take for one
// another have the same hash; others may have it too.
type jsonName struct {
	start, end int // of what stands between the quotes
	hash       uint32
	plain      bool // it means what it says: ASCII, and no escape sequence
}

// few is the number of members up to which each is compared with each. For so few that is
// faster than a table, and needs no memory.
const few = 32

// name scans the name of a member behind its opening quote, and keeps it.
func (s *jsonScan) name(i int) int {
	start, hash, data := i, uint32(0), s.data
	for i < len(data) && plain[data[i]] {
		hash = mix(hash, data[i])
		i++
	}
	if i < len(data) && data[i] == '"' {
		s.keep(jsonName{start, i, hash, true})
		return i + 1
	}
	if i = s.text(i); i < 0 {
		return -1
	}
	s.scratch = appendFolded(s.scratch[:0], unquoted(data[start-1:i]))
	s.keep(jsonName{start, i - 1, hashFolded(s.scratch), false})
	return i
}

func (s *jsonScan) keep(name jsonName) {
	s.names = append(s.names, name)
	// A hash that is watched by chance costs a walk, no more.
	s.met = s.met || len(s.watched) > 0 && slices.Contains(s.watched, name.hash)
}

func hashFolded(name []byte) uint32 {
	hash := uint32(0)
	for _, c := range name {
		hash = mix(hash, c)
	}
	return hash
}

// mix takes large and small letters for the same, and some other characters too. It is a
// step of FNV. A client can make names collide, but only among few does that matter, and
// what it costs there is a comparison of bytes.
func mix(hash uint32, c byte) uint32 {
	if c < utf8.RuneSelf {
		c |= 0x20
	}
	return (hash ^ uint32(c)) * 16777619
}

// compare looks for two names of one object that are the same.
func (s *jsonScan) compare(names []jsonName) {
	if len(names) > few {
		s.compareMany(names)
		return
	}
	for i := 1; i < len(names); i++ {
		for j := range i {
			if names[i].hash != names[j].hash {
				continue
			}
			if !names[i].plain || !names[j].plain {
				// Escapes are decoded to compare a name. A client can make all names of an
				// object collide, and each would be decoded once for each other.
				s.compareMany(names)
				return
			}
			s.same(names[j], names[i])
		}
	}
}

var seed = maphash.MakeSeed()

// compareMany does in linear time what compare does. Nobody outside knows the
// seed, and so which names would collide.
func (s *jsonScan) compareMany(names []jsonName) {
	before := s.folded
	s.folded = false
	s.compareHashes(names, true)
	if s.folded { // a name was compared with the first of those that fold so, and not with the others
		s.compareHashes(names, false)
	}
	s.folded = s.folded || before
}

func (s *jsonScan) compareHashes(names []jsonName, folded bool) {
	first := make(map[uint64]jsonName, len(names))
	for _, name := range names {
		meaning := s.meaning(name)
		if folded {
			s.scratch = appendFolded(s.scratch[:0], meaning)
			meaning = s.scratch
		}
		hash := maphash.Bytes(seed, meaning)
		if other, ok := first[hash]; ok {
			s.same(other, name)
		} else {
			first[hash] = name
		}
	}
}

func (s *jsonScan) same(first, second jsonName) {
	a, b := s.meaning(first), s.meaning(second)
	switch {
	case bytes.Equal(a, b):
		s.note(second)
	case bytes.EqualFold(a, b):
		s.folded = true
	}
}

func (s *jsonScan) note(twice jsonName) {
	if s.twice < 0 || twice.start < s.twice {
		s.twice = twice.start
	}
}

// meaning returns a name without its escapes.
func (s *jsonScan) meaning(name jsonName) []byte {
	if name.plain {
		return s.data[name.start:name.end]
	}
	return unquoted(s.data[name.start-1 : name.end+1])
}
