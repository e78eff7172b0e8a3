package adapter

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"sync"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/bind"
	"github.com/seed-86b940f4/demur/validation"
)

// Binder says how strictly a request is read. The zero value works. It is safe for
// concurrent use. The fields are those of demur.Binder, where they are described.
type Binder struct {
	_ [0]func() // literals name their fields

	RejectUnknown bool  // a body may hold only what the type has a field for; false ignores the rest
	MaxBytes      int64 // the largest size of a body; 0 and less stand for 1 MiB
	MaxElements   int   // elements of lists and objects, all together; 0 and less stand for 10,000
	MaxDepth      int   // how deeply they may be nested; 0 and less stand for 64
}

// Bind fills what dst points to from the request of c, by the rules of demur.Binder,
// which also tell its errors. It does not validate. After an error, some of the fields
// may be filled.
func (r *Responder[C]) Bind(c C, b Binder, dst any) error {
	req := bind.Request{
		Request: c.Request(),
		Foreign: func(err error) error {
			if e, ok := r.From(c, err).(*apierror.Error); ok {
				return e
			}
			return nil
		},
	}
	if r.framework.Param != nil {
		req.Param = func(name string) (string, bool) { return r.framework.Param(c, name) }
	}
	err := bind.Binder{RejectUnknown: b.RejectUnknown, MaxBytes: b.MaxBytes, MaxElements: b.MaxElements, MaxDepth: b.MaxDepth}.Bind(req, dst)
	if err != nil {
		return err
	}
	// A validator whose errors do not hold the value may be asked about it.
	if rec := r.recordOf(c); rec != nil {
		rec.bound = dst
	}
	return nil
}

// Bind returns a T that fill has filled and validate has found valid, or the zero T and
// an error. Both get a pointer to the value that is no pointer itself. An adapter makes
// its own Bind of it: fill calls [Responder.Bind], validate the validator of the service
// or [Validate].
func Bind[T any](fill, validate func(dst any) error) (T, error) {
	var v, none T
	var at any = &v
	if t := reflect.TypeFor[T](); t.Kind() == reflect.Pointer {
		// Echo's binder, and those made of it, see no parameters behind two pointers.
		reflect.ValueOf(&v).Elem().Set(reflect.New(t.Elem()))
		at = v
	}
	if err := fill(at); err != nil {
		return none, err
	}
	if err := validate(at); err != nil {
		return none, err
	}
	return v, nil
}

// Validate checks v by the rules of validation.New. Its error becomes a 422 with the
// places and sentences that the request asks for. It is safe for concurrent use.
func Validate(v any) error { return ownValidator().Validate(v) }

// ownValidator serves services that have none. It is never registered with.
var ownValidator = sync.OnceValue(validation.New)

// DecodeJSON decodes the JSON that body is read from into v, as encoding/json does, with
// errors of apierror that name the place. It is for the serializers of frameworks.
func DecodeJSON(body io.Reader, v any) error { return bind.Decode(body, v) }

// Check returns everything in T that a Binder and validation.New cannot obey, joined;
// nil if there is nothing. It is for the start of a program. An interface type is a
// mistake. The list of mistakes is at demur.Check.
func Check[T any]() error {
	t := reflect.TypeFor[T]()
	if t.Kind() == reflect.Interface {
		return fmt.Errorf("demur: Check[%v]: the type is an interface, so nothing is known of its fields", t)
	}
	v := reflect.Zero(t).Interface()
	return errors.Join(CheckBinding(v), ownValidator().Check(v))
}

// CheckBinding returns everything in the types of values that a Binder cannot bind,
// joined; nil if there is nothing. The values themselves are not looked at. An untyped
// nil is a mistake.
func CheckBinding(values ...any) error {
	var mistakes []error
	for i, v := range values {
		if v == nil {
			mistakes = append(mistakes, fmt.Errorf("demur: Binder.Check: value %d is nil, which has no type", i))
			continue
		}
		mistakes = append(mistakes, bind.Check(reflect.TypeOf(v)))
	}
	return errors.Join(mistakes...)
}
