package conformance_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// allowedByChi returns the methods that the path of the request has a route for.
func allowedByChi(r *http.Request) (allow []string) {
	path := r.URL.RawPath // chi matches this if there is one
	if path == "" {
		path = r.URL.Path
	}
	routes := chi.RouteContext(r.Context()).Routes // of the outermost router
	for _, method := range methods {
		if routes.Match(chi.NewRouteContext(), method, path) {
			allow = append(allow, method)
		}
	}
	return allow
}

type chiOrder struct {
	Owner string `param:"owner"`
	ID    int    `param:"id"`
	Name  string `json:"name" xml:"name" validate:"required,min=3"`
}

// newChi returns a service in chi with its middleware outside and inside of Errors.
func newChi(t *testing.T, cfg demurhttp.Config, outside, inside chi.Middlewares) http.Handler {
	t.Helper()
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	errs, err := cfg.Middleware()
	if err != nil {
		t.Fatal(err)
	}
	r := chi.NewRouter()
	r.Use(outside...)
	r.Use(errs)
	r.Use(inside...)
	r.NotFound(func(w http.ResponseWriter, r *http.Request) { demurhttp.Unrouted(w, r) })
	r.MethodNotAllowed(func(w http.ResponseWriter, r *http.Request) { demurhttp.Unrouted(w, r, allowedByChi(r)...) })
	r.Route("/{owner}/orders", func(r chi.Router) {
		r.Use(demurhttp.RateLimit(ratelimit.Hourly(1000), demurhttp.KeyByIP))
		r.Group(func(r chi.Router) {
			r.Use(demurhttp.RequireAcceptable)
			r.Method("PUT", "/{id:[0-9a-z]+}", demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
				in, err := demurhttp.Bind[chiOrder](r)
				if err != nil {
					return err
				}
				return demurhttp.Respond(w, r, http.StatusOK, in)
			}))
			r.Method("GET", "/{id:[0-9a-z]+}", demurhttp.HandlerFunc(func(http.ResponseWriter, *http.Request) error {
				return apierror.NotFound.New("There is no such order.")
			}))
		})
	})
	r.Get("/panic", func(http.ResponseWriter, *http.Request) { panic("secret") })
	r.Method("GET", "/panic/returning", demurhttp.HandlerFunc(func(http.ResponseWriter, *http.Request) error { panic("secret") }))
	r.Method("GET", "/slow", demurhttp.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) error {
		<-r.Context().Done()
		return r.Context().Err()
	}))
	r.Get("/own", http.NotFound)
	mounted := http.NewServeMux()
	mounted.Handle("GET /mounted/widgets/{id}", demurhttp.HandlerFunc(func(http.ResponseWriter, *http.Request) error { return apierror.Gone }))
	r.Mount("/mounted", demurhttp.Mux(mounted))
	return r
}

// Routes, sub-routers, groups and mounts of chi.
func TestChi(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(newChi(t, demurhttp.Config{}, nil, nil))
	t.Cleanup(server.Close)
	for _, s := range []step{
		{"GET", "/alice/orders/7", "", "", 404, inJSON, "There is no such order."},
		{"GET", "/alice/orders/7", inXML, "", 404, inXML, "<detail>There is no such order.</detail>"},
		{"HEAD", "/nothing", "", "", 404, inJSON, ""},
		{"GET", "/alice/nothing", "", "", 404, inJSON, `"not_found"`},
		{"GET", "/alice/orders/", "", "", 404, inJSON, `"not_found"`},
		{"POST", "/alice/orders/7", "", "", 405, inJSON, "Allow: GET, OPTIONS, PUT\n"},
		{"BREW", "/alice/orders/7", "", "", 405, inJSON, "Allow: GET, OPTIONS, PUT\n"},
		{"OPTIONS", "/alice/orders/7", "", "", 204, "", "Allow: GET, OPTIONS, PUT\n"},
		{"OPTIONS", "/nothing", "", "", 404, inJSON, ""},
		{"POST", "/panic", "", "", 405, inJSON, "Allow: GET, OPTIONS\n"},
		{"GET", "/own", "", "", 404, "text/plain; charset=utf-8", "404 page not found"},
		{"PUT", "/alice/orders/7", "", `{"name":"desk"}`, 200, inJSON, `{"Owner":"alice","ID":7,"name":"desk"}`},
		{"PUT", "/alice/orders/x", "", `{"name":"desk"}`, 400, inJSON, `"in":"path","name":"id"`},
		{"PUT", "/alice/orders/7", "", `{"name":"d"}`, 422, inJSON, `"pointer":"#/name"`},
		{"PUT", "/alice/orders/7", "image/png", `{"name":"desk"}`, 406, inJSON, `"available"`},
		{"GET", "/alice/orders/7", "", "", 404, inJSON, `Ratelimit-Policy: "hourly"`},
		{"POST", "/alice/orders/7", "image/png", "", 405, inJSON, ""}, // the Group runs after routing
		{"GET", "/panic", "", "", 500, inJSON, ""},
		{"GET", "/panic/returning", "", "", 500, inJSON, ""},
		{"GET", "/mounted/widgets/7", "", "", 410, inJSON, ""},
		{"POST", "/mounted/widgets/7", "", "", 405, inJSON, "Allow: GET, HEAD, OPTIONS\n"},
		{"GET", "/mounted/nothing", "", "", 404, inJSON, ""},
	} {
		s.run(t, server.URL)
	}
}

// What the middleware of chi does outside and inside of Errors, as the package comment
// of demurhttp tells it.
func TestChiMiddleware(t *testing.T) {
	t.Parallel()
	silent := func(next http.Handler) http.Handler { // Recoverer prints the stack, if there is no logger
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, middleware.WithLogEntry(r, noEntry{}))
		})
	}
	recoverer := chi.Middlewares{silent, middleware.Recoverer}
	timeout := chi.Middlewares{middleware.Timeout(20 * time.Millisecond)}
	compress := chi.Middlewares{middleware.Compress(5)}
	wrapping := chi.Middlewares{func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(middleware.NewWrapResponseWriter(w, r.ProtoMajor), r)
		})
	}}
	for name, test := range map[string]struct {
		outside, inside chi.Middlewares
		steps           []step
	}{
		"Recoverer outside": {recoverer, nil, []step{
			{"GET", "/panic", "", "", 500, inJSON, ""},
			{"GET", "/panic/returning", "", "", 500, inJSON, ""},
		}},
		"Recoverer inside": {nil, recoverer, []step{
			{"GET", "/panic", "", "", 500, "", ""}, // it answers before Errors sees the panic
			{"GET", "/panic/returning", "", "", 500, inJSON, ""},
		}},
		"Timeout outside": {timeout, nil, []step{{"GET", "/slow", "", "", 503, inJSON, "Retry-After: "}}},
		"Timeout inside":  {nil, timeout, []step{{"GET", "/slow", "", "", 503, inJSON, "Retry-After: "}}},
		"Compress outside": {compress, nil, []step{
			{"GET", "/alice/orders/7", "", "", 404, inJSON, "Content-Encoding: gzip"},
			{"GET", "/panic", "", "", 500, inJSON, "Content-Encoding: gzip"},
		}},
		"Compress inside": {nil, compress, []step{
			{"GET", "/alice/orders/7", "", "", 404, inJSON, "Content-Encoding: gzip"},
			{"GET", "/panic", "", "", 500, inJSON, `"status":500`}, // Errors answers outside of it
			{"POST", "/alice/orders/7", "", "", 405, inJSON, "Content-Encoding: gzip"},
		}},
		"WrapResponseWriter": {wrapping, wrapping, []step{
			{"GET", "/alice/orders/7", "", "", 404, inJSON, "There is no such order."},
			{"GET", "/panic", "", "", 500, inJSON, ""},
			{"PUT", "/alice/orders/7", "", `{"name":"d"}`, 422, inJSON, `"pointer":"#/name"`},
		}},
		"GetHead, StripSlashes, CleanPath": {nil, chi.Middlewares{middleware.GetHead, middleware.StripSlashes, middleware.CleanPath}, []step{
			{"HEAD", "/alice/orders/7", "", "", 404, inJSON, ""},
			{"GET", "/alice/orders/7/", "", "", 404, inJSON, "There is no such order."},
			{"GET", "//alice/orders/7", "", "", 404, inJSON, "There is no such order."},
		}},
		"NoCache": {chi.Middlewares{middleware.NoCache}, nil, []step{{"GET", "/alice/orders/7", "", "", 404, inJSON, "Cache-Control: no-cache"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewUnstartedServer(newChi(t, demurhttp.Config{}, test.outside, test.inside))
			server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
			server.Start()
			t.Cleanup(server.Close)
			for _, s := range test.steps {
				s.run(t, server.URL)
			}
		})
	}
}

type noEntry struct{}

func (noEntry) Write(int, int, http.Header, time.Duration, any) {}
func (noEntry) Panic(any, []byte)                               {}

// The log has the route of chi, across its sub-routers.
func TestChiRouteInLog(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	h := newChi(t, demurhttp.Config{Logger: slog.New(slog.NewTextHandler(&log, nil))}, nil, nil)
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/alice/orders/7", nil))
	if got := log.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "route=/{owner}/orders/{id:[0-9a-z]+} ") {
		t.Error(got)
	}
}
