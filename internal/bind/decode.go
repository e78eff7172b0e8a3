package bind

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"reflect"
	"sync"

	"github.com/seed-86b940f4/demur/apierror"
)

// Decode does what json.NewDecoder(r).Decode(dst) does. The error is that of
// encoding/json, and holds an *apierror.Error too, which says where the document does
// not fit. encoding/json does not know that, or not on every release of Go.
func Decode(r io.Reader, dst any) error {
	// As for a Decoder, what follows the first value is no error. What was read is kept to
	// find the fault in it: after an error a Decoder does not give it back.
	var read bytes.Buffer
	var raw json.RawMessage
	if err := json.NewDecoder(io.TeeReader(r, &read)).Decode(&raw); err != nil {
		return illFormed(read.Bytes(), err)
	}
	t := reflect.TypeOf(dst)
	if t == nil || t.Kind() != reflect.Pointer {
		return json.Unmarshal(raw, dst)
	}
	d := decodingOf(t.Elem())
	if d.disputes.in(bytes.IndexByte(raw, '\\') >= 0) {
		w := jsonWalk{data: raw, disputed: true}
		if err := w.run(d.node); err != nil {
			return err
		}
		if w.refused {
			if misfit := misfits(raw, d.node); misfit != nil {
				return misfit
			}
		}
	}
	if err := json.Unmarshal(raw, dst); err != nil {
		return explain(err, misfits(raw, d.node))
	}
	return nil
}

// decoding is what Decode has to know of a type. It is no plan: Decode knows of no other part
// of a request, so the document may set every field.
type decoding struct {
	node     *jsonNode
	disputes disputes
}

var decodings sync.Map // of reflect.Type to decoding

func decodingOf(t reflect.Type) decoding {
	if d, ok := decodings.Load(t); ok {
		return d.(decoding)
	}
	d := decoding{node: jsonNodeOf(t, false, map[reflect.Type]*jsonNode{})}
	d.node.disputed(&d.disputes, map[*jsonNode]bool{})
	decodings.Store(t, d)
	return d
}

// illFormed returns the error for a document that breaks the grammar. Releases of Go
// differ in where they see that, and in what they return at an early end.
func illFormed(data []byte, err error) error {
	if _, ok := find[*json.SyntaxError](err); !ok {
		return err
	}
	s := jsonScan{data: data, maxDepth: deepest, maxElements: math.MaxInt, twice: -1}
	switch {
	case s.value(s.space(0), 0) >= 0:
		return err
	case s.fault == endsEarly:
		return io.ErrUnexpectedEOF
	}
	return explain(err, apierror.From(&json.SyntaxError{Offset: int64(s.at + 1)}))
}

// misfits returns the error for a valid document that cannot be decoded into a type,
// nil if it is not for the client.
func misfits(data []byte, n *jsonNode) *apierror.Error {
	w := jsonWalk{data: data, types: true, blame: true}
	w.value(w.space(0), n)
	if w.err != nil || w.closed != nil || len(w.wrong) == 0 {
		return nil
	}
	return &apierror.Error{Status: apierror.BadRequest, Fields: w.wrong}
}

// explained is an error, and what a client reads of it.
type explained struct {
	error
	public *apierror.Error
}

func (e explained) Unwrap() []error { return []error{e.error, e.public} }

func explain(err error, public *apierror.Error) error {
	if public == nil {
		return err
	}
	public.Err = err
	return explained{err, public}
}
