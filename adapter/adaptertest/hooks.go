package adaptertest

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

var (
	errNoRows  = errors.New("sql: no rows in result set")
	errNoStock = errors.New("stock: empty shelf")
)

// mapErrors is a Map as services write it.
func mapErrors(_ Context, err error) error {
	switch {
	case errors.Is(err, errNoRows):
		return apierror.NotFound
	case errors.Is(err, errNoStock):
		return fmt.Errorf("mapped: %w", apierror.Conflict.Wrap(err, "The shelf is empty."))
	}
	return err
}

// speak is a Customize as services write it.
func speak(c Context, e *apierror.Error) *apierror.Error {
	lang := "en"
	if strings.HasPrefix(c.Request().Header.Get("Accept-Language"), "de") {
		lang = "de"
		if e.Code == "not_found" {
			e.Title, e.Detail = "Nicht gefunden", "Unter dieser Adresse gibt es nichts."
		}
	}
	return e.WithHeader("Content-Language", lang)
}

// hooks are cases of Map, Customize and Observe.
func hooks() (cases []testCase) {
	for name, tt := range map[string]struct {
		err    error
		status int
		body   string
		log    string
	}{
		"a constant":                          {errNoRows, 404, `"code":"not_found"`, "sql: no rows"},
		"wrapped":                             {fmt.Errorf("load: %w", errNoRows), 404, `"code":"not_found"`, "load: sql: no rows"},
		"with its cause":                      {errNoStock, 409, "The shelf is empty.", "empty shelf"},
		"unknown to Map":                      {errors.New("SECRET"), 500, `"status":500`, "SECRET"},
		"decided already":                     {apierror.BadGateway.Wrap(errNoRows, "The registry does not know it."), 502, "The registry", "sql: no rows"},
		"decided already, a constant inside":  {fmt.Errorf("%w: %w", apierror.Gone, errNoRows), 410, `"code":"gone"`, "sql: no rows"},
		"decided already, with nothing in it": {apierror.Gone, 410, `"code":"gone"`, ""},
	} {
		for _, place := range []string{"handler", "middleware"} {
			cases = append(cases, testCase{"Map: " + name + ", " + place, nil, func(h *harness) {
				asked := 0
				service := Service{Groups: []Group{{Prefix: "/g", Routes: []Route{get("/x", failing(tt.err))}}}}
				if place == "middleware" {
					service.Groups[0].Use = []Middleware{func(Context, func() error) error { return tt.err }}
				}
				service.Config.Map = func(c Context, err error) error { asked++; return mapErrors(c, err) }
				s := h.start(service)
				h.expect(s.get("/g/x"), want{status: tt.status, body: inJSON, has: tt.body, not: "sql|SECRET"})
				s.logged(1, tt.log)
				if asked > 1 {
					h.Errorf("Map was asked %d times", asked)
				}
			}})
		}
	}
	for name, broken := range map[string]func(Context, error) error{
		"nil":             func(Context, error) error { return nil },
		"a nil Error":     func(Context, error) error { return (*apierror.Error)(nil) },
		"that panics":     func(Context, error) error { panic("SECRET") },
		"of the same one": func(_ Context, err error) error { return err },
	} {
		cases = append(cases, testCase{"Map: " + name, nil, func(h *harness) {
			service := single(failing(errors.New("boom")))
			service.Config.Map = broken
			s := h.start(service)
			h.expect(s.get("/1"), want{status: 500, body: inJSON, not: "SECRET|boom"})
			s.logged(1, "boom")
		}})
	}
	for name, broken := range map[string]func(Context, *apierror.Error) *apierror.Error{
		"nil":          func(Context, *apierror.Error) *apierror.Error { return nil },
		"a zero Error": func(Context, *apierror.Error) *apierror.Error { return new(apierror.Error) },
		"a success":    func(_ Context, e *apierror.Error) *apierror.Error { e.Status = 200; return e },
		"that panics":  func(Context, *apierror.Error) *apierror.Error { panic("hook") },
	} {
		cases = append(cases, testCase{"Customize: " + name, nil, func(h *harness) {
			service := single(failing(errTaken))
			service.Config.Customize = broken
			s := h.start(service)
			h.expect(s.get("/1"), once)
			s.logged(2, "the cause")
		}})
	}
	return append(cases,
		testCase{"Map is not asked about panics", nil, func(h *harness) {
			service := single(func(Context) error { panic(errNoRows) })
			service.Config.Map = mapErrors
			h.expect(h.start(service).get("/1"), want{status: 500, body: inJSON})
		}},
		testCase{"Map of the framework's errors", []Feature{HTTPErrors}, func(h *harness) {
			service := single(failing(h.httpError(418, "strconv.ParseInt: parsing", nil)))
			service.Config.Map = func(_ Context, err error) error {
				return apierror.BadRequest.Wrap(err, "No tea.")
			}
			s := h.start(service)
			h.expect(s.get("/1"), want{status: 400, body: inJSON, has: "No tea.", not: "strconv"})
			s.logged(1, "strconv")
		}},
		testCase{"Customize: a language", nil, language},
		testCase{"Customize: once, and the cause is kept", nil, func(h *harness) {
			calls, observed := 0, ""
			service := Service{
				Groups: []Group{{Prefix: "/g", Errors: true, Routes: []Route{get("/x", failing(fmt.Errorf("guard: %w", apierror.Forbidden)))}}},
				Config: adapter.Config[Context]{
					Customize: func(_ Context, e *apierror.Error) *apierror.Error {
						calls++
						e.Status, e.Code, e.Title = apierror.NotFound, "hidden", "Hidden"
						return e.With("trace_id", "4bf92f35")
					},
					Observe: func(_ Context, e *apierror.Error) { observed = e.Code },
				},
			}
			s := h.start(service)
			h.expect(s.get("/g/x"), want{status: 404, body: inJSON, has: `"code":"hidden".*"trace_id":"4bf92f35"`})
			s.logged(1, `"trace_id":"4bf92f35"`, "guard")
			if calls != 1 || observed != "hidden" {
				h.Errorf("%d calls, observed %q", calls, observed)
			}
		}},
		testCase{"Customize: an Error of its own", nil, func(h *harness) {
			service := single(failing(errors.New("the cause")))
			service.Config.Customize = func(Context, *apierror.Error) *apierror.Error {
				return apierror.ServiceUnavailable.New("Etwas ging schief.")
			}
			s := h.start(service)
			h.expect(s.get("/1"), want{status: 503, body: inJSON, has: "Etwas", not: "the cause"})
			s.logged(1, "the cause")
		}},
		testCase{"Customize: the 429 of a quota", nil, func(h *harness) {
			s := h.start(Service{
				Config: adapter.Config[Context]{Customize: func(_ Context, e *apierror.Error) *apierror.Error { return e.With("trace_id", "t-1") }},
				Groups: []Group{{Prefix: "/g", Quota: ratelimit.Policy{Name: "p", Quota: 1, Window: 24 * time.Hour}, Routes: []Route{get("/x", noContent)}}},
			})
			s.get("/g/x")
			h.expect(s.get("/g/x"), want{status: 429, body: inJSON, has: `"trace_id":"t-1"`, header: fields{"Retry-After": "."}})
		}},
		testCase{"Observe: names for labels", nil, func(h *harness) {
			code, title := "", ""
			service := single(failing(&apierror.Error{Status: 502}))
			service.Config.Observe = func(_ Context, e *apierror.Error) { code, title = e.Code, e.Title }
			s := h.start(service)
			s.get("/1")
			s.logged(1)
			if code != "bad_gateway" || title != "Bad Gateway" {
				h.Errorf("observed %q, %q", code, title)
			}
		}},
		testCase{"Observe: a panic leaves the answer", nil, func(h *harness) {
			service := single(failing(errTaken))
			service.Config.Observe = func(Context, *apierror.Error) { panic("hook") }
			s := h.start(service)
			h.expect(s.get("/1"), once)
			s.logged(2, "hook")
		}},
	)
}

func language(h *harness) {
	observed := make(chan string, 1)
	shared := apierror.NotFound.New("There is no such widget.")
	s := h.start(Service{
		Config: adapter.Config[Context]{Customize: speak, Observe: func(_ Context, e *apierror.Error) { observed <- e.Title }},
		Groups: []Group{{Prefix: "/g", Routes: []Route{get("/x", func(c Context) error {
			c.Writer().Header().Set("Content-Language", "fr") // of the body that the handler had in mind
			return shared
		})}}},
	})
	for _, tt := range []struct{ accept, path, title, language string }{
		{"de-AT", "/g/x", "Nicht gefunden", "de"}, {"en", "/g/x", "Not Found", "en"}, {"", "/g/x", "Not Found", "en"},
		{"de", "/none", "Nicht gefunden", "de"},
	} {
		h.expect(s.get(tt.path, "Accept-Language", tt.accept), want{status: 404, body: inJSON, has: tt.title, header: fields{
			"Content-Language": "^" + tt.language + "$", "Vary": "^(Accept-Language, Accept|Accept, Accept-Language)$",
		}})
		if got := receive(h, observed); got != tt.title {
			h.Errorf("observed %q, want %q", got, tt.title)
		}
	}
	if shared.Title != "Not Found" || shared.Header != nil {
		h.Errorf("the error of the handler was changed: %+v", shared)
	}
	s.logged(4, "Unter dieser Adresse")
}
