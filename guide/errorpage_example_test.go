package guide_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/guide"
)

// A browser gets a page, and a program a document.
func ExampleHTML() {
	errors, err := demurhttp.Config{
		Formats:  []apierror.Format{apierror.JSON{}, apierror.XML{}, guide.HTML{}},
		TypeBase: "/guide#",
		Logger:   slog.New(slog.DiscardHandler),
	}.Middleware()
	if err != nil {
		fmt.Println(err)
		return
	}
	service := errors(demurhttp.HandlerFunc(func(http.ResponseWriter, *http.Request) error {
		return apierror.NotFound.New("There is no widget 7.")
	}))
	for _, accept := range []string{
		"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", // a browser
		"*/*", // curl
	} {
		r := httptest.NewRequest(http.MethodGet, "/widgets/7", nil)
		r.Header.Set("Accept", accept)
		w := httptest.NewRecorder()
		service.ServeHTTP(w, r)
		fmt.Println(w.Code, w.Header().Get("Content-Type"))
	}
	// Output:
	// 404 text/html; charset=utf-8
	// 404 application/json
}
