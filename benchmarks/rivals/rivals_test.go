package rivals_test

import (
	"flag"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/benchmarks/rivals"
)

var update = flag.Bool("update", false, "write docs/rivals.md anew")

func TestRivals(t *testing.T) {
	t.Parallel()
	columns, err := rivals.Ask(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Run("demur is right", func(t *testing.T) {
		for _, c := range columns {
			if strings.HasPrefix(c.Name, "demur") {
				for _, f := range c.Findings {
					if f.Verdict != rivals.Right {
						t.Errorf("%s, %s, %s: %s", c.Name, f.Sample, f.Check, f.Fault)
					}
				}
			}
		}
	})
	// What a service without working handlers gets wrong would say nothing about its framework.
	t.Run("all services work", func(t *testing.T) {
		for _, c := range columns {
			var answered []string
			for _, f := range c.Findings {
				if f.Check == "sample" && f.Verdict == rivals.Right {
					answered = append(answered, f.Sample)
				}
			}
			wanted := []string{"get", "create", "not found", "boom"}
			if c.Name != "huma" { // it reads no XML
				wanted = append(wanted, "create from XML")
			}
			for _, sample := range wanted {
				if !slices.Contains(answered, sample) {
					t.Errorf("%s does not answer %s", c.Name, sample)
				}
			}
			if len(c.Findings) < 60 {
				t.Errorf("%s was asked %d questions", c.Name, len(c.Findings))
			}
		}
	})
	t.Run("docs", func(t *testing.T) {
		const file = "../../docs/rivals.md"
		page := rivals.Page(columns, version(t))
		if *update {
			if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		have, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(have) != page {
			t.Errorf("docs/rivals.md is another page; go run ./benchmarks -rivals docs/rivals.md\n%s", difference(string(have), page))
		}
	})
}

// version asks go list, since a test binary does not say what it is built of.
func version(t *testing.T) func(module string) string {
	return func(module string) string {
		out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Version}}", module).Output()
		if err != nil {
			t.Fatalf("go list -m %s: %v", module, err)
		}
		return strings.TrimSpace(string(out))
	}
}

// difference returns the first lines that only one of two pages has.
func difference(have, want string) string {
	old, fresh := strings.Split(have, "\n"), strings.Split(want, "\n")
	var b strings.Builder
	for _, line := range old {
		if !slices.Contains(fresh, line) {
			b.WriteString("- " + line + "\n")
		}
	}
	for _, line := range fresh {
		if !slices.Contains(old, line) {
			b.WriteString("+ " + line + "\n")
		}
	}
	text := b.String()
	return text[:min(len(text), 4000)]
}
