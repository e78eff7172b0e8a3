package demur_test

import (
	"errors"
	"maps"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// everyKind has a field of each kind that the binder names.
type everyKind struct {
	Bool   bool                  `json:"bool"`
	Text   string                `json:"text" query:"text"`
	Small  int8                  `json:"small" xml:"small"`
	Float  float64               `json:"float"`
	List   []int                 `json:"list"`
	Object struct{ A int }       `json:"object"`
	Bytes  []byte                `json:"bytes"`
	At     time.Time             `json:"at"`
	IP     net.IP                `json:"ip"`
	Wait   time.Duration         `query:"wait"`
	File   *multipart.FileHeader `form:"file"`
}

type rooted struct {
	XMLName struct{} `xml:"payment"`
	Small   int8     `xml:"small"`
}

// provoked returns the codes of the binder, each with the params that came with it.
func provoked(t *testing.T) map[string]map[string]bool {
	t.Helper()
	e := echo.New()
	seen := map[string]map[string]bool{}
	see := func(err error) {
		t.Helper()
		if apierror.StatusOf(err) != apierror.BadRequest {
			t.Errorf("%v: want a 400", err)
		}
		for _, f := range apierror.From(err).Fields {
			if seen[f.Code] == nil {
				seen[f.Code] = map[string]bool{}
			}
			seen[f.Code][f.Param] = true
		}
	}
	bind := func(dst any, target, contentType, body string) {
		t.Helper()
		req := httptest.NewRequest(http.MethodPost, target, strings.NewReader(body))
		req.Header.Set("Content-Type", contentType)
		see(demur.Binder{RejectUnknown: true}.Bind(dst, e.NewContext(req, httptest.NewRecorder())))
	}
	for _, body := range []string{
		`{"bool":1}`, `{"text":1}`, `{"small":"x"}`, `{"float":"x"}`, `{"list":1}`, `{"object":1}`,
		`{"bytes":1}`, `{"at":1}`, `{"small":300}`, `{"ip":"x"}`, `{"more":1}`, `{"small":1,"small":1}`,
	} {
		bind(new(everyKind), "/", "application/json", body)
	}
	bind(new(everyKind), "/?wait=x", "application/json", `{}`)
	bind(new(everyKind), "/?text=%ff", "application/json", `{}`)
	bind(new(everyKind), "/", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\ntext\r\n--b--\r\n")
	bind(new(rooted), "/", "application/xml", "<other><small>1</small></other>")

	// Echo's own binder of single values, whose error is answered as any other.
	if err := (demur.Config{Logger: discard()}).Install(e); err != nil {
		t.Fatal(err)
	}
	e.POST("/", func(c echo.Context) error {
		var n int
		return echo.QueryParamsBinder(c).MustInt("n", &n).BindError()
	})
	w := httptest.NewRecorder()
	e.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", nil))
	problem, err := apierror.Decode(w.Result())
	if err != nil {
		t.Error(err)
	}
	see(problem)
	return seen
}

// The table of codes has those that the binder gives, all of them, and for the
// code type all params.
func TestReadmeCodes(t *testing.T) {
	t.Parallel()
	seen := provoked(t)
	var shown []string
	for _, row := range readmeTable(t, "codes") {
		code := codeSpans(row[0])[0]
		shown = append(shown, code)
		params := slices.Sorted(maps.Keys(seen[code]))
		params = slices.DeleteFunc(params, func(p string) bool { return p == "" })
		told := codeSpans(row[2])
		slices.Sort(told)
		if !slices.Equal(params, told) {
			t.Errorf("%s: the params are %v, the README has %v", code, params, told)
		}
	}
	slices.Sort(shown)
	if want := slices.Sorted(maps.Keys(seen)); !slices.Equal(shown, want) {
		t.Errorf("the README has the codes %v, want %v", shown, want)
	}
	files, err := filepath.Glob("internal/bind/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	literal := regexp.MustCompile(`\brule\{"(\w+)"`)
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range literal.FindAllStringSubmatch(string(source), -1) {
			if !slices.Contains(shown, m[1]) {
				t.Errorf("%s has the code %s, the README has not", file, m[1])
			}
		}
	}
}

// What the README says of Install and of the binders of Echo.
func TestReadmeInstall(t *testing.T) {
	t.Parallel()
	e := echo.New()
	e.HTTPErrorHandler = func(error, echo.Context) { t.Error("the old handler was called") }
	if err := (demur.Config{Logger: discard()}).Install(e); err != nil {
		t.Fatal(err)
	}
	e.Binder = new(echo.DefaultBinder)
	e.POST("/strict", func(c echo.Context) error {
		_, err := demur.Bind[struct {
			N int `json:"n"`
		}](c)
		return err
	})
	e.POST("/echo", func(c echo.Context) error {
		var in struct {
			N int `json:"n"`
		}
		return errors.Join(c.Bind(&in), c.NoContent(http.StatusNoContent))
	})
	for path, want := range map[string]int{"/strict": 400, "/echo": 204, "/nowhere": 404} {
		req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(`{"n":1} more`))
		req.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		e.ServeHTTP(w, req)
		if w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
}
