package adaptertest

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/seed-86b940f4/demur/apierror"
)

// travels are cases of what middleware on both sides of demur's sees and does.
func travels() (cases []testCase) {
	cause := errors.New("the cause")
	for name, tt := range map[string]struct {
		err    error
		status int
	}{
		"a constant":    {apierror.Gone, 410},
		"typed":         {apierror.Conflict.Wrap(cause, "It is taken."), 409},
		"a kind":        {apierror.Kind{Status: 402, Code: "card_declined"}, 402},
		"wrapped":       {fmt.Errorf("x: %w", apierror.NotFound.New("No widget.")), 404},
		"unknown":       {cause, 500},
		"of no status":  {apierror.Status(42), 500},
		"several":       {errors.Join(cause, apierror.Gone), 410},
		"with a cause":  {apierror.BadGateway.Wrap(cause, ""), 502},
		"a 503 of ours": {apierror.ServiceUnavailable, 503},
	} {
		cases = append(cases, testCase{"the error that was answered: " + name, []Feature{Travelling}, func(h *harness) {
			var seen error
			service := single(failing(tt.err))
			service.Outside = []Middleware{func(_ Context, next func() error) error { seen = next(); return seen }}
			s := h.start(service)
			s.get("/1")
			s.logged(1)
			if coded, ok := seen.(interface{ StatusCode() int }); !ok || coded.StatusCode() != tt.status {
				h.Errorf("%#v travels on, want a StatusCode of %d", seen, tt.status)
			}
			if !errors.Is(seen, tt.err) {
				h.Errorf("%v travels on, which is not what was returned", seen)
			}
			if seen != nil && errors.Is(tt.err, cause) && strings.Contains(seen.Error(), "the cause") {
				h.Errorf("the text %q repeats the cause, which is logged", seen)
			}
		}})
	}
	around := func(c Context, next func() error) error {
		if err := next(); err != nil {
			return fmt.Errorf("around: %w", err)
		}
		return nil
	}
	answering := func(c Context, next func() error) error {
		err := next()
		if err != nil {
			c.Fail(err)
		}
		return err
	}
	swallowing := func(c Context, next func() error) error {
		if err := next(); err != nil {
			c.Fail(err)
		}
		return nil
	}
	wrapping := func(next http.Handler) http.Handler { return next }
	for name, mw := range map[string]Middleware{
		"that wraps errors": around, "that calls Fail": answering, "that calls Fail and returns nil": swallowing,
	} {
		for place, service := range map[string]Service{
			"outside": {Outside: []Middleware{mw}, Groups: []Group{{Prefix: "/g"}}},
			"inside":  {Groups: []Group{{Prefix: "/g", Use: []Middleware{mw}}}},
			"both":    {Outside: []Middleware{mw}, Groups: []Group{{Prefix: "/g", Errors: true, Use: []Middleware{mw}}}},
			"alone":   {ErrorHandlerOnly: true, Outside: []Middleware{mw}, Groups: []Group{{Prefix: "/g", Use: []Middleware{mw}}}},
			"wrapped": {Groups: []Group{{Prefix: "/g", Wrap: []func(http.Handler) http.Handler{wrapping}, Use: []Middleware{mw}}}},
		} {
			needs := []Feature{Travelling}
			if place != "inside" && place != "wrapped" {
				needs = append(needs, ErrorHandler)
			}
			cases = append(cases, testCase{"middleware " + name + ", " + place, needs, func(h *harness) {
				observed := 0
				service.Groups[0].Routes = []Route{get("/x", failing(errTaken))}
				service.Config.Observe = func(Context, *apierror.Error) { observed++ }
				s := h.start(service)
				h.expect(s.get("/g/x"), once)
				s.logged(1, "the cause")
				if observed != 1 {
					h.Errorf("observed %d times", observed)
				}
			}})
		}
	}
	return append(cases,
		testCase{"an error of middleware outside", []Feature{ErrorHandler}, func(h *harness) {
			service := single(noContent)
			service.Outside = []Middleware{func(Context, func() error) error { return errTaken }}
			s := h.start(service)
			h.expect(s.get("/1"), once)
			s.logged(1, "the cause")
		}},
		testCase{"an error of middleware inside", nil, func(h *harness) {
			s := h.start(Service{Groups: []Group{{Prefix: "/g", Use: []Middleware{func(Context, func() error) error { return errTaken }}, Routes: []Route{get("/x", noContent)}}}})
			h.expect(s.get("/g/x"), once)
			s.logged(1, "the cause")
		}},
		testCase{"a shared error is answered for each request", []Feature{Travelling}, func(h *harness) {
			var kept error
			s := h.start(Service{Groups: []Group{{Prefix: "/g", Errors: true, Routes: []Route{get("/x", failing(errTaken))}}}, Outside: []Middleware{func(_ Context, next func() error) error {
				if err := next(); kept == nil {
					kept = err
				}
				return kept
			}}})
			for range 2 {
				h.expect(s.get("/g/x"), once)
			}
			s.logged(2)
		}},
		testCase{"header fields are put back", nil, rollback},
		testCase{"nobody has logged the cause", []Feature{Travelling}, func(h *harness) {
			var seen error
			service := single(failing(cause))
			service.Config.Logger = discard
			service.Outside = []Middleware{func(_ Context, next func() error) error { seen = next(); return seen }}
			s := h.start(service)
			s.get("/1")
			s.Close()
			if seen == nil || !strings.Contains(seen.Error(), "the cause") {
				h.Errorf("the text %v, want the cause in it", seen)
			}
		}},
	)
}

// rollback: what stood in the header before the chain began is put back, not lost.
func rollback(h *harness) {
	service := single(func(c Context) error {
		header := c.Writer().Header()
		for name, value := range map[string]string{"Content-Language": "de", "Cache-Control": "public", "ETag": `"x"`, "X-Trace": "kept"} {
			header.Set(name, value)
		}
		return apierror.NotFound
	})
	service.Outside = []Middleware{func(c Context, next func() error) error {
		for name, value := range map[string]string{"Content-Language": "en", "Cache-Control": "private", "Vary": "Origin", "X-Frame-Options": "DENY"} {
			c.Writer().Header().Set(name, value)
		}
		return next()
	}}
	h.expect(h.start(service).get("/1"), want{status: 404, body: inJSON, header: fields{
		"Content-Language": "^en$", "Cache-Control": "^private$", "Etag": "^$", "X-Frame-Options": "^DENY$", "X-Trace": "^kept$",
		"Vary": "^Origin, Accept$",
	}})
}
