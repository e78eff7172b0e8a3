package pointer_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/internal/pointer"
)

func TestAppend(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"":                  "#/",
		"a/b.c":             "#/a~1b.c",
		"m~n":               "#/m~0n",
		"x[0] é%":           "#/x%5B0%5D%20%C3%A9%25",
		"a-_!$&'()*+,;=:@?": "#/a-_!$&'()*+,;=:@?",
	} {
		if got := string(pointer.Append([]byte("#"), name)); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}

// What is written can be read, and is a fragment.
func FuzzAppend(f *testing.F) {
	f.Add("a/b~c")
	f.Fuzz(func(t *testing.T, name string) {
		text := string(pointer.Append(nil, []byte(name)))
		u, err := url.Parse("#" + text)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.NewReplacer("~1", "/", "~0", "~").Replace(strings.TrimPrefix(u.Fragment, "/"))
		if got != name || strings.ContainsAny(text, "#\"<>^`{|} \\[]") {
			t.Errorf("%q became %q", name, text)
		}
	})
}
