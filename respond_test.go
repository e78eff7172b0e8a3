package demur_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
)

func TestRespond(t *testing.T) {
	t.Parallel()
	w := widget{"1", "a <b>"}
	const (
		inJSON = `{"id":"1","name":"a \u003cb\u003e"}` + "\n"
		inXML  = `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<widget><id>1</id><name>a &lt;b&gt;</name></widget>`
	)
	for _, tt := range []struct {
		name, method, accept, contentType string
		status                            int
		v                                 any
		want                              int
		wantType, body                    string
	}{
		{"JSON", "GET", "", "", 200, w, 200, "application/json", inJSON},
		{"XML", "GET", "application/xml", "", 200, w, 200, "application/xml", inXML},
		{"text/xml", "GET", "text/xml", "", 200, w, 200, "text/xml", inXML},
		{"by content type", "POST", "*/*", "text/xml", 200, w, 200, "application/xml", inXML},
		{"202", "POST", "", "", 202, w, 202, "application/json", inJSON},
		{"HEAD", "HEAD", "application/xml", "", 200, w, 200, "application/xml", ""},
		{"no content", "GET", "", "", 204, nil, 204, "", ""},
		{"no content for a value", "GET", "", "", 204, w, 204, "", ""},
		{"not modified", "GET", "", "", 304, w, 304, "", ""},
		{"reset content", "GET", "", "", 205, w, 205, "", ""},
		{"nothing", "GET", "", "", 200, nil, 200, "", ""},
		{"not acceptable", "GET", "image/png", "", 200, w, 406, "application/json", "application/xml"},
		{"no problem document", "GET", "application/problem+json", "", 200, w, 406, "application/problem+json", "available"},
		{"a map in XML", "GET", "application/xml", "", 200, map[string]int{"a": 1}, 500, "application/xml", "internal_server_error"},
		{"a list in JSON", "GET", "", "", 200, []widget{w}, 200, "application/json", "[" + strings.TrimSuffix(inJSON, "\n") + "]\n"},
		{"a list in XML", "GET", "application/xml", "", 200, []widget{w, w}, 500, "application/xml", "internal_server_error"},
		{"a pointer to a list in XML", "GET", "application/xml", "", 200, &[]widget{w}, 500, "application/xml", "internal_server_error"},
		{"a nil pointer in XML", "GET", "application/xml", "", 200, (*widget)(nil), 500, "application/xml", "internal_server_error"},
		{"what has no JSON", "GET", "", "", 200, make(chan int), 500, "application/json", "internal_server_error"},
		{"an error status", "GET", "", "", 404, w, 500, "application/json", "internal_server_error"},
		{"no status", "GET", "", "", 0, w, 500, "application/json", "internal_server_error"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, _ := quietService(t)
			e.Any("/", func(c echo.Context) error { return demur.Respond(c, tt.status, tt.v) })
			res := do(t, serve(t, e), tt.method, "/", "", "Accept", tt.accept, "Content-Type", tt.contentType)
			if res.StatusCode != tt.want || res.Header.Get("Content-Type") != tt.wantType {
				t.Errorf("%d %q, want %d %q", res.StatusCode, res.Header.Get("Content-Type"), tt.want, tt.wantType)
			}
			if tt.want < 400 && res.body != tt.body || !strings.Contains(res.body, tt.body) {
				t.Errorf("body %q, want %q", res.body, tt.body)
			}
			if tt.wantType != "" && !strings.Contains(strings.Join(res.Header.Values("Vary"), ","), "Accept") {
				t.Errorf("Vary %q", res.Header.Values("Vary"))
			}
			if tt.name == "by content type" && strings.Join(res.Header.Values("Vary"), ", ") != "Accept, Content-Type" {
				t.Errorf("Vary %q", res.Header.Values("Vary"))
			}
			if tt.name == "HEAD" && res.ContentLength != int64(len(inXML)) {
				t.Errorf("Content-Length %d, want %d", res.ContentLength, len(inXML))
			}
		})
	}
}

func TestCreated(t *testing.T) {
	t.Parallel()
	e, _ := quietService(t)
	e.POST("/", func(c echo.Context) error { return demur.Created(c, "/widgets/1", widget{"1", "w"}) })
	e.POST("/nil", func(c echo.Context) error { return demur.Created(c, "/widgets/1", nil) })
	e.POST("/bad", func(c echo.Context) error { return demur.Created(c, "/widgets/1", make(chan int)) })
	server := serve(t, e)
	for path, want := range map[string]int{"/": 201, "/nil": 201, "/bad": 500} {
		res := do(t, server, http.MethodPost, path, "")
		if res.StatusCode != want || (res.Header.Get("Location") == "/widgets/1") != (want == 201) {
			t.Errorf("%s: %d, Location %q", path, res.StatusCode, res.Header.Get("Location"))
		}
	}
}

func TestRequireAcceptable(t *testing.T) {
	t.Parallel()
	e, _ := quietService(t)
	effects := 0
	g := e.Group("/g", demur.RequireAcceptable())
	g.POST("", func(c echo.Context) error {
		effects++
		return demur.Respond(c, http.StatusOK, widget{})
	})
	server := serve(t, e)
	for _, tt := range []struct {
		method, path, accept string
		status               int
	}{
		{"POST", "/g", "text/html", 406},
		{"POST", "/g", "application/json;q=0, application/xml;q=0, text/*;q=0", 406},
		{"GET", "/g", "text/html", 405},
		{"OPTIONS", "/g", "text/html", 204},
		{"POST", "/g/x", "text/html", 404},
	} {
		res := do(t, server, tt.method, tt.path, "", "Accept", tt.accept)
		if res.StatusCode != tt.status {
			t.Errorf("%s %s: %d, want %d", tt.method, tt.path, res.StatusCode, tt.status)
		}
		if tt.status == 406 && !strings.Contains(res.body, `"available":["application/json","application/xml","text/json","text/xml"]`) {
			t.Errorf("body %s", res.body)
		}
	}
	if effects != 0 {
		t.Errorf("the handler ran %d times", effects)
	}
	if res := do(t, server, http.MethodPost, "/g", "", "Accept", "application/xml"); res.StatusCode != 200 || effects != 1 {
		t.Errorf("%d, %d effects", res.StatusCode, effects)
	}
}
