package bind_test

import (
	"encoding/xml"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/internal/bind"
)

func TestXMLFaults(t *testing.T) {
	t.Parallel()
	type widget struct {
		XMLName xml.Name `xml:"widget"`
		Name    string   `xml:"name"`
	}
	const no = "400 The XML cannot be read: "
	for _, tt := range []struct {
		body, want string
		line       int
	}{
		{"<widget>\n<name>\n", no + "it is not well formed, at byte 17 (line 3, column 1).", 3},
		{"<widget>\n<name></widget>", no + "it is not well formed, at byte 25 (line 2, column 16).", 2},
		{"<widget>&nbsp;</widget>", no + "it is not well formed, at byte 15 (line 1, column 15).", 1},
		{"<widget>\xff</widget>", no + "it is not well formed, at byte 10 (line 1, column 10).", 1},
		{"<widget/>\n<widget/>", no + "nothing more is expected after the root element, at byte 11 (line 2, column 1).", 2},
		{"<widget/>xyz", no + "nothing more is expected after the root element, at byte 10 (line 1, column 10).", 1},
		{"xyz<widget/>", no + "text is not allowed before the root element, at byte 1 (line 1, column 1).", 1},
		{`{"name":"n"}`, no + "text is not allowed before the root element, at byte 1 (line 1, column 1).", 1},
		{"<!-- nothing -->", no + "there is no element in it, at byte 17 (line 1, column 17).", 1},
		{`<!DOCTYPE w [<!ENTITY a "b">]><widget>&a;</widget>`, no + "a document type declaration is not allowed, at byte 1 (line 1, column 1).", 1},
		{`<widget a="1" b="2" a="3"/>`, no + "an attribute is given twice, at byte 1 (line 1, column 1).", 1},
		{`<widget>` + "\n" + `<x y:a="1" z:a="2" y:a="3"/></widget>`, no + "an attribute is given twice, at byte 10 (line 2, column 1).", 2},
		{strings.Repeat("<widget>", 65), no + "elements are nested too deeply, at byte 513 (line 1, column 513).", 1},
		{"<SECRET/>", "400 A part of the body is not valid. | /SECRET: root must be the element widget", 0},
		{"<widget><name>a</name><name>b</name></widget>", "400 A part of the body is not valid. | /widget/name[2]: duplicate must be given only once", 0},
		{`<?xml version="1.0" encoding="ISO-8859-1"?><widget/>`, "415 The charset of the body must be UTF-8.", 0},
		{"\n", "400 A body is required.", 0},

		{`<?xml version="1.0" encoding="utf-8"?><!-- a --><widget><name>n</name></widget><!-- b -->` + "\n", "", 0},
		{"\uFEFF<widget><name>n</name></widget>", "", 0},
		{"<w:widget xmlns:w='urn:w'><w:name><![CDATA[n]]></w:name><x/><x/></w:widget>", "", 0},
	} {
		var got widget
		err := bind.Binder{}.Bind(post("application/xml", tt.body), &got)
		if say(err) != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.body, say(err), tt.want)
		}
		if err == nil && got.Name != "n" {
			t.Errorf("%s: %+v", tt.body, got)
		}
		if line, _ := extensions(err0(err))["line"].(int); line != tt.line {
			t.Errorf("%s: line %d, want %d", tt.body, line, tt.line)
		}
	}
}

// A prefix stands for its name space only inside the element that says so, and what is
// hidden must be well formed too.
func TestXMLPrefixesAndHiddenElements(t *testing.T) {
	t.Parallel()
	const no = "400 The XML cannot be read: "
	for body, want := range map[string]string{
		`<r u:x="1" v:x="2" xmlns:u="a" xmlns:v="a"/>`:                           no + "an attribute is given twice, at byte 1 (line 1, column 1).",
		`<r xmlns:u="a" xmlns:v="a"><b><c u:x="1" v:x="2"/></b></r>`:             no + "an attribute is given twice, at byte 31 (line 1, column 31).",
		`<r xmlns:u="a"><b xmlns:v="a"/><c u:x="1" v:x="2"/></r>`:                "",
		`<r xmlns:u="a" xmlns:v="a"><b xmlns:v="b"><c u:x="1" v:x="2"/></b></r>`: "",
		`<r><ID>1</ID><name>n</name></r>`:                                        "",
		`<r><ID><a><b/></a></ID></r>`:                                            "",
		`<r><ID><a></ID></r>`:                                                    no + "it is not well formed, at byte 16 (line 1, column 16).",
		`<r><ID><a></b></ID></r>`:                                                no + "it is not well formed, at byte 15 (line 1, column 15).",
		`<r><ID><u:a></v:a></ID></r>`:                                            no + "it is not well formed, at byte 19 (line 1, column 19).",
		`<r><ID>`:                                                                no + "it is not well formed, at byte 8 (line 1, column 8).",
		`<r><ID>1</ID><size>x</size></r>`:                                        "400 A part of the body is not valid. | /r/size: type(integer) must be an integer",
		`<r><size>x</size><size>1</size></r>`:                                    "400 A part of the body is not valid. | /r/size[2]: duplicate must be given only once",
		`<r><size>x</size></r><!DOCTYPE r>`:                                      no + "a document type declaration is not allowed, at byte 22 (line 1, column 22).",
	} {
		var dst struct {
			ID   string `query:"id"`
			Size int    `xml:"size"`
		}
		if got := say(bind.Binder{}.Bind(post("application/xml", body), &dst)); got != want || dst.ID != "" {
			t.Errorf("%s\n got %s\nwant %s\n%+v", body, got, want, dst)
		}
	}
}

// err0 returns err, or something without extensions for nil.
func err0(err error) error {
	if err == nil {
		return xml.UnmarshalError("")
	}
	return err
}

// rgb decodes itself from an element, and from an attribute.
type rgb struct{ text string }

func (c *rgb) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	return d.DecodeElement(&c.text, &start)
}

func (c *rgb) UnmarshalXMLAttr(a xml.Attr) error {
	c.text = a.Value
	return nil
}

type base struct {
	Created time.Time `xml:"created,attr"`
	Note    string    `xml:"note"`
}

type Part struct {
	Qty  int8    `xml:"qty,attr"`
	Cost float32 `xml:"cost"`
}

type shipment struct {
	base
	*Part
	Parts   []Part    `xml:"parts>part"`
	Loose   []*Part   `xml:"loose"`
	Fast    bool      `xml:"options>fast"`
	Weights []float64 `xml:"weight"`
	Size    uint16    `xml:"size"`
	At      time.Time `xml:"at"`
	Raw     struct {
		Text string `xml:",innerxml"`
	} `xml:"raw"`
	Body struct {
		Lang  string `xml:"lang,attr"`
		Count int    `xml:",chardata"`
	} `xml:"body"`
	Colour rgb            `xml:"colour"`
	Tint   rgb            `xml:"tint,attr"`
	Next   *shipment      `xml:"next"`
	Dict   map[string]int `xml:"dict"`
	Iface  any            `xml:"iface"`
	IBAN   iban           `xml:"iban"`
}

// A value of the wrong type is told with the path of its element or attribute.
func TestXMLTypes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ body, want string }{
		{`<s><size>x</size></s>`, "/s/size: type(integer) must be an integer"},
		{`<s><size>70000</size></s>`, "/s/size: range must be an integer from 0 to 65535"},
		{`<s><size> -1 </size></s>`, "/s/size: range must be an integer from 0 to 65535"},
		{`<s><size>12abc</size></s>`, "/s/size: type(integer) must be an integer"},
		{`<s><note>n</note><part/><weight>1</weight><weight>1e999</weight></s>`, "/s/weight[2]: range must be a number within range"},
		{`<s><weight>x</weight></s>`, "/s/weight[1]: type(number) must be a number"},
		{`<s><options><fast>maybe</fast></options></s>`, "/s/options/fast: type(boolean) must be true or false"},
		{`<s><at>now</at></s>`, "/s/at: type(date-time) must be a date and time as in RFC 3339"},
		{`<s created="now"/>`, "/s/@created: type(date-time) must be a date and time as in RFC 3339"},
		{`<s created="2026-11-22T13:24:25Z" qty="x"><note/></s>`, "/s/@qty: type(integer) must be an integer"},
		{`<s><parts><part qty="1"/><part qty="300"/></parts></s>`, "/s/parts/part[2]/@qty: range must be an integer from -128 to 127"},
		{`<s><loose><cost>1</cost></loose><loose><cost>x</cost></loose></s>`, "/s/loose[2]/cost: type(number) must be a number"},
		{`<s><body lang="x">y</body></s>`, "/s/body: format must be of the expected form"},
		{`<s><next><next><size>x</size></next></next></s>`, "/s/next/next/size: type(integer) must be an integer"},
		{`<s><dict><a>1</a></dict></s>`, "/: format must be of the expected form"},
	} {
		if got, want := say(bind.Binder{}.Bind(post("text/xml", tt.body), new(shipment))), "400 A part of the body is not valid. | "+tt.want; got != want {
			t.Errorf("%s\n got %s\nwant %s", tt.body, got, want)
		}
	}
	if got := say(bind.Binder{}.Bind(post("text/xml", `<s><iban>SECRET</iban></s>`), new(shipment))); got != "422 That is no IBAN." {
		t.Errorf("an error of the type's own: %s", got)
	}
}

// What encoding/xml makes of a document is not changed by the looks at it before.
func TestXMLAsEncodingXML(t *testing.T) {
	t.Parallel()
	const body = `<s created="2026-11-22T13:24:25Z" qty="5" tint="red"><cost>2</cost><note>n</note><parts><part qty="1"/></parts><parts><part qty="2"/></parts>` +
		`<loose/><weight>1</weight><raw>a<b c="d"/></raw><body lang="x"> 3 </body><colour>blue</colour><next><size>4</size></next><iface><x/></iface></s>`
	var got, want shipment
	if err := xml.Unmarshal([]byte(body), &want); err != nil {
		t.Fatal(err)
	}
	for _, b := range []bind.Binder{{}, {RejectUnknown: true}} {
		if got = (shipment{}); b.Bind(post("application/xml", body), &got) != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	}
	if got.Raw.Text != `a<b c="d"/>` || got.Tint.text != "red" || len(got.Parts) != 2 {
		t.Errorf("%+v", got)
	}
}

type hinge struct{ Angle int }

// What a type cannot be filled from is not offered, or is the program's mistake.
// encoding/xml panics on the first of these.
func TestPrivateEmbeddedPointer(t *testing.T) {
	t.Parallel()
	type door struct {
		*hinge
		Name string
	}
	type left struct{ ID int }
	type right struct{ ID int }
	type twins struct {
		left
		right
		Name string
	}
	if got := say(bind.Binder{}.Bind(post("application/xml", "<a><Angle>1</Angle></a>"), new(door))); got != "415 The body must be of one of the types application/json." {
		t.Error(got)
	}
	if got := say(bind.Binder{}.Bind(post("application/json", `{"angle":1}`), new(door))); !strings.HasPrefix(got, "mistake: demur: ") {
		t.Error(got)
	}
	if got := say(bind.Binder{}.Bind(post("application/json", `{"angle":1,"name":2}`), new(door))); got != "400 A part of the body is not valid. | #/name: type(string) must be a string" {
		t.Error(got)
	}
	if err := (bind.Binder{}).Bind(post("application/json", `{"angle":1}`), &door{hinge: new(hinge)}); err != nil {
		t.Error(say(err))
	}
	if got := say(bind.Binder{}.Bind(post("application/xml", "<a/>"), new(twins))); got != "415 The body must be of one of the types application/json." {
		t.Error(got)
	}
	if err := (bind.Binder{}).Bind(post("application/json", `{"ID":1}`), new(twins)); err != nil {
		t.Error(say(err))
	}
}
