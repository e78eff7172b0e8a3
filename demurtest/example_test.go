package demurtest_test

import (
	"context"
	"fmt"
	"log"
	"net/http"

	"github.com/seed-86b940f4/demur/demurtest"
)

// A service of net/http alone, which knows JSON and has no key and no quota, says which
// checks are not meant for it.
func ExampleService_Results() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /hello", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintln(w, `{"hello":"world"}`)
	})
	service := demurtest.Service{
		Handler: mux,
		Without: map[string]string{
			"XML":             "our clients all read JSON",
			"success/OPTIONS": "the methods are in our guide",
		},
	}
	results, err := service.Results(context.Background(), demurtest.Sample{Target: "/hello"})
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range results {
		if r.Err != nil {
			fmt.Printf("%s, %s: %s\n", r.Sample, r.Check, r.Why)
		}
	}
	// Output:
	// GET /hello, error/JSON: A client that reads JSON alone cannot read what it gets.
	// GET /hello, error/document: A program cannot read why its request has failed: it shows its user a text for people, or nothing.
	// GET /hello, routing/unknown path: A client with a mistake in its address cannot tell that, or cannot read the answer.
	// GET /hello, routing/wrong method: A client is told that the resource does not exist, or that the server is broken, and not which methods there are (RFC 9110 section 15.5.6).
}
