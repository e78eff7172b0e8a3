package bind_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/internal/bind"
)

type (
	twig struct {
		A int       `xml:"a,attr"`
		U *string   `xml:"u,attr"`
		C []string  `xml:"c"`
		N int8      `xml:"n"`
		F []float64 `xml:"f"`
		T time.Time `xml:"t"`
		X *twig     `xml:"x"`
	}
	spaced struct {
		XMLName xml.Name
		All     []xml.Attr `xml:",any,attr"`
		C       string     `xml:"u c"`
		V       string     `xml:"urn:v c"`
		Default string     `xml:"xmlns,attr"`
		X       []spaced   `xml:"x"`
		N       *twig      `xml:"p>n"`
		Text    []byte     `xml:",chardata"`
		Note    string     `xml:",comment"`
	}
	inner struct {
		All string `xml:",innerxml"`
		N   int8   `xml:"n"`
	}
	wordy struct{ Read string }
	mixed struct {
		X    *twig  `xml:"x"`
		P    inner  `xml:"p"`
		C    wordy  `xml:"c"`
		Held any    `xml:"f"`
		Any  []twig `xml:",any"`
	}
)

// UnmarshalXML asks for all that the decoder knows of the document.
func (w *wordy) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	var v inner
	err := d.DecodeElement(&v, &start)
	line, column := d.InputPos()
	w.Read = fmt.Sprint(v, d.InputOffset(), line, column, start.Name)
	return err
}

var xmlParts = struct{ names, prefixes, spaces, texts []string }{
	names:    []string{"a", "c", "n", "f", "t", "x", "p", "u", "z"},
	prefixes: []string{"", "", "", "", "", "", "u:", "v:", "xml:", "xsi:"},
	spaces:   []string{"u", "v", "urn:v", "xml", "http://www.w3.org/2001/XMLSchema-instance"},
	texts:    []string{"1", "2", "x", " 5 ", "300", "1e999", "2024-01-01T00:00:00Z", "", "&amp;", "&#65;", "<!-- c -->", "<![CDATA[7]]>", "a\r\nb", "<?pi x?>", "</z>", "&no;"},
}

func oneOf(r *rand.Rand, of []string) string { return of[r.IntN(len(of))] }

// randomElement returns an element that may fill the types above, with faults.
func randomElement(r *rand.Rand, depth int) string {
	p := xmlParts
	name := oneOf(r, p.prefixes) + oneOf(r, p.names)
	var b strings.Builder
	b.WriteString("<" + name)
	met := map[string]bool{}
	attr := func(name, value string) {
		if !met[name] {
			fmt.Fprintf(&b, ` %s="%s"`, name, value)
		}
		met[name] = true
	}
	for r.IntN(2) == 0 {
		attr(oneOf(r, p.prefixes)+oneOf(r, p.names), oneOf(r, p.texts[:4]))
	}
	for r.IntN(5) == 0 {
		attr(oneOf(r, []string{"xmlns", "xmlns:u", "xmlns:v", "xmlns:xsi"}), oneOf(r, p.spaces))
	}
	b.WriteString(">")
	for range r.IntN(3) {
		b.WriteString(oneOf(r, p.texts[:8+r.IntN(2)*r.IntN(9)]))
		if depth > 0 {
			b.WriteString(randomElement(r, depth-1))
		}
	}
	return b.String() + "</" + name + ">"
}

// Whether the decoder is given the document or its tokens, what is bound is what
// encoding/xml makes of it, and what it refuses is refused.
func TestRandomXML(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 7))
	bound := map[reflect.Type]int{}
	for range 4000 {
		doc := randomElement(r, r.IntN(5))
		for _, typ := range []reflect.Type{reflect.TypeFor[twig](), reflect.TypeFor[spaced](), reflect.TypeFor[mixed]()} {
			want, got := reflect.New(typ), reflect.New(typ)
			decoder := xml.NewDecoder(strings.NewReader(doc))
			wantErr := decoder.Decode(want.Interface())
			if _, err := decoder.Token(); wantErr == nil && err != io.EOF {
				continue // something follows, which encoding/xml does not look at
			}
			err := bind.Binder{}.Bind(post("application/xml", doc), got.Interface())
			switch {
			case err == nil && (wantErr != nil || !reflect.DeepEqual(got.Interface(), want.Interface())):
				t.Fatalf("%v\n%s\n got %+v\nwant %+v %v", typ, doc, got.Elem(), want.Elem(), wantErr)
			case err == nil:
				bound[typ]++
			case wantErr == nil && !strings.Contains(say(err), "twice") && !strings.Contains(say(err), "duplicate"): // stricter on purpose
				t.Fatalf("%v\n%s\n%s", typ, doc, say(err))
			}
		}
	}
	for typ, n := range bound {
		if n < 200 {
			t.Errorf("only %d documents fill a %v", n, typ)
		}
	}
}

// A document is not read first for the checks and then for the value.
func TestXMLIsReadOnce(t *testing.T) {
	const doc = `<x><x a="1"><c>a</c><c>b</c><n>1</n><t>2024-01-01T00:00:00Z</t><z/></x></x>`
	once := testing.AllocsPerRun(100, func() { _ = xml.Unmarshal([]byte(doc), new(twig)) })
	bound := testing.AllocsPerRun(100, func() {
		if err := (bind.Binder{}).Bind(post("application/xml", doc), new(twig)); err != nil {
			t.Error(say(err))
		}
	})
	if empty := testing.AllocsPerRun(100, func() { _ = bind.Binder{}.Bind(post("application/xml", "<x/>"), new(twig)) }); bound-empty > 1.3*once {
		t.Errorf("%v allocations, of which %v are for any document; encoding/xml alone makes %v", bound, empty, once)
	}
}
