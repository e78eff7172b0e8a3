package negotiate_test

import (
	"fmt"
	"net/http"

	"github.com/seed-86b940f4/demur/negotiate"
)

func ExampleOffers() {
	offers, err := negotiate.New("application/json", "application/xml")
	if err != nil {
		panic(err)
	}
	for _, accept := range []string{"application/xml;q=0.9, */*;q=0.1", "*/*", "text/html", "image/svg+xml"} {
		h := http.Header{"Accept": {accept}}
		best, ok := offers.Best(h)
		fmt.Printf("%q %t %q\n", best, ok, offers.BestEffort(h))
	}
	// Output:
	// "application/xml" true "application/xml"
	// "application/json" true "application/json"
	// "" false "application/json"
	// "" false "application/xml"
}
