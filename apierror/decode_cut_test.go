package apierror_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
)

// A document that was cut off was reported by another error in each release of
// Go, and in XML by none that a program can ask for.
func TestDecodeCutOff(t *testing.T) {
	t.Parallel()
	full := apierror.PaymentRequired.New("The issuer said “no”:\n<é>\u2028").WithType("https://api.example.com/guide#x").WithInstance("/i?a&b").
		WithField(apierror.FieldError{Pointer: "#/a~1b", Code: "c"}).With("balance", -1.5e30).With("yes", true).With("list", []any{"a", 1, false})
	for _, mediaType := range []string{"application/json", "application/xml"} {
		whole := answer(t, new(apierror.Writer), full, mediaType).Body.String()
		if _, err := apierror.Decode(respond(402, mediaType, whole)); err != nil {
			t.Fatal(err)
		}
		for i := range len(whole) {
			e, err := apierror.Decode(respond(402, mediaType, whole[:i]))
			if !errors.Is(err, io.ErrUnexpectedEOF) || e.Status != 402 || e.Detail != "" {
				t.Errorf("%s: %v, %v", whole[:i], e, err)
			}
		}
	}
}

// The same of documents that demur does not write.
func TestDecodeCutOffForeign(t *testing.T) {
	t.Parallel()
	for mediaType, wholes := range map[string][]string{
		"application/json": {` { "a" : null , "b":{"c":[[]]}, "\u00e9\\":-0.1E-5,"f":false}`},
		"application/xml":  {"<?xml version='1.0' encoding='UTF-8'?><!-- c --><!DOCTYPE problem [<!ELEMENT a (b)>]>\n<p:problem xmlns:p='urn:x' a='b>'><?pi x?><a/><b><![CDATA[<]]]]></b><c>&lt;&#xe9;</c></p:problem\n>"},
	} {
		for _, whole := range wholes {
			if _, err := apierror.Decode(respond(400, mediaType, whole)); err != nil {
				t.Fatal(err)
			}
			for i := range len(whole) {
				if _, err := apierror.Decode(respond(400, mediaType, whole[:i])); !errors.Is(err, io.ErrUnexpectedEOF) {
					t.Errorf("%s: %v", whole[:i], err)
				}
			}
		}
	}
}

// What is malformed is not said to be cut off, also where its last byte is wrong.
func TestDecodeMalformedIsNotCutOff(t *testing.T) {
	t.Parallel()
	for mediaType, docs := range map[string][]string{
		"application/json": {`}`, `[]`, `1`, `{"a":}`, `{"a"}`, `{"a":1,}`, `{"a":1}}`, `{} {}`, `{"a":tx`, `{"a":01`, `{'`, `[1}`, "{\"a\":\"\x01"},
		"application/xml":  {`<problem></a>`, `<problem><a></problem>`, `<html/>`, `<problem a=b>`, `<problem/></problem>`, `<1>`},
	} {
		for _, doc := range docs {
			if _, err := apierror.Decode(respond(400, mediaType, doc)); err == nil || errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%s: %v", doc, err)
			}
		}
	}
}

// A connection that breaks within the document is the same to the client.
func TestDecodeCutOffByTheConnection(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", "100")
		w.WriteHeader(http.StatusGone)
		_, _ = io.WriteString(w, `{"title":"Gone"`)
	}))
	t.Cleanup(server.Close)
	res, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if e, err := apierror.Decode(res); !errors.Is(err, io.ErrUnexpectedEOF) || !errors.Is(e, apierror.Gone) || e.Title != "" {
		t.Errorf("%v, %v", e, err)
	}
}
