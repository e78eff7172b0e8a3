package main

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"net/http"
	"testing"

	"github.com/labstack/echo/v4"
)

func TestEveryBinderAnswers(t *testing.T) {
	t.Parallel()
	for _, row := range boundRows() {
		for _, b := range boundServices(row.format) {
			t.Run(row.format+"/"+b.name, func(t *testing.T) {
				t.Parallel()
				if err := b.check(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func TestCheckFindsBindersThatDoNotBind(t *testing.T) {
	t.Parallel()
	serve := func(h func(c echo.Context, received *order) error) func(*order) http.Handler {
		return func(received *order) http.Handler {
			e := echo.New()
			e.POST("/widgets/:id", func(c echo.Context) error { return h(c, received) })
			return e
		}
	}
	for name, open := range map[string]func(*order) http.Handler{
		"reads nothing": serve(func(c echo.Context, _ *order) error { return c.NoContent(http.StatusNoContent) }),
		"knows the answer": serve(func(c echo.Context, received *order) error {
			*received = goodOrder()
			return c.NoContent(http.StatusNoContent)
		}),
		"validates nothing": serve(func(c echo.Context, received *order) error {
			if err := c.Bind(received); err != nil {
				return err
			}
			return c.NoContent(http.StatusNoContent)
		}),
		"refuses all": serve(func(echo.Context, *order) error { return echo.ErrUnprocessableEntity }),
		"leaves a field out": func(received *order) http.Handler {
			var in order
			service := demurBound(&in)
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				service.ServeHTTP(w, r)
				*received, in = in, order{}
				received.Terms = false
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := (bound{name, "json", open}).check(t.Context()); err == nil {
				t.Error("check finds nothing wrong")
			}
		})
	}
}

func TestValidatorsFindTenFailures(t *testing.T) {
	t.Parallel()
	var found error
	entries := findEntries(&found)
	if err := checkFind(entries, &found); err != nil {
		t.Error(err)
	}
	good := goodOrder()
	for name, op := range map[string]func(){
		"nothing":  func() {},
		"no rules": func() { found = errors.New("ten failures") },
		"no fault": func() { found = newEngine().Struct(&good) },
		"some": func() {
			o := badOrder()
			o.Name = good.Name
			found = newEngine().Struct(&o)
		},
	} {
		if err := checkFind([]entry{{name: name, op: op}}, &found); err == nil {
			t.Errorf("%s: checkFind finds nothing wrong", name)
		}
	}
}

func TestRequestsCanBeSentAgain(t *testing.T) {
	t.Parallel()
	for format, body := range map[string]string{
		"json": encode(json.Marshal, goodOrder()), "xml": encode(xml.Marshal, goodOrder()),
	} {
		r := scenario{format: format, body: body}.request(t.Context())
		for range 3 {
			rewind(r)
			got, err := io.ReadAll(r.Body)
			if err != nil || string(got) != body || r.ContentLength != int64(len(body)) {
				t.Errorf("%s: body %q (%d), %v, want %q", format, got, r.ContentLength, err, body)
			}
			r.Body = http.NoBody // as a contender may
		}
		if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/"+format {
			t.Errorf("%s: %s with %s", format, r.Method, r.Header.Get("Content-Type"))
		}
	}
}

func TestARowWithoutTargetHasNoVerdict(t *testing.T) {
	t.Parallel()
	for want, of := range map[string]target{"": {rival: "somebody"}, "ok": {ratio: 3}, "**miss**": {ratio: 1}} {
		if _, got := of.judge(stats{}, 2, math.NaN()); got != want {
			t.Errorf("%+v: %q, want %q", of, got, want)
		}
	}
}
