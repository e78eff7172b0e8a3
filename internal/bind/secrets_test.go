package bind_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/bind"
)

type secrets struct {
	Path   int       `param:"id"`
	Query  []float64 `query:"q"`
	Time   time.Time `query:"t"`
	Header bool      `header:"X-Flag"`
	Cookie uint8     `cookie:"session"`
	Number int       `json:"number" xml:"number" form:"number"`
	When   time.Time `json:"when" xml:"when,attr" form:"when"`
	Text   string    `json:"text" xml:"text" form:"text"`
	Flag   bool      `json:"flag,string" xml:"flag" form:"flag"`
	Colour shade     `json:"shade" xml:"shade" form:"shade"`
}

// shade quotes what it refuses.
type shade struct{}

func (*shade) UnmarshalText(b []byte) error { return fmt.Errorf("no shade %q", b) }

// A rejected value may be a secret in the wrong place: it is in no answer and in
// no log, not even in the text of the error.
func TestBindKeepsSecrets(t *testing.T) {
	t.Parallel()
	const j, x, f = "application/json", "application/xml", "application/x-www-form-urlencoded"
	for _, tt := range []struct{ target, contentType, body, header, value string }{
		{target: "/SECRET"},
		{target: "/1?q=SECRET"},
		{target: "/1?q=1&q=SECRET&t=SECRET"},
		{target: "/1?q=%SECRET"},
		{target: "/1", header: "X-Flag", value: "SECRET"},
		{target: "/1", header: "Cookie", value: "session=SECRET"},
		{target: "/1", contentType: "application/SECRET", body: "x"},
		{target: "/1", contentType: j + "; charset=SECRET", body: "{}"},
		{target: "/1", contentType: j, body: `SECRET`},
		{target: "/1", contentType: j, body: `{"number":"SECRET","when":"SECRET","text":["SECRET"],"flag":"SECRET","shade":"SECRET"}`},
		{target: "/1", contentType: j, body: `{"text":"SECRET","text":"SECRET"}`},
		{target: "/1", contentType: j, body: `{"text":"SECRET" SECRET}`},
		{target: "/1", contentType: j, body: `["SECRET"]`},
		{target: "/1", contentType: x, body: `SECRET`},
		{target: "/1", contentType: x, body: `<a><number>SECRET</number></a>`},
		{target: "/1", contentType: x, body: `<a when="SECRET"/>`},
		{target: "/1", contentType: x, body: `<a><flag>SECRET</flag></a>`},
		{target: "/1", contentType: x, body: `<a><shade>SECRET</shade></a>`},
		{target: "/1", contentType: x, body: `<a>SECRET &SECRET;</a>`},
		{target: "/1", contentType: x, body: `<?xml version="1.0" encoding="SECRET"?><a/>`},
		{target: "/1", contentType: f, body: `number=SECRET&when=SECRET&flag=SECRET&shade=SECRET&text=SECRET&text=SECRET`},
		{target: "/1", contentType: f, body: `text=%SECRET`},
		{target: "/1", contentType: "multipart/form-data; boundary=SECRET", body: "--x\r\nSECRET"},
	} {
		req := request(http.MethodPost, tt.target, tt.body, "Content-Type", tt.contentType)
		if tt.header != "" {
			req.Header.Set(tt.header, tt.value)
		}
		err := bind.Binder{RejectUnknown: true}.Bind(req, new(secrets))
		failure, ok := errors.AsType[*apierror.Error](err)
		if !ok || failure.Status >= 500 {
			t.Errorf("%+v: %v", tt, err)
			continue
		}
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).LogAttrs(context.Background(), slog.LevelInfo, "failed", slog.Any("error", failure))
		w := httptest.NewRecorder()
		if err := new(apierror.Writer).Write(w, req.Request, err); err != nil {
			t.Error(err)
		}
		for _, text := range []string{w.Body.String(), fmt.Sprint(w.Header()), log.String(), fmt.Sprintf("%v %+v %#v %v", err, err, err, errors.Unwrap(err))} {
			if strings.Contains(text, "SECRET") {
				t.Errorf("%+v is told in %s", tt, text)
			}
		}
	}
}
