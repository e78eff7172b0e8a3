package demur_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// bindAll binds a JSON body into a type with every kind of field.
func bindAll(b demur.Binder, body string) *apierror.Error {
	var in struct {
		List []int `json:"list"`
		Tree any   `json:"tree"`
	}
	req := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	return apierror.From(b.Bind(&in, echo.New().NewContext(req, httptest.NewRecorder())))
}

func statusOf(e *apierror.Error) apierror.Status {
	if e == nil {
		return 0
	}
	return e.Status
}

func list(n int, item string) string {
	return `{"list":[` + strings.TrimSuffix(strings.Repeat(item+",", n), ",") + `]}`
}

// Each figure of the README: what it says, and a measurement of it.
func TestReadmeFigures(t *testing.T) {
	t.Parallel()
	const mib = 1 << 20
	fill := func(size int) string { return `{"list":[]}` + strings.Repeat(" ", size-len(`{"list":[]}`)) }
	nested := func(depth int) string { // the object around it is one level
		return `{"tree":` + strings.Repeat("[", depth-1) + strings.Repeat("]", depth-1) + `}`
	}
	figures := map[string]func(t *testing.T){
		"a body of more than 1 MiB": func(t *testing.T) {
			for size, want := range map[int]apierror.Status{mib: 0, mib + 1: 413} {
				if got := statusOf(bindAll(demur.Binder{}, fill(size))); got != want {
					t.Errorf("%d bytes: %d, want %d", size, got, want)
				}
			}
		},
		"more than 10,000 list elements and objects": func(t *testing.T) {
			// The object that holds the list is one of them.
			for n, want := range map[int]apierror.Status{9_999: 0, 10_001: 400} {
				if got := statusOf(bindAll(demur.Binder{}, list(n, "1"))); got != want {
					t.Errorf("%d elements: %d, want %d", n, got, want)
				}
			}
		},
		"nested more than 64 deep": func(t *testing.T) {
			for depth, want := range map[int]apierror.Status{64: 0, 65: 400} {
				if got := statusOf(bindAll(demur.Binder{}, nested(depth))); got != want {
					t.Errorf("%d deep: %d, want %d", depth, got, want)
				}
			}
		},
		"A 400 lists at most 32 places": func(t *testing.T) {
			if n := len(bindAll(demur.Binder{}, list(50, `"x"`)).Fields); n != 32 {
				t.Errorf("%d places", n)
			}
		},
		"All IPv6 addresses of a /64 network share one quota": func(t *testing.T) {
			key := func(addr string) string {
				req := httptest.NewRequest(http.MethodGet, "/", nil)
				req.RemoteAddr = addr
				got, err := demur.KeyByIP(echo.New().NewContext(req, nil))
				if err != nil {
					t.Error(err)
				}
				return got
			}
			first, same, other := key("[2001:db8:0:1::1]:80"), key("[2001:db8:0:1:ffff::2]:80"), key("[2001:db8:0:2::1]:80")
			if first != same || first == other {
				t.Errorf("keys %q, %q and %q", first, same, other)
			}
		},
		"in 23 languages": func(t *testing.T) {
			files, err := filepath.Glob("validation/languages/*.go")
			if err != nil || len(files) == 0 {
				t.Skip("the nested module is not here", err)
			}
			found := map[string]bool{"en": true} // of package validation itself
			for _, file := range files {
				source, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				for _, m := range regexp.MustCompile(`validator/v10/translations/(\w+)"`).FindAllStringSubmatch(string(source), -1) {
					found[m[1]] = true
				}
			}
			if len(found) != 23 {
				t.Errorf("%d languages", len(found))
			}
		},
		"three: Echo, validator, and `golang.org/x/time`": func(t *testing.T) {
			if got := strings.Count(goCommand(t, "list", "-m", "-f", "{{if not (or .Indirect .Main)}}x{{end}}", "all"), "x"); got != 3 {
				t.Errorf("%d direct requirements", got)
			}
		},
		"now Go 1.26 and Go 1.27": func(t *testing.T) {
			data, err := os.ReadFile("go.mod")
			if err != nil || !strings.Contains(string(data), "\ngo 1.26.0\n") {
				t.Errorf("go.mod names another release (%v)", err)
			}
			if v := runtime.Version(); !strings.HasPrefix(v, "go1.26") && !strings.HasPrefix(v, "go1.27") {
				t.Logf("this is %s", v)
			}
		},
	}
	readme := strings.Join(strings.Fields(readmeText(t)), " ")
	for text, measure := range figures {
		t.Run(text, func(t *testing.T) {
			if !strings.Contains(readme, text) {
				t.Error("the README does not say so")
			}
			measure(t)
		})
	}
}

// The figures of the store in memory: bytes for each key, within a tenth, and how
// many keys it counts. It is not parallel, since it measures the heap.
func TestReadmeMemoryFigures(t *testing.T) {
	readme := strings.Join(strings.Fields(readmeText(t)), " ")
	for _, text := range []string{"A counter takes about 24 bytes for each key.", "counts one million keys"} {
		if !strings.Contains(readme, text) {
			t.Errorf("the README does not say %q", text)
		}
	}
	synctest.Test(t, measureMemory) // in one window
}

func measureMemory(t *testing.T) {
	heap := func() uint64 {
		var m runtime.MemStats
		for range 3 { // what other tests have left in pools is gone after the third
			runtime.GC()
		}
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	const million = 1_000_000
	limiter, err := ratelimit.NewFixedWindow(ratelimit.Hourly(1), nil)
	if err != nil {
		t.Fatal(err)
	}
	refused := [2]int{}
	take := func(i int) {
		d, err := limiter.Take(t.Context(), fmt.Sprint("key ", i), 1)
		if err != nil {
			t.Fatal(err)
		}
		if !d.Allowed {
			refused[i/million]++
		}
	}
	for i := range million {
		take(i)
	}
	with := heap()
	for i := range million / 2 {
		take(million + i)
	}
	if refused[0] > million/1000 || refused[1] == 0 {
		t.Errorf("refused %d of the first million keys, and %d of half a million more", refused[0], refused[1])
	}
	limiter = nil // what other tests leave behind goes at any time, so the second look is a late one
	if perKey := float64(with-heap()) / million; perKey < 24*0.9 || perKey > 24*1.1 {
		t.Errorf("%.1f bytes a key", perKey)
	}
}
