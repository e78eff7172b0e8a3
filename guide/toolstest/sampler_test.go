package toolstest_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
	"github.com/seed-86b940f4/demur/guide/toolstest/payments"
)

// Redoc shows what its sampler makes of the schema of a code. That is the document which
// the encoder makes: the same names, namespace, texts and order.
func TestRedocShowsTheDocumentsThatAreSent(t *testing.T) {
	t.Parallel()
	all := everyway()
	all["hostile"], all["long"] = attacked(hostile), attacked(long)
	for name, cfg := range all {
		g := newGuide(t, cfg)
		shown, schemas := redoc(t, g), schemaNames(t, g)
		for _, sample := range samples(t, g) {
			component := schemas[sample.code]
			e := decode(t, sample)
			for i, f := range decode(t, xmlAnswer(sample, shown[component])).Fields {
				if i < len(e.Fields) && f.XPath != "" { // in XML the places may be named as in XML
					e.Fields[i].Pointer, e.Fields[i].XPath = "", f.XPath
				}
			}
			got, want := canonical(t, shown[component]), canonical(t, string(encodeXML(t, sample, e).body))
			if got != want {
				t.Errorf("%s: Redoc shows for %s\n%s\nwant\n%s", name, component, got, want)
			}
		}
	}
}

// The samples of the document are what a service sends for the errors of Config.Samples.
func TestSamplesAreThoseOfTheEncoders(t *testing.T) {
	t.Parallel()
	cfg := payments.Guide()
	g := newGuide(t, cfg)
	problems := &apierror.Writer{TypeBase: g.TypeBase(), RetryAfter: cfg.RetryAfter}
	all := samples(t, g)
	for _, e := range cfg.Samples {
		w := httptest.NewRecorder()
		if err := problems.Write(w, httptest.NewRequest(http.MethodGet, "/", nil), e.With("request_id", "f3a1c2")); err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(all, func(s answer) bool { return s.code == e.Code })
		if i < 0 {
			t.Errorf("%s has no sample", e.Code)
		} else if got, want := canonicalJSON(t, all[i].body), canonicalJSON(t, w.Body.Bytes()); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", e.Code, got, want)
		}
	}
}

func xmlAnswer(of answer, document string) answer {
	of.header, of.body = http.Header{"Content-Type": {"application/xml"}}, []byte(document)
	return of
}

func canonicalJSON(t testing.TB, document []byte) string {
	t.Helper()
	var v any
	d := json.NewDecoder(bytes.NewReader(document))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// redoc returns the samples that Redoc's sampler makes of the schemas, by name.
func redoc(t *testing.T, g *guide.Guide) map[string]string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	if _, err := os.Stat(filepath.Join("node", "node_modules", "openapi-sampler")); err != nil {
		t.Skip("openapi-sampler is not installed: run npm ci --prefix node")
	}
	cmd := exec.CommandContext(t.Context(), node, "sample.mjs")
	cmd.Dir = "node"
	cmd.Stdin = bytes.NewReader(g.OpenAPIJSON())
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("the sampler: %v\n%s", err, stderr.Bytes())
	}
	var shown map[string]string
	if err := json.Unmarshal(out, &shown); err != nil {
		t.Fatal(err)
	}
	return shown
}

// canonical writes elements, namespaces and texts one a line. Spaces between elements
// say nothing.
func canonical(t testing.TB, document string) string {
	t.Helper()
	var b strings.Builder
	depth := 0
	for d := xml.NewDecoder(strings.NewReader(document)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, document)
		}
		indent := strings.Repeat("  ", depth)
		switch token := token.(type) {
		case xml.StartElement:
			fmt.Fprintf(&b, "%s%s %s", indent, token.Name.Space, token.Name.Local)
			for _, a := range token.Attr {
				if a.Name.Local != "xmlns" {
					fmt.Fprintf(&b, " %v=%q", a.Name, a.Value)
				}
			}
			b.WriteByte('\n')
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			// The sampler writes carriage returns as they are, so they do not come back.
			text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(token))
			if text = strings.TrimSpace(text); text != "" {
				fmt.Fprintf(&b, "%s%q\n", indent, text)
			}
		}
	}
}
