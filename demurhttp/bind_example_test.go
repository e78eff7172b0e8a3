package demurhttp_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// A handler that creates something: the request is read, checked and answered.
func ExampleBind() {
	type renaming struct {
		ID   string `param:"id"`
		Name string `json:"name" xml:"name" validate:"required,min=3"`
	}
	mux := http.NewServeMux()
	mux.Handle("PUT /widgets/{id}", demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		in, err := demurhttp.Bind[renaming](r) // 400, 413, 415, 422
		if err != nil {
			return err
		}
		return demurhttp.Respond(w, r, http.StatusOK, widget(in))
	}))
	server := serveExample(demurhttp.Mux(mux))
	defer server.Close()

	show("PUT", server.URL+"/widgets/7", `{"name":"sprocket"}`, "Content-Type", "application/json")
	show("PUT", server.URL+"/widgets/7", `{"name":"s"}`, "Content-Type", "application/json")
	// Output:
	// 200 {"id":"7","name":"sprocket"}
	// 422 {"title":"Unprocessable Entity","status":422,"detail":"The request is well formed, but some of its values are not valid.","code":"unprocessable_entity","errors":[{"pointer":"#/name","code":"min","param":"3","detail":"must be at least 3 characters long"}]}
}

// What no request can fill is found when the program starts.
func ExampleCheck() {
	type filter struct {
		From map[string]string `query:"from"`
	}
	err := errors.Join(demurhttp.Check[widget](), demurhttp.Check[filter]())
	fmt.Println(strings.Contains(err.Error(), "From"))
	// Output: true
}

func ExampleRespond() {
	server := serveExample(demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		return demurhttp.Respond(w, r, http.StatusOK, widgets["1"])
	}))
	defer server.Close()

	show("GET", server.URL, "")
	show("GET", server.URL, "", "Accept", "application/xml")
	// Output:
	// 200 {"id":"1","name":"sprocket"}
	// 200 <widget><id>1</id><name>sprocket</name></widget>
}

func ExampleCreated() {
	server := serveExample(demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		return demurhttp.Created(w, r, "/widgets/7", widget{"7", "sprocket"})
	}))
	defer server.Close()

	show("POST", server.URL, "")
	// Output:
	// 201 {"id":"7","name":"sprocket"}
	// Location: /widgets/7
}

// The handler must not run for a client that cannot read its answer.
func ExampleRequireAcceptable() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /payments", func(http.ResponseWriter, *http.Request) { fmt.Println("paid") })
	server := serveExample(demurhttp.RequireAcceptable(demurhttp.Mux(mux)))
	defer server.Close()

	show("POST", server.URL+"/payments", "", "Accept", "text/csv")
	// Output:
	// 406 {"title":"Not Acceptable","status":406,"detail":"The resource can be sent as application/json or application/xml.","code":"not_acceptable","available":["application/json","application/xml","text/json","text/xml"]}
}

// A thousand requests an hour for each key.
func ExampleRateLimit() {
	limit := demurhttp.RateLimit(ratelimit.Hourly(1000), demurhttp.KeyByHeader("X-API-Key"))
	server := serveExample(limit(demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		d, _ := demurhttp.RateLimitDecision(r)
		return demurhttp.Respond(w, r, http.StatusOK, map[string]int{"left": d.Remaining})
	})))
	defer server.Close()

	show("GET", server.URL, "", "X-API-Key", "k1")
	// Output:
	// 200 {"left":999}
	// RateLimit-Policy: "hourly";q=1000;w=3600
}

// Customers have different plans, and a search costs as much as ten other requests.
func ExampleRateLimitConfig() {
	limit, err := demurhttp.RateLimitConfig{
		Key: demurhttp.KeyByHeader("X-API-Key"),
		Policy: func(r *http.Request) ratelimit.Policy {
			if r.Header.Get("X-API-Key") == "gold" {
				return ratelimit.Hourly(5000)
			}
			return ratelimit.Hourly(5)
		},
		Cost: func(r *http.Request) int {
			if r.URL.Path == "/search" {
				return 10
			}
			return 1
		},
	}.Middleware()
	if err != nil {
		panic(err)
	}
	server := serveExample(limit(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})))
	defer server.Close()

	show("GET", server.URL+"/search", "", "X-API-Key", "gold")
	show("GET", server.URL+"/search", "", "X-API-Key", "k1")
	// Output:
	// 200
	// RateLimit-Policy: "hourly";q=5000;w=3600
	// 403 {"title":"Cost exceeds quota","status":403,"detail":"The request costs 10, more than the 5 that can be spent at once.","code":"cost_exceeds_quota","cost":10,"quota":5}
	// RateLimit-Policy: "hourly";q=5;w=3600
}

// One quota for each customer and route.
func ExampleJoinKeys() {
	key := demurhttp.JoinKeys(demurhttp.KeyByHeader("X-API-Key"), func(r *http.Request) (string, error) { return r.Pattern, nil })
	mux := http.NewServeMux()
	limit := demurhttp.RateLimit(ratelimit.Hourly(2), key) // further in than the mux, so the pattern is known
	mux.Handle("GET /a", limit(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})))
	mux.Handle("GET /b", limit(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})))
	server := serveExample(demurhttp.Mux(mux))
	defer server.Close()

	for _, path := range []string{"/a", "/a", "/b"} {
		show("GET", server.URL+path, "", "X-API-Key", "k1")
	}
	// Output:
	// 200
	// RateLimit-Policy: "hourly";q=2;w=3600
	// 200
	// RateLimit-Policy: "hourly";q=2;w=3600
	// 200
	// RateLimit-Policy: "hourly";q=2;w=3600
}
