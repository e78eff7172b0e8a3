package toolstest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
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
			Responses map[string]struct {
				Content map[string]struct {
					Example  json.RawMessage
					Examples map[string]struct{ Value json.RawMessage }
				}
			}
		}
	}
	if err := json.Unmarshal(g.OpenAPIJSON(), &document); err != nil {
		t.Fatal(err)
	}
	has := map[string]bool{}
	var all []answer
	for name, response := range document.Components.Responses {
		if name == "Problem" {
			continue
		}
		for mediaType, content := range response.Content {
			examples := []json.RawMessage{}
			if content.Example != nil {
				examples = append(examples, content.Example)
			}
			for _, e := range content.Examples {
				examples = append(examples, e.Value)
			}
			if strings.HasSuffix(mediaType, "xml") == (len(examples) > 0) {
				t.Errorf("%s as %s has %d examples", name, mediaType, len(examples))
			}
			for _, example := range examples {
				var e struct {
					Code   string
					Status int
				}
				if err := json.Unmarshal(example, &e); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if what := e.Code + " as " + mediaType; !has[what] { // that of a status and of a Kind are the same
					has[what] = true
					all = append(all, answer{name: what, code: e.Code, status: e.Status, header: http.Header{"Content-Type": {mediaType}}, body: example})
				}
			}
		}
	}
	return all
}

// schemaNames returns the name of the schema of each code.
func schemaNames(t testing.TB, g *guide.Guide) map[string]string {
	t.Helper()
	var document struct {
		Components struct {
			Schemas map[string]struct {
				Properties struct{ Code struct{ Enum []string } }
			}
		}
	}
	if err := json.Unmarshal(g.OpenAPIJSON(), &document); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for name, schema := range document.Components.Schemas {
		if codes := schema.Properties.Code.Enum; len(codes) == 1 {
			all[codes[0]] = name
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
