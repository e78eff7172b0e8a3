package demurhttp_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
)

type widget struct {
	ID   string `json:"id" xml:"id"`
	Name string `json:"name" xml:"name" validate:"required,min=3"`
}

var widgets = map[string]widget{"1": {"1", "sprocket"}}

// A service of one route. Whatever goes wrong is answered with a problem document.
func Example() {
	mux := http.NewServeMux()
	mux.Handle("GET /widgets/{id}", demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		widget, ok := widgets[r.PathValue("id")]
		if !ok {
			return apierror.NotFound.New("There is no such widget.")
		}
		return demurhttp.Respond(w, r, http.StatusOK, widget)
	}))
	server := httptest.NewServer(demurhttp.Errors(demurhttp.Mux(mux)))
	defer server.Close()

	show("GET", server.URL+"/widgets/1", "")
	show("GET", server.URL+"/widgets/2", "")
	show("GET", server.URL+"/widgets/2", "", "Accept", "application/xml")
	show("DELETE", server.URL+"/widgets/1", "")
	// Output:
	// 200 {"id":"1","name":"sprocket"}
	// 404 {"title":"Not Found","status":404,"detail":"There is no such widget.","code":"not_found"}
	// 404 <problem xmlns="urn:ietf:rfc:7807"><title>Not Found</title><status>404</status><detail>There is no such widget.</detail><code>not_found</code></problem>
	// 405 {"title":"Method Not Allowed","status":405,"detail":"The resource does not support this method. The Allow field names those that it does.","code":"method_not_allowed"}
	// Allow: GET, HEAD, OPTIONS
}

// Middleware that may refuse a request is a HandlerFunc too.
func ExampleHandlerFunc() {
	keyAuth := func(next http.Handler) http.Handler {
		return demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
			if r.Header.Get("X-API-Key") != "k1" {
				return apierror.Unauthorized.New("The key is missing or unknown.").WithChallenge("ApiKey")
			}
			next.ServeHTTP(w, r)
			return nil
		})
	}
	server := serveExample(keyAuth(demurhttp.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) error {
		_, err := io.WriteString(w, "welcome\n")
		return err
	})))
	defer server.Close()

	show("GET", server.URL, "")
	show("GET", server.URL, "", "X-API-Key", "k1")
	// Output:
	// 401 {"title":"Unauthorized","status":401,"detail":"The key is missing or unknown.","code":"unauthorized"}
	// Www-Authenticate: ApiKey
	// 200 welcome
}

// Errors answers the panics of plain handlers and of middleware.
func ExampleErrors() {
	server := httptest.NewServer(demurhttp.Errors(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		panic("a bug") // its stack is logged, and not sent
	})))
	defer server.Close()

	show("GET", server.URL, "")
	// Output:
	// 500 {"title":"Internal Server Error","status":500,"detail":"Something unexpected happened. The fault is not in the request.","code":"internal_server_error"}
}

// Config tells how the errors of the service are answered.
func ExampleConfig_Middleware() {
	mw, err := demurhttp.Config{
		Logger:   slog.New(slog.DiscardHandler),
		TypeBase: "https://api.example.com/guide#",
		Map: func(_ http.ResponseWriter, _ *http.Request, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return apierror.NotFound.Wrap(err, "There is no such file.")
			}
			return err
		},
	}.Middleware()
	if err != nil {
		panic(err)
	}
	server := httptest.NewServer(mw(demurhttp.HandlerFunc(func(http.ResponseWriter, *http.Request) error {
		return fmt.Errorf("open /secret/a.txt: %w", fs.ErrNotExist)
	})))
	defer server.Close()

	show("GET", server.URL, "")
	// Output:
	// 404 {"type":"https://api.example.com/guide#not_found","title":"Not Found","status":404,"detail":"There is no such file.","code":"not_found"}
}

// Mux works without Errors, too: it answers by the zero Config then.
func ExampleMux() {
	mux := http.NewServeMux()
	mux.Handle("GET /widgets/", http.NotFoundHandler()) // an answer of its own is left alone
	server := serveExample(demurhttp.Mux(mux))
	defer server.Close()

	show("GET", server.URL+"/nothing", "")
	show("POST", server.URL+"/widgets/", "")
	show("OPTIONS", server.URL+"/widgets/", "")
	show("GET", server.URL+"/widgets/7", "")
	// Output:
	// 404 {"title":"Not Found","status":404,"detail":"There is no resource with this identifier.","code":"not_found"}
	// 405 {"title":"Method Not Allowed","status":405,"detail":"The resource does not support this method. The Allow field names those that it does.","code":"method_not_allowed"}
	// Allow: GET, HEAD, OPTIONS
	// 204
	// Allow: GET, HEAD, OPTIONS
	// 404 404 page not found
}

// A router with hooks for what it has no route for.
func ExampleUnrouted() {
	routes := map[string]map[string]http.Handler{"/widgets": {"GET": http.NotFoundHandler(), "POST": http.NotFoundHandler()}}
	server := serveExample(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h := routes[r.URL.Path][r.Method]; h != nil {
			h.ServeHTTP(w, r)
			return
		}
		var allow []string
		for method := range routes[r.URL.Path] {
			allow = append(allow, method)
		}
		demurhttp.Unrouted(w, r, allow...)
	}))
	defer server.Close()

	show("PUT", server.URL+"/widgets", "")
	show("PUT", server.URL+"/nothing", "")
	// Output:
	// 405 {"title":"Method Not Allowed","status":405,"detail":"The resource does not support this method. The Allow field names those that it does.","code":"method_not_allowed"}
	// Allow: GET, OPTIONS, POST
	// 404 {"title":"Not Found","status":404,"detail":"There is no resource with this identifier.","code":"not_found"}
}

// serveExample serves what an example shows, and logs nothing.
func serveExample(h http.Handler) *httptest.Server {
	mw, err := demurhttp.Config{Logger: slog.New(slog.DiscardHandler)}.Middleware()
	if err != nil {
		panic(err)
	}
	return httptest.NewServer(mw(h))
}

// show sends a request and prints the answer, with the fields that the examples are about.
func show(method, url, body string, fields ...string) {
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	for i := 0; i < len(fields); i += 2 {
		req.Header.Add(fields[i], fields[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		panic(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		panic(err)
	}
	document := strings.TrimPrefix(string(text), xml.Header)
	fmt.Println(strings.TrimSpace(fmt.Sprint(res.StatusCode, " ", document)))
	for _, name := range []string{"Allow", "Location", "RateLimit-Policy", "Www-Authenticate"} {
		if value := res.Header.Get(name); value != "" {
			fmt.Println(name + ": " + value)
		}
	}
}
