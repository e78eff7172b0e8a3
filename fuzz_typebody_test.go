package demur_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"time"
)

// A request for a random type often fits: the texts below are written for the kind of
// each field, with a fault now and then.

// text returns what may stand for a scalar in a parameter, a form or XML.
func (d *dice) text(t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case d.n(8) == 0:
		return d.of("", rejected, "9876543210987", "-1.5e3", "true", " ", "\x00"+rejected, "null", rejected+"<&é%", strings.Repeat(rejected, 200))
	case t == reflect.TypeFor[time.Time]():
		return d.of("2026-02-28T01:02:03Z", "2026-02-28", "2026-02-30T01:02:03Z")
	case t == reflect.TypeFor[time.Duration]():
		return d.of("90s", "1h", "5")
	}
	switch t.Kind() {
	case reflect.Bool:
		return d.of("true", "false", "1", "on")
	case reflect.String:
		return d.of("a", "b", rejected, rejected+"@a.test", "1")
	case reflect.Float32, reflect.Float64:
		return d.of("0.5", "1", "2", "1e400")
	}
	return d.of("1", "2", "0", "7")
}

// segment returns a part of a path, which is not empty: the router would not find it.
func (d *dice) segment() string {
	if text := url.PathEscape(d.text(fuzzScalars[d.n(2)])); text != "" {
		return text
	}
	return "1"
}

// json returns a document that a value of type t can have.
func (d *dice) json(t reflect.Type, depth int) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if depth == 0 || d.n(12) == 0 {
		return d.of("null", "{}", "[]", `"`+rejected+`"`, "9876543210987", "true", `["`+rejected+`"]`, `{"a":9876543210987}`, "[", `{"a":1,"a":2}`, "-", "\xff")
	}
	var parts []string
	member := func(name string, of reflect.Type) {
		key, _ := json.Marshal(name)
		parts = append(parts, string(key)+":"+d.json(of, depth-1))
	}
	switch kind := t.Kind(); {
	case t == reflect.TypeFor[fuzzPicky](), t == reflect.TypeFor[json.Number]():
		return d.of("1", "2", `"`+rejected+`"`)
	case t == reflect.TypeFor[time.Time](), kind == reflect.String:
		text, _ := json.Marshal(d.text(t))
		return string(text)
	case kind == reflect.Struct:
		for i := range t.NumField() {
			sf := t.Field(i)
			name, options, _ := strings.Cut(sf.Tag.Get("json"), ",")
			switch {
			case sf.Anonymous && name == "":
				member(d.of("id", "name"), reflect.TypeFor[int8]())
			case d.n(6) == 0:
			case options == "string":
				key, _ := json.Marshal(name)
				parts = append(parts, string(key)+`:"`+d.of("1", "true", rejected)+`"`)
			default:
				if name == "" || d.n(16) == 0 {
					name = sf.Name
				}
				member(name, sf.Type)
			}
		}
		if d.n(8) == 0 {
			member("unknown", reflect.TypeFor[any]())
		}
		return "{" + strings.Join(parts, ",") + "}"
	case kind == reflect.Map:
		for range d.n(3) {
			member(d.of("1", "k", "a/b~", "é", "-7", "300"), t.Elem())
		}
		return "{" + strings.Join(parts, ",") + "}"
	case kind == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return d.of(`"YQ=="`, `"`+rejected+`"`)
	case kind == reflect.Slice, kind == reflect.Array:
		for range d.n(4) {
			parts = append(parts, d.json(t.Elem(), depth-1))
		}
		return "[" + strings.Join(parts, ",") + "]"
	case kind == reflect.Interface:
		return d.of("1", `"x"`, `{"a":[1]}`)
	}
	return d.of("1", "2", "0", "true", "0.5", d.text(reflect.TypeFor[int]()))
}

// element returns an element of XML that a value of type t can have.
func (d *dice) element(name string, t reflect.Type, depth int) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	var attrs, inside strings.Builder
	switch {
	case depth == 0 || d.n(16) == 0:
		inside.WriteString(d.of("", "<x/>", rejected, "<!--"+rejected+"-->", "<![CDATA["+rejected+"]]>", "&no;", "</y>", "<?pi?>"))
	case t.Kind() == reflect.Struct && t != reflect.TypeFor[time.Time]():
		for i := range t.NumField() {
			sf := t.Field(i)
			path, options, _ := strings.Cut(sf.Tag.Get("xml"), ",")
			if path == "" {
				path = sf.Name
			}
			steps := strings.Split(path, ">")
			switch {
			case d.n(6) == 0:
			case options == "attr":
				fmt.Fprintf(&attrs, ` %s="%s"`, path, escapeXML(d.text(sf.Type)))
			case options == "chardata":
				inside.WriteString(escapeXML(d.text(sf.Type)))
			default:
				of, times := sf.Type, 1
				if of.Kind() == reflect.Slice && of.Elem().Kind() != reflect.Uint8 {
					of, times = of.Elem(), d.n(4)
				}
				inside.WriteString(strings.Join(append([]string{""}, steps[:len(steps)-1]...), "<") + strings.Repeat(">", min(1, len(steps)-1)))
				for range times {
					inside.WriteString(d.element(steps[len(steps)-1], of, depth-1))
				}
				for _, step := range steps[:len(steps)-1] {
					inside.WriteString("</" + step + ">")
				}
			}
		}
	default:
		inside.WriteString(escapeXML(d.text(t)))
	}
	return "<" + name + attrs.String() + ">" + inside.String() + "</" + name + ">"
}

func escapeXML(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;").Replace(text)
}

// values returns values for the fields that have a tag.
func (d *dice) values(t reflect.Type, key string) url.Values {
	values := url.Values{}
	for i := range t.NumField() {
		sf := t.Field(i)
		name := sf.Tag.Get(key)
		if name == "" || d.n(6) == 0 {
			continue
		}
		of, times := sf.Type, 1
		if of.Kind() == reflect.Slice && of.Elem().Kind() != reflect.Uint8 {
			of, times = of.Elem(), d.n(4)
		}
		for range times {
			values.Add(name, d.text(of))
		}
	}
	return values
}

// body returns a body for a struct type, and its media type.
func (d *dice) body(t reflect.Type) (contentType, body string) {
	switch d.n(9) {
	case 0, 1, 2:
		return d.of("application/json", "application/json; charset=utf-8", "application/a+json"), d.json(t, 6)
	case 3, 4, 5:
		return "application/xml", d.element("root", t, 6)
	case 6:
		return "application/x-www-form-urlencoded", d.values(t, "form").Encode()
	case 7:
		var b strings.Builder
		for name, list := range d.values(t, "form") {
			for _, value := range list {
				file := d.of("", "", "", `; filename="`+rejected+`"`)
				b.WriteString("--b\r\nContent-Disposition: form-data; name=\"" + name + "\"" + file + "\r\n\r\n" + value + "\r\n")
			}
		}
		return "multipart/form-data; boundary=b", b.String() + "--b--\r\n"
	}
	return d.of("", "text/csv", "application/json; charset=latin1", "application/xml; q", "multipart/form-data", "json"), d.json(t, 2)
}
