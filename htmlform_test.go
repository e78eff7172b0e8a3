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

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
)

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
