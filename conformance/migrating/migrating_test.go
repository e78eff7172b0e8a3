package migrating

import (
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite MIGRATING.md")

const page = "../../MIGRATING.md"

// guide is one guide of the page: two services, and what is sent to both.
type guide struct {
	before, after func() http.Handler
	requests      []string // METHOD PATH, then header fields and a body, split by " | "
}

var guides = map[string]guide{
	"errors": {errorsBefore, errorsAfter, []string{
		"GET /widgets/9", "GET /widgets/8", "GET /nowhere", "PUT /widgets/7", "GET /widgets/9 | Accept: application/xml"}},
	"binding": {bindingBefore, bindingAfter, []string{
		`POST /users | Content-Type: application/json | {"name":"eve","age":30}`,
		`POST /users | Content-Type: application/json | {"age":17}`,
		`POST /users | Content-Type: application/json | {"age":"old"}`,
		`POST /users | Content-Type: application/json | {"age":30`,
		`POST /users | Content-Type: text/plain | eve`,
		`POST /users`}},
	"limiter":  {limiterBefore, limiterAfter, []string{"GET /", "GET /", "GET /", "GET / | X-Forwarded-For: 192.0.2.7"}},
	"httprate": {httprateBefore, httprateAfter, []string{"GET /", "GET /", "GET /"}},
	"five": {fourBefore, fiveAfter, []string{
		`POST /users | Content-Type: application/json | {"name":"eve","age":30}`,
		`POST /users | Content-Type: application/json | {"age":17}`,
		"GET /users/eve", "GET /users/bob | Accept: application/xml", "PUT /users/bob",
		`POST /users | Content-Type: application/json | ` + strings.Repeat("x", 2000)}},
	"problems": {problemsBefore, problemsAfter, []string{"POST /charge", "POST /charge | Accept: application/problem+json", "POST /charge | Accept: application/xml", "GET /charge"}},
	"plain":    {plainBefore, plainAfter, []string{"GET /widgets/7", "GET /widgets/8", "GET /nowhere", "PUT /widgets/7"}},
}

// TestPage holds MIGRATING.md to the programs: each block of code is a part of one, and
// each table is what the services before and after have answered. Only the answers to
// the guide from v4 to v5 must not differ at all.
func TestPage(t *testing.T) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	shown := map[string]bool{}
	text = regexp.MustCompile("(?s)<!-- go (\\S+) -->\n```go\n.*?```").ReplaceAllStringFunc(text, func(block string) string {
		name := strings.Fields(block)[2]
		shown[name] = true
		return "<!-- go " + name + " -->\n```go\n" + part(t, name) + "```"
	})
	tables := map[string]bool{}
	text = regexp.MustCompile(`(?s)<!-- answers (\S+) -->\n(\|.*?\n)*`).ReplaceAllStringFunc(text, func(block string) string {
		name := strings.Fields(block)[2]
		tables[name] = true
		return "<!-- answers " + name + " -->\n" + table(t, name)
	})
	for name, g := range guides {
		if !tables[name] || !shown[name+"-before"] || !shown[name+"-after"] || g.before == nil {
			t.Errorf("the page does not have all of the guide %s", name)
		}
	}
	if text == string(data) {
		return
	}
	if *update {
		err = os.WriteFile(page, []byte(text), 0o644)
	} else {
		t.Error("MIGRATING.md is not what the programs say; run go test ./migrating -update in conformance")
	}
	if err != nil {
		t.Fatal(err)
	}
}

// part returns what stands between //page:name and //page:end, as far to the left as it goes.
func part(t *testing.T, name string) string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, after, found := strings.Cut(string(code), "//page:"+name+"\n")
		text, _, ended := strings.Cut(after, "//page:end\n")
		if !found || !ended {
			continue
		}
		text = strings.TrimRight(text, "\t\n") + "\n"
		indent := text[:len(text)-len(strings.TrimLeft(text, "\t"))]
		return strings.ReplaceAll(strings.TrimPrefix(text, indent), "\n"+indent, "\n")
	}
	t.Fatalf("no part %s", name)
	return ""
}

// table returns the rows of a guide, all of them asked within one clock hour.
func table(t *testing.T, name string) string {
	t.Helper()
	for {
		hour := time.Now().Truncate(time.Hour)
		if rows := rows(t, name); time.Now().Truncate(time.Hour).Equal(hour) {
			return rows
		}
	}
}

func rows(t *testing.T, name string) string {
	t.Helper()
	g := guides[name]
	before, after := httptest.NewServer(g.before()), httptest.NewServer(g.after())
	defer before.Close()
	defer after.Close()
	var b strings.Builder
	b.WriteString("| request | before | after |\n|---|---|---|\n")
	for _, request := range g.requests {
		was, is := ask(t, before, request), ask(t, after, request)
		if name == "five" && was != is {
			t.Errorf("%s: %s on v4, %s on v5", request, was, is)
		}
		if name == "five" {
			is = "the same"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", shortened(request), was, is)
	}
	return b.String()
}

func shortened(request string) string {
	parts := strings.Split(request, " | ")
	for i, p := range parts {
		if len(p) > 60 {
			p = fmt.Sprintf("%d bytes", len(p))
			parts[i] = p
			continue
		}
		parts[i] = "`" + p + "`"
	}
	return strings.Join(parts, " ")
}

// told are the header fields that the tables show.
var told = []string{"Allow", "Location", "Retry-After", "Ratelimit", "X-Ratelimit-Remaining", "Accept"}

// ask returns an answer in one line.
func ask(t *testing.T, server *httptest.Server, request string) string {
	t.Helper()
	parts := strings.Split(request, " | ")
	method, path, _ := strings.Cut(parts[0], " ")
	var body io.Reader
	header := http.Header{}
	for _, p := range parts[1:] {
		if name, value, ok := strings.Cut(p, ": "); ok && !strings.HasPrefix(p, "{") {
			header.Set(name, value)
		} else {
			body = strings.NewReader(p)
		}
	}
	req, err := http.NewRequest(method, server.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header = header
	res, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	line := fmt.Sprint(res.StatusCode)
	if kind, _, _ := strings.Cut(res.Header.Get("Content-Type"), ";"); kind != "" && len(data) > 0 {
		line += " " + kind
	}
	for _, name := range told {
		if value := res.Header.Get(name); value != "" {
			fields := strings.Split(value, ", ")
			switch name {
			case "Allow":
				slices.Sort(fields)
			case "Retry-After":
				fields = []string{"…"}
			}
			line += ", " + name + ": " + varying.ReplaceAllString(strings.Join(fields, ", "), "…")
		}
	}
	if text := strings.Join(strings.Fields(string(data)), " "); text != "" {
		line += " `" + strings.ReplaceAll(varying.ReplaceAllString(text, "…"), "|", "\\|") + "`"
	}
	return line
}

// varying is what no two runs have in common.
var varying = regexp.MustCompile(`\d{4}-\d\d-\d\dT[\d:]+Z|\bt=\d+$`)
