package demur_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
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
		e, log := quietService(t)
		e.Binder = demur.Binder{RejectUnknown: unknown, MaxElements: 1 << 20}
		e.POST("/", func(c echo.Context) error {
			_, err := demur.Bind[attacked](c)
			return err
		})
		url := serve(t, e).URL
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
			{"elements that do not fit", j, `{"list":[` + strings.Repeat(`"x",`, 50_000) + `1]}`},
			{"a long path", j, strings.Repeat(`{"inner":`, 62) + `{"list":[` + strings.Repeat(`"x",`, 50_000) + "1]}" + strings.Repeat("}", 62)},
			{"unknown fields", f, many("x%d=1&", 9_000)},
			{"values that do not fit", f, strings.Repeat("list=x&", 9_000)},
			{"one value too often", f, strings.Repeat("a=1&", 9_000)},
		} {
			before := len(log.String())
			res, err := http.Post(url, tt.contentType, strings.NewReader(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			answer, err := io.ReadAll(res.Body)
			res.Body.Close()
			record := len(log.String()) - before
			if err != nil || len(answer) > 32<<10 || record > 32<<10 || res.StatusCode >= 500 {
				t.Errorf("%s %s, RejectUnknown %t: %d, %d bytes, a record of %d bytes, %v", tt.contentType, tt.name, unknown, res.StatusCode, len(answer), record, err)
			}
		}
	}
}
