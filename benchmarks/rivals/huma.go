package rivals

import (
	"context"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

// humaService is huma with its default configuration on Echo, whose Recover answers
// panics. What no operation of huma answers is answered by its router: by Echo in JSON, and
// by chi or net/http in plain text, so Echo is the better of them here. huma has
// no XML; its middleware for keys and quotas would be that of the router, or written by
// hand.
func humaService() http.Handler {
	e := echo.New()
	e.Logger.SetOutput(io.Discard)
	e.Use(middleware.Recover())
	api := humaecho.New(e, huma.DefaultConfig("Widgets", "1.0.0"))

	huma.Get(api, "/v1/widgets/{id}", func(_ context.Context, in *struct {
		ID string `path:"id"`
	}) (*humaWidget, error) {
		w, err := find(in.ID)
		if err != nil {
			return nil, huma.Error404NotFound("There is no such widget.")
		}
		return &humaWidget{w}, nil
	})
	huma.Register(api, huma.Operation{
		OperationID: "create-widget", Method: http.MethodPost, Path: "/v1/widgets", DefaultStatus: http.StatusCreated,
	}, func(_ context.Context, in *humaWidget) (*humaWidget, error) { return in, nil })
	huma.Get(api, "/v1/boom", func(context.Context, *struct{}) (*humaWidget, error) { return nil, errDatabase })
	huma.Get(api, "/v1/panic", func(context.Context, *struct{}) (*humaWidget, error) { panic(errDatabase) })
	// The function that writes a stream returns no error, so one that fails panics.
	huma.Get(api, "/v1/half", func(context.Context, *struct{}) (*huma.StreamResponse, error) {
		return &huma.StreamResponse{Body: func(c huma.Context) {
			if _, err := c.BodyWriter().Write(half); err == nil {
				panic(errDisk)
			}
		}}, nil
	})
	return e
}

type humaWidget struct{ Body widget }
