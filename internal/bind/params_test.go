package bind_test

import (
	"fmt"
	"net"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/internal/bind"
)

// point decodes itself from one value, points from all.
type point struct{ x, y int }

func (p *point) UnmarshalParam(s string) error {
	_, err := fmt.Sscanf(s, "%d,%d", &p.x, &p.y)
	return err
}

type points struct{ all string }

func (p *points) UnmarshalParams(s []string) error {
	if p.all = strings.Join(s, "+"); p.all == "" {
		return fmt.Errorf("no points in %q", s)
	}
	return nil
}

type level int

type filter struct {
	Bool     bool          `query:"bool"`
	Int      int           `query:"int"`
	Int8     int8          `query:"int8"`
	Uint     uint          `query:"uint"`
	Uint8    uint8         `query:"uint8"`
	Float32  float32       `query:"float32"`
	Float64  float64       `query:"float64"`
	String   string        `query:"string"`
	Bytes    []byte        `query:"bytes"`
	Time     time.Time     `query:"time"`
	Day      *time.Time    `query:"day" format:"2006-01-02"`
	Days     []time.Time   `query:"days" format:"2006-01-02"`
	Duration time.Duration `query:"duration"`
	IP       net.IP        `query:"ip"`
	Point    point         `query:"point"`
	PointPtr *point        `query:"pointptr"`
	PointSet []*point      `query:"pointset"`
	Points   points        `query:"points"`
	PtsPtr   *points       `query:"ptsptr"`
	Ptr      *int          `query:"ptr"`
	Ptr2     **level       `query:"ptr2"`
	Ints     []int         `query:"ints"`
	IntsPtr  *[]int        `query:"intsptr"`
	Strings  []string      `query:"strings"`
	IBAN     iban          `query:"iban"`
	None     string        `query:"-"`
}

// shown binds a query of one name and prints the field.
func shown(t *testing.T, query string) string {
	t.Helper()
	var got filter
	if err := (bind.Binder{}).Bind(request("GET", "/?"+query, ""), &got); err != nil {
		return say(err)
	}
	name, _, _ := strings.Cut(query, "=")
	for sf, v := range reflect.ValueOf(got).Fields() {
		if sf.Tag.Get("query") != name {
			continue
		}
		for v.Kind() == reflect.Pointer {
			v = v.Elem()
		}
		if set, ok := v.Interface().([]*point); ok {
			return fmt.Sprint(*set[0], *set[1])
		}
		return fmt.Sprint(v)
	}
	t.Fatalf("there is no field %q", name)
	return ""
}

func TestQueryValues(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ query, want string }{
		{"bool=true", "true"},
		{"bool=0", "false"},
		{"int=-5", "-5"},
		{"int8=127", "127"},
		{"uint=5", "5"},
		{"float32=0.5", "0.5"},
		{"float64=-1e3", "-1000"},
		{"string=a%20b+c", "a b c"},
		{"string=", ""},
		{"bytes=ab", "[97 98]"},
		{"time=2026-11-22T13:24:25Z", "2026-11-22 13:24:25 +0000 UTC"},
		{"day=2026-11-22", "2026-11-22 00:00:00 +0000 UTC"},
		{"days=2026-11-22&days=2026-11-23", "[2026-11-22 00:00:00 +0000 UTC 2026-11-23 00:00:00 +0000 UTC]"},
		{"duration=90s", "1m30s"},
		{"ip=127.0.0.1", "127.0.0.1"},
		{"point=1,2", "{1 2}"},
		{"pointptr=1,2", "{1 2}"},
		{"pointset=1,2&pointset=3,4", "{1 2} {3 4}"},
		{"points=a&points=b", "{a+b}"},
		{"ptsptr=a&ptsptr=b", "{a+b}"},
		{"ptr=7", "7"},
		{"ptr2=7", "7"},
		{"ints=1&ints=2", "[1 2]"},
		{"intsptr=1&intsptr=2", "[1 2]"},
		{"strings=a&strings=", "[a ]"},
	} {
		if got := shown(t, tt.query); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.query, got, tt.want)
		}
	}
}

func TestQueryRefusals(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ query, want string }{
		{"bool=yes", "type(boolean) must be true or false"},
		{"bool=", "type(boolean) must be true or false"},
		{"int=", "type(integer) must be an integer"},
		{"int=1.0", "type(integer) must be an integer"},
		{"int=0x10", "type(integer) must be an integer"},
		{"int=1_000", "type(integer) must be an integer"},
		{"int=99999999999999999999", "range must be an integer from -9223372036854775808 to 9223372036854775807"},
		{"int8=-129", "range must be an integer from -128 to 127"},
		{"uint8=256", "range must be an integer from 0 to 255"},
		{"uint8=-1", "range must be an integer from 0 to 255"},
		{"uint8=-", "type(integer) must be an integer"},
		{"float64=NaN", "type(number) must be a number"},
		{"float64=inf", "type(number) must be a number"},
		{"float64=0x1p-2", "type(number) must be a number"},
		{"float64=1e999", "range must be a number within range"},
		{"float32=1e39", "range must be a number within range"},
		{"time=yesterday", "type(date-time) must be a date and time as in RFC 3339"},
		{"day=22.11.2026", "type(date-time) must be a time of the form 2006-01-02"},
		{"duration=5", "type(duration) must be a duration such as 1h30m or 250ms"},
		{"ip=localhost", "format must be of the expected form"},
		{"point=1", "format must be of the expected form"},
		{"points=", "format must be of the expected form"},
		{"ints=1&ints=x", "type(integer) each value must be an integer"},
		{"ints=x", "type(integer) must be an integer"},
		{"int=1&int=2", "duplicate must be given only once"},
		{"string=%ff", "encoding(utf-8) must be text in UTF-8"},
	} {
		name, _, _ := strings.Cut(tt.query, "=")
		want := "400 A parameter of the request is not valid. | query " + name + ": " + tt.want
		if got := shown(t, tt.query); got != want {
			t.Errorf("%s: got %s, want %s", tt.query, got, want)
		}
	}
	if got := shown(t, "iban=SECRET"); got != "422 That is no IBAN." {
		t.Errorf("an error of the type's own: %s", got)
	}
}

type sources struct {
	ID      int      `param:"id" query:"id" header:"X-ID" cookie:"id"`
	Page    int      `query:"page"`
	Depth   int      `header:"x-depth"`
	Tags    []string `header:"X-Tag"`
	Session int      `cookie:"session"`
}

// Of several places for one field, the one that is hardest to forge counts: a
// route decides by the path.
func TestSources(t *testing.T) {
	t.Parallel()
	r := request(http.MethodPost, "/7?id=8&page=2", "", "X-Id", "9", "X-Depth", "3", "X-Tag", "a", "X-Tag", "b", "Cookie", "id=10; session=4; session=5")
	var got sources
	if err := (bind.Binder{}).Bind(r, &got); err != nil {
		t.Fatal(say(err))
	}
	if want := (sources{ID: 7, Page: 2, Depth: 3, Tags: []string{"a", "b"}, Session: 4}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	r.Param = nil
	if got = (sources{}); (bind.Binder{}).Bind(r, &got) != nil || got.ID != 8 {
		t.Errorf("without a path: %+v", got)
	}
	r.URL.RawQuery, r.Header = "PAGE=3", nil // names are matched to the letter
	if got = (sources{Page: 1}); (bind.Binder{}).Bind(r, &got) != nil || !reflect.DeepEqual(got, sources{Page: 1}) {
		t.Errorf("without anything: %+v", got)
	}
}

// All bad values are told in one answer, what stands in the address first.
func TestParameterErrors(t *testing.T) {
	t.Parallel()
	r := request(http.MethodGet, "/x?page=SECRET", "", "X-Depth", "SECRET", "Cookie", "session=SECRET")
	want := "400 Parameters of the request are not valid. | path id: type(integer) must be an integer | query page: type(integer) must be an integer" +
		" | header X-Depth: type(integer) must be an integer | cookie session: type(integer) must be an integer"
	if got := say(bind.Binder{}.Bind(r, new(sources))); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for _, query := range []string{"page=%zz", "page=1;id=2", strings.Repeat("a&", 20_000)} {
		if got := say(bind.Binder{}.Bind(request("GET", "/7?"+query, ""), new(sources))); !strings.HasPrefix(got, "400 The query cannot be read") {
			t.Errorf("%s: %s", query, got)
		}
	}
	if err := (bind.Binder{}).Bind(request("GET", "/7?page=%zz", ""), new(struct{ A string })); err != nil {
		t.Errorf("a query that nobody reads: %s", say(err))
	}
}
