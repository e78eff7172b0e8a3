package demurhttp_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
)

func said(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, text) }
}

func routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle("GET /widgets/{id}", said("get"))
	mux.Handle("PUT /widgets/{id}", said("put"))
	mux.Handle("PROPFIND /widgets/{id}", said("propfind"))
	mux.Handle("POST /widgets", said("post"))
	mux.Handle("/any", said("any"))
	mux.Handle("GET /tree/", said("tree"))
	mux.Handle("GET /end/{$}", said("end"))
	mux.Handle("GET /files/{path...}", said("files"))
	mux.Handle("DELETE admin.test/widgets/{id}", said("admin"))
	mux.HandleFunc("GET /own", http.NotFound)
	mux.HandleFunc("GET /refused", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "mine", http.StatusMethodNotAllowed) })
	return mux
}

// ServeMux answers what it has no route for in text/plain.
func TestMux(t *testing.T) {
	t.Parallel()
	url := serve(t, quiet(t, demurhttp.Mux(routes())))
	for _, test := range []struct {
		method, path string
		status       int
		body, allow  string // of what is not ours, and of a 405 or 204
		location     string
	}{
		{"GET", "/widgets/7", 200, "get", "", ""},
		{"HEAD", "/widgets/7", 200, "", "", ""},
		{"PROPFIND", "/widgets/7", 200, "propfind", "", ""},
		{"BREW", "/any", 200, "any", "", ""},
		{"GET", "/files/", 200, "files", "", ""},
		{"GET", "/nothing", 404, "", "", ""},
		{"HEAD", "/nothing", 404, "", "", ""},
		{"OPTIONS", "/nothing", 404, "", "", ""},
		{"GET", "/end/more", 404, "", "", ""},
		{"POST", "/widgets/7", 405, "", "GET, HEAD, OPTIONS, PROPFIND, PUT", ""},
		{"BREW", "/widgets/7", 405, "", "GET, HEAD, OPTIONS, PROPFIND, PUT", ""},
		{"GET", "/widgets", 405, "", "OPTIONS, POST", ""},
		{"HEAD", "/widgets", 405, "", "OPTIONS, POST", ""},
		{"OPTIONS", "/widgets", 204, "", "OPTIONS, POST", ""},
		{"OPTIONS", "/widgets/7", 204, "", "GET, HEAD, OPTIONS, PROPFIND, PUT", ""},
		{"POST", "/end/", 405, "", "GET, HEAD, OPTIONS", ""},
		{"GET", "/tree", 307, "-", "", "/tree/"},
		{"GET", "/a/../widgets/7", 307, "-", "", "/widgets/7"},
		{"GET", "/a/../nothing", 307, "-", "", "/nothing"}, // for which the mux tells no pattern
		{"POST", "//widgets/7", 307, "-", "", "/widgets/7"},
		{"GET", "/own", 404, "404 page not found\n", "", ""},
		{"GET", "/refused", 405, "mine\n", "", ""},
	} {
		res := send(t, test.method, url+test.path, "")
		name := test.method + " " + test.path
		switch {
		case test.body == "" && test.status >= 400:
			res.expect(t, apierror.Status(test.status))
		case res.StatusCode != test.status || test.body != "-" && res.body != test.body:
			t.Errorf("%s: %d %q, want %d %q", name, res.StatusCode, res.body, test.status, test.body)
		}
		if got := strings.Join(res.Header["Allow"], "|"); got != test.allow {
			t.Errorf("%s: Allow %q, want %q", name, got, test.allow)
		}
		if got := res.Header.Get("Location"); got != test.location {
			t.Errorf("%s: Location %q, want %q", name, got, test.location)
		}
		if test.status == 204 && (res.Header.Get("Content-Type") != "" || res.ContentLength > 0) {
			t.Errorf("%s: a 204 with %v", name, res.Header)
		}
	}
}

// Patterns with a host are routes of that host only.
func TestMuxWithHost(t *testing.T) {
	t.Parallel()
	url := serve(t, quiet(t, demurhttp.Mux(routes())))
	for host, want := range map[string]string{
		"admin.test:80": "HTTP/1.1 405 Method Not Allowed|DELETE, GET, HEAD, OPTIONS, PROPFIND, PUT",
		"other.test":    "HTTP/1.1 405 Method Not Allowed|GET, HEAD, OPTIONS, PROPFIND, PUT",
	} {
		status, header := raw(t, url, "POST /widgets/7 HTTP/1.1\r\nHost: "+host+"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		if got := status + "|" + header.Get("Allow"); got != want {
			t.Errorf("%s: %s, want %s", host, got, want)
		}
	}
}

// CONNECT has no path, and OPTIONS * reaches a handler only where the server is told so.
func TestMuxConnectAndServerOptions(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(quiet(t, demurhttp.Mux(routes())))
	server.Config.DisableGeneralOptionsHandler = true
	server.Start()
	t.Cleanup(server.Close)
	for request, want := range map[string]string{
		"CONNECT example.test:443 HTTP/1.1\r\nHost: example.test:443": "HTTP/1.1 404 Not Found",
		"OPTIONS * HTTP/1.1\r\nHost: x":                               "HTTP/1.1 400 Bad Request",
	} {
		status, header := raw(t, server.URL, request+"\r\nConnection: close\r\n\r\n")
		if status != want || header.Get("Content-Type") != "application/json" {
			t.Errorf("%q: %s %v", request, status, header)
		}
	}
}

// What is found for a request does not depend on when other routes are added.
func TestMuxWhileRoutesAreAdded(t *testing.T) {
	t.Parallel()
	mux := routes()
	h := demurhttp.Mux(mux)
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range 200 {
			mux.Handle("GET /late/"+strconv.Itoa(i), said("late"))
		}
	})
	for range 4 {
		wg.Go(func() {
			for range 100 {
				for path, want := range map[string]int{"/widgets/7": 200, "/nothing": 404} {
					if rec := record(quiet(t, h), http.MethodGet, path); rec.Code != want {
						t.Errorf("%s: %d", path, rec.Code)
					}
				}
			}
		})
	}
	wg.Wait()
}

func TestUnrouted(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		method string
		allow  []string
		status int
		want   string
	}{
		{"GET", nil, 404, ""},
		{"OPTIONS", nil, 404, ""},
		{"POST", []string{"PUT", "GET", "PUT"}, 405, "GET, OPTIONS, PUT"},
		{"OPTIONS", []string{"PUT", "OPTIONS"}, 204, "OPTIONS, PUT"},
	} {
		given := append([]string(nil), test.allow...)
		h := quiet(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { demurhttp.Unrouted(w, r, test.allow...) }))
		rec := record(h, test.method, "/")
		if rec.Code != test.status || rec.Header().Get("Allow") != test.want {
			t.Errorf("%s %v: %d %q", test.method, test.allow, rec.Code, rec.Header().Get("Allow"))
		}
		if strings.Join(given, " ") != strings.Join(test.allow, " ") {
			t.Errorf("the list of the caller was changed: %v", test.allow)
		}
	}
}

// raw sends a request that no client of net/http sends.
func raw(t *testing.T, url, request string) (status string, header http.Header) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return res.Proto + " " + res.Status, res.Header
}
