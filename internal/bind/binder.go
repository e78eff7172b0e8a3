package bind

import (
	"fmt"
	"net/http"
	"reflect"

	"github.com/seed-86b940f4/demur/apierror"
)

// The bounds of a Binder that has none. They are far above what a form or an API needs.
// A few bytes of a body ("{}," or "[[[") can become a value of hundreds of bytes, or a
// level of the stack, and validation costs more for each value than decoding: a bound
// for the size alone is none for the work.
const (
	defaultBytes    = 1 << 20
	defaultDepth    = 64
	defaultElements = 10_000
	deepest         = 10_000 // encoding/json and encoding/xml, which are recursive too, go no deeper
)

// Binder says how strictly a request is read. The zero value works. It is safe
// for concurrent use.
type Binder struct {
	RejectUnknown bool  // a body may hold only what the type has a field for
	MaxBytes      int64 // the largest size of a body; 0 and less stand for 1 MiB
	MaxElements   int   // elements of lists and objects, all together; 0 and less stand for 10,000
	MaxDepth      int   // how deeply they may be nested; 0 and less stand for 64; 10,000 at most
}

func (b Binder) maxElements() int {
	if b.MaxElements <= 0 {
		return defaultElements
	}
	return b.MaxElements
}

func (b Binder) maxDepth() int {
	if b.MaxDepth <= 0 {
		return defaultDepth
	}
	return min(b.MaxDepth, deepest)
}

// Request is a request, and what only its framework knows of it.
type Request struct {
	*http.Request

	// Param returns the value of a parameter in the path, if the route has one of that
	// name. Param may be nil.
	Param func(name string) (value string, ok bool)

	// Foreign is given an error that reading the body has returned. If it is one
	// of the framework's, Foreign returns an error of apierror for it, and else
	// nil. Foreign may be nil.
	Foreign func(error) error
}

// Bind fills what dst points to. After an error, some of it may be filled.
func (b Binder) Bind(r Request, dst any) error {
	v := reflect.ValueOf(dst)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return fmt.Errorf("demur: binding to %T: it must be a pointer that is not nil", dst)
	}
	p := planOf(v.Type().Elem())
	if p.mistake != nil {
		return p.mistake
	}
	v = v.Elem()
	for v.Kind() == reflect.Pointer { // Bind[*T] is as good as Bind[T]
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		v = v.Elem()
	}
	// Parameters first: if one is wrong, the body need not be read.
	if err := p.bindParams(r, v, false); err != nil {
		return err
	}
	if !p.takesBody {
		return nil
	}
	if err := b.bindBody(r, p, v); err != nil {
		return err
	}
	if p.bodyOnly {
		return refuseNull(v)
	}
	if !p.hasDual {
		return nil
	}
	// The rest of the request counts more than the body, so it is bound again: the ID of
	// the path was checked by whoever let the request pass, that in the body by nobody.
	return p.bindParams(r, v, true)
}

// typed returns the error of apierror in the tree of err, nil if there is none. A
// type that decodes itself may know better than this package what is wrong.
func typed(err error) error {
	if e, ok := find[*apierror.Error](err); ok && e != nil { // alone: what is around it may hold the value
		return e
	}
	if k, ok := find[apierror.Kind](err); ok {
		return k
	}
	if s, ok := find[apierror.Status](err); ok {
		return s
	}
	return nil
}
