package demur_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
)

// readmeText returns all that the documents of this module say.
func readmeText(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	files, _ := documentFiles(t)
	for _, file := range files {
		if !strings.HasPrefix(file, "ratelimit/") {
			all.WriteString(readText(t, file))
		}
	}
	return all.String()
}

// readmeTable returns the rows of the table below the comment "table name". A row
// is a list of cells; the head is left out.
func readmeTable(t *testing.T, name string) (rows [][]string) {
	t.Helper()
	_, after, found := strings.Cut(readmeText(t), "<!-- table "+name+" -->\n")
	if !found {
		t.Fatalf("no document has the table %s", name)
	}
	for line := range strings.Lines(after) {
		if !strings.HasPrefix(line, "|") {
			break
		}
		cells := strings.Split(strings.Trim(line, "|\n"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		rows = append(rows, cells)
	}
	if len(rows) < 3 {
		t.Fatalf("the table %s has no rows", name)
	}
	return rows[2:]
}

var codeSpan = regexp.MustCompile("`([^`]+)`")

// codeSpans returns what stands between backticks.
func codeSpans(text string) (list []string) {
	for _, m := range codeSpan.FindAllStringSubmatch(text, -1) {
		list = append(list, m[1])
	}
	return list
}

// Every exported name of which the documents speak is in the API.
func TestReadmeNames(t *testing.T) {
	t.Parallel()
	readme := readmeText(t)
	for _, pkg := range []string{"demur", "demurhttp", "adapter", "apierror", "negotiate", "ratelimit", "validation"} {
		api, err := os.ReadFile(filepath.Join("testdata", "api", pkg+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\b`+pkg+`\.([A-Z]\w+)`).FindAllStringSubmatch(readme, -1) {
			if !regexp.MustCompile(`(?m)^(?:func|type|\t) ?` + m[1] + `\b`).Match(api) {
				t.Errorf("the API has no %s", m[0])
			}
		}
	}
}

// Each row tells the status that its constant of apierror has.
func TestReadmeStatuses(t *testing.T) {
	t.Parallel()
	api, err := os.ReadFile(filepath.Join("testdata", "api", "apierror.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var shown []string
	for _, row := range readmeTable(t, "statuses") {
		shown = append(shown, row[0])
		for _, m := range regexp.MustCompile(`apierror\.([A-Z]\w+)`).FindAllStringSubmatch(row[2], -1) {
			if !regexp.MustCompile(m[1] + ` +Status = ` + row[0] + `\b`).Match(api) {
				t.Errorf("apierror.%s is not %s", m[1], row[0])
			}
		}
	}
	want := strings.Fields("200 201 204 400 401 402 403 404 405 406 412 422 429 500 502 503")
	if !slices.Equal(shown, want) {
		t.Errorf("the table has %v, want %v", shown, want)
	}
}

// What the README says of the names that With takes is what With does.
func TestReadmeExtensionNames(t *testing.T) {
	t.Parallel()
	sent, left := 0, 0
	for _, row := range readmeTable(t, "names") {
		for _, name := range codeSpans(row[0]) {
			w := httptest.NewRecorder()
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			err := apierror.Conflict.New("").With(name, "a value")
			if writeErr := new(apierror.Writer).Write(w, r, err); writeErr != nil {
				t.Fatal(writeErr)
			}
			var document map[string]any
			if err := json.Unmarshal(w.Body.Bytes(), &document); err != nil {
				t.Fatal(err)
			}
			got := document[name] == "a value"
			if want := strings.HasPrefix(row[1], "sends"); got != want {
				t.Errorf("%s: sent is %t, want %t:\n%s", name, got, want, w.Body)
			}
			if unsendable := strings.Contains(fmt.Sprint(err.LogValue()), "unsendable=["+name+"]"); unsendable == got {
				t.Errorf("%s: sent is %t, and that it is left out is logged: %t", name, got, unsendable)
			}
			if got {
				sent++
			} else {
				left++
			}
		}
	}
	if sent < 3 || left < 10 {
		t.Errorf("%d names are sent and %d are not: is the table whole?", sent, left)
	}
}

// The README says how each module is fetched.
func TestReadmeGoGet(t *testing.T) {
	t.Parallel()
	readme := readText(t, "README.md")
	for _, dir := range []string{"", "/echov5", "/ratelimit/redisstore", "/validation/languages", "/guide"} {
		if !regexp.MustCompile(`(?m)^    go get ` + module + dir + `\b *#`).MatchString(readme) {
			t.Errorf("no go get line for %s", module+dir)
		}
		data, err := os.ReadFile(filepath.Join(".", dir, "go.mod"))
		if os.IsNotExist(err) {
			continue // the nested modules are not in the zip of the core
		}
		if err != nil || !strings.HasPrefix(string(data), "module "+module+dir+"\n") {
			t.Errorf("%s: %v", dir, err)
		}
	}
}
