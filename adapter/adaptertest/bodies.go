package adaptertest

import (
	"io"
	"net/http"
	"strings"

	"github.com/seed-86b940f4/demur/adapter"
)

const (
	asJSON = "application/json"
	asXML  = "application/xml"
	asForm = "application/x-www-form-urlencoded"

	validBody = `{"reason":"r","name":"w","qty":1,"address":{"zip":"1"}}`
)

// body is a request for a Widget, and its answer.
type body struct {
	name, contentType, query, body string
	chunked                        bool
	want
}

// bodiesOf40 are rows 26 to 36 of the 40 behaviours, and their siblings.
func bodiesOf40() []body {
	long := strings.Replace(validBody, `}}`, `},"owners":{"p":{"zip":"`+strings.Repeat("z", 1500)+`"}}}`, 1)
	const words = `Unmarshal|main\.|expected=|unexpected EOF|Key: '|Field validation|[Ww]idget\.|Audit`
	return []body{
		{"26 malformed JSON", asJSON, "", `{"name":`, false, want{status: 400, has: `at byte 9 \(line 1, column 9\).*"offset":9,"line":1,"column":9`}},
		{"27 wrong type", asJSON, "", `{"qty":"x"}`, false, want{status: 400, has: `"pointer":"#/qty","code":"type","param":"integer","detail":"must be an integer"`}},
		{"28 trailing garbage", asJSON, "", validBody + ` xyz`, false, want{status: 400, has: `nothing more is expected`}},
		{"29 missing body", asJSON, "", "", false, want{status: 400, has: `A body is required\.`}},
		{"29 missing body, chunked", asJSON, "", "", true, want{status: 400, has: `A body is required\.`}},
		{"30 media type", "text/plain", "", "x", false, want{status: 415, has: asJSON, header: fields{"Accept": "json.*xml", "Accept-Post": "json.*xml"}}},
		{"31 case", "Application/JSON", "", validBody, false, want{status: 201, has: `"name":"w"`, header: fields{"Location": "^/v1/widgets/1$"}}},
		{"31 XML", "Application/XML; charset=UTF-8", "", `<w qty="1"><name>w</name><reason>r</reason><address><zip>1</zip></address></w>`, false, want{status: 201, has: `"name":"w"`}},
		{"32 too large", asJSON, "", long, false, want{status: 413}},
		{"32 too large, chunked", asJSON, "", long, true, want{status: 413}},
		{"32 too large, chunked XML", asXML, "", "<w>" + long + "</w>", true, want{status: 413}},
		{"33 every field", asJSON, "", `{"reason":"r","qty":0,"tags":["ok","x"]}`, false, want{status: 422, has: `"#/name".*"#/qty".*"#/tags/1".*"#/address/zip"`, not: `"#/reason"|` + words}},
		{"34 embedded", asJSON, "", `{"name":"w","qty":1,"address":{"zip":"1"}}`, false, want{status: 422, has: `"#/reason"`}},
		{"35 map keys", asJSON, "", `{"reason":"r","name":"w","qty":1,"address":{"zip":"1"},"owners":{"a/b.c":{}}}`, false, want{status: 422, has: `"#/owners/a~1b\.c/zip"`}},
		{"36 in plain words", asJSON, "", `{"reason":"r","name":"w","qty":1,"address":{"zip":"1"},"color":"blue"}`, false,
			want{status: 422, has: `"pointer":"#/color","code":"oneof","param":"red green","detail":"[^"]*red[^"]*green`, not: "blue|" + words}},
		{"a parameter of the query", asJSON, "?id=7", validBody, false, want{status: 422, has: `"in":"query","name":"id","code":"uuid"`, not: "pointer|" + words}},
		{"places in XML", asXML, "", `<widget qty="0"><reason>r</reason><name>w</name><tags><tag>ok</tag><tag>x</tag></tags></widget>`, false,
			want{status: 422, has: `"xpath":"[^"]*/@qty".*"xpath":"[^"]*/tags/tag\[2\]".*"xpath":"[^"]*/address/zip"`, not: "pointer|" + words}},
	}
}

// bodies are cases of bodies that are bound, by Bind and by BindWidget alike.
func bodies() (cases []testCase) {
	for _, tt := range bodiesOf40() {
		for _, path := range []string{"/v1/widgets", "/v1/bound"} {
			tt := tt // of each case its own
			cases = append(cases, testCase{tt.name + path, nil, func(h *harness) {
				log := new(journal)
				s := h.start(h.forty(log))
				s.log = log
				req := s.request(http.MethodPost, path+tt.query, tt.body, "Content-Type", tt.contentType, "Accept", asJSON)
				if tt.chunked {
					req.Body, req.ContentLength = io.NopCloser(strings.NewReader(tt.body)), -1
				}
				if tt.want.status >= 400 {
					tt.want.body = inJSON
				}
				if tt.want.not == "" {
					tt.want.not = goWords
				}
				h.expect(s.send(req), tt.want)
				if tt.want.status < 400 {
					return
				}
				s.logged(1, `"level":"INFO"`)
				if strings.Contains(tt.body, "blue") && log.has("blue") {
					h.Errorf("the log has the rejected value:\n%s", log)
				}
			}})
		}
	}
	return append(cases, boundBy()...)
}

// goWords are the words of Go and its libraries, which no client may read.
const goWords = `strconv|parsing|Unmarshal|expected=|invalid syntax|EOF|adaptertest|code=|message=|SECRET|interface|0x|json:|xml:|unreachable|127\.0\.0\.1|dial tcp|Audit`

// boundBy are cases of what the Binder of a service is told.
func boundBy() (cases []testCase) {
	type part struct {
		ID    string   `param:"id" json:"-" xml:"-"`
		Names []string `json:"names" xml:"names>name" form:"name"`
	}
	type nested struct {
		Inner *nested `json:"inner"`
	}
	bind := func(dst func() any) func(c Context) error {
		return func(c Context) error {
			if err := c.Bind(dst()); err != nil {
				return err
			}
			return noContent(c)
		}
	}
	for _, tt := range []struct {
		name, contentType, body string
		binder                  adapter.Binder
		dst                     func() any
		want
	}{
		{"RejectUnknown", asJSON, `{"names":["a"],"other":1}`, adapter.Binder{RejectUnknown: true}, func() any { return new(part) }, want{status: 400, has: `"#/other"`}},
		{"unknown is ignored", asJSON, `{"names":["a"],"other":1}`, adapter.Binder{}, func() any { return new(part) }, want{status: 204}},
		{"MaxBytes", asJSON, `{"names":["a"]}`, adapter.Binder{MaxBytes: 5}, func() any { return new(part) }, want{status: 413, has: "5 bytes"}},
		{"MaxElements", asJSON, `{"names":["a","b","c"]}`, adapter.Binder{MaxElements: 2}, func() any { return new(part) }, want{status: 400}},
		{"MaxDepth", asJSON, `{"inner":{"inner":{}}}`, adapter.Binder{MaxDepth: 2}, func() any { return new(nested) }, want{status: 400}},
		{"a form", asForm, "name=a&name=b", adapter.Binder{}, func() any { return new(part) }, want{status: 204}},
		{"a form in parts", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\na\r\n--b--\r\n", adapter.Binder{}, func() any { return new(part) }, want{status: 204}},
		{"a form that is none", "multipart/form-data; boundary=SECRET", "--x\r\nSECRET", adapter.Binder{}, func() any { return new(part) }, want{status: 400}},
		{"another charset", asJSON + "; charset=iso-8859-1", "{}", adapter.Binder{}, func() any { return new(part) }, want{status: 415}},
		{"a member twice", asJSON, `{"names":["a"],"names":["b"]}`, adapter.Binder{}, func() any { return new(part) }, want{status: 400}},
		{"what is not UTF-8", asJSON, "{\"names\":[\"\xff\"]}", adapter.Binder{}, func() any { return new(part) }, want{status: 400}},
		{"XML that is not well formed", asXML, `<part><names>`, adapter.Binder{}, func() any { return new(part) }, want{status: 400}},
		{"a type that no request fills", asJSON, "{}", adapter.Binder{}, func() any { return new(chan int) }, want{status: 500}},
	} {
		cases = append(cases, testCase{"Binder: " + tt.name, nil, func(h *harness) {
			s := h.start(Service{Binder: tt.binder, Groups: []Group{{Routes: []Route{post("/x/{id}", bind(tt.dst))}}}})
			tt.want.not = goWords
			if tt.want.status >= 400 {
				tt.want.body = inJSON
			}
			h.expect(s.do(http.MethodPost, "/x/7", tt.body, "Content-Type", tt.contentType, "Accept", asJSON), tt.want)
		}})
	}
	return append(cases,
		testCase{"the owner is taken from the path", nil, func(h *harness) {
			type payment struct {
				Owner  string `param:"owner"`
				Amount int    `json:"amount"`
			}
			got := make(chan payment, 1)
			s := h.start(Service{Groups: []Group{{Prefix: "/g", Routes: []Route{post("/{owner}/payments", func(c Context) error {
				var in payment
				if err := c.Bind(&in); err != nil {
					return err
				}
				got <- in
				return noContent(c)
			})}}}})
			h.expect(s.do("POST", "/g/alice/payments", `{"Owner":"mallory","amount":7}`, "Content-Type", asJSON), want{status: 204})
			if len(got) == 1 {
				if in := <-got; in.Owner != "alice" || in.Amount != 7 {
					h.Errorf("%+v", in)
				}
			}
		}},
		testCase{"a parameter of the path that is wrong", nil, func(h *harness) {
			s := h.start(Service{Groups: []Group{{Routes: []Route{get("/x/{n}", bind(func() any {
				return &struct {
					N int `param:"n"`
				}{}
			}))}}}})
			h.expect(s.get("/x/SECRET"), want{status: 400, body: inJSON, has: `"in":"path","name":"n","code":"type"`, not: goWords})
			h.expect(s.get("/x/7"), want{status: 204})
		}},
	)
}
