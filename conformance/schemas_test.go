package conformance_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// The members that each document must have, in both formats.
const (
	jsonCore = `"title":"Gone","status":410,"detail":"It is gone.","code":"gone"`
	xmlCore  = `<title>Gone</title><status>410</status><detail>It is gone.</detail><code>gone</code>`
)

func object(members string) string { return "{" + members + "}" }
func root(children string) string {
	return `<problem xmlns="` + namespace + `">` + children + `</problem>`
}

// handMade are documents that say whether the schemas let too much or too
// little through. An empty one cannot be had in that format.
var handMade = []struct {
	name      string
	ok        bool
	json, xml string
	byName    bool // it is the name that is wrong, which RELAX NG cannot say
}{
	{name: "core", ok: true, json: object(jsonCore), xml: root(xmlCore)},
	{name: "design", ok: true,
		json: `{"type":"https://api.example.com/guide#card_declined","title":"Card declined","status":402,` +
			`"detail":"The issuer refused the charge.","code":"card_declined","request_id":"f3a1",` +
			`"errors":[{"pointer":"#/card/number","code":"credit_card","detail":"must be a card number"}],` +
			`"decline_code":"insufficient_funds"}`,
		xml: root(`<type>https://api.example.com/guide#card_declined</type><title>Card declined</title><status>402</status>` +
			`<detail>The issuer refused the charge.</detail><code>card_declined</code><request_id>f3a1</request_id>` +
			`<errors><i><pointer>#/card/number</pointer><code>credit_card</code><detail>must be a card number</detail></i></errors>` +
			`<decline_code>insufficient_funds</decline_code>`)},
	{name: "any order", ok: true,
		json: `{"tags":["a","",1,true],"code":"gone","balance":1.5,"errors":[{"detail":"a","in":"query"},{}],"detail":"a","status":599,"title":"b","type":"/c"}`,
		xml: root(`<tags><i>a</i><i/><i>1</i></tags><code>gone</code><balance>1.5</balance>` +
			`<errors><i><detail>a</detail><in>query</in></i><i/></errors><detail>a</detail><status>599</status><title>b</title><type>/c</type>`)},
	{name: "extension of spaces", ok: true, json: object(jsonCore + `,"note":" \n"`), xml: root(xmlCore + "<note> \n</note>")},

	{name: "attribute", xml: root(`<title lang="en">Gone</title><status>410</status><detail>a</detail><code>gone</code>`)},
	{name: "attribute of the root", xml: `<problem xmlns="` + namespace + `" version="1">` + xmlCore + `</problem>`},
	{name: "attribute of an extension", xml: root(xmlCore + `<note nil="true">a</note>`)},
	{name: "no namespace", xml: `<problem>` + xmlCore + `</problem>`},
	{name: "namespace of RFC 9457", xml: `<problem xmlns="urn:ietf:rfc:9457">` + xmlCore + `</problem>`},
	{name: "extension of a foreign namespace", xml: root(xmlCore + `<note xmlns="urn:example">a</note>`)},
	{name: "another root", json: `[]`, xml: `<error xmlns="` + namespace + `">` + xmlCore + `</error>`},
	{name: "text beside members", xml: root(xmlCore + "a")},
	{name: "nothing", json: `{}`, xml: root("")},

	{name: "title missing", json: `{"status":410,"detail":"a","code":"gone"}`, xml: root(`<status>410</status><detail>a</detail><code>gone</code>`)},
	{name: "status missing", json: `{"title":"Gone","detail":"a","code":"gone"}`, xml: root(`<title>Gone</title><detail>a</detail><code>gone</code>`)},
	{name: "detail missing", json: `{"title":"Gone","status":410,"code":"gone"}`, xml: root(`<title>Gone</title><status>410</status><code>gone</code>`)},
	{name: "code missing", json: `{"title":"Gone","status":410,"detail":"a"}`, xml: root(`<title>Gone</title><status>410</status><detail>a</detail>`)},
	{name: "title empty", json: `{"title":"","status":410,"detail":"a","code":"gone"}`, xml: root(`<title/><status>410</status><detail>a</detail><code>gone</code>`)},
	{name: "title twice", json: object(jsonCore + `,"title":"b"`), xml: root(xmlCore + `<title>b</title>`)},
	{name: "status 200", json: `{"title":"OK","status":200,"detail":"a","code":"ok"}`, xml: root(`<title>OK</title><status>200</status><detail>a</detail><code>ok</code>`)},
	{name: "status 600", json: `{"title":"a","status":600,"detail":"a","code":"b"}`, xml: root(`<title>a</title><status>600</status><detail>a</detail><code>b</code>`)},
	{name: "status is no integer", json: `{"title":"a","status":"410","detail":"a","code":"b"}`, xml: root(`<title>a</title><status>gone</status><detail>a</detail><code>b</code>`)},
	{name: "status with a fraction", json: `{"title":"a","status":410.5,"detail":"a","code":"b"}`, xml: root(`<title>a</title><status>410.5</status><detail>a</detail><code>b</code>`)},
	{name: "type is no URI", json: object(jsonCore + `,"type":"http://a b:c/%zz"`), xml: root(xmlCore + `<type>http://a b:c/%zz</type>`)},
	{name: "instance", ok: true, json: object(jsonCore + `,"instance":"/a"`), xml: root(xmlCore + `<instance>/a</instance>`)},
	{name: "instance is no URI", json: object(jsonCore + `,"instance":"http://a b:c/%zz"`), xml: root(xmlCore + `<instance>http://a b:c/%zz</instance>`)},
	{name: "instance empty", json: object(jsonCore + `,"instance":""`), xml: root(xmlCore + `<instance/>`)},
	{name: "instance twice", json: object(jsonCore + `,"instance":"/a","instance":"/b"`), xml: root(xmlCore + `<instance>/a</instance><instance>/b</instance>`)},

	{name: "errors empty", json: object(jsonCore + `,"errors":[]`), xml: root(xmlCore + `<errors/>`)},
	{name: "errors of text", json: object(jsonCore + `,"errors":["a"]`), xml: root(xmlCore + `<errors><i>a</i></errors>`)},
	{name: "errors that is no list", json: object(jsonCore + `,"errors":{"code":"a"}`), xml: root(xmlCore + `<errors><code>a</code></errors>`)},
	{name: "field with a value", json: object(jsonCore + `,"errors":[{"value":"4242"}]`), xml: root(xmlCore + `<errors><i><value>4242</value></i></errors>`)},
	{name: "field with an empty part", json: object(jsonCore + `,"errors":[{"code":""}]`), xml: root(xmlCore + `<errors><i><code/></i></errors>`)},
	{name: "field with a nested part", json: object(jsonCore + `,"errors":[{"code":{"a":"b"}}]`), xml: root(xmlCore + `<errors><i><code><a>b</a></code></i></errors>`)},

	{name: "extension empty", json: object(jsonCore + `,"note":""`), xml: root(xmlCore + `<note/>`)},
	{name: "extension null", json: object(jsonCore + `,"note":null`)},
	{name: "extension of no items", json: object(jsonCore + `,"note":[]`)},
	{name: "extension nested", json: object(jsonCore + `,"note":{"a":"b"}`), xml: root(xmlCore + `<note><a>b</a></note>`)},
	{name: "extension of lists", json: object(jsonCore + `,"note":[["a"]]`), xml: root(xmlCore + `<note><i><i>a</i></i></note>`)},
	{name: "extension of text and items", xml: root(xmlCore + `<note>a<i>b</i></note>`)},
	{name: "extension with a control", json: object(jsonCore + `,"note":"a\u0000b"`)},
	{name: "extension with a noncharacter", json: object(jsonCore + `,"note":["a\uffffb"]`)},
	{name: "name with a hyphen", json: object(jsonCore + `,"retry-after":1`), xml: root(xmlCore + `<retry-after>1</retry-after>`), byName: true},
	{name: "name too short", json: object(jsonCore + `,"no":1`), xml: root(xmlCore + `<no>1</no>`), byName: true},
	{name: "name with a figure first", json: object(jsonCore + `,"1st":1`)},
	{name: "name with an underscore first", json: object(jsonCore + `,"_note":1`), xml: root(xmlCore + `<_note>1</_note>`), byName: true},
	{name: "name of XML", json: object(jsonCore + `,"xmlNote":1`), xml: root(xmlCore + `<xmlNote>1</xmlNote>`), byName: true},
	{name: "name twice", json: object(jsonCore + `,"note":1,"note":2`), xml: root(xmlCore + `<note>1</note><note>2</note>`), byName: true},
}

func TestSchemaOfJSON(t *testing.T) {
	t.Parallel()
	schema := jsonSchema(t)
	for _, doc := range handMade {
		if doc.json == "" {
			continue
		}
		t.Run(doc.name, func(t *testing.T) {
			t.Parallel()
			if err := checkJSON(schema, []byte(doc.json)); (err == nil) != doc.ok {
				t.Errorf("%s\nok is %t, want %t: %v", doc.json, err == nil, doc.ok, err)
			}
		})
	}
}

func TestGrammarOfXML(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var files []string
	for i, doc := range handMade {
		if doc.xml == "" {
			continue
		}
		files = append(files, file(dir, i))
		if err := os.WriteFile(file(dir, i), []byte(doc.xml), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	valid, remarks := xmllint(t, files)
	if len(valid) == 0 {
		t.Fatal(remarks)
	}
	for i, doc := range handMade {
		if doc.xml == "" {
			continue
		}
		ok := valid[file(dir, i)]
		if doc.byName {
			ok = checkXML([]byte(doc.xml)) == nil
		}
		if ok != doc.ok {
			t.Errorf("%s: %s\nok is %t, want %t", doc.name, doc.xml, ok, doc.ok)
		}
	}
}

func file(dir string, i int) string { return filepath.Join(dir, fmt.Sprintf("%d.xml", i)) }
