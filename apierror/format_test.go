package apierror_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/seed-86b940f4/demur/apierror"
)

// sample has every member that the document knows.
func sample() *apierror.Error {
	return cardDeclined.Wrap(errors.New("SECRET"), "The issuer refused the charge.").
		WithType("https://api.example.com/guide#card_declined").WithInstance("/log/f3a1").
		WithField(apierror.FieldError{Pointer: "#/card/number", Code: "credit_card", Detail: "must be a card number"}).
		With("decline_code", "insufficient_funds").
		With("request_id", "f3a1")
}

// The two documents of the contract, and an instance in them, byte by byte.
func TestWireFormat(t *testing.T) {
	t.Parallel()
	const (
		wantJSON = `{"type":"https://api.example.com/guide#card_declined","title":"Card declined","status":402,` +
			`"detail":"The issuer refused the charge.","instance":"/log/f3a1","code":"card_declined","request_id":"f3a1",` +
			`"errors":[{"pointer":"#/card/number","code":"credit_card","detail":"must be a card number"}],` +
			`"decline_code":"insufficient_funds"}`
		wantXML = `<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
			`<problem xmlns="urn:ietf:rfc:7807"><type>https://api.example.com/guide#card_declined</type><title>Card declined</title><status>402</status><detail>The issuer refused the charge.</detail><instance>/log/f3a1</instance><code>card_declined</code><request_id>f3a1</request_id><errors><i><pointer>#/card/number</pointer><code>credit_card</code><detail>must be a card number</detail></i></errors><decline_code>insufficient_funds</decline_code></problem>`
	)
	for _, tt := range []struct {
		format apierror.Format
		want   string
	}{{apierror.JSON{}, wantJSON}, {apierror.XML{}, wantXML}} {
		got, err := tt.format.Append([]byte("kept"), sample())
		if err != nil || string(got) != "kept"+tt.want {
			t.Errorf("%T: %v\n got %s\nwant %s", tt.format, err, got, tt.want)
		}
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	type named string
	day := time.Date(2026, 11, 22, 13, 0, 0, 5000, time.UTC)
	e := apierror.Gone.New("d").
		With("str", "a").With("empty", "").With("none", []string{}).With("yes", true).With("zero", 0).With("neg", int8(-5)).
		With("big", uint64(math.MaxUint64)).With("half", 0.5).With("huge", 1e21).With("tiny", 1e-7).With("f32", float32(0.1)).
		With("day", day).With("own", named("n")).With("list", []any{"a", 1, true}).With("one", []string{""}).With("days", []time.Time{day})
	gotJSON, _ := apierror.JSON{}.Append(nil, e)
	wantJSON := `{"title":"Gone","status":410,"detail":"d","code":"gone","str":"a","yes":true,"zero":0,"neg":-5,` +
		`"big":18446744073709551615,"half":0.5,"huge":1e+21,"tiny":1e-07,"f32":0.1,"day":"2026-11-22T13:00:00.000005Z",` +
		`"own":"n","list":["a",1,true],"one":[""],"days":["2026-11-22T13:00:00.000005Z"]}`
	if string(gotJSON) != wantJSON {
		t.Errorf("got  %s\nwant %s", gotJSON, wantJSON)
	}
	gotXML, _ := apierror.XML{}.Append(nil, e)
	wantXML := `<str>a</str><yes>true</yes><zero>0</zero><neg>-5</neg><big>18446744073709551615</big><half>0.5</half>` +
		`<huge>1e+21</huge><tiny>1e-07</tiny><f32>0.1</f32><day>2026-11-22T13:00:00.000005Z</day><own>n</own>` +
		`<list><i>a</i><i>1</i><i>true</i></list><one><i></i></one><days><i>2026-11-22T13:00:00.000005Z</i></days></problem>`
	if !strings.HasSuffix(string(gotXML), wantXML) {
		t.Errorf("got  %s\nwant …%s", gotXML, wantXML)
	}
}

// Any literal can be encoded, also one that makes no sense.
func TestEncodeIsTotal(t *testing.T) {
	t.Parallel()
	for _, e := range []*apierror.Error{nil, {}, {Status: 42, Detail: "SECRET"}, {Status: -1, Code: "c"}, {Status: 404, Fields: []apierror.FieldError{{}}}} {
		for _, f := range []apierror.Format{apierror.JSON{}, apierror.XML{}} {
			doc, err := f.Append(nil, e)
			if err != nil || len(doc) == 0 {
				t.Errorf("%T of %v: %v", f, e, err)
			}
			if (e == nil || e.Status != 404) && (!strings.Contains(string(doc), "500") || strings.Contains(string(doc), "SECRET")) {
				t.Errorf("%T of %v: %s", f, e, doc)
			}
		}
	}
}

func TestMediaTypesAreOwned(t *testing.T) {
	t.Parallel()
	for _, f := range []apierror.Format{apierror.JSON{}, apierror.XML{}} {
		first := f.MediaTypes()
		want := fmt.Sprint(first)
		first[0] = "text/evil"
		if got := fmt.Sprint(f.MediaTypes()); got != want {
			t.Errorf("a caller changed the types to %s", got)
		}
	}
}

// clean is what RFC 3629 and XML 1.0 section 2.2 leave of a string.
func clean(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		switch {
		case r == utf8.RuneError && size == 1, r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0xFFFE, r == 0xFFFF:
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// FuzzFormats holds the encoders to the decoders of the standard library and to
// our own: whatever the strings are, both documents are well formed and say the
// same, which is the cleaned text.
func FuzzFormats(f *testing.F) {
	for _, s := range []string{"", "plain", "a\x00\x01\x1f\x7f", "\xff\xfe\xc0\x80\xed\xa0\x80", "]]>", "<a>&amp;\"'", "\r\n\t\r", "\u2028\u2029", "\uFFFE\uFFFF\uFFFD", "😀", " ", "&#x0;", "<![CDATA[x]]>", "\\u0000"} {
		f.Add(404, s, s, s, "ext_name", s)
		f.Add(500, "", "", s, s, "x")
	}
	f.Fuzz(func(t *testing.T, status int, code, title, text, name, item string) {
		e := (&apierror.Error{
			Status: apierror.Status(status), Code: code, Title: title, Type: text, Instance: item, Detail: text, Err: errors.New("SECRET"),
			Fields: []apierror.FieldError{{Pointer: text, XPath: item, In: code, Name: name, Code: title, Param: text, Detail: item}, {}},
		}).With(name, text).With("list", []string{item, text}).With("request_id", text)
		inJSON, err := apierror.JSON{}.Append(nil, e)
		if err != nil {
			t.Fatal(err)
		}
		inXML, err := apierror.XML{}.Append(nil, e)
		if err != nil {
			t.Fatal(err)
		}
		var viaJSON struct{ Type, Title, Detail, Instance, Code string }
		if err := json.Unmarshal(inJSON, &viaJSON); err != nil {
			t.Fatalf("%v: %s", err, inJSON)
		}
		var viaXML struct {
			XMLName  struct{} `xml:"urn:ietf:rfc:7807 problem"`
			Type     string   `xml:"type"`
			Instance string   `xml:"instance"`
		}
		if err := xml.Unmarshal(inXML, &viaXML); err != nil {
			t.Fatalf("%v: %s", err, inXML)
		}
		bare := status < 400 || status > 599 // nothing of such an error is sent
		for _, uri := range [][2]string{{viaJSON.Type, viaXML.Type}, {viaJSON.Instance, viaXML.Instance}} {
			if _, err := url.Parse(uri[0]); err != nil || uri[0] != uri[1] || bare && uri[0] != "" {
				t.Errorf("JSON says %q and XML says %q: %v", uri[0], uri[1], err)
			}
		}
		if strings.Contains(string(inJSON)+string(inXML), "SECRET") {
			t.Error("the cause was sent")
		}
		a, b := decode(t, status, "application/problem+json", inJSON), decode(t, status, "application/problem+xml", inXML)
		if !same(a, b) {
			t.Errorf("JSON and XML differ:\n%#v %v\n%#v %v", a, maps.Collect(a.Extensions()), b, maps.Collect(b.Extensions()))
		}
		if !bare && text != "" && (a.Detail != clean(text) || a.Fields[0].Pointer != clean(text)) {
			t.Errorf("%q came back as %q", text, a.Detail)
		}
	})
}

func decode(t *testing.T, status int, mediaType string, doc []byte) *apierror.Error {
	t.Helper()
	if status < 400 || status > 599 {
		status = 500
	}
	e, err := apierror.Decode(&http.Response{
		StatusCode: status,
		Header:     http.Header{"Content-Type": {mediaType}},
		Body:       io.NopCloser(strings.NewReader(string(doc))),
	})
	if err != nil {
		t.Fatalf("%v: %s", err, doc)
	}
	return e
}

// same compares all that travels.
func same(a, b *apierror.Error) bool {
	list := func(e *apierror.Error) string {
		var s strings.Builder
		for name, value := range e.Extensions() {
			fmt.Fprintf(&s, "%q=%q\n", name, value)
		}
		return s.String()
	}
	return a.Status == b.Status && a.Code == b.Code && a.Type == b.Type && a.Instance == b.Instance && a.Title == b.Title && a.Detail == b.Detail &&
		reflect.DeepEqual(a.Fields, b.Fields) && list(a) == list(b)
}
