package bind

import (
	"fmt"
	"net/http"
	"reflect"

	"github.com/seed-86b940f4/demur/apierror"
)

const (
	defaultMaxBytes = 1 << 20
	defaultMaxDepth = 64
	defaultMaxMany  = 10_000
	deepest         = 10_000 // that encoding/json and encoding/xml go, which are recursive too
)

// Binder says how strictly a request is read. The zero value works. It is safe
// for concurrent use.
type Binder struct {
	RejectUnknown bool  // members, elements, attributes and form fields that the type has not
	MaxBytes      int64 // of the body; 0 and less stand for 1 MiB
	MaxElements   int   // of lists, and objects, all together; 0 and less stand for 10,000
	MaxDepth      int   // of lists, objects and elements in each other; 0 and less stand for 64; 10,000 at most
}

func (b Binder) many() int {
	if b.MaxElements <= 0 {
		return defaultMaxMany
	}
	return b.MaxElements
}

func (b Binder) depth() int {
	if b.MaxDepth <= 0 {
		return defaultMaxDepth
	}
	return min(b.MaxDepth, deepest)
}

// Request is what is bound: a request, and what only its framework knows.
type Request struct {
	*http.Request

	// ParamNames and ParamValues are the parameters of the route.
	ParamNames, ParamValues []string

	// Foreign turns an error of the framework's, which reading the body gave,
	// into one of apierror's, or returns nil if it is none. It may be nil.
	Foreign func(error) error
}

// Bind fills what dst points to. After an error, it may be filled in part.
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
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		v = v.Elem()
	}
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
	// The body has had its turn: what the rest of the request says is put over it.
	return p.bindParams(r, v, true)
}

// typed returns the error of ours in the tree of err, if there is one: a type that
// decodes itself may know better than this package what is wrong.
func typed(err error) error {
	if e, ok := find[*apierror.Error](err); ok && e != nil {
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
