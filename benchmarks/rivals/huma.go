package rivals

import (
	"context"
	"io"
	"log"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/labstack/echo/v4"
	echomiddleware "github.com/labstack/echo/v4/middleware"
)

type humaCreate struct{ Body widget }

type humaWidget struct{ Body widget }

func humaOnChi() http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.RequestLogger(quiet{}), middleware.Recoverer)
	humaRoutes(humachi.New(r, huma.DefaultConfig("Widgets", "1.0.0")))
	return r
}

func humaOnEcho() http.Handler {
	e := echo.New()
	e.Logger.SetOutput(io.Discard)
	e.Use(echomiddleware.Recover())
	humaRoutes(humaecho.New(e, huma.DefaultConfig("Widgets", "1.0.0")))
	return e
}

func humaRoutes(api huma.API) {
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
	}, func(_ context.Context, in *humaCreate) (*humaWidget, error) { return &humaWidget{in.Body}, nil })
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
}

var _ = log.New
