package demur_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/apierror"
)

type stringer struct{}

func (stringer) String() string { return "a" }

// What the README says of the values that With takes is what With does.
func TestReadmeExtensionValues(t *testing.T) {
	t.Parallel()
	seven := 7
	values := map[string]any{
		`"gold"`: "gold", `true`: true, `7`: 7, `2.5`: 2.5,
		`time.Unix(0, 0).UTC()`: time.Unix(0, 0).UTC(),
		`&seven`:                &seven,
		`[]string{"a", "b"}`:    []string{"a", "b"}, `[2]bool{true}`: [2]bool{true},
		`json.Number("7.00")`:            json.Number("7.00"),
		`netip.MustParseAddr("1.2.3.4")`: netip.MustParseAddr("1.2.3.4"),
		`""`:                             "", `[]int{}`: []int{},
		`nil`: nil, `math.NaN()`: math.NaN(), `math.Inf(1)`: math.Inf(1),
		`map[string]int{"a": 1}`: map[string]int{"a": 1}, `struct{}{}`: struct{}{}, `[]byte("a")`: []byte("a"),
		`[][]int{{1}}`:    [][]int{{1}},
		`time.Second`:     time.Second,
		`errors.New("a")`: errors.New("a"), `stringer{}`: stringer{},
	}
	for _, row := range readmeTable(t, "values") {
		for _, code := range codeSpans(row[0]) {
			value, ok := values[code]
			if !ok {
				t.Errorf("the README has the value %s, which is not tried here", code)
				continue
			}
			delete(values, code)
			w := httptest.NewRecorder()
			e := apierror.Conflict.New("").With("member", value)
			if err := new(apierror.Writer).Write(w, httptest.NewRequest(http.MethodGet, "/", nil), e); err != nil {
				t.Fatal(err)
			}
			var document map[string]json.RawMessage
			if err := json.Unmarshal(w.Body.Bytes(), &document); err != nil {
				t.Fatal(err)
			}
			got, sent := document["member"]
			named := strings.Contains(fmt.Sprint(e.LogValue()), "unsendable=[member]")
			says := strings.Fields(row[1])[0]
			want, err := json.Marshal(value)
			if shown := codeSpans(row[1]); says == "sends" && shown != nil {
				want, err = []byte(shown[0]), nil
			}
			if says == "sends" && (err != nil || string(got) != string(want)) {
				t.Errorf("%s: %s, want %s (%v)", code, got, want, err)
			}
			if sent != (says == "sends") || named != (says == "does") {
				t.Errorf("%s: sent: %t, named in the log: %t; the README: %s", code, sent, named, row[1])
			}
		}
	}
	for code := range values {
		t.Errorf("the README does not have the value %s", code)
	}
}

// What the README says of the message of an HTTPError is what becomes of it.
func TestReadmeHTTPError(t *testing.T) {
	t.Parallel()
	type message struct {
		Message string `json:"message"`
	}
	const words = "No such plan."
	attempts := [][]*echo.HTTPError{
		{echo.NewHTTPError(400, words), echo.NewHTTPError(404, words).SetInternal(errors.New("pq: 7"))},
		{echo.NewHTTPError(400, "No such plan: pq: 7").SetInternal(errors.New("pq: 7"))},
		{
			echo.NewHTTPError(400, echo.Map{"message": words, "plan": 7}), echo.NewHTTPError(400, message{words}),
			echo.NewHTTPError(400, echo.Map{"message": "No.", "detail": words}),
		},
		{echo.NewHTTPError(400, errors.New(words)), echo.NewHTTPError(400, []string{words}), echo.NewHTTPError(400, 7)},
		{echo.NewHTTPError(500, words), echo.NewHTTPError(503, echo.Map{"message": words})},
	}
	rows := readmeTable(t, "httperror")
	if len(rows) != len(attempts) {
		t.Fatalf("%d rows, want %d", len(rows), len(attempts))
	}
	for i, row := range rows {
		for _, he := range attempts[i] {
			e, log := quietService(t)
			e.GET("/", func(echo.Context) error { return he })
			detail := apierror.Status(he.Code).Detail()
			withheld := strings.HasPrefix(row[1], "nothing")
			if !withheld {
				detail = codeSpans(row[1])[0]
			}
			res := get(t, serve(t, e), "/")
			if !strings.Contains(res.body, `"detail":"`+detail+`"`) {
				t.Errorf("%v: %s, want %s", he, res.body, detail)
			}
			if withheld && !strings.Contains(log.String(), `"unsendable":["message"]`) {
				t.Errorf("%v: the log does not say what is not sent:\n%s", he, log)
			}
			if text := fmt.Sprint(he.Message); !strings.Contains(strings.ReplaceAll(log.String(), `\"`, `"`), text) {
				t.Errorf("the log has nothing of %q:\n%s", text, log)
			}
		}
	}
}

// The errors of which the README says that they still get a 500 do so.
func TestReadmeStill500(t *testing.T) {
	t.Parallel()
	e, _ := quietService(t)
	e.POST("/form", func(c echo.Context) error { _, err := c.MultipartForm(); return err })
	e.POST("/strconv", func(echo.Context) error { _, err := strconv.Atoi("x"); return err })
	e.POST("/time", func(echo.Context) error { _, err := time.Parse(time.DateOnly, "x"); return err })
	server := serve(t, e)
	form := "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--B junk\r\n--B--\r\n"
	for _, path := range []string{"/form", "/strconv", "/time"} {
		if res := do(t, server, "POST", path, form, "Content-Type", "multipart/form-data; boundary=B"); res.StatusCode != 500 {
			t.Errorf("%s: %d %s", path, res.StatusCode, res.body)
		}
	}
}
