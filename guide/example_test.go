package guide_test

import (
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/guide"
	"github.com/seed-86b940f4/demur/ratelimit"
)

var outOfStock = apierror.Kind{
	Status: apierror.Conflict,
	Code:   "out_of_stock",
	Title:  "Out of stock",
	Doc:    "There are fewer widgets than you want. `left` tells how many there are.",
}

// A service whose errors lead to its guide.
func Example() {
	g, err := guide.New(guide.Config{
		Title:    "Widgets API",
		Kinds:    []apierror.Kind{outOfStock},
		Statuses: []apierror.Status{apierror.NotFound, apierror.MethodNotAllowed, apierror.InternalServerError},
		Policies: []ratelimit.Policy{ratelimit.Hourly(1000)},
		Samples:  []*apierror.Error{outOfStock.New("Only 2 widgets are left.").With("left", 2)},
	})
	if err != nil {
		log.Fatal(err) // every mistake of the Config
	}
	mux := http.NewServeMux()
	mux.Handle("GET /guide", g)
	mux.Handle("GET /openapi.yaml", g)
	mux.Handle("POST /orders", demurhttp.HandlerFunc(func(http.ResponseWriter, *http.Request) error {
		return outOfStock.New("Only 2 widgets are left.").With("left", 2)
	}))
	errors, err := demurhttp.Config{
		TypeBase: g.TypeBase(),
		Observe:  func(_ http.ResponseWriter, _ *http.Request, e *apierror.Error) { g.Observe(e) },
		Logger:   slog.New(slog.DiscardHandler),
	}.Middleware()
	if err != nil {
		log.Fatal(err)
	}
	service := errors(demurhttp.Mux(mux))

	send := func(method, path, accept string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, nil)
		r.Header.Set("Accept", accept)
		w := httptest.NewRecorder()
		service.ServeHTTP(w, r)
		return w
	}
	fmt.Println(send("POST", "/orders", "application/json").Body)
	page := send("GET", "/guide", "text/html")
	fmt.Println(page.Code, page.Header().Get("Content-Type"), strings.Contains(page.Body.String(), `id="out_of_stock"`))
	document := send("GET", "/openapi.yaml", "*/*")
	fmt.Println(document.Code, document.Header().Get("Content-Type"))
	fmt.Println(g.Drift()) // all errors so far are in the guide
	// Output:
	// {"type":"/guide#out_of_stock","title":"Out of stock","status":409,"detail":"Only 2 widgets are left.","code":"out_of_stock","left":2}
	// 200 text/html; charset=utf-8 true
	// 200 application/yaml
	// <nil>
}
