// A service of somebody who has the library from a module proxy and nothing else.
// It asks itself over a real socket and exits with 1 if an answer is not the one
// that the documentation promises. Every public package of every library module
// is imported here; a step of the CI compares.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/redis/go-redis/v9"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
	"github.com/seed-86b940f4/demur/negotiate"
	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/ratelimit/redisstore"
	"github.com/seed-86b940f4/demur/validation"
	"github.com/seed-86b940f4/demur/validation/languages"
)

const quota = 20

var hourly = ratelimit.Policy{Name: "hourly", Quota: quota, Window: time.Hour}

type widget struct {
	ID   string `json:"id" xml:"id"`
	Name string `json:"name" xml:"name" validate:"required,min=3"`
}

func newService(g *guide.Guide, store ratelimit.Store) (*echo.Echo, error) {
	e := echo.New()
	v := validation.New()
	if err := languages.Add(v, "de"); err != nil {
		return nil, err
	}
	e.Validator = v
	err := demur.Config{
		Formats:   formats,
		TypeBase:  g.TypeBase(),
		Customize: func(_ echo.Context, e *apierror.Error) *apierror.Error { return linked(e) },
		Observe:   func(_ echo.Context, e *apierror.Error) { g.Observe(e) },
	}.Install(e)
	if err != nil {
		return nil, err
	}
	limiter, err := ratelimit.NewFixedWindow(hourly, store)
	if err != nil {
		return nil, err
	}
	limit, err := demur.RateLimitConfig{Limiter: limiter, Key: demur.KeyByHeader("X-API-Key")}.ToMiddleware()
	if err != nil {
		return nil, err
	}
	pages, err := negotiate.New("text/plain", "text/csv")
	if err != nil {
		return nil, err
	}
	v1 := e.Group("/v1", demur.RequireAcceptable(), limit)
	v1.GET("/widgets/:id", func(c echo.Context) error {
		return apierror.NotFound.New("There is no such widget.")
	})
	v1.POST("/widgets", func(c echo.Context) error {
		in, err := demur.Bind[widget](c)
		if err != nil {
			return err
		}
		in.ID = "1"
		return demur.Created(c, "/v1/widgets/1", in)
	})
	e.GET("/report", func(c echo.Context) error {
		if kind, ok := pages.Best(c.Request().Header); ok {
			return c.Blob(http.StatusOK, kind, []byte("id\n1\n"))
		}
		return apierror.NotAcceptable
	})
	e.GET("/guide", echo.WrapHandler(g))
	e.GET("/openapi.yaml", echo.WrapHandler(g))
	e.GET("/adapter", echo.WrapHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = adapter.Respond(w, r, http.StatusOK, "", widget{"1", "by hand"})
	})))
	return e, nil
}

func run() error {
	addr, stop, err := startRedis()
	if err != nil {
		return err
	}
	defer stop()
	client := redis.NewClient(&redis.Options{Addr: addr})
	defer client.Close()
	store, err := redisstore.New(client, redisstore.Config{WithoutLeases: true, Timeout: 5 * time.Second})
	if err != nil {
		return err
	}
	defer store.Close()
	g, err := newGuide()
	if err != nil {
		return err
	}
	e, err := newService(g, store)
	if err != nil {
		return err
	}
	plain, err := newPlainService(g)
	if err != nil {
		return err
	}
	next, err := newEchoV5Service(g)
	if err != nil {
		return err
	}
	err = errors.Join(serve(e), serve(plain), serve(next), g.Drift())
	if keys := client.Keys(context.Background(), "demur:*").Val(); len(keys) == 0 {
		err = errors.Join(err, errors.New("no quota is counted in Redis"))
	}
	return err
}

// serve serves h while it is asked.
func serve(h http.Handler) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: h}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	err = ask("http://" + l.Addr().String())
	err = errors.Join(err, server.Shutdown(context.Background()))
	if s := <-served; s != http.ErrServerClosed {
		err = errors.Join(err, s)
	}
	return err
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("the service answers as documented")
}
