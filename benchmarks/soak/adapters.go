package soak

import (
	"log/slog"
	"net/http"

	fourth "github.com/labstack/echo/v4"
	fifth "github.com/labstack/echo/v5"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/echov5"
	onfifth "github.com/seed-86b940f4/demur/echov5/example/onecho"
	"github.com/seed-86b940f4/demur/example/onecho"
	"github.com/seed-86b940f4/demur/example/onhttp"
	"github.com/seed-86b940f4/demur/example/program"
)

// An Adapter is a framework that serves the example.
type Adapter struct {
	Name    string
	Example program.Build                                   // the example on it
	Beside  func(logger *slog.Logger) (http.Handler, error) // what the example has not, under /soak/
}

// Adapters returns those of demur.
func Adapters() []Adapter {
	return []Adapter{
		{"Echo v4", onecho.New, besideFourth},
		{"net/http", onhttp.New, besideHTTP},
		{"Echo v5", onfifth.New, besideFifth},
	}
}

func besideFourth(logger *slog.Logger) (http.Handler, error) {
	e, answer := fourth.New(), newLarge()
	if err := (demur.Config{Logger: logger}).Install(e); err != nil {
		return nil, err
	}
	e.GET("/soak/half", func(c fourth.Context) error {
		begin(c.Response(), c.QueryParam("begin"))
		return die(c.QueryParam("end"))
	})
	e.GET("/soak/panic", func(c fourth.Context) error {
		panics[c.QueryParam("with")]()
		return nil
	})
	e.GET("/soak/large", func(c fourth.Context) error { return demur.Respond(c, http.StatusOK, answer) })
	e.GET("/soak/wait", func(c fourth.Context) error {
		if err := wait(c.Request()); err != nil {
			return err
		}
		return demur.Respond(c, http.StatusNoContent, nil)
	})
	return e, nil
}

func besideFifth(logger *slog.Logger) (http.Handler, error) {
	e, answer := fifth.New(), newLarge()
	if err := (echov5.Config{Logger: logger}).Install(e); err != nil {
		return nil, err
	}
	e.GET("/soak/half", func(c *fifth.Context) error {
		begin(c.Response(), c.QueryParam("begin"))
		return die(c.QueryParam("end"))
	})
	e.GET("/soak/panic", func(c *fifth.Context) error {
		panics[c.QueryParam("with")]()
		return nil
	})
	e.GET("/soak/large", func(c *fifth.Context) error { return echov5.Respond(c, http.StatusOK, answer) })
	e.GET("/soak/wait", func(c *fifth.Context) error {
		if err := wait(c.Request()); err != nil {
			return err
		}
		return echov5.Respond(c, http.StatusNoContent, nil)
	})
	return e, nil
}

func besideHTTP(logger *slog.Logger) (http.Handler, error) {
	answers, err := demurhttp.Config{Logger: logger}.Middleware()
	if err != nil {
		return nil, err
	}
	mux, answer := http.NewServeMux(), newLarge()
	handle := func(pattern string, h demurhttp.HandlerFunc) { mux.Handle(pattern, h) }
	handle("GET /soak/half", func(w http.ResponseWriter, r *http.Request) error {
		begin(w, r.FormValue("begin"))
		return die(r.FormValue("end"))
	})
	handle("GET /soak/panic", func(_ http.ResponseWriter, r *http.Request) error {
		panics[r.FormValue("with")]()
		return nil
	})
	handle("GET /soak/large", func(w http.ResponseWriter, r *http.Request) error {
		return demurhttp.Respond(w, r, http.StatusOK, answer)
	})
	handle("GET /soak/wait", func(w http.ResponseWriter, r *http.Request) error {
		if err := wait(r); err != nil {
			return err
		}
		return demurhttp.Respond(w, r, http.StatusNoContent, nil)
	})
	return answers(demurhttp.Mux(mux)), nil
}
