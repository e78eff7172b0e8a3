// Package observe has the hook of the README for metrics and traces.
package observe

import (
	"strconv"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/codes"
	semconv "go.opentelemetry.io/otel/semconv/v1.37.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

var failures = prometheus.NewCounterVec(
	prometheus.CounterOpts{Name: "http_failures_total", Help: "Requests that failed."},
	[]string{"route", "status", "code"},
)

//readme:observe
func observe(c echo.Context, e *apierror.Error) {
	// OpenTelemetry: error.type is the code, which has few values.
	span := trace.SpanFromContext(c.Request().Context())
	span.SetAttributes(semconv.ErrorTypeKey.String(e.Code))
	if e.Status >= 500 {
		span.SetStatus(codes.Error, e.Code)
		span.RecordError(e) // with the cause: a trace is as private as a log
	}

	// Prometheus: the label is the route. Paths have too many values.
	route := c.Path()
	if route == "" {
		route = "unmatched"
	}
	failures.WithLabelValues(route, strconv.Itoa(e.StatusCode()), e.Code).Inc()
}

//readme:end

func install(e *echo.Echo) error {
	return demur.Config{Observe: observe}.Install(e)
}

var _ = install
