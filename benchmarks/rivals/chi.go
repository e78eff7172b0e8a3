package rivals

import (
	"errors"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/go-chi/httprate"
	"github.com/go-chi/render"
)

// chiService is chi with what its README lists beside it, render and httprate, and errors
// as the program _examples/rest of chi sends them. That program forces JSON by
// render.SetContentType; without it render chooses by Accept, so it is left out here.
func chiService() http.Handler {
	r := chi.NewRouter()
	r.Use(
		middleware.RequestLogger(quiet{}),
		middleware.Recoverer,
		middleware.GetHead,
		middleware.AllowContentType("application/json", "application/xml", "text/xml"),
		middleware.RequestSize(maxBody),
		limited(httprate.LimitBy(quota, time.Hour,
			func(r *http.Request) (string, error) { return r.Header.Get(keyField), nil },
			httprate.WithLimitHandler(func(w http.ResponseWriter, r *http.Request) {
				chiSend(w, r, &chiError{HTTPStatusCode: http.StatusTooManyRequests, StatusText: "Rate-limited. Please, slow down."})
			}),
		)),
	)
	notFound := &chiError{HTTPStatusCode: http.StatusNotFound, StatusText: "Resource not found."}
	r.NotFound(func(w http.ResponseWriter, r *http.Request) { chiSend(w, r, notFound) })

	r.Get("/v1/widgets/{id}", func(w http.ResponseWriter, r *http.Request) {
		found, err := find(chi.URLParam(r, "id"))
		if err != nil {
			chiSend(w, r, notFound)
			return
		}
		chiSend(w, r, (*chiWidget)(&found))
	})
	r.Post("/v1/widgets", func(w http.ResponseWriter, r *http.Request) {
		in := &chiWidget{}
		if err := render.Bind(r, in); err != nil {
			chiSend(w, r, &chiError{err, http.StatusBadRequest, "Invalid request.", err.Error()})
			return
		}
		render.Status(r, http.StatusCreated)
		chiSend(w, r, in)
	})
	// ErrorText is "for debugging"; a careful service leaves it empty here.
	r.Get("/v1/boom", func(w http.ResponseWriter, r *http.Request) {
		chiSend(w, r, &chiError{Err: errDatabase, HTTPStatusCode: http.StatusInternalServerError, StatusText: "Internal server error."})
	})
	r.Get("/v1/panic", func(http.ResponseWriter, *http.Request) { panic(errDatabase) })
	// A handler returns no error, so one that fails panics.
	r.Get("/v1/half", func(w http.ResponseWriter, _ *http.Request) {
		if _, err := w.Write(half); err == nil {
			panic(errDisk)
		}
	})
	return r
}

// chiWidget is a payload as in _examples/rest: Bind checks it. It embeds nothing, since
// encoding/xml sets no fields of embedded types that are not exported.
type chiWidget widget

func (w *chiWidget) Bind(*http.Request) error {
	if w.Name == "" || w.Size < 1 {
		return errors.New("missing required widget fields")
	}
	return nil
}

func (*chiWidget) Render(http.ResponseWriter, *http.Request) error { return nil }

// chiError is the ErrResponse of _examples/rest.
type chiError struct {
	Err            error `json:"-" xml:"-"`
	HTTPStatusCode int   `json:"-" xml:"-"`

	StatusText string `json:"status" xml:"status"`
	ErrorText  string `json:"error,omitempty" xml:"error,omitempty"`
}

func (e *chiError) Render(_ http.ResponseWriter, r *http.Request) error {
	render.Status(r, e.HTTPStatusCode)
	return nil
}

func chiSend(w http.ResponseWriter, r *http.Request, v render.Renderer) {
	if err := render.Render(w, r, v); err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	}
}

// quiet keeps Recoverer from printing stacks.
type quiet struct{}

func (quiet) NewLogEntry(*http.Request) middleware.LogEntry { return quiet{} }

func (quiet) Write(int, int, http.Header, time.Duration, any) {}

func (quiet) Panic(any, []byte) {}
