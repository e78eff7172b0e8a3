package shape_test

import (
	"encoding/xml"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/internal/shape"
)

type (
	XBase struct {
		XMLName xml.Name `xml:"base"`
		Deep    int      `xml:"x"`
		Y       int      `xml:"y,attr"`
	}
	XOther struct {
		XBase
		Z int `xml:"a>z"`
	}
	XText struct {
		Text int `xml:",chardata"`
	}
	XPath struct {
		*XText
		A int `xml:"a"`
		X int `xml:">x"`
	}
	XNamed struct {
		XMLName xml.Name `xml:"named"`
		Value   int      `xml:",chardata"`
	}
	XSpace struct {
		X int `xml:"urn:x x"`
	}
)

var (
	xmlEmbeddable = []reflect.Type{
		reflect.TypeFor[XBase](), reflect.TypeFor[XOther](), reflect.TypeFor[XText](), reflect.TypeFor[XPath](), reflect.TypeFor[XSpace](),
	}
	xmlNames   = []string{"", "x", "X", "y", "a", "a>x", "a>z", "a>b>c", ">x", "a>b", "urn:x x", "urn:y x", "urn:x a>x", "z", "Deep"}
	xmlOptions = []string{"", "", "", ",omitempty", ",attr", ",attr,omitempty", ",chardata", ",cdata", ","}
	xmlPaths   = []string{"x", "X", "y", "Y", "a", "a>x", "a>z", "a>b", "a>b>c", "X>x", "Y>x", "Deep", "Z", "Z>x", "z", "named", "A", "A>x", "XNamed"}
)

func randomXML(r *rand.Rand) reflect.Type {
	var fields []reflect.StructField
	used := map[string]bool{}
	for range 1 + r.IntN(4) {
		sf := reflect.StructField{Name: []string{"X", "Y", "Z", "Deep", "A"}[r.IntN(5)], Type: reflect.TypeFor[int]()}
		if r.IntN(4) > 0 {
			option := xmlOptions[r.IntN(len(xmlOptions))]
			name := xmlNames[r.IntN(len(xmlNames))]
			if strings.Contains(option, "data") {
				name = ""
			}
			sf.Tag = reflect.StructTag(fmt.Sprintf("xml:%q", name+option))
		}
		switch r.IntN(5) {
		case 0, 1:
			sf.Type = xmlEmbeddable[r.IntN(len(xmlEmbeddable))]
			sf.Name, sf.Anonymous, sf.Tag = sf.Type.Name(), true, ""
			if r.IntN(3) == 0 {
				sf.Type = reflect.PointerTo(sf.Type)
			}
		case 2:
			sf.Type = reflect.TypeFor[XNamed]()
		}
		if !used[sf.Name] {
			used[sf.Name] = true
			fields = append(fields, sf)
		}
	}
	return reflect.StructOf(fields)
}

// xmlDocuments returns documents that fill one place each, by the path of that.
func xmlDocuments(root string) map[string]string {
	documents := map[string]string{"/text()": "<" + root + ">7</" + root + ">"}
	for _, path := range xmlPaths {
		steps := strings.Split(path, ">")
		document := "7"
		for _, step := range slices.Backward(append([]string{root}, steps...)) {
			document = "<" + step + ">" + document + "</" + step + ">"
		}
		documents["/"+strings.Join(steps, "/")] = document
		if len(steps) == 1 {
			documents["/@"+path] = "<" + root + " " + path + `="7"/>`
		}
	}
	return documents
}

// The places of random types are those of encoding/xml.
func TestXMLPlacesOfRandomTypes(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	readable := 0
	for range 3000 {
		typ := randomXML(r)
		if shape.XMLFault(typ) != nil {
			continue
		}
		readable++
		checkShown(t, typ)
		known := shape.Of(typ)
		root := known.Root
		if root == "" {
			root = "root"
		}
		for path, document := range xmlDocuments(root) {
			v := reflect.New(typ)
			if err := xml.Unmarshal([]byte(document), v.Interface()); err != nil {
				continue // an element within must have another name
			}
			var want []int
			for _, f := range known.XML {
				space, _, ok := strings.Cut(f.Tag.Get("xml"), " ")
				if f.XML.Path == path && !(ok && space != "") {
					want = f.Index
				}
			}
			got := filled(v.Elem(), nil)
			if len(got) > len(want) && want != nil && slices.Equal(got[:len(want)], want) {
				got = got[:len(want)] // what is in the field is filled
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%v\n%s fills %v, but found is %v", typ, document, got, want)
			}
		}
	}
	if readable < 1000 {
		t.Errorf("encoding/xml reads only %d of the types", readable)
	}
	if err := xml.Unmarshal([]byte("<other/>"), new(XOther)); err == nil || shape.Of(reflect.TypeFor[XOther]()).Root != "base" {
		t.Errorf("the name of an embedded struct is not that of the root: %v", err)
	}
}
