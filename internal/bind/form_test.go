package bind_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/internal/bind"
)

type signup struct {
	Name   string                  `form:"name"`
	Age    int                     `form:"age"`
	Ratio  *float64                `form:"ratio"`
	Tags   []string                `form:"tag"`
	Photo  *multipart.FileHeader   `form:"photo"`
	Papers []*multipart.FileHeader `form:"paper"`
	Copies []multipart.FileHeader  `form:"copy"`
	Inner  struct {
		Street string `form:"street"`
	}
}

const encoded = "application/x-www-form-urlencoded"

func TestForm(t *testing.T) {
	t.Parallel()
	r := post(encoded, "name=a+b&age=7&ratio=&tag=x&tag=&street=s&other=1")
	r.URL.RawQuery = "name=query&age=8"
	var got signup
	if err := (bind.Binder{}).Bind(r, &got); err != nil {
		t.Fatal(say(err))
	}
	if got.Name != "a b" || got.Age != 7 || got.Ratio != nil || len(got.Tags) != 2 || got.Inner.Street != "s" {
		t.Errorf("%+v", got)
	}
	if v := r.FormValue("tag"); v != "x" {
		t.Errorf("the handler reads %q", v)
	}
	if got = (signup{}); (bind.Binder{}).Bind(r, &got) != nil || got.Age != 7 {
		t.Errorf("the second time %+v", got)
	}
}

// Middleware that looks for a token has read the form before.
func TestFormReadBefore(t *testing.T) {
	t.Parallel()
	var body bytes.Buffer
	contentType := writeForm(t, &body, map[string]string{"name": "n"}, nil)
	for _, r := range []bind.Request{post(encoded, "name=n"), post(contentType, body.String())} {
		if r.FormValue("csrf") != "" {
			t.Fatal("a token")
		}
		var got signup
		if err := (bind.Binder{}).Bind(r, &got); err != nil || got.Name != "n" {
			t.Errorf("%s %+v", say(err), got)
		}
	}
}

// On a body that is no form, looking for a token leaves an empty form.
func TestJSONAfterLookingForAForm(t *testing.T) {
	t.Parallel()
	r := post("application/json", `{"name":"n"}`)
	if r.FormValue("csrf") != "" || r.PostForm == nil {
		t.Fatal("no form was looked for")
	}
	var got named
	if err := (bind.Binder{}).Bind(r, &got); err != nil || got.Name != "n" {
		t.Errorf("%s %+v", say(err), got)
	}
}

func writeForm(t *testing.T, to io.Writer, values, files map[string]string) (contentType string) {
	t.Helper()
	w := multipart.NewWriter(to)
	for name, value := range values {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range files {
		for range 2 {
			part, err := w.CreateFormFile(name, name+".txt")
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.WriteString(part, content)
			if name == "photo" {
				break
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType()
}

func TestMultipart(t *testing.T) {
	t.Parallel()
	var body bytes.Buffer
	contentType := writeForm(t, &body, map[string]string{"name": "n", "age": "7"}, map[string]string{"photo": "PNG", "paper": "PDF", "copy": "TXT"})
	r := post(contentType, body.String())
	var got signup
	if err := (bind.Binder{}).Bind(r, &got); err != nil {
		t.Fatal(say(err))
	}
	if got.Name != "n" || got.Age != 7 || got.Photo == nil || len(got.Papers) != 2 || len(got.Copies) != 2 {
		t.Fatalf("%+v", got)
	}
	for _, file := range []*multipart.FileHeader{got.Photo, got.Papers[1], &got.Copies[1]} {
		f, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		if content, _ := io.ReadAll(f); len(content) != 3 || file.Filename == "" {
			t.Errorf("%s holds %q", file.Filename, content)
		}
	}
	if _, file, err := r.FormFile("photo"); err != nil || file.Filename != "photo.txt" {
		t.Errorf("the handler finds %v, %v", file, err)
	}
}

func TestFormRefusals(t *testing.T) {
	t.Parallel()
	multi := func(values, files map[string]string) (contentType, body string) {
		var b bytes.Buffer
		contentType = writeForm(t, &b, values, files)
		return contentType, b.String()
	}
	check := func(name, contentType, body, want string) {
		t.Helper()
		if got := say(bind.Binder{}.Bind(post(contentType, body), new(signup))); got != want {
			t.Errorf("%s\n got %s\nwant %s", name, got, want)
		}
	}
	check("types", encoded, "age=x&ratio=y&tag=1&name=a&name=b", "400 3 parts of the body are not valid. | form name: duplicate must be given only once"+
		" | form age: type(integer) must be an integer | form ratio: type(number) must be a number")
	check("UTF-8", encoded, "name=%ff", "400 A part of the body is not valid. | form name: encoding(utf-8) must be text in UTF-8")
	const malformed = "400 The form cannot be read: " +
		"a % needs two hexadecimal digits behind it, a ; must be written as %3B, and there may not be too many fields."
	check("percent", encoded, "name=%zz", malformed)
	check("semicolon", encoded, "name=a;age=1", malformed)
	check("text for a file", encoded, "photo=SECRET", "400 A part of the body is not valid. | form photo: type(file) must be a file")
	check("no file", encoded, "photo=", "")
	contentType, body := multi(nil, map[string]string{"name": "SECRET"})
	check("file for a text", contentType, body, "400 A part of the body is not valid. | form name: type(string) must not be a file")
	contentType, body = multi(nil, map[string]string{"photo": "a"})
	check("two files for one", contentType, strings.Replace(body, "\r\n\r\na\r\n--", "\r\n\r\na\r\n"+body[:strings.Index(body, "\r\n")]+"\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"b\"\r\n\r\nb\r\n--", 1),
		"400 A part of the body is not valid. | form photo: duplicate must be given only once")
	check("breaks off", contentType, body[:len(body)-10], "400 The form is not well formed: its parts do not end as the boundary says.")
	check("no boundary", "multipart/form-data", body, "415 The type multipart/form-data must have a boundary.")
	check("another boundary", "multipart/form-data; boundary=y", body, "400 The form is not well formed: its parts do not end as the boundary says.")
	var many bytes.Buffer
	w := multipart.NewWriter(&many)
	for range 1500 {
		_ = w.WriteField("name", "")
	}
	_ = w.Close()
	check("many parts", w.FormDataContentType(), many.String(), "413 The form has too many parts, or parts with too long a header.")
}
