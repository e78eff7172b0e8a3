package bind_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/bind"
)

// FuzzJSONGrammar holds the scanner to encoding/json, and to UTF-8.
func FuzzJSONGrammar(f *testing.F) {
	for _, seed := range []string{`{"a":[1,-0.5e+7,"\u00e9\n",true,false,null,{}]}`, `[01]`, `{"a":1,"A":2,"a":3}`, "\"\xff\"", `"\ud800"`, ` [ ] `, `{"a" 1}`, `-`, "\uFEFF1"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(body) == 0 {
			return
		}
		data := bytes.TrimPrefix(body, []byte("\uFEFF"))
		var v any
		err := bind.Binder{MaxDepth: 10_000}.Bind(post("application/json", string(body)), &v)
		detail := say(err)
		refused := strings.HasPrefix(detail, "400 The JSON cannot be read") || strings.HasPrefix(detail, "400 The JSON ends too early") || detail == "400 A body is required."
		if valid := json.Valid(data) && utf8.Valid(data); valid == refused {
			t.Errorf("%q is valid: %t; %s", body, valid, detail)
		}
		if e, ok := errors.AsType[*apierror.Error](err); err != nil && (!ok || e.Status != 400 && e.Status != 413) {
			t.Errorf("%q: %v", body, err)
		}
	})
}

// FuzzJSONName holds what names are taken to mean to encoding/json: two that fill
// one field of a struct, or one member of a map, are found.
func FuzzJSONName(f *testing.F) {
	for _, seed := range [][2]string{{`name`, `n\u0061me`}, {`name`, `NAME`}, {`kk`, "\u212ak"}, {`\ud83d\ude00`, "\U0001F600"}, {`\ud800`, `\udc00`}, {`\ud800\ud83d\ude00`, `x`}, {`\/`, `/`}, {``, ``}} {
		f.Add(seed[0], seed[1], 0)
		f.Add(seed[0], seed[1], 40)
	}
	f.Fuzz(func(t *testing.T, a, b string, more int) {
		var first, second string
		if !utf8.ValidString(a) || !utf8.ValidString(b) || json.Unmarshal([]byte(`"`+a+`"`), &first) != nil || json.Unmarshal([]byte(`"`+b+`"`), &second) != nil {
			return
		}
		body := `{"` + a + `":1,`
		for i := range more % 64 {
			body += `"m` + strconv.Itoa(i) + `":1,`
		}
		body += `"` + b + `":1}`
		var doc map[string]any
		err := json.Unmarshal([]byte(body), &doc)
		if err != nil {
			t.Fatal(err)
		}
		twice := len(doc) < max(0, more%64)+2
		if got := (bind.Binder{}).Bind(post("application/json", body), new(map[string]any)); (got != nil) != twice {
			t.Errorf("%s: %s, want a refusal: %t", body, say(got), twice)
		}
		named := struct{ Name int }{}
		if strings.EqualFold(first, "name") && strings.EqualFold(second, "name") {
			if (bind.Binder{}).Bind(post("application/json", body), &named) == nil {
				t.Errorf("%s fills one field twice", body)
			}
		}
	})
}

// tree is a type of documents that has each kind of value.
type tree struct {
	ID   int             `query:"id"`
	N    int8            `json:"n"`
	S    *string         `json:"s"`
	L    []*tree         `json:"l"`
	M    map[string]tree `json:"m"`
	Any  any             `json:"any"`
	Sub  alias           `json:"sub"`
	Name string
}

// FuzzJSONPointer checks that pointers lead to values that are of the wrong type,
// and that what is bound is what encoding/json would have bound.
func FuzzJSONPointer(f *testing.F) {
	for _, seed := range []string{`{"n":"x","s":1,"l":[{"n":1.5},null,{"m":{"a/b~":{"n":300}}}]}`, `{"m":{"é %":{"l":{}}}}`, `{"sub":{"sizes":[1,"x"]},"ID":[]}`, `[]`, `{"id":1,"Name":"x"}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var doc any
		if json.Unmarshal(body, &doc) != nil || doc == nil {
			return
		}
		var got, want tree
		err := bind.Binder{}.Bind(post("application/json", string(body)), &got)
		if err == nil {
			if _, ok := doc.(map[string]any); !ok {
				t.Fatalf("%q is bound to an object", body)
			}
			if wantErr := json.Unmarshal(body, &want); wantErr == nil && got.ID == 0 {
				want.ID = 0
				a, _ := json.Marshal(got)
				b, _ := json.Marshal(want)
				if !bytes.Equal(a, b) {
					t.Fatalf("%q\n got %s\nwant %s", body, a, b)
				}
			}
			return
		}
		for _, field := range apierror.From(err).Fields {
			if field.Code != "type" && field.Code != "range" || strings.HasPrefix(field.Detail, "holds ") {
				continue
			}
			value, ok := resolve(doc, field.Pointer)
			if !ok {
				t.Fatalf("%q: %s leads nowhere", body, field.Pointer)
			}
			if fits(value, field.Param) {
				t.Errorf("%q: %s is %v, which %s", body, field.Pointer, value, field.Detail)
			}
		}
	})
}

// resolve follows a JSON Pointer in a URI fragment.
func resolve(doc any, pointer string) (any, bool) {
	if pointer == "#" {
		return doc, true
	}
	for _, token := range strings.Split(strings.TrimPrefix(pointer, "#/"), "/") {
		token, err := url.PathUnescape(token)
		if err != nil {
			return nil, false
		}
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		switch at := doc.(type) {
		case map[string]any:
			next, ok := at[token]
			if !ok {
				return nil, false
			}
			doc = next
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= len(at) {
				return nil, false
			}
			doc = at[i]
		default:
			return nil, false
		}
	}
	return doc, true
}

// fits reports whether a value is of the type that was said to be expected.
func fits(value any, param string) bool {
	switch value.(type) {
	case string:
		return param == "string"
	case bool:
		return param == "boolean"
	case []any:
		return param == "array"
	case map[string]any:
		return param == "object"
	case nil:
		return true
	}
	return param == "number"
}

// FuzzBind looks for panics, and for answers that are none of the request's.
func FuzzBind(f *testing.F) {
	for _, seed := range [][2]string{{"application/json", `{"n":1}`}, {"application/xml", `<a b="c"><size>x</size><parts><part/></parts></a>`},
		{"application/x-www-form-urlencoded", "name=a&age=%zz"}, {"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nn\r\n--x--\r\n"}} {
		f.Add(seed[0], seed[1], "id=1&int=x&ints=1&ints=2", false)
	}
	f.Fuzz(func(t *testing.T, contentType, body, query string, strict bool) {
		for _, dst := range []any{new(tree), new(shipment), new(signup), new(everything), new(filter), new(account), new([]tree), new(map[string]tree)} {
			r := post(contentType, body)
			r.URL.RawQuery = query
			r.Param = idParam(query)
			err := bind.Binder{RejectUnknown: strict, MaxDepth: 1000}.Bind(r, dst)
			if err == nil {
				continue
			}
			if e, ok := errors.AsType[*apierror.Error](err); !ok || e.Status < 400 || e.Status >= 500 {
				t.Errorf("%T: %v", dst, err)
			} else if _, err := xml.Marshal(e.Detail); err != nil {
				t.Error(err)
			}
		}
	})
}
