package demur

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/validation"
)

// adapt returns what is to be answered for err: err itself where apierror knows
// it, else an Error. A 405 gets its Allow from the router. It returns nil for an
// OPTIONS request that turns out to be in order, and which it answers.
func (r *responder) adapt(c echo.Context, x *adapter.Exchange, err error) error {
	h := x.Response.Header()
	if !isLeaf(err) {
		if outermost(err) == echo.ErrNotFound && x.Committed == 0 {
			// It may be the router's, for a group that hides what it knows of the path.
			if methods := hiddenMethods(c); len(methods) > 0 {
				h.Set(echo.HeaderAllow, strings.Join(methods, ", "))
				if x.Request.Method == http.MethodOptions {
					return c.NoContent(http.StatusNoContent)
				}
				return apierror.MethodNotAllowed
			}
		}
		err = r.known(c, x.Request, err)
	}
	if apierror.StatusOf(err) == apierror.MethodNotAllowed && len(h[echo.HeaderAllow]) == 0 && len(apierror.From(err).Header[echo.HeaderAllow]) == 0 {
		h.Set(echo.HeaderAllow, strings.Join(otherMethods(c), ", "))
	}
	return err
}

// known returns err as an error that apierror knows, if there is one for it. What
// an *echo.HTTPError holds inside stays inside, be it validator's.
func (r *responder) known(c echo.Context, req *http.Request, err error) error {
	outer := outermost(err)
	if r.mapError != nil && (!isDecided(outer) || isPlaced(err, outer)) {
		err = r.mapped(c, err)
		outer = outermost(err)
	}
	if value := adapter.BoundTo(c.Response()); outer == nil && value != nil {
		err = withPlacesIn(err, value)
	}
	if _, ok := outer.(*echo.HTTPError); !ok {
		// What broke the rules is named as this request can read it.
		rules, _ := c.Echo().Validator.(*validation.Validator)
		err = rules.For(req, err)
	}
	return fromEcho(c, err)
}

// isDecided reports whether the error that decides is one of apierror, which says
// what its author wants to be answered.
func isDecided(outer error) bool {
	switch outer.(type) {
	case apierror.Status, apierror.Kind, *apierror.Error:
		return true
	}
	return false
}
