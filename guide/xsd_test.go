package guide_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
)

func TestXSDIsGolden(t *testing.T) {
	t.Parallel()
	golden(t, "problem.xsd", paymentsGuide(t).XSD())
}

func TestXSDIsXMLWhateverTheTexts(t *testing.T) {
	t.Parallel()
	for name, of := range guides() {
		document := of.guide(t).XSD()
		var kept strings.Builder
		for d := xml.NewDecoder(bytes.NewReader(document)); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			switch token := token.(type) {
			case xml.CharData:
				kept.Write(token)
			case xml.Comment, xml.ProcInst:
				if p, ok := token.(xml.ProcInst); !ok || p.Target != "xml" {
					t.Errorf("%s: a text became markup: %v", name, token)
				}
			}
		}
		if want := strings.TrimSpace(strings.ToValidUTF8(of.cfg.Title, "\uFFFD")); !strings.ContainsAny(want, "\x00\x01\r\uFFFE\uFFFD") && !strings.Contains(kept.String(), want) {
			t.Errorf("%s: the title is not in it", name)
		}
	}
}

// lint returns a function that holds documents to the schema of a guide. It returns what
// is wrong with each of them.
func lint(t *testing.T, g *guide.Guide) func(documents ...[]byte) []error {
	t.Helper()
	program, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not installed")
	}
	dir := t.TempDir()
	write := func(name string, b []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("problem.xsd", g.XSD())
	return func(documents ...[]byte) []error {
		args := []string{"--nonet", "--huge", "--noout", "--schema", "problem.xsd"}
		for i, document := range documents {
			name := strconv.Itoa(i) + ".xml"
			write(name, document)
			args = append(args, name)
		}
		cmd := exec.CommandContext(t.Context(), program, args...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); err != nil && code != 3 && code != 4 { // these: a document is not valid
			t.Fatalf("%v\n%s", err, out)
		}
		all := make([]error, len(documents))
		for i := range all {
			name := strconv.Itoa(i) + ".xml"
			if !bytes.Contains(out, []byte(name+" validates")) {
				var said []string
				for line := range strings.Lines(string(out)) {
					if strings.HasPrefix(line, name) {
						said = append(said, line)
					}
				}
				all[i] = errors.New(strings.Join(said, ""))
			}
		}
		return all
	}
}

func TestXSDAllowsWhatIsSent(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"payments", "hostile", "without a host"} {
		g, cfg := guides()[name].guide(t), guides()[name].cfg
		problems := &apierror.Writer{TypeBase: g.TypeBase()}
		var documents [][]byte
		for _, e := range cfg.Samples {
			e = e.With("request_id", "1").With("violated-policies", []string{"hourly", ""}).WithInstance("/log/1")
			documents = append(documents, answered(t, problems, e, "application/xml"))
		}
		for _, s := range cfg.Statuses {
			e := s.New("").WithField(apierror.FieldError{In: "query", Name: "page", Code: "type"}).WithField(apierror.FieldError{XPath: "/a", Detail: "x"})
			documents = append(documents, answered(t, problems, s, "application/xml"), answered(t, problems, e, "application/xml"))
		}
		for i, err := range lint(t, g)(documents...) {
			if err != nil {
				t.Errorf("%s: %v\n%.500s", name, err, documents[i])
			}
		}
	}
}

func TestXSDRefusesWhatIsNotSent(t *testing.T) {
	t.Parallel()
	check := lint(t, paymentsGuide(t))
	const document = `<problem xmlns="urn:ietf:rfc:7807"><type>https://api.example.com/guide#card_declined</type><title>Card declined</title>` +
		`<status>402</status><detail>No.</detail><code>card_declined</code><errors><i><pointer>#/card</pointer></i></errors></problem>`
	for name, tc := range map[string]struct {
		from, to string
		valid    bool
	}{
		"as it is":                  {"", "", true},
		"without a type":            {"<type>https://api.example.com/guide#card_declined</type>", "", true},
		"an extension member":       {"</problem>", "<decline_code>lost</decline_code></problem>", true},
		"errors behind a member":    {"<errors>", "<decline_code>lost</decline_code><errors>", true},
		"a name with a hyphen":      {"</problem>", "<violated-policies><i>hourly</i></violated-policies></problem>", true},
		"a code that is not listed": {"<code>card_declined", "<code>card_lost", true},
		"an attribute":              {"<title>", `<title lang="en">`, false},
		"an attribute of the root":  {"<problem", `<problem lang="en"`, false},
		"no status":                 {"<status>402</status>", "", false},
		"a success":                 {"402", "200", false},
		"an empty title":            {"Card declined", "", false},
		"an empty code":             {"<code>card_declined", "<code>", false},
		"another order":             {"<detail>No.</detail><code>card_declined</code>", "<code>card_declined</code><detail>No.</detail>", false},
		"a title twice":             {"</problem>", "<title>Card declined</title></problem>", false},
		"a request ID twice":        {"</problem>", "<request_id>1</request_id><request_id>2</request_id></problem>", false},
		"an empty request ID":       {"</problem>", "<request_id/></problem>", false},
		"no fields":                 {"<i><pointer>#/card</pointer></i>", "", false},
		"a field of another name":   {"</pointer>", "</pointer><value>4242</value>", false},
		"a place twice":             {"</pointer>", "</pointer><pointer>#/b</pointer>", false},
		"another namespace":         {"7807", "9457", false},
		"an element of another":     {"</problem>", `<x xmlns="urn:x">1</x></problem>`, false},
		"text between":              {"<status>", "text<status>", false},
		"another root":              {"problem", "error", false},
	} {
		changed := document
		if tc.from != "" {
			changed = strings.ReplaceAll(document, tc.from, tc.to)
		}
		if (changed == document) != (name == "as it is") {
			t.Fatalf("%s: nothing is changed", name)
		}
		if err := check([]byte(changed))[0]; (err == nil) != tc.valid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
