package bind

import (
	"net/http"
	"net/url"
	"reflect"
	"slices"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/shape"
)

// mostFields is how many wrong fields are named in one answer. A person mends no more at
// once, and a body could else be answered by one many times as large.
const mostFields = 32

// bindParams binds all that is not in the body; again only what the body could
// have set. All wrong values are in one error.
func (p *plan) bindParams(r Request, v reflect.Value, again bool) error {
	if len(p.params) == 0 {
		return nil
	}
	// A query that no field asks for is not looked at: it may be for a middleware, in a form
	// of its own.
	var values url.Values
	if p.hasQuery && r.URL.RawQuery != "" {
		var err error
		if values, err = url.ParseQuery(r.URL.RawQuery); err != nil {
			return apierror.BadRequest.New("The query cannot be read: " +
				"a % needs two hexadecimal digits behind it, a ; must be written as %3B, and there may not be too many parameters.")
		}
	}
	var wrong []apierror.FieldError
	for i := range p.params { // in the order of their sources: the last value stays
		q := &p.params[i]
		if again && !q.dual { // no body could touch it
			continue
		}
		given := q.values(r, values)
		if len(given) == 0 {
			continue
		}
		unfit := q.bind(v, given) // a field that the request has nothing for keeps what it had
		if unfit == nil {
			continue
		}
		if unfit.err != nil {
			return unfit.err
		}
		wrong = append(wrong, unfit.at(q.place()))
	}
	switch len(wrong) {
	case 0:
		return nil
	case 1:
		return &apierror.Error{Status: apierror.BadRequest, Detail: "A parameter of the request is not valid.", Fields: wrong}
	}
	// What stands in the address is named first.
	slices.SortStableFunc(wrong, func(a, b apierror.FieldError) int {
		return slices.Index(order[:], a.In) - slices.Index(order[:], b.In)
	})
	return &apierror.Error{Status: apierror.BadRequest, Detail: "Parameters of the request are not valid.", Fields: wrong[:min(len(wrong), mostFields)]}
}

var order = [...]string{shape.Path.String(), shape.Query.String(), shape.Header.String(), shape.Cookie.String()}

// values returns what the request has for q, nil if it has nothing.
func (q *param) values(r Request, parsed url.Values) []string {
	switch q.In {
	case shape.Path:
		if r.Param != nil {
			if value, ok := r.Param(q.Name); ok {
				return []string{value}
			}
		}
	case shape.Query:
		return parsed[q.Name]
	case shape.Header: // the name is canonical already
		return r.Header[q.Name]
	case shape.Cookie:
		var all []string
		for _, c := range r.CookiesNamed(q.Name) {
			all = append(all, c.Value)
		}
		return all
	}
	return nil
}

// bind puts values into the field of v.
func (q *param) bind(v reflect.Value, values []string) *unfit {
	if wrong := q.check(values); wrong != nil {
		return wrong
	}
	return q.set(fieldOf(v, q.index), values)
}

// fieldOf returns a field of v, with what it is embedded in.
func fieldOf(v reflect.Value, index []int) reflect.Value {
	for _, i := range index {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v
}

// needsBody reports whether a request of that method has a body, as a rule. In the
// others content has no meaning of its own (RFC 9110 section 9.3), but may be there.
func needsBody(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodDelete, http.MethodOptions, http.MethodTrace, http.MethodConnect:
		return false
	}
	return true
}
