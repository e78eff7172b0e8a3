package demur_test

import (
	"cmp"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// attempt is a request that is bound into a value.
type attempt struct {
	method                    string // "" for POST
	target, contentType, body string
	dst                       func() any
	got                       func(any) any // what the table tells of the value; nil for nothing
}

// by returns the status of the answer that a binder leads to, 200 for success, or
// what was bound.
func (a attempt) by(b echo.Binder) string {
	req := httptest.NewRequest(cmp.Or(a.method, http.MethodPost), a.target, strings.NewReader(a.body))
	if a.contentType == "" {
		a.contentType = "application/json"
	}
	req.Header.Set("Content-Type", a.contentType)
	dst := a.dst()
	err := b.Bind(dst, echo.New().NewContext(req, httptest.NewRecorder()))
	if he, ok := err.(*echo.HTTPError); ok {
		return fmt.Sprint(he.Code)
	}
	if err != nil {
		return fmt.Sprint(int(apierror.StatusOf(err)))
	}
	if a.got != nil {
		return fmt.Sprint(a.got(dst))
	}
	return "200"
}

type bound struct {
	ID   int   `json:"id" query:"id"`
	N    int   `query:"n"`
	List []int `json:"list"`
}

func newBound() any { return new(bound) }

// What the README says that the binder does with a request, the binder does.
func TestReadmeBinder(t *testing.T) {
	t.Parallel()
	long := strings.Repeat(" ", 1<<20) + `{}`
	deep := `{"more":` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + `}`
	attempts := [][]attempt{
		{{body: `{"id":1} more`}, {body: `{"id":1,"id":2}`}},
		{{body: ``}},
		{{contentType: "text/csv", body: "id"}, {contentType: "application/json; charset=iso-8859-1", body: `{}`}},
		{{body: long}},
		{{body: list(10_001, "1")}},
		{{body: deep}},
		{{body: `{"id":1,"more":1}`}},
	}
	rows := readmeTable(t, "binder")
	if len(rows) != len(attempts) {
		t.Fatalf("%d rows, want %d", len(rows), len(attempts))
	}
	for i, row := range rows {
		for _, a := range attempts[i] {
			a.target, a.dst = "/", newBound
			got, want := a.by(demur.Binder{}), row[1]
			if ignored, strict, ok := strings.Cut(row[1], "; "); ok {
				if got != "200" || ignored != "ignored" {
					t.Errorf("%s: %s, want %s", row[0], got, ignored)
				}
				got = a.by(demur.Binder{RejectUnknown: true})
				want, _, _ = strings.Cut(strict, " ")
			}
			if got != want {
				t.Errorf("%s: %s, want %s", row[0], got, want)
			}
		}
	}
}

// marking is a JSONSerializer that leaves a mark.
type marking struct{ echo.DefaultJSONSerializer }

func (marking) Deserialize(c echo.Context, i any) error {
	i.(*bound).N = 7
	return nil
}

// What the README says of the two binders is what they do.
func TestReadmeMovingFromEcho(t *testing.T) {
	t.Parallel()
	id := func(v any) any { return v.(*bound).ID }
	n := func(v any) any { return v.(*bound).N }
	type upper struct {
		N int `query:"N"`
	}
	attempts := []attempt{
		{target: "/?id=1", body: `{"id":7}`, dst: newBound, got: id},
		{target: "/", dst: newBound},
		{method: "GET", target: "/?n=1", dst: func() any { return new(upper) }, got: func(v any) any {
			return map[int]string{0: "do not match", 1: "match"}[v.(*upper).N]
		}},
		{method: "GET", target: "/?n=", dst: newBound, got: n},
		{method: "GET", target: "/?n=1", dst: func() any { return &map[string]any{} }, got: func(v any) any {
			return []string{"empty", "filled"}[len(*v.(*map[string]any))]
		}},
		{method: "GET", target: "/?m=1", dst: func() any {
			return new(struct {
				M map[string]int `query:"m"`
			})
		}},
		{}, // an HTTPError, below
		{}, // e.JSONSerializer, below
		{target: "/", body: list(10_001, "1"), dst: newBound, got: func(any) any { return "accepted" }},
	}
	rows := readmeTable(t, "moving")
	if len(rows) != len(attempts) {
		t.Fatalf("%d rows, want %d", len(rows), len(attempts))
	}
	for i, row := range rows {
		a := attempts[i]
		if a.dst == nil {
			continue
		}
		for column, binder := range map[int]echo.Binder{1: new(echo.DefaultBinder), 2: demur.Binder{}} {
			if got := a.by(binder); got != row[column] && !strings.HasPrefix(row[column], got+":") && !strings.HasPrefix(row[column], got+";") &&
				!strings.HasPrefix(row[column], got+",") && !strings.HasPrefix(row[column], got+" ") && !strings.HasSuffix(row[column], " "+got) {
				t.Errorf("%s: %s, want %s", row[0], got, row[column])
			}
		}
	}
	he := func(echo.Context) error {
		return echo.NewHTTPError(400, echo.Map{"message": "No such plan.", "plan": 7})
	}
	for _, told := range []string{"the text is the `detail`", "the log names `message.plan`"} {
		if !strings.Contains(rows[6][2], told) || rows[6][1] != "the map is the body" {
			t.Errorf("HTTPError: the row is %v", rows[6])
		}
	}
	own, log := quietService(t)
	own.GET("/", he)
	if res := get(t, serve(t, own), "/"); !strings.Contains(res.body, `"detail":"No such plan."`) || !strings.Contains(log.String(), "message.plan") {
		t.Errorf("HTTPError: %s, log:\n%s", res.body, log)
	}
	echos := echo.New()
	echos.GET("/", he)
	if res := get(t, serve(t, echos), "/"); res.body != `{"message":"No such plan.","plan":7}`+"\n" {
		t.Errorf("HTTPError: %s", res.body)
	}
	e := echo.New()
	e.JSONSerializer = marking{}
	for want, binder := range map[int]echo.Binder{7: new(echo.DefaultBinder), 0: demur.Binder{}} {
		req := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"id":1}`))
		req.Header.Set("Content-Type", "application/json")
		var in bound
		if err := binder.Bind(&in, e.NewContext(req, httptest.NewRecorder())); err != nil || in.N != want {
			t.Errorf("JSONSerializer: %d %v, want %d", in.N, err, want)
		}
	}
}
