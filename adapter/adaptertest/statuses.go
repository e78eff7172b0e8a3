package adaptertest

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/seed-86b940f4/demur/apierror"
)

// statuses are the table of statuses: each from 400 to 599 is sent as it is, and what is
// none of these as 500.
func statuses() (cases []testCase) {
	for accept, kind := range map[string]string{"application/json": inJSON, "application/xml": inXML} {
		cases = append(cases, testCase{"400 to 599 in " + accept, nil, func(h *harness) {
			s := h.start(single(func(c Context) error {
				status, err := strconv.Atoi(c.Param("id"))
				if err != nil {
					return err
				}
				return apierror.Status(status)
			}))
			for status := 400; status <= 599; status++ {
				got := s.get(fmt.Sprint("/", status), "Accept", accept)
				h.expect(got, want{status: status, header: fields{"Content-Type": "^" + accept + "$"}, body: kind, has: apierror.Status(status).Code()})
				if got.StatusCode != status {
					return // the same again for all others
				}
			}
			for _, status := range []int{-1, 0, 42, 100, 200, 204, 304, 399, 600, 999, 1000} {
				h.expect(s.get(fmt.Sprint("/", status), "Accept", accept), want{status: 500, body: kind})
			}
		}})
	}
	for status, name := range map[apierror.Status]string{
		401: "Www-Authenticate", 405: "Allow", 415: "", 429: "Retry-After", 503: "Retry-After", 403: "", 422: "", 500: "", 502: "",
	} {
		cases = append(cases, testCase{fmt.Sprint(status, " has the fields that it must have"), nil, func(h *harness) {
			got := h.start(single(func(Context) error { return status })).get("/1")
			h.expect(got, want{status: int(status), body: inJSON})
			if _, ok := got.Header[name]; !ok && name != "" {
				h.Errorf("no %s", name)
			}
			stored := status == 405 || status == 415
			if control := got.Header.Get("Cache-Control"); (control == "no-store") == stored {
				h.Errorf("Cache-Control %q", control)
			}
		}})
	}
	return cases
}

// single is a service with one handler, for GET, HEAD and POST of /{id}.
func single(handle func(c Context) error) Service {
	return Service{Groups: []Group{{Routes: anyMethod("/{id}", handle)}}}
}

func anyMethod(path string, handle func(c Context) error) (routes []Route) {
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
		routes = append(routes, Route{Method: method, Path: path, Handle: handle})
	}
	return routes
}

// get is a route for GET.
func get(path string, handle func(c Context) error) Route {
	return Route{Method: http.MethodGet, Path: path, Handle: handle}
}

// post is a route for POST.
func post(path string, handle func(c Context) error) Route {
	return Route{Method: http.MethodPost, Path: path, Handle: handle}
}

// failing is a handler that does nothing but fail.
func failing(err error) func(c Context) error { return func(Context) error { return err } }

func noContent(c Context) error { return c.Respond(http.StatusNoContent, nil) }
