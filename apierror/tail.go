package apierror

import (
	"slices"
	"sync/atomic"
)

// tail is the right to add to a list in place, as append does. Copies of an error
// share the array of a list. The first of them that adds an item takes the tail,
// and with it the capacity behind the list; a later one finds the tail taken and
// copies the list.
type tail[T any] struct {
	taken  atomic.Bool
	list   []T            // with the capacity that the list of the error does not show
	places map[string]int // where the item of a name is; nil if nobody asked yet
}

// take returns have with the capacity that may be used, and the places that are
// known. t may be nil. What is taken is not kept alive by the error that had it.
func (t *tail[T]) take(have []T) (list []T, places map[string]int) {
	if t != nil && len(have) > 0 && t.taken.CompareAndSwap(false, true) {
		list, places = t.list, t.places
		t.list, t.places = nil, nil
		if len(list) == len(have) && &list[0] == &have[0] { // nobody has assigned another list
			return list, places
		}
	}
	return slices.Clip(have), nil
}

// grow returns have with items behind it, and its tail. The result shows no
// capacity, so that a caller who appends to it writes into an array of his own.
func (t *tail[T]) grow(have []T, items ...T) ([]T, *tail[T]) {
	list, _ := t.take(have)
	list = append(list, items...)
	if len(have) == 0 { // most errors have one item at most
		return slices.Clip(list), nil
	}
	return slices.Clip(list), &tail[T]{list: list}
}
