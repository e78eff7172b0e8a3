package guide

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func TestYAMLWrittenAsJSON(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ yaml, want string }{
		{"no", `"no"`}, {"'1e3'", `"1e3"`}, {"2001-12-14", `"2001-12-14"`}, {"!!str 1", `"1"`},
		{"12:30", `"12:30"`}, {`"<&>\u2028\U0001F600"`, `"<&>\u2028😀"`}, {"!!binary aGk=", `"aGk="`},
		{"true", "true"}, {"False", "false"}, {"~", "null"}, {"", "null"}, {"NULL", "null"},
		{"1.50e+3", "1.50e+3"}, {"-0", "-0"}, {"12345678901234567890123", "12345678901234567890123"}, {"0.10", "0.10"},
		{"0x10", "16"}, {"0o17", "15"}, {"017", "15"}, {"-0b11", "-3"}, {"1_000", "1000"}, {"+12", "12"}, {"08", "8"},
		{".5", "0.5"}, {"-.5", "-0.5"}, {"1.", "1"}, {"+1.5e3", "1.5e3"}, {"007.5", "7.5"}, {"1_0.5", "10.5"}, {"!!float 1", "1"},
		{"{}", "{}"}, {"[]", "[]"}, {"[[], {}]", "[\n  [],\n  {}\n]"},
		{"b: 1\na: [x]\n200: {c: d}", "{\n  \"b\": 1,\n  \"a\": [\n    \"x\"\n  ],\n  \"200\": {\n    \"c\": \"d\"\n  }\n}"},
		{"a: &a {k: 1}\nb: *a", "{\n  \"a\": {\n    \"k\": 1\n  },\n  \"b\": {\n    \"k\": 1\n  }\n}"},
		{"<<: [{a: 1, b: 1}, {b: 2, c: 2}]\nc: 3", "{\n  \"a\": 1,\n  \"b\": 1,\n  \"c\": 3\n}"},
		{"'<<': a", "{\n  \"<<\": \"a\"\n}"},
	} {
		var n yaml.Node
		if err := yaml.Unmarshal([]byte(tt.yaml), &n); err != nil {
			t.Fatal(err)
		}
		got, err := encodeJSON(&n)
		if err != nil || string(got) != tt.want+"\n" {
			t.Errorf("%s became %s, %v; want %s", tt.yaml, got, err, tt.want)
		}
		if !json.Valid(got) {
			t.Errorf("%s became %s, which is no JSON", tt.yaml, got)
		}
	}
}

func TestYAMLThatJSONCannotSay(t *testing.T) {
	t.Parallel()
	bomb := "- &a [x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c <= 'j'; c++ {
		bomb += "- &" + string(c) + " [" + strings.TrimSuffix(strings.Repeat("*"+string(c-1)+", ", 9), ", ") + "]\n"
	}
	for _, tt := range []struct{ yaml, want string }{
		{"a: .inf", "line 1"}, {"a:\n- -.Inf", "line 2"}, {"a: .nan", "line 1"},
		{"a: !own x", "!own"}, {"a: !own {}", "!own"}, {"a: !!set {}", "!!set"}, {"a: !!int x", "!!int"}, {"a: !!bool no", "!!bool"},
		{"? [a]\n: b", "no scalar"}, {"a: 1\na: 2", `"a" is there twice`}, {"1: 1\n'1': 2", `"1" is there twice`},
		{"<<: a", "needs a mapping"}, {"<<: [{}, a]", "needs a mapping"}, {"&a [*a]", "nested more than"},
		{bomb, "aliases stand for more than"},
		{strings.Repeat("[", 1500) + strings.Repeat("]", 1500), "nested more than"},
	} {
		var n yaml.Node
		if err := yaml.Unmarshal([]byte(tt.yaml), &n); err != nil {
			t.Fatal(err)
		}
		if got, err := encodeJSON(&n); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%.60s became %.60s, %v; want an error with %q", tt.yaml, got, err, tt.want)
		}
	}
}

func TestJSONThatReadersDisagreeOn(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ json, want string }{
		{"", "unexpected EOF"}, {"{", "line 1: unexpected"}, {`{"a"}`, "line 1"}, {"[1,\n2,,]", "line 2"}, {"01", "line 1"}, {"1 2", "more behind its value"}, {"{} x", "invalid character"},
		{"{\n\"a\": 1,\n\"a\": 2}", `line 3: member "a" is there twice`},
		{`{"a": {"b": 1, "\u0062": 2}}`, `member "b" is there twice`},
		{"\"\xff\"", "not UTF-8"},
		{strings.Repeat("[", 1500) + strings.Repeat("]", 1500), "nested more than"},
		{strings.Repeat(`{"a":`, 1500), "nested more than"},
	} {
		if n, err := decodeJSON([]byte(tt.json)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%.60s became %v, %v; want an error with %q", tt.json, n, err, tt.want)
		}
	}
}

// TestStringsStayStrings holds that readers of YAML 1.1 see a string too.
func TestStringsStayStrings(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"no", "NO", "y", "On", "=", "<<", "~", "null", "true", "", "1", "1e3", "1E400", "0x10", "1_000", "12:30:45", "-1", ".5", ".inf", "NaN", "inf", "2001-12-14",
		"08", "- a", "? a", ": a", "a: b", "a #b", "# a", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a", "{a", "[a", "]", "}", ",", `"`, "'", "---", "...", "--- a", " a", "a ", "\ta",
		"a\nb", "a\nb\n", "a\n\nb", "\na", " a\nb", "a\n", "a\n\n", "a \nb", "a\n b\n", "# a\nb", "\n", "\n\n", "a\n\tb\n", "a\r\nb", "a\u0085b", "a\u2028b", "\ufeffa", "\x00", "\x7f", "\U0001F600", "\uffff", "---\na\n", "a\n...\nb",
		strings.Repeat("long ", 1000) + "x",
	} {
		n := &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{newString("k"), newString(s), newString("l"), {Kind: yaml.SequenceNode, Content: []*yaml.Node{newString(s)}}}}
		text, err := encodeYAML(n)
		if err != nil {
			t.Errorf("%q: %v", s, err)
			continue
		}
		var back struct {
			K any
			L []any
		}
		if err := yaml.Unmarshal(text, &back); err != nil || back.K != s || len(back.L) != 1 || back.L[0] != s {
			t.Errorf("%q became %#v, %v:\n%s", s, back, err, text)
		}
		switch plain := strings.TrimSuffix(strings.TrimPrefix(strings.SplitAfter(string(text), "\n")[0], "k: "), "\n"); strings.ToLower(plain) {
		case "y", "n", "yes", "no", "on", "off", "=", "12:30:45", "1e400", "inf":
			t.Errorf("%q is written without quotes", s)
		}
	}
}

// FuzzJSON holds that JSON comes back the same by way of YAML.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{
		`{"b":[1,-0,1.50e+3,1E400,12345678901234567890123],"a":{"no":"no","1e3":"1e3","":null,"<<":"*a","&x":true}}`,
		`["\u2028\u0085\ufeff","\ud83d\ude00","\ud800","a\nb\n"," \n a","\t","---\n...","#","a: b","2001-01-01","=\u0000\u007f\uffff"]`,
		`"a \n\nb"`, `{"a\nb": {"\n": "\r"}}`, `[[[]],{},{"a":[{}]}]`, ` 1 `, `{"a":1,"a":2}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		n, err := decodeJSON(document)
		if err != nil {
			return
		}
		if !json.Valid(document) {
			t.Fatal("what is no JSON was read")
		}
		text, err := encodeYAML(n)
		if err != nil {
			t.Fatal(err)
		}
		var again yaml.Node
		if err := yaml.Unmarshal(text, &again); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		for _, tree := range []*yaml.Node{n, &again} {
			back, err := encodeJSON(tree)
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			if got, want := generic(t, back), generic(t, document); !reflect.DeepEqual(got, want) {
				t.Fatalf("%s became\n%s\nby way of\n%s", document, back, text)
			}
		}
	})
}

func generic(t *testing.T, document []byte) (v any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(document))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}
