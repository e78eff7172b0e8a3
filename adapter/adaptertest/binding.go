package adaptertest

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"reflect"
	"time"
)

// everywhere is filled from each part of a request.
type everywhere struct {
	ID      int           `param:"id" json:"-" xml:"-"`
	Page    int           `query:"page" json:"-" xml:"-"`
	Tags    []string      `query:"tag" json:"-" xml:"-"`
	Trace   string        `header:"X-Trace" json:"-" xml:"-"`
	Session string        `cookie:"session" json:"-" xml:"-"`
	Name    string        `json:"name" xml:"name" form:"name"`
	Since   time.Time     `form:"since" format:"2006-01-02" json:"-" xml:"-"`
	Wait    time.Duration `query:"wait" json:"-" xml:"-"`
}

// bindings are how requests are read.
func bindings() []testCase {
	var form bytes.Buffer
	parts := multipart.NewWriter(&form)
	_ = parts.WriteField("name", "n")
	_ = parts.Close()
	const target = "/v1/things/7?page=2&tag=a&tag=b&wait=90s"
	full := everywhere{ID: 7, Page: 2, Tags: []string{"a", "b"}, Trace: "t", Session: "s", Name: "n", Wait: 90 * time.Second}
	dated := full
	dated.Since = time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)
	var all []testCase
	for _, tt := range []struct {
		name, target, contentType, body string
		want                            everywhere
		status                          int
		has                             string
	}{
		{"bind JSON", target, "application/json", `{"name":"n"}`, full, 204, ""},
		{"bind XML", target, "text/xml", `<x><name>n</name></x>`, full, 204, ""},
		{"bind a form", target, "application/x-www-form-urlencoded", `name=n&since=2026-11-26`, dated, 204, ""},
		{"bind a form of parts", target, parts.FormDataContentType(), form.String(), full, 204, ""},
		{"bind a wrong parameter of the path", "/v1/things/x", "application/json", `{}`, everywhere{}, 400, `"in":"path","name":"id","code":"type"`},
		{"bind wrong parameters", "/v1/things/x?page=y", "application/json", `{}`, everywhere{}, 400, `"in":"path","name":"id".*"in":"query","name":"page"`},
		{"bind a parameter that the body may not set", "/v1/things/7", "application/json", `{"ID":8,"Page":9,"name":"n"}`, everywhere{ID: 7, Trace: "t", Session: "s", Name: "n"}, 204, ""},
		{"bind XML that is not well formed", "/v1/things/7", "application/xml", `<x><name>n</x>`, everywhere{}, 400, `line 1`},
		{"bind a member twice", "/v1/things/7", "application/json", `{"name":"n","name":"m"}`, everywhere{}, 400, ""},
		{"bind what is no UTF-8", "/v1/things/7", "application/json", "{\"name\":\"\xff\"}", everywhere{}, 400, ""},
	} {
		all = append(all, testCase{name: tt.name, run: func(p probe) {
			got := new(everywhere)
			service := Service{Routes: []Route{{http.MethodPost, "/v1/things/{id}", func(c Context) error {
				if err := c.Bind(got); err != nil {
					return err
				}
				return c.Respond(http.StatusNoContent, nil)
			}}}}
			a := p.send(p.serve(p.handler(service)), http.MethodPost, tt.target, tt.body, "Content-Type", tt.contentType, "X-Trace", "t", "Cookie", "session=s")
			p.status(a, tt.status)
			p.has(a, tt.has)
			if tt.status == 204 && !reflect.DeepEqual(*got, tt.want) {
				p.Errorf("bound %+v, want %+v", *got, tt.want)
			}
			if tt.status >= 400 {
				p.document(a)
				p.secret(a, "everywhere|adaptertest|strconv")
			}
		}})
	}
	return all
}
