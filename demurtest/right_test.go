package demurtest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/demurtest"
)

// right is a service that does nothing wrong, in its own way.
type right struct {
	route   string // of the ServeMux
	handle  demurhttp.HandlerFunc
	around  wrong // changes the whole; nil for nothing
	sample  demurtest.Sample
	without []string
}

func (r right) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle(r.route, r.handle)
	h, err := demurhttp.Config{Challenge: "ApiKey"}.Middleware()
	if err != nil {
		panic(err)
	}
	service := h(demurhttp.Mux(mux))
	if r.around != nil {
		service = r.around(service)
	}
	return service
}

func sends(contentType, body string) demurhttp.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Type", contentType)
		_, err := io.WriteString(w, body)
		return err
	}
}

func responds(w http.ResponseWriter, r *http.Request) error {
	return demurhttp.Respond(w, r, http.StatusOK, widget{Name: "sprocket", Size: 1})
}

// accepts reports whether the Accept field has one of some words, or is not there.
func accepts(r *http.Request, words ...string) bool {
	line := strings.ToLower(joined(r.Header["Accept"]))
	for _, word := range words {
		if strings.Contains(line, word) {
			return true
		}
	}
	return line == ""
}

// keyed lets those through that have the key.
func keyed(has func(r *http.Request) bool) demurhttp.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !has(r) {
			return apierror.Unauthorized
		}
		return responds(w, r)
	}
}

func rights() map[string]right {
	field := func(name, value string) http.Header { return http.Header{name: {value}} }
	get := demurtest.Sample{Target: "/a"}
	var serial atomic.Int64
	return map[string]right{
		"a table of figures": {"GET /a", sends("text/csv", "a,b\n1,2\n"), nil, get, nil},
		"a picture":          {"GET /a", sends("image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg"/>`), nil, get, nil},
		"hypermedia alone": {"GET /a", func(w http.ResponseWriter, r *http.Request) error {
			if !accepts(r, "hal+json", "*/*", "application/*") {
				return apierror.NotAcceptable.New("There is application/hal+json.")
			}
			return sends("application/hal+json", `{"_links":{}}`)(w, r)
		}, nil, get, []string{"XML"}},
		"no content": {"DELETE /a", func(w http.ResponseWriter, _ *http.Request) error {
			w.WriteHeader(http.StatusNoContent)
			return nil
		}, nil, demurtest.Sample{Method: "DELETE", Target: "/a", Status: 204}, nil},
		"a redirect": {"GET /a", func(w http.ResponseWriter, r *http.Request) error {
			http.Redirect(w, r, "/b", http.StatusFound)
			return nil
		}, nil, demurtest.Sample{Target: "/a", Status: 302}, nil},
		"pages for browsers": {"GET /a", func(w http.ResponseWriter, r *http.Request) error {
			w.Header().Set("Vary", "Accept")
			if r.Header.Get("Accept") == "" || !accepts(r, "json", "xml") {
				return sends("text/html", "<p>sprocket")(w, r)
			}
			return responds(w, r)
		}, nil, get, nil},
		"problem types alone": {"GET /a", responds, failing(func(_ *http.Request, res *httptest.ResponseRecorder) {
			_, format, _ := strings.Cut(res.Header().Get("Content-Type"), "/")
			res.Header().Set("Content-Type", "application/problem+"+strings.TrimPrefix(format, "problem+"))
		}), get, nil},
		"a connection for each answer": {"GET /a", responds, told(func(_ *http.Request, res *httptest.ResponseRecorder) {
			res.Header().Set("Connection", "close")
		}), get, nil},
		"answers in chunks": {"GET /a", responds, told(func(_ *http.Request, res *httptest.ResponseRecorder) {
			res.Header().Set("Transfer-Encoding", "chunked")
			res.Header().Del("Content-Length")
		}), get, nil},
		"no HEAD": {"GET /a", responds, func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodHead && r.URL.Path == "/a" {
					w.Header().Set("Allow", "GET, OPTIONS")
					w.WriteHeader(http.StatusMethodNotAllowed)
					return
				}
				next.ServeHTTP(w, r)
			})
		}, get, nil},
		"what is forbidden is not there": {"GET /a", responds, func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") != "Bearer token" {
					r.URL.Path = "/b"
				}
				next.ServeHTTP(w, r)
			})
		}, demurtest.Sample{Target: "/a", Header: field("Authorization", "Bearer token")}, nil},
		"a cookie": {"GET /a", keyed(func(r *http.Request) bool {
			c, err := r.Cookie("sid")
			return err == nil && c.Value == "x"
		}), nil, demurtest.Sample{Target: "/a", Header: field("Cookie", "sid=x"), Key: "Cookie"}, nil},
		"a key in the query": {"GET /a", keyed(func(r *http.Request) bool { return r.FormValue("api key") == "x" && r.FormValue("b") == "1" }),
			nil, demurtest.Sample{Target: "/a?api+key=x&b=1", Key: "api key"}, nil},
		"a password": {"GET /a", func(w http.ResponseWriter, r *http.Request) error {
			switch _, password, ok := r.BasicAuth(); {
			case !ok && r.Header.Get("Authorization") != "":
				return apierror.BadRequest.New("The credentials cannot be read.")
			case password != "x":
				return apierror.Unauthorized
			}
			return responds(w, r)
		}, nil, demurtest.Sample{Target: "/a", Header: field("Authorization", "Basic YTp4")}, nil},
		"an hour that ends meanwhile": {"GET /a", func(w http.ResponseWriter, r *http.Request) error {
			n := serial.Add(1) - 1
			if n >= 3 {
				n -= 3 // the second hour
			}
			w.Header().Set("RateLimit-Remaining", strconv.FormatInt(max(4-n, 0), 10))
			if n >= 5 {
				w.Header().Set("Retry-After", "60")
				return apierror.TooManyRequests
			}
			return responds(w, r)
		}, nil, demurtest.Sample{Target: "/a", Quota: 5}, nil},
		"half of an answer that was kept back": {"GET /a", func(http.ResponseWriter, *http.Request) error { return apierror.InternalServerError },
			nil, demurtest.Sample{Target: "/a", Status: demurtest.BreaksOff}, nil},
		"no body without a length": {"POST /a", creates, func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.ContentLength < 0 {
					new(apierror.Writer).Write(w, r, apierror.Status(411))
					return
				}
				next.ServeHTTP(w, r)
			})
		}, demurtest.Sample{Method: "POST", Target: "/a", Body: `{"name":"w","size":2}`}, nil},
		"a body whose half is one": {"POST /a", creates, nil, demurtest.Sample{Method: "POST", Target: "/a", Body: `{"name":"w","size":2}` + strings.Repeat(" ", 100)}, nil},
		"a store for files": {"POST /a", func(w http.ResponseWriter, r *http.Request) error {
			if _, err := io.Copy(io.Discard, http.MaxBytesReader(w, r.Body, 1<<20)); err != nil {
				return err
			}
			w.WriteHeader(http.StatusNoContent)
			return nil
		}, nil, demurtest.Sample{Method: "POST", Target: "/a", Header: field("Content-Type", "application/octet-stream"), Body: "123"}, nil},
		"a document that is never the same": {"GET /a", responds, failing(func(r *http.Request, res *httptest.ResponseRecorder) {
			n := serial.Add(1)
			id := strconv.FormatInt(n, 10) + strings.Repeat("x", int(n%7))
			rewrite(res, strings.NewReplacer(`"status"`, `"requestId":"`+id+`","status"`, `<status>`, `<RequestID>`+id+`</RequestID><status>`).Replace(res.Body.String()))
			length := res.Body.Len()
			if r.Method == http.MethodHead {
				length = 100 + len(id)
			}
			res.Header().Set("Content-Length", strconv.Itoa(length))
		}), get, nil},
		"XML with a mark and in lines": {"GET /a", responds, told(func(_ *http.Request, res *httptest.ResponseRecorder) {
			if strings.HasSuffix(res.Header().Get("Content-Type"), "xml") {
				rewrite(res, "\ufeff"+strings.ReplaceAll(res.Body.String(), "><", ">\n  <"))
			}
		}), get, nil},
		"a 404 that is kept for a minute": {"GET /a", responds, told(func(_ *http.Request, res *httptest.ResponseRecorder) {
			if res.Code == 404 {
				res.Header().Set("Cache-Control", "max-age=60")
				res.Header().Set("ETag", `"none"`)
			}
		}), get, nil},
		"methods that OPTIONS does not tell": {"/a", func(w http.ResponseWriter, r *http.Request) error {
			switch r.Method {
			case "OPTIONS":
				w.WriteHeader(http.StatusNoContent)
			case "PATCH":
				return apierror.BadRequest.New("There is no body.")
			case "GET", "HEAD":
				return responds(w, r)
			default:
				return apierror.MethodNotAllowed.New("").WithAllow("GET", "HEAD", "PATCH")
			}
			return nil
		}, nil, get, []string{"success/OPTIONS"}},
		"a page for every path": {"GET /a", responds, instead(200, func(r *http.Request, res *httptest.ResponseRecorder) bool {
			return res.Code == 404
		}), get, []string{"routing/unknown path"}},
	}
}

func creates(w http.ResponseWriter, r *http.Request) error {
	in, err := demurhttp.Bind[widget](r)
	if err != nil {
		return err
	}
	return demurhttp.Created(w, r, "/a/2", in)
}

// A service may do things in another way than demur, and be right too.
func TestRightServices(t *testing.T) {
	t.Parallel()
	var running sync.WaitGroup
	for name, r := range rights() {
		running.Go(func() {
			without := map[string]string{}
			for _, check := range r.without {
				without[check] = "it is done differently"
			}
			results, err := demurtest.Service{Handler: r.handler(), BodyLimit: 1<<20 + 1, Without: without}.Results(t.Context(), r.sample)
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			for _, result := range results {
				if result.Err != nil {
					t.Errorf("%s fails %s: %v", name, result.Check, result.Err)
				}
			}
		})
	}
	running.Wait()
}

// Words for people, which are like those of a decoder, a driver or a type.
func TestHarmlessWordsAreNoLeaks(t *testing.T) {
	t.Parallel()
	for _, words := range []string{
		"Delivery time: 5 s.", "See the api.Version field.", "This key is of the context: production.", "Don't panic.",
		"There is a duplicate key in the list.", "The file has no EOF mark.", "The address must be one such as 10.0.0.1, or 192.168.0.1.",
		"The network 10.0.0.0/8 is not allowed.", "The name has an invalid character '/'.", "The query has an invalid syntax.",
		"The value out of range is the third.", "The format is int64.", "There is no redis of this name.", "There is no such host.",
		"Use http: or https:", "The driver: Ms. Jones", "The connection was reset.", "url: must be absolute", "os: linux",
		"The body must be json: an object.", "https://example.com/home/user/7", "Call the service.Then try again.", "It must be of type string",
	} {
		h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			new(apierror.Writer).Write(w, r, apierror.NotFound.New(words))
		})
		if fails(t, demurtest.Service{Handler: h, Without: map[string]string{"error": "it is not what is tested here"}}, demurtest.Sample{Target: "/a", Status: 404}, "leaks") {
			t.Errorf("%q is taken for a leak", words)
		}
	}
}

func TestHTTP2(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(service(t))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	demurtest.Service{URL: server.URL, Client: server.Client(), BodyLimit: 1<<20 + 1}.Run(t, samples()...)
}

// A service that stops answering must not keep the test for as long as there are requests.
func TestSilentService(t *testing.T) {
	t.Parallel()
	forever := make(chan struct{})
	t.Cleanup(func() { close(forever) })
	var asked atomic.Int64
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept") != "" {
			asked.Add(1)
			<-forever // and not until the client has gone
		}
		_, _ = fmt.Fprint(w, "{}")
	})
	results, err := demurtest.Service{Handler: h, Client: &http.Client{Timeout: 700 * time.Millisecond}}.Results(t.Context(), demurtest.Sample{Name: "a", Target: "/a"}, demurtest.Sample{Name: "b", Target: "/b"})
	if err != nil {
		t.Fatal(err)
	}
	if n := asked.Load(); n > 3 {
		t.Errorf("it is asked %d times", n)
	}
	if !strings.Contains(fmt.Sprint(results), "asks no more") {
		t.Error("no result says that demurtest has given up")
	}
}
