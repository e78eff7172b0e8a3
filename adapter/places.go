package adapter

import (
	"reflect"
	"strings"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/validation"
)

// Placed returns err with the 422 that says where in value validator has found
// which rule broken. value is what was validated. Where an error of apierror or of the
// framework decides, its author has chosen the answer: err comes back as it is, as does
// one that is not validator's. It is for validators of another kind, which a service has
// set.
func (r *Responder[C]) Placed(err error, value any) error {
	if s := r.survey(err); s.known == nil && len(s.broken) > 0 {
		return s.placedIn(value)
	}
	return err
}

// placedIn returns the error of a validator with its 422.
func (s *survey) placedIn(value any) error {
	var words *validation.Validator // those of a new one
	return &placed{words.FromErrors(s.broken, value), s.err}
}

// placed is an error of a validator with the error that answers for it.
type placed struct{ answer, err error }

func (p *placed) Error() string   { return p.err.Error() }
func (p *placed) Unwrap() []error { return []error{p.answer, p.err} }

// isPlaced reports whether the error that decides is demur's own answer for an error
// of a validator: Config.Map may know a better one.
func (s *survey) isPlaced() bool { return s.placed != nil && s.placed.answer == s.known }

// canBeOf reports whether the error can be what a validator has said of value, which was
// filled from the request. The adapter does not know that validator.
func (s *survey) canBeOf(value any) bool {
	t := reflect.TypeOf(value)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return len(s.broken) > 0 && t.Kind() == reflect.Struct && isOf(s.broken[0], t)
}

// isOf reports whether a broken rule can be one of t. Validator calls a field by the name
// of the type and its own, or by its own alone if the type has no name.
func isOf(broken validator.FieldError, t reflect.Type) bool {
	if t.Name() != "" {
		return strings.HasPrefix(broken.StructNamespace(), t.Name()+".")
	}
	field, _, _ := strings.Cut(broken.StructNamespace(), ".")
	field, _, _ = strings.Cut(field, "[")
	_, ok := t.FieldByName(field)
	return ok
}
