package validation

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/shape"
)

// Validator checks values by the rules in their tags. It implements echo.Validator.
// Make one with [New] or [Wrap]. The zero Validator and a nil one have no rules; their
// Validate returns an error that is answered with 500.
//
// Call Register, Sentence and AddLanguage when the program starts, and not after the
// first call of Validate. After that, a Validator is safe for concurrent use.
type Validator struct {
	engine    *validator.Validate
	own       bool      // engine is not the author's
	english   sentences // of the author
	languages languages
}

// New returns a Validator with the rules of go-playground/validator, where
// "required" asks for structs too that have a value.
func New() *Validator {
	return &Validator{engine: validator.New(validator.WithRequiredStructEnabled()), own: true}
}

// Wrap returns a Validator with the rules, aliases and functions of engine, which
// it never changes. A nil engine stands for that of [New].
func Wrap(engine *validator.Validate) *Validator {
	if engine == nil {
		return New()
	}
	return &Validator{engine: engine}
}

// Register adds a rule of your own: its tag, the function that checks a value, and the
// sentence for a client whose value breaks the rule, such as "must be a colour of the
// catalogue". In the sentence, {param} stands for the parameter. "" stands for a
// neutral sentence.
//
// It returns an error if validator does not accept the tag or the function, and for a
// Validator that [Wrap] made: register the rule with its engine, and its sentence with
// [Validator.Sentence]. Call it before the first request.
func (v *Validator) Register(tag string, fn validator.Func, sentence string) (err error) {
	if v == nil || !v.own {
		return fmt.Errorf("validation: Register(%q): the engine is not this Validator's own; register with it", tag)
	}
	defer func() {
		if mistake := recover(); mistake != nil { // validator's answer to a reserved name
			err = fmt.Errorf("validation: Register(%q): %v", tag, mistake)
		}
	}()
	if fn == nil {
		return fmt.Errorf("validation: Register(%q): no function", tag)
	}
	if err := v.engine.RegisterValidation(tag, fn); err != nil {
		return fmt.Errorf("validation: Register(%q): %w", tag, err)
	}
	if sentence == "" {
		return nil
	}
	return v.Sentence("en", tag, sentence)
}

// Validate returns nil if value keeps its rules, and else an *apierror.Error:
// UnprocessableEntity with one field for each that breaks one, for a JSON body and
// in English; see [Validator.For]. It lists 1000 fields at most; the extension
// errors_total says then how many there are.
//
// The error keeps the value, which For looks at once more: do not change it before
// the request is answered.
//
// A value is a struct, or a list or map with structs in it, whose rules are then
// checked, or a pointer to one. Anything else, and a tag that validator does not
// understand, is a mistake of the program: the error says so, and is answered with 500.
func (v *Validator) Validate(value any) error {
	broken, err := v.find(value)
	if err != nil || len(broken) == 0 {
		return err
	}
	return v.refuse(broken, reflect.ValueOf(value))
}

// find returns the rules that a value breaks. The error is that of a value or tag
// that cannot be checked, for which validator panics or returns another.
func (v *Validator) find(value any) (broken validator.ValidationErrors, err error) {
	if v == nil || v.engine == nil {
		return nil, fmt.Errorf("validation: a Validator that was not made by New or Wrap was asked about %T", value)
	}
	at := reflect.ValueOf(value)
	for range 100 { // a pointer may lead to itself
		if k := at.Kind(); k != reflect.Pointer && k != reflect.Interface || at.IsNil() || k == reflect.Pointer && at.Elem().Kind() == reflect.Struct {
			break
		}
		at = at.Elem()
	}
	if k := at.Kind(); !at.IsValid() || (k == reflect.Pointer || k == reflect.Interface) && at.IsNil() {
		return nil, fmt.Errorf("validation: a nil %T cannot be validated", value)
	}
	defer func() {
		if cause := recover(); cause != nil {
			broken, err = nil, fmt.Errorf("validation: the rules of %T cannot be checked: %s", value, reason(cause))
		}
	}()
	switch at.Kind() {
	case reflect.Struct, reflect.Pointer:
		err = v.engine.Struct(at.Interface())
	case reflect.Slice, reflect.Array, reflect.Map:
		// validator checks what is in a list only behind a "dive", one for each list around.
		dives := depth(at.Type())
		if dives == 0 || at.Len() == 0 {
			return nil, nil
		}
		err = v.engine.Var(at.Interface(), "dive"+strings.Repeat(",omitempty,dive", dives-1))
	default:
		return nil, fmt.Errorf("validation: a %T has no rules: validate a struct, or a list or map of structs", value)
	}
	switch err := err.(type) {
	case nil:
		return nil, nil
	case validator.ValidationErrors:
		return err, nil
	default: // *validator.InvalidValidationError
		return nil, fmt.Errorf("validation: a %T cannot be validated", value)
	}
}

// reason returns the text of a panic. An error may hold the value, as that of a
// file that cannot be looked at does; runtime errors do not.
func reason(cause any) string {
	switch c := cause.(type) {
	case string:
		return c
	case interface{ RuntimeError() }:
		return fmt.Sprint(c)
	}
	return fmt.Sprintf("panic with a %T", cause)
}

// depth returns how many lists and maps are around the structs of a type, 0 if
// there can be none in it.
func depth(t reflect.Type) int {
	for n := range 32 { // a type may be a list of itself
		switch t = shape.Behind(t); t.Kind() {
		case reflect.Slice, reflect.Array, reflect.Map:
			t = t.Elem()
		case reflect.Struct, reflect.Interface:
			return n
		default:
			return 0
		}
	}
	return 0
}

// maxFields bounds the answer: a short list of empty objects can break rules by
// the hundred thousand.
const maxFields = 1000

// refuse returns the 422 for what is broken in the value of root, which is invalid
// if it is not known.
func (v *Validator) refuse(broken validator.ValidationErrors, root reflect.Value) *apierror.Error {
	rd := v.newReader(root, inJSON, nil)
	fields := v.fields(rd, broken, nil, nil)
	f := &failure{v: v, broken: broken, root: root, listed: len(fields), either: rd.either}
	// The detail is that of the status: each field has a sentence of its own.
	e := apierror.UnprocessableEntity.Wrap(f, "")
	e.Fields = fields
	if len(broken) > len(fields) {
		return e.With("errors_total", len(broken))
	}
	return e
}

// fields returns one entry for each broken rule, in the language of say, or in
// English if that is nil. It sets lacking if a sentence had to be English then.
func (v *Validator) fields(rd *reader, broken validator.ValidationErrors, say *language, lacking *bool) []apierror.FieldError {
	fields := make([]apierror.FieldError, min(len(broken), maxFields))
	rd.places.Grow(32 * len(fields))
	for i := range fields {
		rd.report(broken[i], &fields[i], say, lacking)
	}
	return fields
}

// FromErrors returns the error of Validate for what validator itself has returned.
// value is what it was asked about; nil if it is not known. Then a place is given
// only as far as the errors hold names other than those in Go. A nil Validator has
// the sentences of a new one.
func (v *Validator) FromErrors(errs validator.ValidationErrors, value any) error {
	if len(errs) == 0 {
		return nil
	}
	return v.orEmpty().refuse(errs, reflect.ValueOf(value))
}

// For adapts an error to the request that it answers. If the error comes from the
// Validate of a Validator, its places are named as in a body of the request's
// Content-Type, and its sentences are in the language that Accept-Language chooses. An
// error of package validator becomes a 422 with the sentences of v. For returns any
// other error unchanged, also one that wraps an error of apierror which decides. A nil
// Validator works. What wraps the error stays in the tree.
func (v *Validator) For(r *http.Request, err error) error {
	return v.orEmpty().fit(r, err)
}

// orEmpty returns v, or one without rules and words of an author.
func (v *Validator) orEmpty() *Validator {
	if v == nil {
		return new(Validator)
	}
	return v
}
