package validation

import (
	"fmt"
	"io"
	"net/http"
	"reflect"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/errtree"
	"github.com/seed-86b940f4/demur/negotiate"
)

// failure is the cause of a 422: what is needed to say it again for a request. It
// holds the rejected value, so no verb of fmt and no logger gets anything from it
// but its text.
type failure struct {
	v      *Validator
	broken validator.ValidationErrors
	root   reflect.Value // invalid if it is not known
	listed int           // how many fields of the error are of this
	either bool          // where the fields came from depends on the request
}

// Error counts the broken rules. Their places and words are the fields of the
// error around it.
func (f *failure) Error() string {
	s := "s"
	if len(f.broken) == 1 {
		s = ""
	}
	of := ""
	if f.root.IsValid() {
		of = " of " + f.root.Type().String()
	}
	return fmt.Sprintf("validation: %d rule%s%s broken", len(f.broken), s, of)
}

// Format writes the text, whatever is asked for.
func (f *failure) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, f.Error()) }

// fit is For.
func (v *Validator) fit(r *http.Request, err error) error {
	switch known := deciding(err).(type) {
	case *apierror.Error:
		// An author may have added fields behind ours. With fewer than ours, somebody has
		// made another list, which is not to be written over.
		f, ok := known.Err.(*failure)
		if !ok || len(known.Fields) < f.listed {
			return err
		}
		switch e := f.fit(r, known); {
		case e == known:
			return err
		case err == error(known):
			return e
		default:
			return &fitted{e, err}
		}
	case validator.ValidationErrors:
		if len(known) == 0 {
			return err
		}
		e := v.refuse(known, reflect.Value{})
		e = e.Err.(*failure).fit(r, e)
		if _, bare := err.(validator.ValidationErrors); bare {
			return e
		}
		return &fitted{e, err}
	}
	return err
}

// deciding returns the first error in the tree of err that decides what to
// answer, of those that this package knows.
func deciding(err error) (known error) {
	errtree.Visit(err, func(at error) bool {
		switch t := at.(type) {
		case *apierror.Error:
			if t != nil {
				known = t
			}
			return true
		case apierror.Status, apierror.Kind:
			return true
		case validator.ValidationErrors:
			known = t
			return true
		}
		return false
	})
	return known
}

// fit returns e as the request wants it, or e itself.
func (f *failure) fit(r *http.Request, e *apierror.Error) *apierror.Error {
	m := mediumOf(r)
	say, choice := f.v.languages.choose(r)
	if m == inJSON && !choice && !f.either { // as most: what Validate has said is right already
		return e
	}
	if m == inJSON && say == nil && !f.either {
		return e.WithHeader("Content-Language", english).WithHeader("Vary", "Accept-Language")
	}
	lacking := false
	fitted := *e
	fitted.Fields = append(f.v.fields(f.v.newReader(f.root, m, r), f.broken, say, &lacking), e.Fields[f.listed:]...)
	if !choice {
		return &fitted
	}
	spoken := english
	if say != nil {
		spoken = say.tag
		if lacking {
			spoken += ", " + english
		}
	}
	return fitted.WithHeader("Content-Language", spoken).WithHeader("Vary", "Accept-Language")
}

// mediumOf returns how the body of the request is written. What is neither XML nor
// a form is taken for JSON.
func mediumOf(r *http.Request) medium {
	mediaType, _ := negotiate.ContentType(r.Header)
	switch {
	case mediaType == "application/x-www-form-urlencoded", mediaType == "multipart/form-data":
		return inForm
	case negotiate.Syntax(mediaType) == "xml":
		return inXML
	}
	return inJSON
}

// fitted is an error whose innermost part is another for this request. What wraps
// it stays, for errors.Is and the log.
type fitted struct {
	e   *apierror.Error
	err error
}

func (f *fitted) Error() string   { return f.err.Error() }
func (f *fitted) Unwrap() []error { return []error{f.e, f.err} }
