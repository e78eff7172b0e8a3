package toolstest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
)

// samples returns the examples of the responses, in JSON, each with the media type that
// it is for. XML has none: kin-openapi refuses an example that is a text where the schema
// is an object, and Redoc and Swagger UI make XML of the schema.
func samples(t testing.TB, g *guide.Guide) []answer {
	t.Helper()
	var document struct {
		Components struct {
			Schemas map[string]struct {
				Properties struct {
					Code   struct{ Const string }
					Status struct{ Const json.Number }
				}
			}
			Responses map[string]struct {
				Content map[string]struct{ Example json.RawMessage }
			}
		}
	}
	if err := json.Unmarshal(g.OpenAPIJSON(), &document); err != nil {
		t.Fatal(err)
	}
	var all []answer
	for name, response := range document.Components.Responses {
		if name == "Problem" {
			continue
		}
		p := document.Components.Schemas[name].Properties
		status, err := strconv.Atoi(string(p.Status.Const))
		if err != nil {
			t.Fatalf("%s has no status: %v", name, err)
		}
		for mediaType, content := range response.Content {
			a := answer{
				name: name + " as " + mediaType, code: p.Code.Const, status: status,
				header: http.Header{"Content-Type": {mediaType}}, body: content.Example,
			}
			if isXML(a) == (content.Example != nil) {
				t.Errorf("%s has the example %q", a.name, content.Example)
			}
			if !isXML(a) {
				all = append(all, a)
			}
		}
	}
	return all
}

// inXML returns what the encoder makes of a document in JSON.
func inXML(t testing.TB, sample answer) answer {
	t.Helper()
	return encodeXML(t, sample, decode(t, sample))
}

func decode(t testing.TB, a answer) *apierror.Error {
	t.Helper()
	e, err := apierror.Decode(&http.Response{StatusCode: a.status, Header: a.header, Body: io.NopCloser(bytes.NewReader(a.body))})
	if err != nil {
		t.Fatalf("%s: %v\n%s", a.name, err, a.body)
	}
	return e
}

func encodeXML(t testing.TB, sample answer, e *apierror.Error) answer {
	t.Helper()
	mediaType := strings.Replace(sample.header.Get("Content-Type"), "json", "xml", 1)
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Accept", mediaType)
	w := httptest.NewRecorder()
	if err := new(apierror.Writer).Write(w, r, e); err != nil {
		t.Fatal(err)
	}
	return answer{name: sample.name + ", in XML", code: sample.code, status: w.Code, header: w.Header(), body: w.Body.Bytes()}
}
