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
	var all []answer
	for name, response := range document.Components.Responses {
		for mediaType, content := range response.Content {
			var examples []json.RawMessage
			if content.Example != nil {
				examples = append(examples, content.Example)
			}
			for _, e := range content.Examples {
				examples = append(examples, e.Value)
			}
			if (len(examples) == 0) != strings.HasSuffix(mediaType, "xml") {
				t.Errorf("%s has %d examples of %s", name, len(examples), mediaType)
			}
			if name == "Problem" {
				continue // its example is of one of the others
			}
			for _, e := range examples {
				var members struct {
					Code   string
					Status int
				}
				if err := json.Unmarshal(e, &members); err != nil {
					t.Fatal(err)
				}
				all = append(all, answer{
					name: members.Code + " of " + name + " as " + mediaType, code: members.Code, status: members.Status,
					header: http.Header{"Content-Type": {mediaType}}, body: e,
				})
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
