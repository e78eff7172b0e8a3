package guide_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
)

// decoded returns the error that a client reads from a document.
func decoded(t testing.TB, status int, mediaType string, document []byte) *apierror.Error {
	t.Helper()
	e, err := apierror.Decode(&http.Response{StatusCode: status, Header: http.Header{"Content-Type": {mediaType}}, Body: io.NopCloser(bytes.NewReader(document))})
	if err != nil {
		t.Fatalf("%v\n%s", err, document)
	}
	return e
}

// Problem holds all that is not an extension member, and says the same again.
func TestProblemIsTheDocument(t *testing.T) {
	t.Parallel()
	cfg := payments()
	g := newGuide(t, cfg)
	problems := &apierror.Writer{TypeBase: g.TypeBase()}
	all := []error{
		apierror.UnprocessableEntity.New("2 fields are not valid.").WithInstance("/log/1").With("request_id", "01J").
			WithField(apierror.FieldError{Pointer: "#/amount", XPath: "/payment/amount", Code: "gt", Param: "0", Detail: "must be <more> than 0"}).
			WithField(apierror.FieldError{In: "query", Name: "page", Code: "type", Detail: " \t\r\n"}),
	}
	for _, e := range cfg.Samples {
		all = append(all, e)
	}
	for _, k := range cfg.Kinds {
		all = append(all, k)
	}
	for _, s := range cfg.Statuses {
		all = append(all, s)
	}
	for _, err := range all {
		read := map[string]guide.Problem{}
		for mediaType, codec := range map[string]struct {
			unmarshal func([]byte, any) error
			marshal   func(any) ([]byte, error)
		}{"application/json": {json.Unmarshal, json.Marshal}, "application/xml": {xml.Unmarshal, xml.Marshal}} {
			document := answered(t, problems, err, mediaType)
			var p guide.Problem
			if err := codec.unmarshal(document, &p); err != nil {
				t.Fatalf("%v\n%s", err, document)
			}
			want := decoded(t, p.Status, mediaType, document)
			requestID, _ := want.Extension("request_id")
			if id, _ := requestID.(string); p.RequestID != id {
				t.Errorf("request_id %q, want %q", p.RequestID, id)
			}
			if p.Type != want.Type || p.Title != want.Title || p.Status != int(want.Status) || p.Detail != want.Detail || p.Instance != want.Instance || p.Code != want.Code || len(p.Errors) != len(want.Fields) {
				t.Errorf("%+v, want %+v", p, want)
			}
			for i, f := range want.Fields {
				if p.Errors[i] != guide.ProblemField(f) {
					t.Errorf("%+v, want %+v", p.Errors[i], f)
				}
			}
			again, err := codec.marshal(p)
			if err != nil {
				t.Fatal(err)
			}
			got := decoded(t, p.Status, mediaType, again)
			if got.Type != want.Type || got.Title != want.Title || got.Status != want.Status || got.Detail != want.Detail || got.Instance != want.Instance || got.Code != want.Code || !reflect.DeepEqual(got.Fields, want.Fields) {
				t.Errorf("%s\n%+v, want %+v", again, got, want)
			}
			if id, _ := got.Extension("request_id"); id != requestID {
				t.Errorf("request_id %v, want %v", id, requestID)
			}
			p.XMLName = xml.Name{}
			read[mediaType] = p
		}
		if !reflect.DeepEqual(read["application/json"], read["application/xml"]) {
			t.Errorf("%+v of JSON\n%+v of XML", read["application/json"], read["application/xml"])
		}
	}
}

// What the encoder leaves out, the struct leaves out.
func TestProblemLeavesOutWhatIsEmpty(t *testing.T) {
	t.Parallel()
	p := guide.Problem{Title: "Conflict", Status: 409, Detail: "No.", Code: "conflict"}
	inJSON, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	inXML, err := xml.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	problems := new(apierror.Writer)
	e := apierror.Conflict.New("No.")
	if want := answered(t, problems, e, "application/json"); !bytes.Equal(inJSON, want) {
		t.Errorf("%s, want %s", inJSON, want)
	}
	if want := answered(t, problems, e, "application/xml"); !strings.HasSuffix(string(want), string(inXML)) {
		t.Errorf("%s, want %s", inXML, want)
	}
}

// A service that has its generator read the struct gets the schemas of the guide.
func TestProblemHasTheMembersOfTheSchema(t *testing.T) {
	t.Parallel()
	schemas := at(openAPI(t, paymentsGuide(t)), "components", "schemas")
	for name, of := range map[string]reflect.Type{"Problem": reflect.TypeFor[guide.Problem](), "ProblemField": reflect.TypeFor[guide.ProblemField]()} {
		properties := at(schemas, name, "properties").(object)
		required, _ := at(schemas, name, "required").([]any)
		n := 0
		for i := range of.NumField() {
			f := of.Field(i)
			member, option, _ := strings.Cut(f.Tag.Get("json"), ",")
			if member == "-" {
				continue
			}
			n++
			if properties[member] == nil {
				t.Errorf("%s has no property %s", name, member)
			}
			isRequired := false
			for _, r := range required {
				isRequired = isRequired || r == member
			}
			if isRequired == (option == "omitempty") {
				t.Errorf("%s.%s: required %t, option %q", name, member, isRequired, option)
			}
			if f.Tag.Get("doc") == "" {
				t.Errorf("%s.%s says nothing", name, member)
			}
		}
		if n != len(properties) {
			t.Errorf("%s has %d members, the schema %d", name, n, len(properties))
		}
	}
}
