package demurhttp_test

import (
	"bufio"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
)

// Hooks of other packages take a HandlerFunc. ReverseProxy answers an empty 502 by itself.
func TestReverseProxy(t *testing.T) {
	t.Parallel()
	gone := httptest.NewServer(nil)
	gone.Close()
	target, err := url.Parse(gone.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			failing(apierror.BadGateway.Wrap(err, "")).ServeHTTP(w, r)
		},
	}
	res := send(t, "GET", serve(t, quiet(t, proxy)), "")
	if res.expect(t, 502); strings.Contains(res.body, "127.0.0.1") {
		t.Error(res.body)
	}
}

// A stream reaches the client while the handler still runs, and a failure cuts it off.
func TestStreaming(t *testing.T) {
	t.Parallel()
	for name, around := range map[string]func(http.Handler) http.Handler{
		"alone":     func(h http.Handler) http.Handler { return h },
		"in Errors": func(h http.Handler) http.Handler { return quiet(t, demurhttp.RequireAcceptable(h)) },
		"wrapped":   func(h http.Handler) http.Handler { return quiet(t, unwrapping(h)) },
	} {
		read := make(chan struct{})
		url := serve(t, around(demurhttp.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) error {
			io.WriteString(w, "first\n")
			if err := http.NewResponseController(w).Flush(); err != nil {
				return err
			}
			<-read
			return apierror.BadGateway
		})))
		res, err := http.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body := bufio.NewReader(res.Body)
		if line, err := body.ReadString('\n'); line != "first\n" || err != nil {
			t.Errorf("%s: %q %v", name, line, err)
		}
		close(read)
		if rest, err := io.ReadAll(body); err == nil {
			t.Errorf("%s: it ends as if it were whole: %q", name, rest)
		}
	}
}
