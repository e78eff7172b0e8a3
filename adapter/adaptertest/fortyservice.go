package adaptertest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// forty is the service of the 40 behaviours.
func (h *harness) forty(log *journal) Service {
	routes := []Route{
		get("/widgets/{id}", getWidget),
		post("/widgets", createWidget),
		post("/bound", createBound),
		{Method: http.MethodPut, Path: "/widgets/{id}", Handle: func(c Context) error {
			if c.Request().Header.Get("If-Match") != `"v2"` {
				return apierror.PreconditionFailed.New("The versions mismatch.")
			}
			return c.Respond(http.StatusOK, Widget{Name: "w"})
		}},
		{Method: http.MethodDelete, Path: "/widgets/{id}", Handle: noContent},
		get("/panic", func(Context) error { panic("SECRET") }),
		get("/late", func(c Context) error { sendHalf(c); panic("SECRET") }),
		get("/late-error", func(c Context) error { sendHalf(c); return errors.New("SECRET") }),
		get("/dirty", func(c Context) error { dirty(c); return errors.New("disk full") }),
	}
	for path, err := range map[string]error{
		"/boom":      errors.New("pq: password authentication failed for user SECRET"),
		"/wrapped":   fmt.Errorf("load: %w", h.httpError(404, "There is no such widget.", nil)),
		"/internal":  h.httpError(409, "There is a conflict.", errors.New("SECRET")),
		"/unpaid":    apierror.PaymentRequired,
		"/upstream":  apierror.BadGateway.Wrap(errors.New("dial tcp 10.0.0.5:5432: SECRET"), ""),
		"/maint":     apierror.ServiceUnavailable.New("Down for maintenance.").WithRetryAfter(2 * time.Minute),
		"/slow":      fmt.Errorf("query: %w", context.DeadlineExceeded),
		"/ctrl":      apierror.BadRequest.New("a\x00b\x01\x1b[31m ]]> <script>alert(1)</script> & \xff\xfe \uFFFE \r\n"),
		"/zero":      h.httpError(0, "SECRET", nil),
		"/weird":     h.httpError(42, "SECRET", nil),
		"/nonstring": h.unsendable(),
	} {
		routes = append(routes, get(path, failing(err)))
	}
	return Service{
		Config:  adapter.Config[Context]{Logger: log.logger()},
		Outside: []Middleware{log.access},
		Groups: []Group{{
			Prefix:            "/v1",
			Use:               []Middleware{limitBody, checkKey},
			RequireAcceptable: true,
			Limits:            []adapter.Limit[Context]{{Key: apiKey, Policy: plan}},
			Routes:            routes,
		}},
	}
}

// httpError returns an error of the framework, or one of apierror where it has none.
func (h *harness) httpError(status int, message string, cause error) error {
	if h.adapter.HTTPError != nil {
		return h.adapter.HTTPError(status, message, cause)
	}
	return apierror.Status(status).Wrap(cause, message)
}

// unsendable is an error of the framework whose message has no encoding.
func (h *harness) unsendable() error {
	if h.adapter.HTTPError == nil || h.adapter.Lacks[AnyMessage] != "" {
		return nil
	}
	return h.adapter.HTTPError(400, make(chan int), nil)
}

func getWidget(c Context) error {
	if id := c.Param("id"); id != "1" {
		return apierror.NotFound.Wrap(errors.New("sql: no rows in result set"), "There is no widget "+id+".")
	}
	return c.Respond(http.StatusOK, Widget{Name: "w"})
}

func createWidget(c Context) error {
	in, err := c.BindWidget()
	if err != nil {
		return err
	}
	return c.Created("/v1/widgets/1", in)
}

// createBound is createWidget for those who do not use BindWidget.
func createBound(c Context) error {
	var in Widget
	if err := c.Bind(&in); err != nil {
		return err
	}
	return c.Created("/v1/widgets/1", in)
}

// sendHalf sends the first half of a body.
func sendHalf(c Context) {
	w := c.Writer()
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(`{"half":`))
	flush(w)
}

// dirty describes a body that is then not sent.
func dirty(c Context) {
	for name, value := range map[string]string{
		"Content-Type": "text/csv", "Content-Length": "3", "Content-Encoding": "gzip", "Content-Language": "de",
		"Content-Range": "bytes 0-1/2", "Content-Disposition": "attachment", "ETag": `"good"`,
		"Last-Modified": "Sun, 22 Nov 2026 13:24:25 GMT", "Cache-Control": "public, max-age=3600", "Expires": "0",
	} {
		c.Writer().Header().Set(name, value)
	}
}

// limitBody lets a body have 1 KiB.
func limitBody(c Context, next func() error) error {
	r := c.Request()
	r.Body = http.MaxBytesReader(c.Writer(), r.Body, 1024)
	return next()
}

// checkKey wants a key that begins with k.
func checkKey(c Context, next func() error) error {
	if !strings.HasPrefix(c.Request().Header.Get("X-API-Key"), "k") {
		return apierror.Unauthorized
	}
	return next()
}

func apiKey(c Context) (string, error) { return c.Request().Header.Get("X-API-Key"), nil }

func plan(c Context) ratelimit.Policy {
	if c.Request().Header.Get("X-API-Key") == "k-small" {
		return ratelimit.Hourly(1)
	}
	return ratelimit.Hourly(1000)
}

// access is middleware that logs each request, with the error if it gets that.
func (j *journal) access(c Context, next func() error) error {
	err := next()
	j.logger().Info("access", "path", c.Request().URL.Path, "error", fmt.Sprint(err))
	return err
}
