package demur_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
)

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
