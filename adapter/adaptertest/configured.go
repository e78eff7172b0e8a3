package adaptertest

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/validation"
)

// configured are cases of the rest of the Config.
func configured() (cases []testCase) {
	const base = "https://api.example.com/guide#"
	for name, tt := range map[string]struct {
		err error
		typ string
	}{
		"its own":   {apierror.Conflict.New("").WithType("https://example.com/own"), "https://example.com/own"},
		"its kind":  {apierror.Kind{Status: 402, Code: "declined", Type: "https://example.com/kind"}, "https://example.com/kind"},
		"a status":  {apierror.Conflict, base + "conflict"},
		"unknown":   {errors.New("boom"), base + "internal_server_error"},
		"no route":  {nil, base + "not_found"},
		"the panic": {http.ErrNotSupported, base + "internal_server_error"},
	} {
		cases = append(cases, testCase{"TypeBase: " + name, nil, func(h *harness) {
			service := Service{Groups: []Group{{Routes: []Route{get("/x", func(c Context) error {
				if tt.err == http.ErrNotSupported {
					panic(tt.err)
				}
				return tt.err
			})}}}}
			service.Config.TypeBase = base
			s := h.start(service)
			path := "/x"
			if tt.err == nil {
				path = "/none"
			}
			for accept, text := range map[string]string{"application/json": `{"type":"` + tt.typ + `"`, "text/xml": "<type>" + tt.typ + "</type>"} {
				if got := s.get(path, "Accept", accept); got.StatusCode < 400 || !strings.Contains(got.body, text) {
					h.Errorf("%d %s, want %s", got.StatusCode, got.body, text)
				}
			}
		}})
	}
	return append(cases,
		testCase{"Formats, Challenge, RetryAfter and the route", nil, func(h *harness) {
			var route, code string
			s := h.start(Service{
				Config: adapter.Config[Context]{
					Formats:    []apierror.Format{apierror.XML{}, apierror.JSON{}},
					Challenge:  `ApiKey realm="payments"`,
					RetryAfter: 5 * time.Second,
					Observe:    func(c Context, e *apierror.Error) { route, code = c.Path(), e.Code },
				},
				Groups: []Group{{Prefix: "/g", Routes: []Route{
					get("/401/{id}", failing(apierror.Unauthorized)), get("/503", failing(apierror.ServiceUnavailable)),
				}}},
			})
			h.expect(s.get("/g/503"), want{status: 503, header: fields{"Retry-After": "^5$", "Content-Type": xmlType}, body: inXML})
			h.expect(s.get("/g/401/7"), want{status: 401, header: fields{"Www-Authenticate": `^ApiKey realm="payments"$`}, body: inXML})
			s.logged(2, `"route":"`)
			if code != "unauthorized" || !strings.Contains(route, "/g/401/") || strings.Contains(route, "7") {
				h.Errorf("observed %q %q", route, code)
			}
		}},
		testCase{"the record of a failed request", nil, func(h *harness) {
			s := h.start(single(failing(errors.New("the cause"))))
			h.expect(s.get("/1", "X-Request-ID", "r-1"), want{status: 500, body: inJSON, has: `"request_id":"r-1"`})
			s.logged(1, `"level":"ERROR"`, `"msg":"request failed"`, `"method":"GET"`, `"path":"/1"`, `"request_id":"r-1"`, `"cause":"the cause"`)
		}},
		testCase{"ErrorHandlerOnly", []Feature{ErrorHandler}, func(h *harness) {
			s := h.start(Service{ErrorHandlerOnly: true, Groups: []Group{{Prefix: "/g", Use: []Middleware{
				func(_ Context, next func() error) error { return next() },
			}, Routes: []Route{get("/x", func(c Context) error {
				c.Writer().Header().Set("Cache-Control", "public")
				return errTaken
			})}}}})
			h.expect(s.get("/g/x"), want{status: 409, body: inJSON, has: "It is taken.", header: fields{"Cache-Control": "^no-store$"}})
			h.expect(s.get("/none"), want{status: 404, body: inJSON, header: fields{"Cache-Control": "^$"}})
			h.expect(s.do("PUT", "/g/x", ""), want{status: 405, body: inJSON, header: fields{"Allow": "^GET, (HEAD, )?OPTIONS$"}})
			h.expect(s.do("OPTIONS", "/g/x", ""), want{status: 204, body: nothing})
			s.logged(3)
		}},
		testCase{"a validator that speaks another language", []Feature{Validators}, func(h *harness) {
			own := validation.New()
			if err := own.Sentence("de", "required", "muss angegeben werden"); err != nil {
				h.Fatal(err)
			}
			service := Service{Validator: own, Groups: []Group{{Routes: []Route{post("/w", createWidget)}}}}
			s := h.start(service)
			for accept, w := range map[string]want{
				"de-AT, en;q=0.5": {status: 422, has: "muss angegeben werden", header: fields{"Content-Language": "^de$", "Vary": "Accept-Language"}},
				"xx":              {status: 422, has: "must be given and not be empty", header: fields{"Content-Language": "^en$"}},
			} {
				w.body = inJSON
				h.expect(s.do("POST", "/w", `{"name":"w","qty":1,"address":{"zip":"1"}}`, "Content-Type", "application/json", "Accept-Language", accept), w)
			}
		}},
	)
}
