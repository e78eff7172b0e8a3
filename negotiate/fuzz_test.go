package negotiate_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/negotiate"
)

// FuzzChoice holds every input to what the rules promise: the answer is an
// offer, and neither empty list elements, white space, letter case nor the way
// that the list is split into lines changes it.
func FuzzChoice(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add(strings.Join(v.Accept, ","), deref(v.ContentType))
	}
	for _, accept := range hostile() {
		f.Add(accept[:200], "application/xml")
	}
	names := []string{"application/json", "application/xml", "text/xml;a=b", `text/json;A="x,y"`, "application/problem+json"}
	offers, err := negotiate.New(names...)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, accept, contentType string) {
		h := http.Header{"Accept": {accept}, "Content-Type": {contentType}}
		best, ok := offers.Best(h)
		effort := offers.BestEffort(h)
		if !slices.Contains(names, effort) {
			t.Fatalf("BestEffort(%q) = %q, which is no offer", accept, effort)
		}
		if ok && best != effort {
			t.Fatalf("Best(%q) = %q, but BestEffort = %q", accept, best, effort)
		}
		if !ok && best != "" {
			t.Fatalf("Best(%q) = %q and not ok", accept, best)
		}
		if chosen, acceptable, byContentType := offers.Choose(h); chosen != effort || acceptable != ok || byContentType != offers.ByContentType(h) {
			t.Fatalf("Choose(%q) = %q, %t, %t; but Best = %q, %t and BestEffort = %q", accept, chosen, acceptable, byContentType, best, ok, effort)
		}
		elements := split(accept)
		for name, same := range map[string][]string{
			"empty elements": {",, ," + strings.Join(elements, ",\t,") + closed(accept, " , ")},
			"white space":    {" \t" + strings.Join(elements, " ,\t ") + closed(accept, " ")},
			"lines":          append([]string{"", " "}, elements...),
		} {
			h := http.Header{"Accept": same, "Content-Type": {contentType}}
			if b, k := offers.Best(h); b != best || k != ok {
				t.Errorf("%s: Best(%q) = %q, %t; but Best(%q) = %q, %t", name, same, b, k, accept, best, ok)
			}
			if e := offers.BestEffort(h); e != effort {
				t.Errorf("%s: BestEffort(%q) = %q; but BestEffort(%q) = %q", name, same, e, accept, effort)
			}
		}
		// Parameter values may be told apart by case, so only lists without them.
		if !strings.Contains(accept, "=") {
			h := http.Header{"Accept": {upper(accept)}, "Content-Type": {upper(contentType)}}
			if e := offers.BestEffort(h); e != effort {
				t.Errorf("letter case: BestEffort(%q) = %q; but BestEffort(%q) = %q", upper(accept), e, accept, effort)
			}
		}
	})
}

// split cuts a list at its top-level commas, as RFC 9110 section 5.6.1 would.
func split(list string) []string {
	var elements []string
	start, quoted := 0, false
	for i := 0; i < len(list); i++ {
		switch c := list[i]; {
		case c == '"':
			quoted = !quoted
		case c == '\\' && quoted:
			i++
		case c == ',' && !quoted:
			elements = append(elements, list[start:i])
			start = i + 1
		}
	}
	return append(elements, list[start:])
}

// closed returns s unless the list ends inside a quotation, of which s would become a part.
func closed(list, s string) string {
	quoted := false
	for i := 0; i < len(list); i++ {
		switch c := list[i]; {
		case c == '"':
			quoted = !quoted
		case c == '\\' && quoted:
			i++
		}
	}
	if quoted {
		return ""
	}
	return s
}

func upper(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'a' <= c && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}
