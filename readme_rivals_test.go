package demur_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// rivalTopics are what the README calls the rows of the table in docs/rivals.md.
var rivalTopics = []string{"samples", "successes", "errors", "documents", "paths", "bodies", "keys", "quota", "half an answer", "no leaks", "all"}

// TestReadmeRivals holds the table of the README to the first one of docs/rivals.md, whose
// rows are its columns. With -update it is written anew.
func TestReadmeRivals(t *testing.T) {
	t.Parallel()
	page := readText(t, "docs/rivals.md")
	_, page, _ = strings.Cut(page, "| right / asked |")
	first, _, found := strings.Cut(page, "\n\n")
	if !found {
		t.Fatal("docs/rivals.md has no table")
	}
	var rows [][]string
	for line := range strings.Lines("| right / asked |" + first) {
		if !strings.HasPrefix(line, "|---") {
			cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
			for i := range cells {
				cells[i] = strings.Trim(strings.TrimSpace(cells[i]), "*")
			}
			rows = append(rows, cells)
		}
	}
	if len(rows) != len(rivalTopics)+1 {
		t.Fatalf("docs/rivals.md has %d topics, and the README has words for %d", len(rows)-1, len(rivalTopics))
	}
	column := func(i int) (cells []string) {
		for _, row := range rows[1:] {
			cells = append(cells, row[i])
		}
		return cells
	}
	var b strings.Builder
	b.WriteString("| | " + strings.Join(rivalTopics, " | ") + " |\n|---|" + strings.Repeat(":---:|", len(rivalTopics)) + "\n")
	own := 0
	for i, name := range rows[0] {
		if i == 0 {
			continue
		}
		if strings.HasPrefix(name, "demur") {
			if own++; own > 1 {
				if !slices.Equal(column(i), column(1)) {
					t.Errorf("%s is not what %s is", name, rows[0][1])
				}
				continue
			}
			name = "demur, each adapter"
		}
		b.WriteString("| " + name + " | " + strings.Join(column(i), " | ") + " |\n")
	}
	readme := readText(t, "README.md")
	table := regexp.MustCompile(`(?m)(^<!-- rivals -->\n)((?:\|.*\n)*)`)
	m := table.FindStringSubmatchIndex(readme)
	if m == nil {
		t.Fatal("the README has no place for the table")
	}
	if readme[m[4]:m[5]] == b.String() {
		return
	}
	if !*update {
		t.Fatalf("the README has\n%s\nwant\n%s", readme[m[4]:m[5]], b.String())
	}
	if err := os.WriteFile("README.md", []byte(readme[:m[4]]+b.String()+readme[m[5]:]), 0o644); err != nil {
		t.Fatal(err)
	}
}
