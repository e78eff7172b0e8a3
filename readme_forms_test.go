package demur_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
)

// What the README says of the inputs of a form is what the binder does with them.
func TestReadmeForms(t *testing.T) {
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
	for _, row := range readmeTable(t, "forms") {
		name := strings.Join(row, " | ")
		var field reflect.StructField
		if row[2] != "–" {
			field = fieldOf(t, row[2])
		}
		contentType, body := "application/x-www-form-urlencoded", "a=b"
		switch sent := codeSpans(row[1]); {
		case sent != nil:
			body = sent[0]
		case strings.HasPrefix(row[1], "a part"):
			contentType, body = emptyFile(t, field.Tag.Get("form"))
		}
		got = htmlForm{}
		status, broken := sendForm(t, url, contentType, body)
		if code, ok := strings.CutPrefix(row[3], "400 "); ok {
			if words := strings.Fields(broken); status != 400 || words[0] != field.Tag.Get("form") || "`"+words[1]+"`" != code {
				t.Errorf("%s: %d %s", name, status, broken)
			}
			continue
		}
		if status != 204 {
			t.Errorf("%s: %d %s", name, status, broken)
		}
		if row[3] == "ignored" {
			continue
		}
		if shown := formValue(reflect.ValueOf(got).FieldByIndex(field.Index)); "`"+shown+"`" != row[3] {
			t.Errorf("%s: the value is %s", name, shown)
		}
	}
}

// fieldOf returns the field of htmlForm that a cell declares, with its format.
func fieldOf(t *testing.T, cell string) reflect.StructField {
	t.Helper()
	spans := codeSpans(cell)
	name, typ, _ := strings.Cut(spans[0], " ")
	field, ok := reflect.TypeFor[htmlForm]().FieldByName(name)
	if !ok || strings.TrimPrefix(field.Type.String(), "demur_test.") != typ {
		t.Fatalf("there is no field %s", spans[0])
	}
	format := ""
	if len(spans) > 1 {
		format = reflect.StructTag(spans[1]).Get("format")
	}
	if field.Tag.Get("format") != format {
		t.Fatalf("%s has the tag %s", spans[0], field.Tag)
	}
	return field
}

// emptyFile returns what an input for a file sends that was left empty.
func emptyFile(t *testing.T, name string) (contentType, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {fmt.Sprintf(`form-data; name="%s"; filename=""`, name)},
		"Content-Type":        {"application/octet-stream"},
	})
	if err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.String()
}

// formValue returns a value as the README shows it.
func formValue(v reflect.Value) string {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return "nil"
		}
		v = v.Elem()
	}
	if at, ok := v.Interface().(time.Time); ok {
		return at.Format(time.RFC3339)
	}
	if v.Kind() == reflect.String {
		return fmt.Sprintf("%q", v)
	}
	return fmt.Sprint(v)
}
