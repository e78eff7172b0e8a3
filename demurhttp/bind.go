package demurhttp

import (
	"net/http"

	"github.com/seed-86b940f4/demur/adapter"
)

// Binder says how strictly requests are read. The zero value works. It is safe for
// concurrent use. Set it as Config.Binder.
//
// It fills the fields of a struct. The tag of a field says where its value comes from:
// param (of the path), query, header, cookie, form (a form of either kind), json or xml.
// Which value counts, which types a parameter can have, how forms of HTML are read and
// what is refused with which status is the same for all adapters; the comment on Binder
// in package demur tells it.
//
// A parameter of the path is what http.Request.PathValue returns, or Config.PathValue.
// An empty one counts as absent.
type Binder struct {
	_ [0]func() // literals name their fields

	// RejectUnknown answers 400 if a body has a JSON member, an XML element or
	// attribute, or a form field for which the type has no field. false ignores them.
	// Unknown query parameters and header fields are always ignored.
	RejectUnknown bool

	// MaxBytes is the largest size of a body, in bytes. 0 and less stand for 1 MiB.
	// If http.MaxBytesHandler or http.MaxBytesReader sets a smaller limit, that one
	// counts.
	MaxBytes int64

	// MaxElements bounds the elements of all lists together with the number of
	// objects, or of XML elements that hold others. A short body can hold very
	// many, and each can break a dozen rules. 0 and less stand for 10,000.
	MaxElements int

	// MaxDepth is how deeply lists, objects and elements may be nested. 0 and less
	// stand for 64. More than 10,000 stands for 10,000.
	MaxDepth int
}

// Bind fills what dst points to from the request. It does not validate. After an error,
// some of the fields may be filled. [Bind] is the short form.
func (b Binder) Bind(r *http.Request, dst any) error {
	at := &exchange{settings: zero, r: r}
	if x := exchangeOf(r); x != nil {
		at.settings = x.settings
		if x.handled.Load() == r { // else it may be of a goroutine that was left behind
			at.w = x.w
		}
	}
	rules := adapter.Binder{RejectUnknown: b.RejectUnknown, MaxBytes: b.MaxBytes, MaxElements: b.MaxElements, MaxDepth: b.MaxDepth}
	return at.settings.responder.Bind(at, rules, dst)
}

// Check returns everything in the types of some values that the Binder cannot bind,
// joined; nil if there is nothing. The values themselves are not looked at:
// CreatePayment{} will do. It is the same for all Binders. The function [Check] asks a
// validator too.
func (b Binder) Check(values ...any) error { return adapter.CheckBinding(values...) }

// Bind returns a T that is filled from the request and valid, or the zero T and an
// error. T may be a struct, a slice or a map, or a pointer to one. The binder and the
// validator are those of the [Config] of the [Errors] outside, or else those of the zero
// Config.
func Bind[T any](r *http.Request) (T, error) {
	s := settingsOf(r)
	return adapter.Bind[T](
		func(v any) error { return s.binder.Bind(r, v) },
		func(v any) error {
			if s.validator == nil {
				return adapter.Validate(v)
			}
			return s.responder.Placed(s.validator.Validate(v), v)
		},
	)
}

// Check returns everything in T that [Bind] cannot bind or validate, joined; nil if there
// is nothing. Call it when the program starts. Without it, the first request finds the
// mistake and is answered with 500.
//
//	if err := demurhttp.Check[CreatePayment](); err != nil {
//		return err
//	}
//
// The list of mistakes is at Check in package demur. The rules are those of
// [validation.New]. A service with rules of its own asks its own validator:
//
//	err := errors.Join(demurhttp.Binder{}.Check(CreatePayment{}), validator.Check(CreatePayment{}))
func Check[T any]() error { return adapter.Check[T]() }
