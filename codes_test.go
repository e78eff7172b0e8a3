package demur_test

import (
	"encoding/json"
	"encoding/xml"
	"go/ast"
	"go/parser"
	"go/token"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
)

// codes returns the codes of testdata/codes.txt, each with its parameter.
func codes(t *testing.T) []string {
	t.Helper()
	table, err := os.ReadFile("testdata/codes.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for line := range strings.Lines(string(table)) {
		if cells := strings.Split(line, "|"); strings.Contains(cells[1], "`") {
			all = append(all, strings.Trim(cells[1], " `")+" "+strings.Trim(cells[2], " `"))
		}
	}
	return all
}

// The table of codes is that of the source: no code is missing, and none is there
// that no request can have.
func TestCodesAreInTheTable(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("internal/bind/*.go")
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	var found []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if code, param, ok := ruleOf(n); ok {
				found = append(found, code+" "+param)
			}
			return true
		})
	}
	slices.Sort(found)
	if found, table := slices.Compact(found), codes(t); !slices.Equal(found, table) {
		t.Errorf("in the source %q\nin the table  %q", found, table)
	}
}

// ruleOf returns what is written in a rule{code, param, detail}.
func ruleOf(n ast.Node) (code, param string, ok bool) {
	lit, isLit := n.(*ast.CompositeLit)
	if !isLit || len(lit.Elts) < 2 {
		return "", "", false
	}
	if name, isName := lit.Type.(*ast.Ident); !isName || name.Name != "rule" {
		return "", "", false
	}
	first, ok1 := lit.Elts[0].(*ast.BasicLit)
	second, ok2 := lit.Elts[1].(*ast.BasicLit)
	if !ok1 || !ok2 {
		return "", "", false
	}
	code, _ = strconv.Unquote(first.Value)
	param, _ = strconv.Unquote(second.Value)
	return code, param, true
}

// coded has a field for each code.
type coded struct {
	XMLName xml.Name              `json:"-" xml:"order"`
	Page    int                   `query:"page"`
	Text    string                `json:"text" form:"text"`
	Flag    bool                  `json:"flag"`
	Bytes   []byte                `json:"bytes"`
	List    []int                 `json:"list"`
	Inner   struct{ A int }       `json:"inner"`
	Ratio   float64               `json:"ratio"`
	At      time.Time             `json:"at"`
	Wait    time.Duration         `query:"wait"`
	Code    shortCode             `json:"code"`
	Small   int8                  `json:"small"`
	File    *multipart.FileHeader `form:"file"`
}

// Each code of the table is the answer to a request.
func TestCodesOfRequests(t *testing.T) {
	t.Parallel()
	e, _ := quietService(t)
	e.Binder = demur.Binder{RejectUnknown: true}
	e.POST("/", bindTo[coded])
	e.POST("/list", func(c echo.Context) error {
		_, err := demur.Bind[[]*coded](c)
		return err
	})
	const j, f, m = "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
	var seen []string
	for _, tt := range []struct{ target, contentType, body string }{
		{"/?page=1&page=2&wait=x", j, "{}"},
		{"/?page=x", j, "{}"},
		{"/", j, `{"text":1,"flag":1,"bytes":1,"list":1,"inner":1,"ratio":"x","at":"x","code":"x","small":300}`},
		{"/", j, `{"other":1}`},
		{"/", f, "text=%ff&file=x"},
		{"/", m, "--b\r\nContent-Disposition: form-data; name=\"text\"; filename=\"a\"\r\n\r\nx\r\n--b--"},
		{"/", "application/xml", "<invoice/>"},
		{"/list", j, `[null]`},
	} {
		req := httptest.NewRequest(http.MethodPost, tt.target, strings.NewReader(tt.body))
		req.Header.Set("Content-Type", tt.contentType)
		req.Header.Set("Accept", "application/json")
		w := httptest.NewRecorder()
		e.ServeHTTP(w, req)
		var document struct {
			Errors []struct{ Code, Param string }
		}
		if err := json.Unmarshal(w.Body.Bytes(), &document); err != nil || w.Code != 400 {
			t.Errorf("%s: %d %v", tt.body, w.Code, err)
		}
		for _, f := range document.Errors {
			seen = append(seen, f.Code+" "+f.Param)
		}
	}
	slices.Sort(seen)
	if seen, table := slices.Compact(seen), codes(t); !slices.Equal(seen, table) {
		t.Errorf("in the answers %q\nin the table   %q", seen, table)
	}
}
