package demur

import (
	"reflect"
	"strings"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/internal/errtree"
	"github.com/seed-86b940f4/demur/validation"
)

// placing is a validator of the service's own whose errors, if they are validator's,
// get the places that the value has: validator's errors do not hold the value.
type placing struct{ echo.Validator }

func (p placing) Validate(value any) error { return withPlaces(p.Validator.Validate(value), value) }

// withPlaces returns err with the 422 that says where in value validator has found
// which rule broken. Where an error of apierror or Echo decides, its author has chosen
// the answer: err comes back as it is, as does one that is not validator's.
func withPlaces(err error, value any) error {
	if err == nil || outermost(err) != nil {
		return err
	}
	broken, ok := errtree.Find[validator.ValidationErrors](err)
	if !ok || len(broken) == 0 {
		return err
	}
	var words *validation.Validator // those of a new one
	return &placed{words.FromErrors(broken, value), err}
}

// withPlacesIn is withPlaces for an error of a validator that was set after Install:
// value is what the request has filled, if that is what was validated.
func withPlacesIn(err error, value any) error {
	broken, ok := errtree.Find[validator.ValidationErrors](err)
	t := reflect.TypeOf(value)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if !ok || len(broken) == 0 || t.Kind() != reflect.Struct || !strings.HasPrefix(broken[0].StructNamespace(), t.Name()+".") {
		return err
	}
	return withPlaces(err, value)
}

// placed is an error of a validator with the error that answers for it.
type placed struct{ answer, err error }

func (p *placed) Error() string   { return p.err.Error() }
func (p *placed) Unwrap() []error { return []error{p.answer, p.err} }

// isPlaced reports whether the error that decides is demur's own answer for an error
// of a validator: Config.Map may know a better one.
func isPlaced(err, outer error) bool {
	p, ok := errtree.Find[*placed](err)
	return ok && p.answer == outer
}
