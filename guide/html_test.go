package guide_test

import "testing"

import "github.com/seed-86b940f4/demur/guide"

func TestPage(t *testing.T) {
	t.Parallel()
	g, err := guide.New(payments())
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "guide.html", g.HTML())
}
