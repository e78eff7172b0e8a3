package guide_test

import "testing"

func TestDataGolden(t *testing.T) {
	t.Parallel()
	g := newGuide(t, payments())
	golden(t, "guide.json", g.JSON())
	golden(t, "guide.xml", g.XML())
}
