package demur_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

type zip struct {
	Zip string `json:"zip" xml:"zip"`
}

type audit struct {
	Reason string `json:"reason" xml:"reason"`
}

type newWidget struct {
	audit
	ID      string         `param:"id" json:"-" xml:"-"`
	Name    string         `json:"name" xml:"name"`
	Qty     int            `json:"qty" xml:"qty"`
	Address zip            `json:"address" xml:"address"`
	Owners  map[string]zip `json:"owners" xml:"-"`
}

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
		e := echo.New()
		e.Binder = demur.Binder{RejectUnknown: true}
		var err error
		e.POST("/:id", func(c echo.Context) error {
			err = c.Bind(new(secrets))
			return nil
		})
		req := httptest.NewRequest(http.MethodPost, tt.target, strings.NewReader(tt.body))
		if tt.body == "" {
			req.Body = http.NoBody
		}
		req.Header.Set("Content-Type", tt.contentType)
		req.Header.Set(tt.header, tt.value)
		e.ServeHTTP(httptest.NewRecorder(), req)
		failure, ok := errors.AsType[*apierror.Error](err)
		if !ok || failure.Status >= 500 {
			t.Errorf("%+v: %v", tt, err)
			continue
		}
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).LogAttrs(context.Background(), slog.LevelInfo, "failed", slog.Any("error", failure))
		w := httptest.NewRecorder()
		if err := new(apierror.Writer).Write(w, req, err); err != nil {
			t.Error(err)
		}
		for _, text := range []string{w.Body.String(), fmt.Sprint(w.Header()), log.String(), fmt.Sprintf("%v %+v %#v %v", err, err, err, errors.Unwrap(err))} {
			if strings.Contains(text, "SECRET") {
				t.Errorf("%+v is told in %s", tt, text)
			}
		}
	}
}

// picky is a validator.
type picky struct{ saw reflect.Type }

func (p *picky) Validate(v any) error {
	p.saw = reflect.TypeOf(v)
	if in, ok := v.(*newWidget); ok && in.Name == "" {
		return apierror.UnprocessableEntity.New("A name is needed.")
	}
	return nil
}

func contextOf(e *echo.Echo, method, target, contentType, body string) echo.Context {
	req := httptest.NewRequest(method, target, strings.NewReader(body))
	req.Header.Set("Content-Type", contentType)
	return e.NewContext(req, httptest.NewRecorder())
}

// Bind is Binder and Validator: what fails gives the zero value.
func TestBind(t *testing.T) {
	t.Parallel()
	if reflect.TypeFor[demur.Binder]().Comparable() {
		t.Error("literals of Binder need not name their fields")
	}
	e := echo.New()
	post := func(body string) echo.Context { return contextOf(e, http.MethodPost, "/", "application/json", body) }
	if in, err := demur.Bind[newWidget](post(`{"qty":1}`)); err != nil || in.Qty != 1 {
		t.Errorf("without a validator: %+v %v", in, err)
	}
	p := new(picky)
	e.Validator = p
	if in, err := demur.Bind[newWidget](post(`{"qty":1}`)); !errors.Is(err, apierror.UnprocessableEntity) || in.Qty != 0 {
		t.Errorf("invalid: %+v %v", in, err)
	}
	if in, err := demur.Bind[newWidget](post(`{"qty":1,"name":5}`)); !errors.Is(err, apierror.BadRequest) || in.Qty != 0 {
		t.Errorf("wrong: %+v %v", in, err)
	}
	if in, err := demur.Bind[*newWidget](post(`{"name":"w"}`)); err != nil || in.Name != "w" || p.saw != reflect.TypeFor[*newWidget]() {
		t.Errorf("pointer: %+v %v, validated a %v", in, err, p.saw)
	}
	if in, err := demur.Bind[[]widget](post(`[{"name":"a"},{"name":"b"}]`)); err != nil || len(in) != 2 || p.saw != reflect.TypeFor[*[]widget]() {
		t.Errorf("slice: %+v %v, validated a %v", in, err, p.saw)
	}
	if in, err := demur.Bind[map[string]int](post(`{"a":1}`)); err != nil || in["a"] != 1 {
		t.Errorf("map: %+v %v", in, err)
	}
	if _, err := demur.Bind[chan int](post(`{}`)); apierror.StatusOf(err) != apierror.InternalServerError {
		t.Errorf("channel: %v", err)
	}
	// Echo's own binder is not strict; another is the choice of the program.
	if _, err := demur.Bind[newWidget](post(`{"name":"w"} xyz`)); !errors.Is(err, apierror.BadRequest) {
		t.Errorf("Echo's own binder was used: %v", err)
	}
	e.Binder = demur.Binder{RejectUnknown: true, MaxDepth: 2}
	for _, body := range []string{`{"name":"w","more":1}`, `{"owners":{"a":{}}}`} {
		if _, err := demur.Bind[newWidget](post(body)); !errors.Is(err, apierror.BadRequest) {
			t.Errorf("the binder was not used for %s: %v", body, err)
		}
	}
	e.Binder = demur.Binder{MaxBytes: 10}
	if _, err := demur.Bind[newWidget](post(`{"name":"w"}`)); !errors.Is(err, apierror.RequestEntityTooLarge) {
		t.Errorf("the limit was not used: %v", err)
	}
}

// An ID in the body must not change which resource is changed.
func TestBindTakesTheOwnerFromThePath(t *testing.T) {
	t.Parallel()
	e := echo.New()
	c := contextOf(e, http.MethodPut, "/alice/9", "application/json", strings.Replace(tenFieldsJSON, "{", `{"Owner":"mallory",`, 1))
	c.SetParamNames("owner")
	c.SetParamValues("alice")
	if in, err := demur.Bind[ownedTenFields](c); err != nil || in.Owner != "alice" || in.Amount != 129900 {
		t.Errorf("%+v %v", in, err)
	}
}

// tenFields is a body as payment APIs have it.
type tenFields struct {
	ID          string    `json:"id" xml:"id"`
	Amount      int64     `json:"amount" xml:"amount"`
	Currency    string    `json:"currency" xml:"currency"`
	Description string    `json:"description" xml:"description"`
	Capture     bool      `json:"capture" xml:"capture"`
	Rate        float64   `json:"rate" xml:"rate"`
	Created     time.Time `json:"created" xml:"created"`
	Tags        []string  `json:"tags" xml:"tags>tag"`
	Card        struct {
		Number string `json:"number" xml:"number"`
		Month  int    `json:"month" xml:"month"`
	} `json:"card" xml:"card"`
	Retries *int `json:"retries" xml:"retries"`
}

// ownedTenFields has a field that the body must not set.
type ownedTenFields struct {
	Owner string `param:"owner"`
	tenFields
}

const (
	tenFieldsJSON = `{"id":"pay_01HZX3","amount":129900,"currency":"EUR","description":"Two tickets to the opera","capture":true,` +
		`"rate":1.0825,"created":"2026-11-22T13:24:25Z","tags":["vip","gift"],"card":{"number":"4242424242424242","month":11},"retries":3}`
	tenFieldsXML = `<payment><id>pay_01HZX3</id><amount>129900</amount><currency>EUR</currency><description>Two tickets to the opera</description>` +
		`<capture>true</capture><rate>1.0825</rate><created>2026-11-22T13:24:25Z</created><tags><tag>vip</tag><tag>gift</tag></tags>` +
		`<card><number>4242424242424242</number><month>11</month></card><retries>3</retries></payment>`
)

func BenchmarkBinder(b *testing.B) {
	for _, body := range []struct{ name, contentType, text string }{
		{"json", "application/json", tenFieldsJSON},
		{"xml", "application/xml", tenFieldsXML},
	} {
		for _, binder := range []struct {
			name string
			echo.Binder
		}{
			{"echo", new(echo.DefaultBinder)},
			{"demur", demur.Binder{}},
			{"demur-strictest", demur.Binder{RejectUnknown: true}},
		} {
			b.Run("body="+body.name+"/binder="+binder.name+"/type=plain", func(b *testing.B) {
				benchmarkBind(b, binder, body.contentType, body.text, func() any { return new(tenFields) })
			})
			b.Run("body="+body.name+"/binder="+binder.name+"/type=owned", func(b *testing.B) {
				benchmarkBind(b, binder, body.contentType, body.text, func() any { return new(ownedTenFields) })
			})
		}
	}
}

func benchmarkBind(b *testing.B, binder echo.Binder, contentType, text string, dst func() any) {
	e := echo.New()
	body := bytes.NewReader(nil)
	req := httptest.NewRequest(http.MethodPost, "/", nil)
	req.Body, req.ContentLength = io.NopCloser(body), int64(len(text))
	req.Header.Set("Content-Type", contentType)
	c := e.NewContext(req, httptest.NewRecorder())
	c.SetParamNames("owner")
	c.SetParamValues("alice")
	b.ReportAllocs()
	for b.Loop() {
		body.Reset([]byte(text))
		if err := binder.Bind(dst(), c); err != nil {
			b.Fatal(err)
		}
	}
}
