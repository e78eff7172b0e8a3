package main

import (
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// demurService returns newDemur with a handler.
func demurService(h echo.HandlerFunc) http.Handler {
	e := newDemur()
	e.GET("/widgets/:id", h)
	return e
}

// newDemur returns an Echo on which demur is installed as a service would, save
// that its log goes nowhere: the rivals write none.
func newDemur() *echo.Echo {
	e := echo.New()
	cfg := demur.Config{Logger: slog.New(slog.DiscardHandler)}
	if err := cfg.Install(e); err != nil {
		panic(err)
	}
	return e
}

func demurConst(echo.Context) error { return apierror.NotFound }

func demurDetail(echo.Context) error { return apierror.NotFound.New(detail) }

func demurFields(echo.Context) error {
	fields := make([]apierror.FieldError, len(badFields))
	for i, f := range badFields {
		fields[i] = apierror.FieldError{Pointer: f.pointer, Code: f.code, Detail: f.detail}
	}
	return &apierror.Error{Status: apierror.UnprocessableEntity, Detail: badRequest, Fields: fields}
}
