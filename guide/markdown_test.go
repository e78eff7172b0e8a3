package guide_test

import "testing"

func TestMarkdownGolden(t *testing.T) {
	t.Parallel()
	golden(t, "guide.md", newGuide(t, payments()).Markdown())
}
