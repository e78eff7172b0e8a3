package demurtest_test

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/demurtest"
)

// wrong makes a service wrong in one way.
type wrong func(next http.Handler) http.Handler

// asked changes requests before the service sees them.
func asked(change func(r *http.Request)) wrong {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r = r.Clone(r.Context())
			change(r)
			next.ServeHTTP(w, r)
		})
	}
}

// accept changes the Accept field.
func accept(change func(lines []string) []string) wrong {
	return asked(func(r *http.Request) {
		if lines := change(r.Header["Accept"]); lines != nil {
			r.Header["Accept"] = lines
		} else {
			r.Header.Del("Accept")
		}
	})
}

// told changes answers before the client sees them.
func told(change func(r *http.Request, res *httptest.ResponseRecorder)) wrong {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			res := httptest.NewRecorder()
			next.ServeHTTP(res, r)
			change(r, res)
			maps.Copy(w.Header(), res.Header())
			w.WriteHeader(res.Code)
			_, _ = w.Write(res.Body.Bytes())
		})
	}
}

// failing changes the answers that are errors.
func failing(change func(r *http.Request, res *httptest.ResponseRecorder)) wrong {
	return told(func(r *http.Request, res *httptest.ResponseRecorder) {
		if res.Code >= 400 {
			change(r, res)
		}
	})
}

// without takes a field away from errors, or from all with a status.
func without(name string, statuses ...int) wrong {
	return told(func(_ *http.Request, res *httptest.ResponseRecorder) {
		if len(statuses) == 0 || slices.Contains(statuses, res.Code) {
			res.Header().Del(name)
		}
	})
}

// instead answers those requests with a status.
func instead(status int, when func(r *http.Request, res *httptest.ResponseRecorder) bool) wrong {
	return told(func(r *http.Request, res *httptest.ResponseRecorder) {
		if when(r, res) {
			res.Code = status
		}
	})
}

func had(status int) func(*http.Request, *httptest.ResponseRecorder) bool {
	return func(_ *http.Request, res *httptest.ResponseRecorder) bool { return res.Code == status }
}

// says puts words into the documents of errors.
func says(words string) wrong {
	return failing(func(_ *http.Request, res *httptest.ResponseRecorder) {
		rewrite(res, strings.Replace(res.Body.String(), `"status"`, `"more":"`+words+`","status"`, 1))
	})
}

// rewrite replaces the body of an answer.
func rewrite(res *httptest.ResponseRecorder, body string) {
	res.Body.Reset()
	res.Body.WriteString(body)
	res.Header().Del("Content-Length")
}

func joined(lines []string) string { return strings.Join(lines, ", ") }

func body(r *http.Request) string {
	data, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(data))
	return string(data)
}

// sent reports whether the body of a request is one that the service should refuse.
func sent(when func(r *http.Request, body string) bool) func(next http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost && when(r, body(r)) {
				w.WriteHeader(http.StatusCreated)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func everything(http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusTeapot) })
}

// wrongs are the ways to be wrong for each check.
func wrongs() map[string][]wrong {
	plain := failing(func(_ *http.Request, res *httptest.ResponseRecorder) {
		res.Header().Set("Content-Type", "text/plain")
	})
	onlyJSON := accept(func([]string) []string { return []string{"application/json"} })
	onlyXML := accept(func([]string) []string { return []string{"application/xml"} })
	firstLine := accept(func(lines []string) []string { return lines[:min(len(lines), 1)] })
	noQuality := accept(func(lines []string) []string {
		first, _, _ := strings.Cut(joined(lines), ",")
		name, _, _ := strings.Cut(first, ";")
		return []string{name}
	})
	zeroIsNothing := accept(func(lines []string) []string {
		return []string{strings.ReplaceAll(joined(lines), ";q=0,", ",")}
	})
	largest := accept(func(lines []string) []string {
		if strings.Contains(joined(lines), "application/*;q=0.9") {
			return []string{"application/*;q=0.9"}
		}
		return lines
	})
	exact := accept(func(lines []string) []string {
		if line := joined(lines); strings.Contains(line, "charset") || strings.ToLower(line) != line {
			return []string{"application/json"}
		}
		return lines
	})
	noStars := instead(406, func(r *http.Request, _ *httptest.ResponseRecorder) bool {
		return strings.Contains(joined(r.Header["Accept"]), "*/*;q=0.1")
	})
	notAcceptable := failing(func(r *http.Request, res *httptest.ResponseRecorder) {
		if strings.HasPrefix(joined(r.Header["Accept"]), "image/png") {
			res.Code = 406
		}
	})
	brokenBy := func(line string) wrong {
		return instead(500, func(r *http.Request, _ *httptest.ResponseRecorder) bool { return joined(r.Header["Accept"]) == line })
	}
	noVary := without("Vary")
	words := told(func(r *http.Request, res *httptest.ResponseRecorder) {
		if r.Method == http.MethodHead {
			res.Header().Set("Content-Type", "text/plain")
		}
	})
	options := instead(404, func(r *http.Request, _ *httptest.ResponseRecorder) bool { return r.Method == http.MethodOptions })
	half := wrong(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			res := httptest.NewRecorder()
			defer func() { _ = recover(); _, _ = w.Write(res.Body.Bytes()) }()
			next.ServeHTTP(res, r)
		})
	})
	silent := wrong(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	})
	var asked atomic.Int64
	fewer := wrong(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("X-API-Key") == "k-few" && asked.Add(1) == 1 {
				next.ServeHTTP(httptest.NewRecorder(), r) // counts for nothing
			}
			next.ServeHTTP(w, r)
		})
	})
	return map[string][]wrong{
		"sample":                      {everything},
		"breaks off":                  {half, silent},
		"success/JSON":                {onlyXML},
		"success/XML":                 {onlyJSON},
		"success/quality":             {noQuality},
		"success/refused":             {zeroIsNothing},
		"success/precedence":          {largest},
		"success/several lines":       {firstLine},
		"success/case and parameters": {exact},
		"success/wildcards":           {noStars},
		"success/Vary":                {noVary},
		"success/nonsense":            {brokenBy("null")},
		"success/unacceptable": {instead(404, had(406)), told(func(_ *http.Request, res *httptest.ResponseRecorder) {
			if res.Code == 406 {
				res.Body.Reset()
				res.Header().Del("Content-Length")
			}
		})},
		"success/HEAD":              {words},
		"success/OPTIONS":           {options, without("Allow", 204)},
		"error/JSON":                {onlyXML, plain},
		"error/XML":                 {onlyJSON, plain},
		"error/quality":             {noQuality},
		"error/refused":             {zeroIsNothing},
		"error/precedence":          {largest},
		"error/several lines":       {firstLine},
		"error/case and parameters": {exact},
		"error/wildcards":           {noStars},
		"error/Vary":                {noVary},
		"error/problem types": {instead(406, func(r *http.Request, _ *httptest.ResponseRecorder) bool {
			return joined(r.Header["Accept"]) == "application/problem+xml"
		})},
		"error/unacceptable": {notAcceptable},
		"error/nonsense":     {brokenBy("undefined")},
		"error/document": {plain, failing(func(_ *http.Request, res *httptest.ResponseRecorder) {
			res.Body.WriteString("}")
			res.Header().Del("Content-Length")
		}), instead(403, had(404))},
		"error/twins": {failing(func(_ *http.Request, res *httptest.ResponseRecorder) {
			if strings.HasSuffix(res.Header().Get("Content-Type"), "xml") {
				rewrite(res, strings.Replace(res.Body.String(), "<detail>", "<detail>More: ", 1))
			}
		}), failing(func(_ *http.Request, res *httptest.ResponseRecorder) {
			if strings.HasSuffix(res.Header().Get("Content-Type"), "xml") {
				// The same words, under each other's name.
				rewrite(res, strings.NewReplacer("title>", "detail>", "detail>", "title>").Replace(res.Body.String()))
			}
		})},
		"error/HEAD": {words, instead(200, func(r *http.Request, _ *httptest.ResponseRecorder) bool { return r.Method == http.MethodHead })},
		"error/length": {failing(func(_ *http.Request, res *httptest.ResponseRecorder) {
			res.Header().Set("Transfer-Encoding", "identity") // to net/http: until the connection ends
			res.Header().Del("Content-Length")
		}), failing(func(_ *http.Request, res *httptest.ResponseRecorder) {
			res.Header().Set("Content-Length", "99999")
		})},
		"error/no-store":       {without("Cache-Control", 502), failing(func(_ *http.Request, res *httptest.ResponseRecorder) { res.Header().Set("ETag", `"a"`) })},
		"routing/unknown path": {instead(200, had(404)), plain},
		"routing/wrong method": {instead(404, had(405)), instead(200, had(405)), instead(400, had(405)), without("Allow", 405), plain},
		"routing/odd paths": {instead(500, func(r *http.Request, _ *httptest.ResponseRecorder) bool {
			return strings.Contains(r.URL.Path, "not-a-number")
		})},
		"body/cut off":       {instead(500, had(400)), plain},
		"body/trailing text": {sent(func(_ *http.Request, body string) bool { return strings.HasSuffix(body, "xyz") })},
		"body/none":          {sent(func(_ *http.Request, body string) bool { return body == "" }), instead(422, had(400))},
		"body/media type":    {instead(400, had(415))},
		"body/media type names": {told(func(_ *http.Request, res *httptest.ResponseRecorder) {
			res.Header().Del("Accept")
			res.Header().Del("Accept-Post")
		})},
		"body/too large":            {sent(func(r *http.Request, body string) bool { return r.ContentLength > 1<<20 })},
		"body/too large, in chunks": {sent(func(r *http.Request, body string) bool { return r.ContentLength < 0 && len(body) > 1<<20 })},
		"body/wrong type":           {sent(func(_ *http.Request, body string) bool { return strings.Contains(body, `"demurtest"`) })},
		"body/place": {failing(func(_ *http.Request, res *httptest.ResponseRecorder) {
			rewrite(res, `{"code":400,"name":"bad_request","size":"wrong"}`) // has members of these names, and says nothing of those
		})},
		"body/twins": {onlyJSON, failing(func(r *http.Request, res *httptest.ResponseRecorder) {
			if r.Method == http.MethodPost && strings.HasSuffix(res.Header().Get("Content-Type"), "xml") {
				rewrite(res, strings.Replace(res.Body.String(), "<detail>", "<detail>More: ", 1))
			}
		})},
		"body/member twice": {sent(func(_ *http.Request, body string) bool { return strings.Count(body, `"name"`) == 2 })},
		"body/media type case": {instead(415, func(r *http.Request, _ *httptest.ResponseRecorder) bool {
			return strings.HasPrefix(r.Header.Get("Content-Type"), "APP")
		})},
		"body/chunked":  {instead(400, func(r *http.Request, _ *httptest.ResponseRecorder) bool { return r.ContentLength < 0 })},
		"key/missing":   {instead(403, had(401)), instead(200, had(401))},
		"key/challenge": {without("WWW-Authenticate")},
		"key/wrong":     {instead(200, had(401)), says("demurtest-knows-no-key")},
		"key/formats":   {onlyJSON},
		"key/no-store":  {without("Cache-Control", 401)},
		"quota/fields": {without("RateLimit"), told(func(_ *http.Request, res *httptest.ResponseRecorder) {
			res.Header().Set("RateLimit", `"hour";r=3;t=60`)
		}),
			told(func(_ *http.Request, res *httptest.ResponseRecorder) {
				res.Header().Set("RateLimit", strings.Replace(res.Header().Get("RateLimit"), ";r=", ";r=1", 1)) // 13 for 3
			})},
		"quota/refusal":     {instead(503, had(429)), fewer, asked429()},
		"quota/Retry-After": {without("Retry-After")},
		"quota/formats":     {onlyJSON, onlyXML},
		"quota/no-store":    {without("Cache-Control", 429)},
		"leaks": {
			says("json: cannot unmarshal string"), says("dial tcp 10.0.0.5:5432"), says(`strconv.Atoi: parsing \"x\": invalid syntax`), says("EOF"), says("*main.Widget"),
			says("goroutine 7 [running]"), says("/usr/local/go/src/net/http/server.go:2122"), says("pq: no such column"), says("at 192.168.7.9"), says("no such client: k-of-a-good-client"),
			failing(func(_ *http.Request, res *httptest.ResponseRecorder) { res.Header().Set("X-Injected", "1") }),
			failing(func(_ *http.Request, res *httptest.ResponseRecorder) { res.Header().Set("X-Server", "127.0.0.1:6379") }),
			told(func(_ *http.Request, res *httptest.ResponseRecorder) {
				if res.Code == 200 {
					res.Header().Set("X-Backend", "10.1.2.3:8080")
				}
			}),
			told(func(_ *http.Request, res *httptest.ResponseRecorder) {
				if res.Code == 429 {
					res.Header().Set("X-Error", "redis: connection pool timeout")
				}
			}),
		},
	}
}

// asked429 admits one more than the quota.
func asked429() wrong {
	var seen atomic.Int64
	return instead(200, func(_ *http.Request, res *httptest.ResponseRecorder) bool { return res.Code == 429 && seen.Add(1) == 1 })
}

// Each check is worth something only if a wrong service fails it.
func TestWrongServices(t *testing.T) {
	t.Parallel()
	results, err := demurtest.Service{Handler: service(t)}.Results(t.Context(), samples()[0])
	if err != nil {
		t.Fatal(err)
	}
	const elsewhere = "it is not what is tested here"
	names := map[string]string{}
	for _, r := range results {
		names[r.Check] = elsewhere
	}
	ways := wrongs()
	var running sync.WaitGroup // and no parallel subtests, which would wait for each other's connections to close
	for name := range names {
		if len(ways[name]) == 0 {
			t.Errorf("no wrong service fails %s", name)
		}
	}
	for name, list := range ways {
		if names[name] == "" {
			t.Errorf("there is no check %s", name)
		}
		others := maps.Clone(names)
		delete(others, name)
		for i, way := range list {
			running.Go(func() {
				// With the lowest limit that is one, or the large bodies would take all the time.
				s := demurtest.Service{Handler: way(service(t)), BodyLimit: 1<<20 + 1, Without: others}
				if name == "breaks off" {
					s.Client = &http.Client{Timeout: 500 * time.Millisecond} // one of them never answers
				}
				if !slices.ContainsFunc(samples(), func(sample demurtest.Sample) bool { return fails(t, s, sample, name) }) {
					t.Errorf("the wrong service %d passes %s", i, name)
				}
			})
		}
	}
	running.Wait()
}

func fails(t *testing.T, s demurtest.Service, sample demurtest.Sample, check string) bool {
	results, err := s.Results(t.Context(), sample)
	if err != nil {
		t.Error(err)
	}
	return slices.ContainsFunc(results, func(r demurtest.Result) bool { return r.Check == check && r.Err != nil })
}
