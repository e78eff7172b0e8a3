package bind

import (
	"encoding/json"
	"reflect"
	"sync"

	"github.com/seed-86b940f4/demur/apierror"
)

var scans = sync.Pool{New: func() any { return new(jsonScan) }}

// bindJSON fills v from a document. data is changed.
func (b Binder) bindJSON(p *plan, v reflect.Value, data []byte) error {
	met, err := b.checkJSON(data, p.watched)
	if err != nil {
		return err
	}
	// What costs more, since it needs the type, is done for the documents that
	// need it. encoding/json cannot be told to leave a field alone that has a name, so
	// what a body must not set is blanked before.
	w := jsonWalk{data: data, twice: met.folded, unknown: b.RejectUnknown, disputed: p.disputes.in(met.escapes), hide: true}
	if w.twice || w.unknown || w.disputed || met.watched {
		if err := w.run(p.json); err != nil {
			return err
		}
	}
	if !w.refused && json.Unmarshal(data, v.Addr().Interface()) == nil {
		return nil
	}
	// Only a document that was refused is walked to find what does not fit in it.
	w = jsonWalk{data: data, types: true}
	if err := w.run(p.json); err != nil {
		return err
	}
	// A type that decodes itself differently the second time.
	return badBody([]apierror.FieldError{mustBeOfForm.at(apierror.FieldError{Pointer: "#"})})
}

// metInJSON is what a document holds that has to be looked at with the type.
type metInJSON struct {
	folded  bool // two names in one object that differ in case alone
	watched bool // a name that is watched, or has the hash of one that is
	escapes bool // an escape sequence in a string
}

// checkJSON returns what is wrong with a document for whatever type.
func (b Binder) checkJSON(data []byte, watched []uint32) (met metInJSON, err error) {
	s := scans.Get().(*jsonScan)
	*s = jsonScan{data: data, watched: watched, maxDepth: b.maxDepth(), maxElements: b.maxElements(), names: s.names[:0], scratch: s.scratch[:0]}
	defer func() {
		if s.data = nil; cap(s.names)+cap(s.scratch) <= 2048 { // what a large document took is not kept
			scans.Put(s)
		}
	}()
	switch {
	case !s.scan():
		at := positionOf(data, s.at)
		if s.fault == endsEarly {
			return met, at.in(apierror.BadRequest.New("The JSON ends too early, " + at.String() + "."))
		}
		return met, at.in(apierror.BadRequest.New("The JSON cannot be read: " + s.fault + ", " + at.String() + "."))
	case s.root == 'n': // encoding/json does nothing for it, so the handler would get a zero value
		return met, apierror.BadRequest.New("A body is required, and null is none.")
	case s.twice >= 0: // RFC 8259 section 4: readers differ in which of the two counts
		at := positionOf(data, s.twice-1)
		e := apierror.BadRequest.New("The JSON has a member twice, the second time " + at.String() + ".")
		return met, at.in(e.WithField(fieldAt(data, s.twice, mustBeOnce)))
	}
	return metInJSON{s.folded, s.met, s.escapes}, nil
}

// fieldAt returns what is wrong with the innermost value of a valid document that
// holds the byte before offset and was not over before it, or that has a name
// there.
func fieldAt(data []byte, offset int, r rule) apierror.FieldError {
	w := walkTo(data, offset)
	return w.at.field(r)
}

func walkTo(data []byte, offset int) jsonWalk {
	w := jsonWalk{data: data, until: offset}
	w.value(w.space(0), nil)
	if !w.reached {
		w.at = pointer{}
	}
	return w
}
