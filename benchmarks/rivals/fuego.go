package rivals

import (
	"net/http"

	"github.com/go-fuego/fuego"
)

// fuegoService is what fuego's guides show. fuego chooses the format of answers and
// bodies. It has nothing for keys other than JWT, nor for quotas, and leaves panics to
// net/http. POST answers 200 as in fuego's tutorial: with OptionDefaultStatusCode(201) fuego
// sends the header before it sets the Content-Type, and JSON goes out as text/plain.
func fuegoService() http.Handler {
	s := fuego.NewServer(
		fuego.WithoutLogger(),
		fuego.WithoutStartupMessages(),
		fuego.WithLoggingMiddleware(fuego.LoggingConfig{DisableRequest: true, DisableResponse: true}),
		fuego.WithMaxBodySize(maxBody),
	)
	fuego.Get(s, "/v1/widgets/{id}", func(c fuego.ContextNoBody) (widget, error) {
		w, err := find(c.PathParam("id"))
		if err != nil {
			return widget{}, fuego.NotFoundError{Title: "Not Found", Detail: "There is no such widget.", Err: err}
		}
		return w, nil
	})
	fuego.Post(s, "/v1/widgets", func(c fuego.ContextWithBody[widget]) (widget, error) {
		return c.Body()
	})
	fuego.Get(s, "/v1/boom", func(fuego.ContextNoBody) (widget, error) { return widget{}, errDatabase })
	fuego.Get(s, "/v1/panic", func(fuego.ContextNoBody) (widget, error) { panic(errDatabase) })
	fuego.Get(s, "/v1/half", func(c fuego.ContextNoBody) (any, error) {
		if _, err := c.Response().Write(half); err != nil {
			return nil, err
		}
		return nil, errDisk
	})
	return s.Mux
}
