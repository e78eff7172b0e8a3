package adapter_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/adapter"
)

// A body full of mistakes is answered, and logged, in a few kilobytes.
func TestBodiesOfManyMistakes(t *testing.T) {
	t.Parallel()
	type attacked struct {
		A     int       `json:"a" xml:"a,attr" form:"a"`
		Inner *attacked `json:"inner" xml:"inner" form:"-"`
		List  []int     `json:"list" xml:"item" form:"list"`
	}
	many := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	const x, j, f = "application/xml", "application/json", "application/x-www-form-urlencoded"
	for _, unknown := range []bool{false, true} {
		var log strings.Builder
		r := responder(t, adapter.Config[*toyContext]{Logger: slog.New(slog.NewJSONHandler(&log, nil))})
		for _, tt := range []struct{ name, contentType, body string }{
			{"the same attribute in many name spaces", x, "<a" + many(` p%d:a="1"`, 20_000) + "/>"},
			{"behind other attributes", x, "<a" + many(` x%d="1"`, 10_000) + many(` p%d:a="1"`, 10_000) + "/>"},
			{"unknown attributes", x, "<a" + many(` x%d="1"`, 20_000) + "/>"},
			{"unknown elements", x, "<a>" + many(`<x%d/>`, 20_000) + "</a>"},
			{"a long path", x, strings.Repeat("<inner>", 63) + many(`<x%d/>`, 20_000)},
			{"an element too often", x, "<a>" + strings.Repeat("<inner/>", 20_000) + "</a>"},
			{"elements that do not fit", x, "<a>" + strings.Repeat("<item>x</item>", 20_000) + "</a>"},
			{"unknown members", j, "{" + many(`"x%d":1,`, 20_000) + `"a":1}`},
			{"members with long names", j, "{" + many(`"`+strings.Repeat("x", 95)+`%d":1,`, 9_000) + `"a":1}`},
			{"elements that do not fit", j, `{"list":[` + strings.Repeat(`"x",`, 20_000) + `1]}`},
			{"a long path", j, strings.Repeat(`{"inner":`, 62) + `{"list":[` + strings.Repeat(`"x",`, 20_000) + "1]}" + strings.Repeat("}", 62)},
			{"unknown fields", f, many("x%d=1&", 9_000)},
			{"values that do not fit", f, strings.Repeat("list=x&", 9_000)},
			{"one value too often", f, strings.Repeat("a=1&", 9_000)},
		} {
			log.Reset()
			c, res := post("/", tt.contentType, tt.body)
			err := r.Handle(c, func(c *toyContext) error {
				return r.Bind(c, adapter.Binder{RejectUnknown: unknown, MaxElements: 1 << 20}, new(attacked))
			})
			if res.Body.Len() > 32<<10 || log.Len() > 32<<10 || res.Code >= 500 {
				t.Errorf("%s %s, RejectUnknown %t: %d, %d bytes, a record of %d bytes, %v", tt.contentType, tt.name, unknown, res.Code, res.Body.Len(), log.Len(), err)
			}
		}
	}
}
