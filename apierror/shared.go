package apierror

import "sync"

// shared is the memory behind a list that grows from copy to copy of an error, as
// append would let it grow. The copies see what they have in common in the same
// array. The first copy that adds an item takes the place behind the last one;
// a second one finds the place taken and moves to an array of its own.
type shared[T any] struct {
	mu     sync.Mutex
	list   []T            // more than some of the copies see
	places map[string]int // where an item of that name is, for as many items as it has entries
}

// grow returns have with items behind it, and the memory that it is in then; s
// may be nil. The result has no capacity left, so that nobody who appends to it
// writes into the array.
func (s *shared[T]) grow(have []T, items ...T) ([]T, *shared[T]) {
	if s != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.isBehind(have) && len(s.list) == len(have) {
			s.list = append(s.list, items...)
			return s.list[:len(s.list):len(s.list)], s
		}
	}
	own := make([]T, 0, len(have)+len(items))
	own = append(append(own, have...), items...)
	if len(have) == 0 { // most errors have one item at most: nothing to share yet
		return own, nil
	}
	return own, &shared[T]{list: own}
}

// isBehind reports whether have is a part of the list. s is locked.
func (s *shared[T]) isBehind(have []T) bool {
	return len(have) > 0 && len(s.list) >= len(have) && &s.list[0] == &have[0]
}

// shortList is how many items are compared one by one.
const shortList = 16

// find returns the place in have of the item of that name, or -1; s may be nil.
// No two items of a list have the same name.
func (s *shared[T]) find(have []T, name string, nameOf func(*T) string) int {
	if s != nil && len(have) > shortList {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.isBehind(have) {
			if s.places == nil {
				s.places = make(map[string]int, 2*len(have))
			}
			for i := len(s.places); i < len(s.list); i++ {
				s.places[nameOf(&s.list[i])] = i
			}
			if i, ok := s.places[name]; ok && i < len(have) {
				return i
			}
			return -1
		}
	}
	for i := range have {
		if nameOf(&have[i]) == name {
			return i
		}
	}
	return -1
}
