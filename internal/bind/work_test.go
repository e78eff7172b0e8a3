package bind_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/internal/bind"
)

type items struct {
	M map[string][]named `json:"m" xml:"-"`
	L []named            `json:"l" xml:"l"`
}

// A short body must not cost a validator gigabytes: it copies the path to each
// value, and a key of the client's can be most of a body.
func TestLongKeyAroundManyValues(t *testing.T) {
	t.Parallel()
	body := func(key, n int) string {
		return fmt.Sprintf(`{"m":{%q:[%s{}]}}`, strings.Repeat("k", key), strings.Repeat("{},", n-1))
	}
	for _, tt := range []struct {
		key, n int
		ok     bool
	}{{300, 4000, true}, {100_000, 100, true}, {500_000, 5000, false}, {500_000, 100, false}} {
		err := bind.Binder{}.Bind(post("application/json", body(tt.key, tt.n)), new(items))
		if (err == nil) != tt.ok || err != nil && !strings.Contains(err.Error(), "names are too long") {
			t.Errorf("%d objects under a key of %d bytes: %s", tt.n, tt.key, say(err))
		}
	}
}

func TestTooManyElements(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		max, n int
		ok     bool
	}{{0, 4000, true}, {0, 10_001, false}, {100, 20, true}, {100, 101, false}, {50_000, 20_000, true}} {
		b := bind.Binder{MaxElements: tt.max}
		for contentType, body := range map[string]string{
			"application/json": `{"l":[` + strings.Repeat("{},", tt.n-1) + `{}]}`,
			"application/xml":  `<items>` + strings.Repeat("<l/>", tt.n) + `</items>`,
		} {
			err := b.Bind(post(contentType, body), new(items))
			if (err == nil) != tt.ok || err != nil && !strings.Contains(err.Error(), "too many elements") {
				t.Errorf("%s, %d of %d: %s", contentType, tt.n, tt.max, say(err))
			}
		}
	}
}

// A body can set an embedded pointer to null after the path was bound.
func TestEmbeddedNullKeepsTheParameter(t *testing.T) {
	t.Parallel()
	type Base struct {
		ID string `param:"id"`
	}
	var dst struct {
		*Base `json:"base"`
		Name  string `json:"name"`
	}
	r := post("application/json", `{"name":"n","base":null}`)
	r.Param = idParam("7")
	if err := (bind.Binder{}).Bind(r, &dst); err != nil || dst.Base == nil || dst.ID != "7" {
		t.Errorf("%s, %+v", say(err), dst)
	}
}

type Selfish struct {
	*Selfish `json:"parent"`
	Name     string
}

func TestTypeThatEmbedsItselfByName(t *testing.T) {
	t.Parallel()
	if got := say(bind.Binder{}.Bind(post("application/json", `{}`), new(Selfish))); !strings.HasPrefix(got, "mistake: demur: ") {
		t.Error(got)
	}
}

// encoding/xml puts what no field has into ",any", so a hidden field was set.
func TestHiddenElementBesideAny(t *testing.T) {
	t.Parallel()
	for _, unknown := range []bool{false, true} {
		dst := new(struct {
			ID   string `param:"id"`
			Name string `xml:"name"`
			Rest []struct {
				Text string `xml:",chardata"`
			} `xml:",any"`
		})
		r := post("application/xml", `<r><name>n</name><ID>yours</ID></r>`)
		r.Param = idParam("mine")
		if err := (bind.Binder{RejectUnknown: unknown}).Bind(r, dst); err == nil && dst.ID != "mine" {
			t.Errorf("RejectUnknown %t: the body has set the field: %+v", unknown, dst)
		}
	}
}

func TestAttributeTwiceByAnotherNameSpace(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`<r a="user" p:a="admin" xmlns:p="u"/>`, `<r a="user" xmlns:a="admin"/>`} {
		dst := new(struct {
			A string `xml:"a,attr"`
		})
		if got := say(bind.Binder{}.Bind(post("application/xml", body), dst)); !strings.Contains(got, "duplicate") {
			t.Errorf("%s: %q, %+v", body, got, dst)
		}
	}
}

func TestNullInABodyOfPointers(t *testing.T) {
	t.Parallel()
	if got := say(bind.Binder{}.Bind(post("application/json", `[{},null]`), new([]*named))); !strings.Contains(got, "#/1: type") {
		t.Errorf("list: %q", got)
	}
	if got := say(bind.Binder{}.Bind(post("application/json", `{"a/b":null,"c":{}}`), new(map[string]*named))); !strings.Contains(got, "#/a~1b: type") {
		t.Errorf("map: %q", got)
	}
	if err := (bind.Binder{}).Bind(post("application/json", `[{}]`), new([]*named)); err != nil {
		t.Error(say(err))
	}
}

func TestCharsetGivenTwice(t *testing.T) {
	t.Parallel()
	for contentType, want := range map[string]string{
		"application/json; charset=utf-16; charset=x":     "415",
		"application/json; charset=utf-8; charset=utf-16": "415",
		"application/json; charset=\"utf-8\"":             "",
		"application/json; a=b; a=c":                      "",
	} {
		if got := say(bind.Binder{}.Bind(post(contentType, `{}`), new(named))); !strings.HasPrefix(got, want) || (got == "") != (want == "") {
			t.Errorf("%s: %q, want %q", contentType, got, want)
		}
	}
}

// The names of this object are the same but for case, so each has the hash of all. Where
// they have escapes, each was decoded once for each other: a body of 1 MiB took a second.
func TestEscapedNamesThatFoldAreDecodedOften(t *testing.T) {
	const few = 32 // members that are compared each with each
	object := func(format string) string {
		return "{" + each(few-1, func(i int) string { return fmt.Sprintf(format, folds(i)[1:17]) }) + `"z":1}`
	}
	perName := func(format string) float64 {
		body := object(format)
		return testing.AllocsPerRun(10, func() {
			if err := (bind.Binder{}).Bind(post("application/json", body), new(map[string]any)); err != nil {
				t.Error(say(err))
			}
		}) / few
	}
	plain, escaped := perName(`"a%s":1,`), perName(`"\u0061%s":1,`)
	if escaped > plain+60 {
		t.Errorf("%.0f allocations for a name with an escape, %.0f for one without", escaped, plain)
	}
}
