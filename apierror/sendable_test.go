package apierror_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"math"
	"math/big"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
)

// secret is a text that does not want to be read.
type secret string

func (secret) MarshalText() ([]byte, error) { return []byte("***"), nil }

// uuid is an array of bytes with a text.
type uuid [16]byte

func (uuid) MarshalText() ([]byte, error) { return []byte("550e8400-e29b"), nil }

// level is a number with a name.
type level int

func (l level) MarshalJSON() ([]byte, error) {
	return []byte(`"level <` + fmt.Sprint(int(l)) + `>"`), nil
}
func (level) String() string { return "String" }

type color int

func (color) String() string { return "String" }

type money struct{ cents int }

func (m money) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "%d.%02d", m.cents/100, m.cents%100), nil
}

type nested struct{ A int }

func (nested) MarshalJSON() ([]byte, error) { return []byte(`{"a":1}`), nil }

type broken struct{}

func (broken) MarshalText() ([]byte, error) { return nil, errors.New("no") }

type exploding struct{}

func (exploding) MarshalText() ([]byte, error) { panic("no") }

type textError string

func (e textError) Error() string { return string(e) }

type marshaledError struct{}

func (marshaledError) Error() string                { return "SECRET" }
func (marshaledError) MarshalText() ([]byte, error) { return []byte("SECRET"), nil }

func ptr[T any](v T) *T { return &v }

// What an author would expect to be sent is sent.
func TestValuesThatAreSent(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 11, 22, 13, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		value any
		want  string
	}{
		{ptr("a"), `"a"`},
		{ptr(5), `5`},
		{ptr(true), `true`},
		{ptr(day), `"2026-11-22T13:00:00Z"`},
		{ptr([]string{"a"}), `["a"]`},
		{[2]int{1, 2}, `[1,2]`},
		{&[2]int{1, 2}, `[1,2]`},
		{[]*string{ptr("a"), ptr("b")}, `["a","b"]`},
		{json.Number("12.50"), `12.50`},
		{json.Number("-1e5"), `-1e5`},
		{[]json.Number{"1", "2.0"}, `[1,2.0]`},
		{[]any{json.Number("1"), ptr("a"), secret("x")}, `[1,"a","***"]`},
		{secret("SECRET"), `"***"`},
		{[]secret{"SECRET"}, `["***"]`},
		{uuid{}, `"550e8400-e29b"`},
		{&uuid{}, `"550e8400-e29b"`},
		{[]uuid{{}, {}}, `["550e8400-e29b","550e8400-e29b"]`},
		{netip.MustParseAddr("192.0.2.1"), `"192.0.2.1"`},
		{big.NewInt(7), `7`},
		{level(3), `"level \u003c3\u003e"`},
		{money{1250}, `12.50`},
		{color(3), `3`},
		{apierror.NotFound, `404`},
		{[]any{}, ``}, {"", ``}, {secret(""), `"***"`}, {[0]int{}, ``}, {[]string(nil), ``}, {ptr(""), ``},
	} {
		e := apierror.Gone.New("d").With("member", tt.value)
		doc, _ := apierror.JSON{}.Append(nil, e)
		want := `"code":"gone"}`
		if tt.want != "" {
			want = `"code":"gone","member":` + tt.want + `}`
		}
		if !strings.HasSuffix(string(doc), want) {
			t.Errorf("%T: %s, want %s", tt.value, doc, want)
		}
		inXML, _ := apierror.XML{}.Append(nil, e)
		if a, b := decode(t, 410, "application/json", doc), decode(t, 410, "application/xml", inXML); !same(a, b) {
			t.Errorf("%T: JSON and XML differ:\n%s\n%s", tt.value, doc, inXML)
		}
		if _, record := logs(e); strings.Contains(record, "unsendable") {
			t.Errorf("%T: %s", tt.value, record)
		}
	}
}

// What cannot be sent is named in the log, by whichever way it came.
func TestValuesThatAreNotSent(t *testing.T) {
	t.Parallel()
	loop := new(any)
	*loop = loop
	for _, value := range []any{
		nil, (*string)(nil), (*uuid)(nil), (*big.Int)(nil), (*apierror.Error)(nil), ptr(ptr(1)), loop,
		math.NaN(), math.Inf(-1), []float64{1, math.NaN()}, ptr(math.NaN()),
		map[string]string{"SECRET": "SECRET"}, struct{ A string }{"SECRET"}, &struct{ A string }{"SECRET"}, url.URL{Host: "SECRET"}, &url.URL{Host: "SECRET"},
		[]byte("SECRET"), ptr([]byte("SECRET")), json.RawMessage(`{"SECRET":1}`), [6]byte{'S', 'E', 'C', 'R', 'E', 'T'},
		time.Second, []time.Duration{1}, ptr(time.Second), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC),
		[][]string{{"SECRET"}}, []any{"SECRET", nil}, []any{[]any{"SECRET"}}, []*string{nil}, []map[string]int{{}},
		make(chan int), func() {}, 1i, uintptr(1), *new(any),
		errors.New("SECRET"), textError("SECRET"), marshaledError{}, xml.UnmarshalError("SECRET"), []error{errors.New("SECRET")}, apierror.Gone.New("SECRET"),
		json.Number("SECRET"), json.Number(""), json.Number("1 "), json.Number(" 1"), json.Number("0x1"), json.Number("NaN"), json.Number("01"), json.Number("1,2"), []json.Number{"x"},
		nested{}, broken{}, exploding{}, []any{exploding{}}, []broken{{}},
	} {
		e := apierror.Gone.New("d").With("member", value).With("kept", 1)
		for _, f := range []apierror.Format{apierror.JSON{}, apierror.XML{}} {
			doc, err := f.Append(nil, e)
			if err != nil || strings.Contains(string(doc), "member") || strings.Contains(string(doc), "SECRET") || !strings.Contains(string(doc), "kept") {
				t.Errorf("%T %v was sent: %s", value, value, doc)
			}
		}
		if _, ok := e.Extension("member"); ok {
			t.Errorf("%T was kept", value)
		}
		if _, record := logs(e); !strings.Contains(record, `"unsendable":["member"]`) {
			t.Errorf("%T is not named in %s", value, record)
		}
	}
	for _, name := range []string{"", "ab", "title", "Type", "INSTANCE", "xml_a", "a-b", "é", "1ab", "request_ID"} {
		if _, record := logs(apierror.Gone.New("d").With(name, 1)); !strings.Contains(record, `"unsendable":[`+fmt.Sprintf("%q", name)+`]`) {
			t.Errorf("%q is not named in %s", name, record)
		}
	}
	for _, id := range []any{5, nil, (*string)(nil), []string{"a"}, map[string]int{}} {
		if _, record := logs(apierror.Gone.New("d").With("request_id", id)); !strings.Contains(record, `"unsendable":["request_id"]`) {
			t.Errorf("a request_id of %v is not named in %s", id, record)
		}
	}
	if id, _ := apierror.Gone.New("d").With("request_id", ptr("r1")).Extension("request_id"); id != "r1" {
		t.Errorf("request_id %v", id)
	}
}

// A value is taken as it was: neither a pointer nor an array leads back to the caller.
func TestValuesAreCopies(t *testing.T) {
	t.Parallel()
	text, list, array := "a", []string{"a"}, [1]string{"a"}
	e := apierror.Gone.New("d").With("text", &text).With("list", list).With("plist", &list).With("array", &array)
	text, list[0], array[0] = "b", "b", "b"
	doc, _ := apierror.JSON{}.Append(nil, e)
	if want := `"text":"a","list":["a"],"plist":["a"],"array":["a"]}`; !strings.HasSuffix(string(doc), want) {
		t.Errorf("%s, want %s", doc, want)
	}
}
