package echov5

import (
	"github.com/labstack/echo/v5"

	"github.com/seed-86b940f4/demur/adapter"
)

// Binder reads requests strictly. It is an [echo.Binder], for the field Binder of
// echo.Echo. The zero value works. A Binder is safe for concurrent use.
//
// It fills the fields of a struct. The tag of a field says where its value comes
// from: param (of the path), query, header, cookie, form (a form of either kind),
// json or xml. JSON and XML are decoded by the rules of encoding/json and
// encoding/xml. Maps and slices are filled from a body in JSON. The query is read
// for every method.
//
// [Check] tells at the start of a program which tags cannot be obeyed.
//
// # Which value counts
//
// A field with the tag param, query, header or cookie is a parameter. No body can
// set it, unless it has the tag json, xml or form as well. If it has, the body sets
// it only where the rest of the request has no value for it. If a field has several
// of these tags, the path counts first, then the query, the header and the cookie.
// Where the request has no value, the field stays as it was.
//
// Parameters are put into the fields of the type itself and of the structs in it,
// embedded or not. They are not put into structs behind a pointer that is not
// embedded, nor into the elements of lists and maps. There, a body can set all
// fields.
//
// Names must be those of the tags exactly, with the same case. Only the names of
// header fields may have any case, and those of JSON, where encoding/json ignores it.
//
// # Which types a parameter can have
//
//   - string, []byte, bool, and all integers and floating-point numbers
//   - [time.Time], written as in RFC 3339, or in the layout that the tag format
//     gives, such as format:"2006-01-02"
//   - [time.Duration], such as 90s
//   - a type with the method UnmarshalParam, UnmarshalParams or UnmarshalText
//   - a pointer to one of these
//   - a slice of these, with one element for each time that the parameter is given
//
// A field of a form can also be a *multipart.FileHeader or a slice of them. An empty
// value in the path, the query, a header or a cookie is a value: ?page= is no number,
// and so a 400. Forms are different; see below.
//
// # Forms of HTML
//
// Forms are read as browsers send them. These rules are for bodies only. A form
// with the method GET sends a query, which is read as strictly as any other.
//
//	<input type=…>           is sent as                   a field for it, and what becomes of it
//	checkbox                 on, or not at all            bool: true for on, false for off; not sent leaves it
//	checkboxes of one name   one value for each           a slice
//	radio, select            the value, or not at all     as the value; an empty option counts as left empty
//	select multiple          one value for each           a slice; empty options are left out, but not of strings
//	text, textarea, color    text; lines end in CR LF     string, as sent; left empty it is ""
//	number, range            digits; empty if left empty  a number; left empty leaves the field as it was
//	date                     2026-11-26                   time.Time with format:"2006-01-02"
//	datetime-local           2026-11-26T10:30             time.Time with format:"2006-01-02T15:04", in UTC;
//	                                                      seconds may follow, as browsers send them if they are not 0
//	time                     10:30                        time.Time with format:"15:04"; the same
//	month                    2026-11                      time.Time with format:"2006-01"
//	week                     2026-W48                     string
//	file                     a part with a file name      *multipart.FileHeader; left empty leaves it nil
//	submit                   its name, if it has one      string, to know which button was used
//	image                    name.x and name.y            two numbers
//
// What was left empty counts as absent for every type but string and []byte. Where
// it must be given, the validator's rule required finds it. A time.Time without the
// tag format must have a time zone, as in RFC 3339, so a datetime-local needs the tag.
// With RejectUnknown, the type needs a field also for _charset_ and for each button
// that has a name.
//
// # What is refused
//
// Each error of the request is an *apierror.Error. It names the place and says
// what was expected there. It holds nothing of the rejected value.
//
//	400  there is no body, or it is null, for POST, PUT and PATCH, if the type has a field for one
//	400  JSON, XML or a form that is not well formed or not UTF-8; the error tells where
//	400  something follows the value; a member, attribute or element is given twice
//	400  lists, objects or elements are nested too deeply, or there are too many
//	400  a value of the wrong type: the error names all parameters that are wrong,
//	     or else all values in the body (32 at most); of XML, the first
//	400  a parameter that is given twice, if its field is no slice
//	400  a part of the body that the type has no field for, with RejectUnknown
//	408  a body that does not arrive in time
//	413  a body that is too large, also one without a Content-Length
//	415  a media type that the type cannot be filled from, or a charset other than UTF-8
//
// The media types of JSON are application/json, text/json and all that end in
// +json; those of XML likewise, for structs only. Forms fill structs that have the
// tag form. If a method of a type that decodes itself returns an error of apierror,
// that is the answer. A value that no request can fill, such as one that is no
// pointer, is a mistake of the program and is answered with 500.
type Binder struct {
	_ [0]func() // literals name their fields

	// RejectUnknown answers 400 if a body has a JSON member, an XML element or
	// attribute, or a form field for which the type has no field. false ignores them.
	// Unknown query parameters and header fields are always ignored.
	RejectUnknown bool

	// MaxBytes is the largest size of a body, in bytes. 0 and less stand for 1 MiB.
	// If Echo's BodyLimit or http.MaxBytesReader sets a smaller limit, that one
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

// Bind fills what target points to from the request. After an error, some of its fields
// may be filled.
func (b Binder) Bind(c *echo.Context, target any) error {
	rules := adapter.Binder{RejectUnknown: b.RejectUnknown, MaxBytes: b.MaxBytes, MaxElements: b.MaxElements, MaxDepth: b.MaxDepth}
	return zero.Bind(c, rules, target)
}

// Bind returns a T that is filled from the request and valid, or the zero T and
// an error. It does what c.Bind and c.ValidateCtx do, one after the other. T may be
// a struct, a slice or a map, or a pointer to one.
//
// The binder is the one in the field Binder of echo.Echo, or a [Binder] in place
// of Echo's own. The validator is the one in the field Validator, or that of
// [validation.New] where there is none.
func Bind[T any](c *echo.Context) (T, error) {
	return adapter.Bind[T](
		func(v any) error { return binderOf(c).Bind(c, v) },
		func(v any) error {
			if c.Echo().Validator == nil {
				return adapter.Validate(v)
			}
			return zero.Placed(c.ValidateCtx(v), v) // it may have been set after Install
		},
	)
}

func binderOf(c *echo.Context) echo.Binder {
	switch b := c.Echo().Binder.(type) {
	case nil, *echo.DefaultBinder:
		return Binder{}
	default:
		return b
	}
}
