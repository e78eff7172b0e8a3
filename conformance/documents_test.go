package conformance_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/seed-86b940f4/demur/apierror"
)

var (
	jsonTypes = []string{"application/json", "application/problem+json", "text/json"}
	xmlTypes  = []string{"application/xml", "application/problem+xml", "text/xml"}
)

// TestDocuments sends each failure through a server, in each media type, and
// holds what comes out to the schemas.
func TestDocuments(t *testing.T) {
	t.Parallel()
	schema := jsonSchema(t)
	all := failures()
	var problems apierror.Writer
	guided := apierror.Writer{TypeBase: typeBase}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i, err := strconv.Atoi(r.URL.Path[1:])
		if err == nil {
			err = all[i].err
		}
		writer := &problems
		if all[i].wantType != "" {
			writer = &guided
		}
		if err := writer.Write(w, r, err); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)

	dir := os.Getenv("DEMUR_XML_DIR")
	if dir == "" {
		dir = t.TempDir()
	}
	var files []string
	for i := range all {
		for j := range xmlTypes {
			files = append(files, filepath.Join(dir, fmt.Sprintf("%03d-%d.xml", i, j)))
		}
	}
	t.Run("answers", func(t *testing.T) {
		for i, f := range all {
			t.Run(f.name, func(t *testing.T) {
				t.Parallel()
				url := fmt.Sprintf("%s/%d", server.URL, i)
				fromJSON := jsonAnswers(t, url, f, schema)
				fromXML := xmlAnswers(t, url, f, files[i*len(xmlTypes):])
				if !reflect.DeepEqual(fromJSON, fromXML) {
					t.Errorf("JSON says\n%#v\nXML says\n%#v", fromJSON, fromXML)
				}
				checkWords(t, f, fromJSON)
			})
		}
	})
	t.Run("grammar", func(t *testing.T) {
		valid, remarks := xmllint(t, files)
		if len(valid) != len(files) || remarks != "" {
			t.Errorf("%d of %d documents are valid\n%s", len(valid), len(files), remarks)
		}
	})
}

// jsonAnswers returns what a client reads in the JSON types.
func jsonAnswers(t *testing.T, url string, f failure, schema *jsonschema.Schema) *problem {
	var first []byte
	var p *problem
	for _, mediaType := range jsonTypes {
		res, body := get(t, url, f, mediaType)
		if err := checkJSON(schema, body); err != nil {
			t.Errorf("%s: %v\n%s", mediaType, err, body)
		}
		if first == nil {
			first, p = body, decode(t, res, body)
		}
		if !bytes.Equal(body, first) {
			t.Errorf("%s has\n%s\nbut %s has\n%s", mediaType, body, jsonTypes[0], first)
		}
	}
	return p
}

// xmlAnswers returns what a client reads in the XML types, whose documents it
// leaves in files.
func xmlAnswers(t *testing.T, url string, f failure, files []string) *problem {
	var first []byte
	var p *problem
	for i, mediaType := range xmlTypes {
		res, body := get(t, url, f, mediaType)
		if err := checkXML(body); err != nil {
			t.Errorf("%s: %v\n%s", mediaType, err, body)
		}
		if first == nil {
			first, p = body, decode(t, res, body)
		}
		if !bytes.Equal(body, first) {
			t.Errorf("%s has\n%s\nbut %s has\n%s", mediaType, body, xmlTypes[0], first)
		}
		if err := os.WriteFile(files[i], body, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func get(t *testing.T, url string, f failure, mediaType string) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", mediaType)
	if f.id != "" {
		req.Header.Set("X-Request-Id", f.id)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got := res.Header.Get("Content-Type"); got != mediaType {
		t.Fatalf("Content-Type of %s is %q", mediaType, got)
	}
	return res, body
}

// problem is what a document says, apart from the format.
type problem struct {
	Status                              apierror.Status
	Code, Type, Title, Detail, Instance string
	Fields                              []apierror.FieldError
	Extensions                          []member
}

type member struct {
	Name  string
	Value any
}

func decode(t testing.TB, res *http.Response, body []byte) *problem {
	t.Helper()
	res.Body = io.NopCloser(bytes.NewReader(body))
	e, err := apierror.Decode(res)
	if err != nil {
		t.Fatalf("%v\n%s", err, body)
	}
	p := &problem{e.Status, e.Code, e.Type, e.Title, e.Detail, e.Instance, e.Fields, nil}
	for name, value := range e.Extensions() {
		p.Extensions = append(p.Extensions, member{name, value})
	}
	return p
}

// checkWords compares what the client reads with what the failure says, made
// clean. Of extensions it compares the texts; others have no type on the wire.
func checkWords(t *testing.T, f failure, got *problem) {
	t.Helper()
	e := apierror.From(f.err)
	status := apierror.Status(e.StatusCode())
	want := problem{
		Status: status,
		Code:   clean(either(e.Code, status.Code())),
		Type:   e.Type,
		Title:  clean(either(e.Title, status.Title())),
		Detail: clean(either(e.Detail, status.Detail())),

		Instance: e.Instance,
	}
	if f.wantType != "" {
		want.Type = f.wantType
	}
	for _, x := range e.Fields {
		want.Fields = append(want.Fields, apierror.FieldError{
			Pointer: clean(x.Pointer), XPath: clean(x.XPath), In: clean(x.In), Name: clean(x.Name),
			Code: clean(x.Code), Param: clean(x.Param), Detail: clean(x.Detail),
		})
	}
	if f.wantID != "" {
		want.Extensions = append(want.Extensions, member{"request_id", f.wantID})
	}
	for name, value := range e.Extensions() {
		switch v := value.(type) {
		case string:
			if v != "" && (name != "request_id" || f.wantID == "") {
				want.Extensions = append(want.Extensions, member{name, clean(v)})
			}
		case []string:
			if len(v) > 0 {
				list := slices.Clone(v)
				for i := range list {
					list[i] = clean(list[i])
				}
				want.Extensions = append(want.Extensions, member{name, list})
			}
		default:
			if i := slices.IndexFunc(got.Extensions, func(m member) bool { return m.Name == name }); i >= 0 {
				want.Extensions = append(want.Extensions, got.Extensions[i])
			} else if rv := reflect.ValueOf(value); rv.Kind() != reflect.Slice || rv.Len() > 0 {
				t.Errorf("extension %q was not sent", name)
			}
		}
	}
	if !reflect.DeepEqual(*got, want) {
		t.Errorf("the client reads\n%#v\nwant\n%#v", *got, want)
	}
}

func either(s, standIn string) string {
	if s == "" {
		return standIn
	}
	return s
}

// clean is an own reading of the rule that apierror follows: each character
// that XML 1.0 section 2.2 does not know, and each byte that is no UTF-8,
// becomes U+FFFD.
func clean(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\t', r == '\n', r == '\r', r >= ' ' && r <= 0xD7FF, r >= 0xE000 && r <= 0xFFFD, r >= 0x10000:
			b.WriteRune(r)
		default:
			b.WriteRune(0xFFFD)
		}
	}
	return b.String()
}
