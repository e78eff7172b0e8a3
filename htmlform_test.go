package demur_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
)

// htmlForm has a field for each kind of input that a page can have.
type htmlForm struct {
	Agree    bool                    `form:"agree"`
	MayBe    *bool                   `form:"maybe"`
	Boxes    []bool                  `form:"boxes"`
	Group    []string                `form:"group"`
	Number   int                     `form:"number"`
	Byte     uint8                   `form:"byte"`
	Maybe    *int                    `form:"maybe_number"`
	Ratio    float64                 `form:"ratio"`
	Picked   []int                   `form:"picked"`
	Date     time.Time               `form:"date" format:"2006-01-02"`
	Local    *time.Time              `form:"local" format:"2006-01-02T15:04"`
	Clock    time.Time               `form:"clock" format:"15:04"`
	Month    time.Time               `form:"month" format:"2006-01"`
	Week     string                  `form:"week"`
	Instant  time.Time               `form:"instant"`
	Wait     time.Duration           `form:"wait"`
	Colour   string                  `form:"colour"`
	Text     string                  `form:"text"`
	Nick     *string                 `form:"nick"`
	Code     shortCode               `form:"code"`
	Charset  string                  `form:"_charset_"`
	Save     *string                 `form:"save"`
	X        int                     `form:"map.x"`
	Y        int                     `form:"map.y"`
	Photo    *multipart.FileHeader   `form:"photo"`
	Papers   []*multipart.FileHeader `form:"papers"`
	Required int                     `form:"required" validate:"omitempty,min=1"`
}

// shortCode reads text by itself, and none of another length.
type shortCode string

func (c *shortCode) UnmarshalText(text []byte) error {
	if len(text) != 3 {
		return fmt.Errorf("%d characters", len(text))
	}
	*c = shortCode(text)
	return nil
}

// htmlForms are fields as browsers send them, and what becomes of them.
var htmlForms = []struct {
	name  string
	sent  string // as in application/x-www-form-urlencoded
	shown func(htmlForm) any
	want  string // the value, or the rule that it breaks
}{
	{"checkbox, checked", "agree=on", func(f htmlForm) any { return f.Agree }, "true"},
	{"checkbox, not checked", "", func(f htmlForm) any { return f.Agree }, "false"},
	{"checkbox with the value 1", "agree=1", func(f htmlForm) any { return f.Agree }, "true"},
	{"checkbox with the value true", "agree=true", func(f htmlForm) any { return f.Agree }, "true"},
	{"checkbox with the value yes", "agree=yes", nil, "agree type boolean"},
	{"hidden off", "agree=off", func(f htmlForm) any { return f.Agree }, "false"},
	{"hidden off before a checkbox", "agree=off&agree=on", nil, "agree duplicate "},
	{"checkbox of a pointer, checked", "maybe=on", func(f htmlForm) any { return *f.MayBe }, "true"},
	{"checkbox of a pointer, not checked", "", func(f htmlForm) any { return f.MayBe }, "<nil>"},
	{"On is nothing that browsers send", "agree=On", nil, "agree type boolean"},
	{"group of bools", "boxes=on&boxes=off", func(f htmlForm) any { return f.Boxes }, "[true false]"},
	{"group of checkboxes", "group=a&group=c", func(f htmlForm) any { return f.Group }, "[a c]"},
	{"group of checkboxes, none", "", func(f htmlForm) any { return f.Group == nil }, "true"},
	{"select multiple of numbers", "picked=1&picked=3", func(f htmlForm) any { return f.Picked }, "[1 3]"},
	{"select multiple with the empty option", "picked=&picked=3", func(f htmlForm) any { return f.Picked }, "[3]"},
	{"select with the empty option", "number=", func(f htmlForm) any { return f.Number }, "0"},
	{"number", "number=-7", func(f htmlForm) any { return f.Number }, "-7"},
	{"number, left empty", "number=", func(f htmlForm) any { return f.Number }, "0"},
	{"number of a byte, left empty", "byte=", func(f htmlForm) any { return f.Byte }, "0"},
	{"number of a pointer, left empty", "maybe_number=", func(f htmlForm) any { return f.Maybe }, "<nil>"},
	{"number, typed with an exponent", "number=1e3", nil, "number type integer"},
	{"range", "ratio=0.5", func(f htmlForm) any { return f.Ratio }, "0.5"},
	{"date", "date=2026-11-26", func(f htmlForm) any { return f.Date }, "2026-11-26 00:00:00 +0000 UTC"},
	{"date, left empty", "date=", func(f htmlForm) any { return f.Date.IsZero() }, "true"},
	{"date in words", "date=26.11.2026", nil, "date type date-time"},
	{"datetime-local", "local=2026-11-26T10:30", func(f htmlForm) any { return f.Local }, "2026-11-26 10:30:00 +0000 UTC"},
	{"datetime-local with seconds", "local=2026-11-26T10:30:15", func(f htmlForm) any { return f.Local }, "2026-11-26 10:30:15 +0000 UTC"},
	{"datetime-local with milliseconds", "local=2026-11-26T10:30:15.250", func(f htmlForm) any { return f.Local }, "2026-11-26 10:30:15.25 +0000 UTC"},
	{"datetime-local with a zone, which none has", "local=2026-11-26T10:30Z", nil, "local type date-time"},
	{"datetime-local, left empty", "local=", func(f htmlForm) any { return f.Local == nil }, "true"},
	{"datetime-local where no format is said", "instant=2026-11-26T10:30", nil, "instant type date-time"},
	{"an instant where no format is said", "instant=2026-11-26T10:30:00%2B01:00", func(f htmlForm) any { return f.Instant.UTC() }, "2026-11-26 09:30:00 +0000 UTC"},
	{"time", "clock=10:30", func(f htmlForm) any { return f.Clock.Hour() }, "10"},
	{"time with seconds", "clock=10:30:15", func(f htmlForm) any { return f.Clock.Second() }, "15"},
	{"month", "month=2026-11", func(f htmlForm) any { return f.Month }, "2026-11-01 00:00:00 +0000 UTC"},
	{"week", "week=2026-W48", func(f htmlForm) any { return f.Week }, "2026-W48"},
	{"duration, left empty", "wait=", func(f htmlForm) any { return f.Wait }, "0s"},
	{"color", "colour=%23ff8800", func(f htmlForm) any { return f.Colour }, "#ff8800"},
	{"textarea", "text=a%0D%0Ab", func(f htmlForm) any { return fmt.Sprintf("%q", f.Text) }, `"a\r\nb"`},
	{"text, left empty", "nick=", func(f htmlForm) any { return fmt.Sprintf("%q", *f.Nick) }, `""`},
	{"text that is not there", "", func(f htmlForm) any { return f.Nick == nil }, "true"},
	{"text that is read by its type, left empty", "code=", func(f htmlForm) any { return fmt.Sprintf("%q", f.Code) }, `""`},
	{"text that is read by its type", "code=a", nil, "code format "},
	{"_charset_", "_charset_=UTF-8&text=%C3%BC", func(f htmlForm) any { return f.Charset + f.Text }, "UTF-8ü"},
	{"another charset", "text=%FC", nil, "text encoding utf-8"},
	{"button", "save=", func(f htmlForm) any { return *f.Save == "" }, "true"},
	{"button that was not used", "", func(f htmlForm) any { return f.Save == nil }, "true"},
	{"image", "map.x=12&map.y=7", func(f htmlForm) any { return f.X + f.Y }, "19"},
	{"what the type does not have", "text=a&btn=b", func(f htmlForm) any { return f.Text }, "a"},
	{"file in a form without files", "photo=cat.png", nil, "photo type file"},
	{"file, left empty", "photo=", func(f htmlForm) any { return f.Photo == nil }, "true"},
	{"number, left empty, with a rule", "required=", func(f htmlForm) any { return f.Required }, "0"},
	{"number that breaks a rule", "required=-1", nil, "required min 1"},
}

// Each kind of input comes as browsers send it, in both kinds of forms.
func TestFormsOfHTML(t *testing.T) {
	t.Parallel()
	e, _ := quietService(t)
	var got htmlForm // of the last request: there is one after the other
	e.POST("/", func(c echo.Context) (err error) {
		if got, err = demur.Bind[htmlForm](c); err != nil {
			return err
		}
		return c.NoContent(http.StatusNoContent)
	})
	url := serve(t, e).URL
	for _, tt := range htmlForms {
		multi, multiType := multipartOf(t, tt.sent)
		for _, form := range []struct{ contentType, body string }{{"application/x-www-form-urlencoded", "a=b&" + tt.sent}, {multiType, multi}} {
			got = htmlForm{}
			kind, _, _ := strings.Cut(form.contentType, ";")
			status, broken := sendForm(t, url, form.contentType, form.body)
			switch {
			case tt.shown == nil && broken != tt.want:
				t.Errorf("%s, %s: %d %q, want %q", tt.name, kind, status, broken, tt.want)
			case tt.shown != nil && status != 204:
				t.Errorf("%s, %s: %d %q", tt.name, kind, status, broken)
			case tt.shown != nil && fmt.Sprint(tt.shown(got)) != tt.want:
				t.Errorf("%s, %s: %v, want %s", tt.name, kind, tt.shown(got), tt.want)
			}
		}
	}
}

// sendForm returns the status of the answer, and the first field that it names:
// its name, code and parameter.
func sendForm(t *testing.T, to, contentType, body string) (status int, broken string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, to, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Accept", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var document struct {
		Errors []struct{ In, Name, Code, Param string }
	}
	if res.StatusCode != 204 {
		if err := json.NewDecoder(res.Body).Decode(&document); err != nil {
			t.Fatal(err)
		}
	}
	if len(document.Errors) > 0 {
		f := document.Errors[0]
		broken = f.Name + " " + f.Code + " " + f.Param
	}
	return res.StatusCode, broken
}

// multipartOf returns the same fields as parts.
func multipartOf(t *testing.T, encoded string) (body, contentType string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for pair := range strings.SplitSeq(encoded, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if value, err := url.QueryUnescape(value); err != nil || w.WriteField(name, value) != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), w.FormDataContentType()
}

// Files as browsers send them: an input that was left empty is a part with an
// empty name of a file, which is no file.
func TestFilesOfHTML(t *testing.T) {
	t.Parallel()
	e, _ := quietService(t)
	var got htmlForm
	e.POST("/", func(c echo.Context) (err error) {
		if got, err = demur.Bind[htmlForm](c); err != nil {
			return err
		}
		return c.NoContent(http.StatusNoContent)
	})
	url := serve(t, e).URL
	type file struct{ name, filename, content string }
	for _, tt := range []struct {
		name  string
		files []file
		want  string // how many of each, and the size of the last; or the rule that is broken
	}{
		{"one", []file{{"photo", "cat.png", "PNG"}}, "1 0 3"},
		{"left empty", []file{{"photo", "", ""}}, "0 0 0"},
		{"left empty, multiple", []file{{"papers", "", ""}}, "0 0 0"},
		{"two inputs of a name left empty", []file{{"papers", "", ""}, {"papers", "", ""}}, "0 0 0"},
		{"one of two inputs of a name left empty", []file{{"papers", "", ""}, {"papers", "a.pdf", "PDF1"}}, "0 1 4"},
		{"several", []file{{"papers", "a.pdf", "PDF"}, {"papers", "b.pdf", "PDF22"}}, "0 2 5"},
		{"one without content", []file{{"photo", "empty.png", ""}}, "1 0 0"},
		{"several for one", []file{{"photo", "a.png", "1"}, {"photo", "b.png", "2"}}, "photo duplicate "},
		{"for a text", []file{{"text", "a.txt", "1"}}, "text type string"},
		{"an empty one for a number", []file{{"number", "", ""}}, "0 0 0"},
		{"with a path, as old browsers send it", []file{{"photo", `C:\\fakepath\\cat.png`, "PNG"}}, "1 0 3"},
	} {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		for _, f := range tt.files {
			part, err := w.CreatePart(textproto.MIMEHeader{
				"Content-Disposition": {fmt.Sprintf(`form-data; name="%s"; filename="%s"`, f.name, f.filename)},
				"Content-Type":        {"application/octet-stream"},
			})
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.WriteString(part, f.content)
		}
		_ = w.Close()
		got = htmlForm{}
		status, broken := sendForm(t, url, w.FormDataContentType(), b.String())
		if status == 204 {
			photos, size := 0, int64(0)
			if got.Photo != nil {
				photos, size = 1, got.Photo.Size
			}
			if n := len(got.Papers); n > 0 {
				size = got.Papers[n-1].Size
			}
			broken = fmt.Sprint(photos, len(got.Papers), size)
		}
		if broken != tt.want {
			t.Errorf("%s: %d %q, want %q", tt.name, status, broken, tt.want)
		}
	}
}

// What a form calls on is no bool in JSON or in the query of a program.
func TestOnIsForFormsAlone(t *testing.T) {
	t.Parallel()
	e, _ := quietService(t)
	e.POST("/", bindTo[struct {
		A bool `query:"a" json:"-"`
		B bool `json:"b" xml:"b"`
	}])
	url := serve(t, e).URL
	for _, tt := range []struct{ query, contentType, body, want string }{
		{"?a=on", "application/json", `{}`, "a type boolean"},
		{"", "application/json", `{"b":"on"}`, " type boolean"},
		{"", "application/xml", `<r><b>on</b></r>`, " type boolean"},
	} {
		if status, broken := sendForm(t, url+"/"+tt.query, tt.contentType, tt.body); status != 400 || broken != tt.want {
			t.Errorf("%s %s: %d %q", tt.query, tt.body, status, broken)
		}
	}
}

func bindTo[T any](c echo.Context) error {
	if _, err := demur.Bind[T](c); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
