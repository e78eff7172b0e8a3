package demur

import (
	"reflect"
	"sync"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/bind"
	"github.com/seed-86b940f4/demur/validation"
)

// Binder reads requests strictly. It is an echo.Binder, for the field of that
// name of echo.Echo; the zero value works, and is safe for concurrent use.
//
// It fills a struct from the parts of the request that the tags of its fields
// name: param (of the path), query, header and cookie; form, for the two kinds of
// forms; and json and xml, by the rules of encoding/json and encoding/xml. A map
// or list is filled from a body in JSON. The query counts for every method.
//
// # What counts
//
// A body never changes what came from elsewhere. That is so for the fields of the
// type and of structs in it, embedded or not; in what is behind a pointer or in a
// list, parameters are not bound, and a body fills all fields. A field with one of the tags
// param, query, header and cookie is not there for a body, unless it has the tag
// of that body too, json, xml or form: then a value in the body counts where the
// rest of the request has none. Where a field has several tags, the path counts before the
// query, that before the header, and that before the cookie. A value that is
// absent leaves the field as it was.
//
// Names are those of the tags, to the letter; in JSON, encoding/json ignores
// case. Parameters can be strings, bools, numbers, a [time.Time] as in RFC 3339
// or of the layout in the tag format, a [time.Duration] such as "90s", whatever
// has a method UnmarshalParam, UnmarshalParams or UnmarshalText, pointers to
// these, and lists of them, one element for each time that the parameter is
// given. Structs inside, embedded or not, are filled too. A field of a form may
// be a *multipart.FileHeader or a list of them.
//
// # What is refused
//
// All errors of the request are *apierror.Error values. They name the place and
// what was expected there, and hold nothing of the rejected value:
//
//	400  no body for POST, PUT, PATCH, if the type has a field that one fills; or null
//	400  JSON, XML or a form that is not well formed or not UTF-8, with the place
//	400  more after the value; a member, attribute or element that is given twice
//	400  lists and objects, or elements, that are nested too deeply or too many
//	400  a value of the wrong type: all of the parameters or else all of the body
//	     (32 at most), save that XML has one
//	400  a parameter that is given twice, if it is no list
//	400  with RejectUnknown, what the type has no field for
//	408  a body that does not arrive in time
//	413  a body that is too large, chunked or not
//	415  a media type that the type cannot be filled from, or a charset other than UTF-8
//
// JSON is application/json, text/json and all types that end in +json; likewise
// XML, for structs; forms are read into structs that have the tag form. An error
// of apierror that a type's own decoding method returns is returned as it is. A
// value that cannot be filled at all, such as one that is not a pointer, is a
// mistake of the program, and so a 500.
type Binder struct {
	_ [0]func() // literals name their fields

	// RejectUnknown refuses members of JSON objects, elements and attributes of
	// XML, and fields of forms that the type has no field for. By default they are
	// ignored. Parameters of the query and headers are ignored always.
	RejectUnknown bool

	// MaxBytes is how large a body may be. 0 and less stand for 1 MiB. A smaller
	// limit of Echo's BodyLimit or http.MaxBytesReader counts too.
	MaxBytes int64

	// MaxElements is how many elements lists may have and how many objects, or
	// elements with others in them, there may be, all together. A short body can
	// hold a great many, and each may break a dozen rules. 0 and less stand for
	// 10,000.
	MaxElements int

	// MaxDepth is how deeply lists, objects and elements may be nested, 10,000 at
	// most. 0 and less stand for 64.
	MaxDepth int
}

// Bind fills what i points to from the request. After an error, it may be filled
// in part.
func (b Binder) Bind(i any, c echo.Context) error {
	r := bind.Request{
		Request:     c.Request(),
		ParamNames:  c.ParamNames(),
		ParamValues: c.ParamValues(),
		Foreign: func(err error) error {
			if e, ok := fromEcho(c, err).(*apierror.Error); ok {
				return e
			}
			return nil
		},
	}
	return bind.Binder{RejectUnknown: b.RejectUnknown, MaxBytes: b.MaxBytes, MaxElements: b.MaxElements, MaxDepth: b.MaxDepth}.Bind(r, i)
}

// Bind returns a T that is filled from the request and valid, or the zero T and
// an error. It does what c.Bind and c.Validate do, one after the other. T may be
// a struct, a slice or a map, or a pointer to one.
//
// The binder is the one in the field Binder of echo.Echo, or a [Binder] in place
// of Echo's own. The validator is the one in the field Validator, or that of
// [validation.New] where there is none.
func Bind[T any](c echo.Context) (T, error) {
	var v, none T
	var at any = &v
	if t := reflect.TypeFor[T](); t.Kind() == reflect.Pointer {
		// Echo's binder, and those made of it, see no parameters behind two pointers.
		reflect.ValueOf(&v).Elem().Set(reflect.New(t.Elem()))
		at = v
	}
	if err := binderOf(c).Bind(at, c); err != nil {
		return none, err
	}
	if err := validate(c, at); err != nil {
		return none, err
	}
	return v, nil
}

func binderOf(c echo.Context) echo.Binder {
	switch b := c.Echo().Binder.(type) {
	case nil, *echo.DefaultBinder:
		return Binder{}
	default:
		return b
	}
}

func validate(c echo.Context, v any) error {
	if c.Echo().Validator == nil {
		return ownValidator().Validate(v)
	}
	return c.Validate(v)
}

// ownValidator serves Bind where Echo has no validator. It is never registered
// with.
var ownValidator = sync.OnceValue(validation.New)
