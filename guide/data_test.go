package guide_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
	"github.com/seed-86b940f4/demur/ratelimit"
)

func TestDataIsTheGoldenFiles(t *testing.T) {
	t.Parallel()
	g := paymentsGuide(t)
	golden(t, "guide.json", g.JSON())
	golden(t, "guide.xml", g.XML())
}

// readGuide is what a program reads, in either format.
type readGuide struct {
	Title       string `json:"title" xml:"title"`
	Version     string `json:"version" xml:"version"`
	Description string `json:"description" xml:"description"`
	Contact     struct {
		Name  string `json:"name" xml:"name"`
		URL   string `json:"url" xml:"url"`
		Email string `json:"email" xml:"email"`
	} `json:"contact" xml:"contact"`
	Address   string   `json:"address" xml:"address"`
	Formats   []string `json:"formats" xml:"formats>media_type"`
	Successes []struct {
		Status  int    `json:"status" xml:"status"`
		Title   string `json:"title" xml:"title"`
		Meaning string `json:"meaning" xml:"meaning"`
	} `json:"successes" xml:"successes>success"`
	Errors     []readError `json:"errors" xml:"errors>error"`
	FieldCodes []struct {
		Status  int    `json:"status" xml:"status"`
		Code    string `json:"code" xml:"code"`
		Meaning string `json:"meaning" xml:"meaning"`
	} `json:"field_codes" xml:"field_codes>field_code"`
	Quotas []struct {
		Name   string `json:"name" xml:"name"`
		Quota  int    `json:"quota" xml:"quota"`
		Window int    `json:"window" xml:"window"`
		Rule   string `json:"rule" xml:"rule"`
	} `json:"quotas" xml:"quotas>policy"`
}

type readError struct {
	Status  int    `json:"status" xml:"status"`
	Code    string `json:"code" xml:"code"`
	Title   string `json:"title" xml:"title"`
	Type    string `json:"type" xml:"type"`
	Anchor  string `json:"anchor" xml:"anchor"`
	Meaning string `json:"meaning" xml:"meaning"`
	Detail  string `json:"detail" xml:"detail"`
	Doc     string `json:"doc" xml:"doc"`
	Retry   string `json:"retry" xml:"retry"`
	Headers []struct {
		Name    string `json:"name" xml:"name"`
		Value   string `json:"value" xml:"value"`
		Meaning string `json:"meaning" xml:"meaning"`
	} `json:"headers" xml:"headers>header"`
	SampleJSON readDocument `json:"sample_json" xml:"sample_json"`
	SampleXML  string       `json:"sample_xml" xml:"sample_xml"`
}

// readDocument is a member of JSON, or the same as a text.
type readDocument string

func (d *readDocument) UnmarshalJSON(b []byte) error {
	var compact bytes.Buffer
	err := json.Compact(&compact, b)
	*d = readDocument(compact.String())
	return err
}

func readData(t testing.TB, asJSON, asXML []byte) (fromJSON, fromXML readGuide) {
	t.Helper()
	strict := json.NewDecoder(bytes.NewReader(asJSON))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&fromJSON); err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal(asXML, &fromXML); err != nil {
		t.Fatal(err)
	}
	for tokens := xml.NewDecoder(bytes.NewReader(asXML)); ; {
		if _, err := tokens.RawToken(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	// Lists without items are nothing in XML.
	for i := range fromJSON.Errors {
		if e := &fromJSON.Errors[i]; len(e.Headers) == 0 {
			e.Headers = nil
		}
	}
	if len(fromJSON.Quotas) == 0 {
		fromJSON.Quotas = nil
	}
	if len(fromJSON.Errors) == 0 {
		fromJSON.Errors = nil
	}
	return fromJSON, fromXML
}

func TestDataSaysTheSameInJSONAndXML(t *testing.T) {
	t.Parallel()
	for name, text := range breaking {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g, cfg := broken()[name].guide(t), broken()[name].cfg
			fromJSON, fromXML := readData(t, g.JSON(), g.XML())
			if !reflect.DeepEqual(fromJSON, fromXML) {
				t.Errorf("JSON\n%.2000v\nXML\n%.2000v", fromJSON, fromXML)
			}
			want := cleaned(text)
			var of readError
			for _, e := range fromJSON.Errors {
				if e.Code == "hostile" {
					of = e
				}
			}
			if fromJSON.Version != want || fromJSON.Description != want || fromJSON.Contact.Name != want || of.Doc != want || of.Title != want {
				t.Errorf("got %.300q, %.300q and %.300q, want %.300q", fromJSON.Version, of.Title, of.Doc, want)
			}
			listed := false
			for _, f := range fromJSON.FieldCodes {
				listed = listed || f.Status == 422 && f.Code == want && f.Meaning == want
			}
			if !listed {
				t.Error("the code of a field is not there")
			}
			for i, sample := range []string{string(of.SampleJSON), of.SampleXML} {
				mediaType := []string{"application/json", "application/xml"}[i]
				e := decodeSample(t, mediaType, sample, of.Status)
				if e.Detail != cleaned(cfg.Samples[0].Detail) || e.Code != "hostile" {
					t.Errorf("%s: detail %.300q, want %.300q", mediaType, e.Detail, want)
				}
			}
		})
	}
}

// All that was configured is there, and each list is one in JSON though it be empty.
func TestDataHasTheWholePage(t *testing.T) {
	t.Parallel()
	g := paymentsGuide(t)
	read, _ := readData(t, g.JSON(), g.XML())
	cfg := payments()
	if n := len(cfg.Kinds) + len(cfg.Statuses) + 1; len(read.Errors) != n { // and 429, for its quota
		t.Errorf("%d errors, want %d", len(read.Errors), n)
	}
	for _, e := range read.Errors {
		if e.Code == "" || e.Anchor != e.Code || e.Title == "" || e.Type == "" || e.Meaning == "" || e.Detail == "" || e.Retry == "" {
			t.Errorf("something is missing: %+v", e)
		}
		if sample := decodeSample(t, "application/json", string(e.SampleJSON), e.Status); sample.Code != e.Code || sample.Type != e.Type || sample.Title != e.Title {
			t.Errorf("%+v is not the sample of %+v", sample, e)
		}
	}
	if len(read.Quotas) != 1 || read.Quotas[0].Name != "hourly" || read.Quotas[0].Quota != 1000 || read.Quotas[0].Window != 3600 || read.Quotas[0].Rule == "" {
		t.Errorf("quotas %+v", read.Quotas)
	}
	if len(read.Successes) != 3 || read.Title != cfg.Title || read.Address != "https://api.example.com/guide" || read.Contact.Email != cfg.Contact.Email {
		t.Errorf("got %+v", read)
	}
	bare := newGuide(t, withText("x"))
	for _, document := range [][]byte{g.JSON(), bare.JSON()} {
		if bytes.Contains(document, []byte("null")) || bytes.Contains(document, []byte(`\u003c`)) {
			t.Errorf("a list is null, or markup is escaped: %s", document)
		}
	}
}

// The samples are the very answers: the XML byte by byte, the JSON but for white space.
func TestDataSamplesAreThoseOfTheEncoders(t *testing.T) {
	t.Parallel()
	g := paymentsGuide(t)
	read, _ := readData(t, g.JSON(), g.XML())
	of := map[string]readError{}
	for _, e := range read.Errors {
		of[e.Code] = e
	}
	e := paymentDeclined.New("The account behind the card is empty.").With("decline_code", "insufficient_funds").With("request_id", "f3a1c2").WithType(g.TypeBase() + "card_declined")
	wantJSON, err := apierror.JSON{}.Append(nil, e)
	if err != nil {
		t.Fatal(err)
	}
	wantXML, err := apierror.XML{}.Append(nil, e)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(of["card_declined"].SampleJSON); got != strings.TrimSpace(string(wantJSON)) {
		t.Errorf("got %s, want %s", got, wantJSON)
	}
	if got := of["card_declined"].SampleXML; got != string(wantXML) {
		t.Errorf("got %s, want %s", got, wantXML)
	}
}

// A client that reads the sample must not wait longer than the window lasts, and can
// parse the name of any policy (RFC 9651 section 3.3.3).
func TestQuotaFieldsFitTheirPolicy(t *testing.T) {
	t.Parallel()
	for want, policy := range map[string]ratelimit.Policy{
		`"hourly";r=0;t=1800 "hourly";q=1000;w=3600 1800`: ratelimit.Hourly(1000),
		`"fast";r=0;t=30 "fast";q=10;w=60 30`:             {Name: "fast", Quota: 10, Window: time.Minute},
		`"a\"b\\c";r=0;t=1 "a\"b\\c";q=1;w=1 1`:           {Name: `a"b\c`, Quota: 1, Window: time.Second},
	} {
		var data struct {
			Errors []struct {
				Headers []struct{ Name, Value string }
			}
		}
		if err := json.Unmarshal(newGuide(t, guide.Config{Title: "T", Policies: []ratelimit.Policy{policy}}).JSON(), &data); err != nil {
			t.Fatal(err)
		}
		fields := map[string]string{}
		for _, h := range data.Errors[0].Headers {
			fields[h.Name] = h.Value
		}
		if got := fields["RateLimit"] + " " + fields["RateLimit-Policy"] + " " + fields["Retry-After"]; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
