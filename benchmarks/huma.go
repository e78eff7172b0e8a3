package main

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"
)

type humaInput struct {
	ID string `path:"id"`
}

// humaService returns a huma with its own adapter for Echo and its default
// configuration.
func humaService(fail func() error) http.Handler {
	e := echo.New()
	api := humaecho.New(e, huma.DefaultConfig("Widgets", "1.0.0"))
	huma.Get(api, "/widgets/{id}", func(context.Context, *humaInput) (*struct{}, error) {
		return nil, fail()
	})
	return e
}

// huma's constants are functions; one error that is made once is its nearest.
var humaNotFound = huma.Error404NotFound("There is no resource with this identifier.")

func humaConst() error { return humaNotFound }

func humaDetail() error { return huma.Error404NotFound(detail) }

func humaFields() error {
	fields := make([]error, len(badFields))
	for i, f := range badFields {
		fields[i] = &huma.ErrorDetail{Message: f.detail, Location: f.pointer, Value: f.code}
	}
	return huma.Error422UnprocessableEntity(badRequest, fields...)
}
