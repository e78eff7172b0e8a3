package validation_test

import (
	"encoding/xml"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/validation"
)

// forRequest validates a value and fits the error to a request.
func forRequest(t *testing.T, v *validation.Validator, value any, target string, header ...string) *apierror.Error {
	t.Helper()
	r := httptest.NewRequest("POST", target, strings.NewReader("body"))
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	err := v.For(r, v.Validate(value))
	fieldsOf(t, err)
	return err.(*apierror.Error)
}

type xmlItem struct {
	SKU  string   `xml:"sku,attr" json:"-" validate:"required"`
	Text string   `xml:",chardata" validate:"required"`
	Tags []string `xml:"tags>tag" validate:"dive,min=2"`
}

type XMLBase struct {
	Created string `xml:"created" json:"made" validate:"required"`
}

type named struct {
	XMLName xml.Name `xml:"urn:x payee"`
	IBAN    string   `xml:"urn:x iban" validate:"required"`
}

type payment struct {
	XMLName xml.Name `xml:"payment"`
	XMLBase
	Items  []xmlItem         `xml:"items>item" validate:"dive"`
	Payee  named             // named by its XMLName
	Go     string            `validate:"required"`
	Lines  []string          `xml:"line" validate:"dive,min=2"`
	Raw    string            `xml:",innerxml" validate:"required"`
	Note   string            `xml:",comment" validate:"required"`
	Any    []named           `xml:",any" validate:"dive"`
	Secret string            `xml:"-" validate:"required"`
	Bytes  []byte            `xml:"bytes" validate:"dive,min=1"`
	Map    map[string]string `xml:"map" validate:"dive,min=2"`
	Grid   [][]int           `xml:"grid" validate:"dive,dive,min=1"`
	Up     string            `xml:">b" validate:"required"`
}

// TestXPath is about the names that encoding/xml has for what JSON calls otherwise.
func TestXPath(t *testing.T) {
	t.Parallel()
	value := &payment{
		Items: []xmlItem{{"a", "b", nil}, {"", "", []string{"ok", "x"}}},
		Lines: []string{"ok", "x"}, Any: []named{{}}, Bytes: []byte{0},
		Map: map[string]string{"k": "x"}, Grid: [][]int{{1}, {1, 0}},
	}
	want := []string{
		"/payment", "/payment", "/payment", // Raw, Any and Secret: only what is around is sure
		"/payment/Go", "/payment/Up/b", "/payment/bytes", "/payment/comment()", "/payment/created", "/payment/grid[2]",
		"/payment/items/item[2]/@sku", "/payment/items/item[2]/tags/tag[2]", "/payment/items/item[2]/text()",
		"/payment/line[2]", "/payment/map", "/payment/payee/iban",
	}
	for _, contentType := range []string{"application/xml", "text/xml; charset=utf-8", "Application/XML", "application/vnd.acme.v1+xml", "text/xml;bad"} {
		e := forRequest(t, validation.New(), value, "/", "Content-Type", contentType)
		var got []string
		for _, f := range e.Fields {
			if f.Pointer != "" || f.In != "" || f.Name != "" {
				t.Errorf("%s: %+v", contentType, f)
			}
			got = append(got, f.XPath)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s:\ngot  %q\nwant %q", contentType, got, want)
		}
	}
}

// A root element is named by the type, else by the document, else by nobody.
func TestXPathRoot(t *testing.T) {
	t.Parallel()
	type free struct {
		XMLName xml.Name
		A       string `xml:"a" validate:"required"`
	}
	type embedding struct {
		named
		A string `xml:"a" validate:"required"`
	}
	for _, c := range []struct {
		value any
		want  string
	}{
		{leaf{}, "/*/SKU"},
		{free{}, "/*/a"},
		{free{XMLName: xml.Name{Local: "order"}}, "/order/a"},
		{free{XMLName: xml.Name{Local: "a b]"}}, "/*/a"},
		{embedding{named: named{IBAN: "x"}}, "/payee/a"},
		{&[]leaf{{}}, "/*"},
	} {
		e := forRequest(t, validation.New(), c.value, "/", "Content-Type", "application/xml")
		if got := e.Fields[0].XPath; got != c.want {
			t.Errorf("%+v: %q, want %q", c.value, got, c.want)
		}
	}
}

// Other fields go by their XML names in the answer to XML.
func TestParamsInXML(t *testing.T) {
	t.Parallel()
	type span struct {
		From int `json:"start" xml:"range>from"`
		To   int `json:"end" xml:"to,attr" validate:"gtfield=From"`
	}
	e := forRequest(t, validation.New(), span{}, "/", "Content-Type", "text/xml")
	want := apierror.FieldError{XPath: "/*/@to", Code: "gtfield", Param: "from", Detail: "must be greater than from"}
	if e.Fields[0] != want {
		t.Errorf("got %+v, want %+v", e.Fields[0], want)
	}
	e = forRequest(t, validation.New(), span{}, "/", "Content-Type", "application/json")
	want = apierror.FieldError{Pointer: "#/end", Code: "gtfield", Param: "start", Detail: "must be greater than start"}
	if e.Fields[0] != want {
		t.Errorf("got %+v, want %+v", e.Fields[0], want)
	}
}
