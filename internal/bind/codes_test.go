package bind_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/bind"
)

// codes returns the codes of the table that the README shows, each with its parameter.
func codes(t *testing.T) []string {
	t.Helper()
	table, err := os.ReadFile("../../testdata/codes.txt")
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
	files, err := filepath.Glob("*.go")
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

// shortCode reads text by itself, and none of another length than three.
type shortCode string

func (c *shortCode) UnmarshalText(text []byte) error {
	if len(text) != 3 {
		return fmt.Errorf("%d characters", len(text))
	}
	*c = shortCode(text)
	return nil
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
	const j, f, m = "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
	var seen []string
	for _, tt := range []struct {
		query, contentType, body string
		dst                      any
	}{
		{"?page=1&page=2&wait=x", j, "{}", new(coded)},
		{"?page=x", j, "{}", new(coded)},
		{"", j, `{"text":1,"flag":1,"bytes":1,"list":1,"inner":1,"ratio":"x","at":"x","code":"x","small":300}`, new(coded)},
		{"", j, `{"other":1}`, new(coded)},
		{"", f, "text=%ff&file=x", new(coded)},
		{"", m, "--b\r\nContent-Disposition: form-data; name=\"text\"; filename=\"a\"\r\n\r\nx\r\n--b--", new(coded)},
		{"", "application/xml", "<invoice/>", new(coded)},
		{"", j, `[null]`, new([]*coded)},
	} {
		err := bind.Binder{RejectUnknown: true}.Bind(request(http.MethodPost, "/7"+tt.query, tt.body, "Content-Type", tt.contentType), tt.dst)
		e, ok := errors.AsType[*apierror.Error](err)
		if !ok || e.Status != apierror.BadRequest {
			t.Fatalf("%s%s: %v", tt.query, tt.body, err)
		}
		for _, field := range e.Fields {
			seen = append(seen, field.Code+" "+field.Param)
		}
	}
	slices.Sort(seen)
	if seen, table := slices.Compact(seen), codes(t); !slices.Equal(seen, table) {
		t.Errorf("in the answers %q\nin the table   %q", seen, table)
	}
}
