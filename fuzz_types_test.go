package demur_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/validation"
)

// FuzzTypes binds and validates requests to random types. What Check takes is never
// answered with a 500. What is answered names places, and nothing of what was there.
func FuzzTypes(f *testing.F) {
	f.Add([]byte{}, false)
	for i := range 64 {
		f.Add([]byte{byte(i), byte(i * 7), byte(i * 31)}, i%2 == 0)
	}
	var s *typed
	n := 0
	f.Fuzz(func(t *testing.T, data []byte, strict bool) {
		if len(data) > 4<<10 {
			return
		}
		if n++; n%1000 == 1 { // a validator remembers each type
			s = newTyped()
		}
		s.check(t, newDice(data), strict)
	})
}

var (
	legalPointer = regexp.MustCompile(`^#(/([A-Za-z0-9._!$&'()*+,;=:@?-]|~[01]|%[0-9A-F]{2})*)*$`)
	legalXPath   = regexp.MustCompile(`^/$|^(/@?[\pL\pN_.:-]+(\[[0-9]+\])?|/\*|/text\(\)|/@\*|/comment\(\))+$`)
	namesOfGo    = []string{
		rejected, "9876543210987", "int8", "uint", "float32", "float64", "struct", "time.", "demur", "Fuzz", "fuzz", "map[", "[]string", "json.Number", "json.RawMessage", "json:", "xml:", "strconv", "reflect",
		"multipart.", "invalid", "runtime", "panic", "nil", "unmarshal", "Unmarshal", "0x",
	}
)

// typed is a service that binds its requests to a type, and to another for each one.
type typed struct {
	*echo.Echo
	log   journal
	rules *validation.Validator
	typ   reflect.Type
}

func newTyped() *typed {
	s := &typed{Echo: echo.New(), rules: validation.New()}
	s.Logger.SetOutput(&s.log)
	s.Validator = s.rules
	if err := (demur.Config{Logger: s.log.logger()}).Install(s.Echo); err != nil {
		panic(err)
	}
	s.POST("/:p0/:p1", func(c echo.Context) error {
		v := reflect.New(s.typ).Interface()
		if err := c.Bind(v); err != nil {
			return err
		}
		if err := c.Validate(v); err != nil {
			return err
		}
		return c.NoContent(http.StatusNoContent)
	})
	return s
}

// check sends a random request, for a random type.
func (s *typed) check(t *testing.T, d *dice, strict bool) {
	t.Helper()
	typ := d.structType(2)
	binder := demur.Binder{RejectUnknown: strict, MaxElements: 50, MaxDepth: 6}
	mistakes := errors.Join(binder.Check(reflect.Zero(typ).Interface()), s.rules.Check(reflect.Zero(typ).Interface()))
	s.typ, s.Binder = typ, binder
	s.log.reset()
	log := &s.log
	contentType, body := d.body(typ)
	r := httptest.NewRequest(http.MethodPost, "/"+d.segment()+"/"+d.segment()+"?"+d.values(typ, "query").Encode(), strings.NewReader(body))
	for name, values := range d.values(typ, "header") {
		r.Header[http.CanonicalHeaderKey(name)] = values
	}
	for name, values := range d.values(typ, "cookie") {
		r.AddCookie(&http.Cookie{Name: name, Value: url.QueryEscape(values[0])})
	}
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("Accept", d.of("application/json", "application/xml"))
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, r)

	fail := func(format string, args ...any) {
		t.Helper()
		t.Errorf(format+"\ntype %v\n%s %s %v\n%q\nanswer %s\nlog %s\nmistakes %v", append(args, typ, r.Method, r.URL, r.Header, body, rec.Body, log, mistakes)...)
	}
	if rec.Code == http.StatusNoContent {
		if log.records() != 0 {
			fail("a success is in the log")
		}
		return
	}
	res := rec.Result()
	if problem := problemOf(r.Method, res, rec.Body.Bytes()); problem != "" {
		fail("%s", problem)
	}
	if log.records() != 1 {
		fail("%d records", log.records())
	}
	if mistakes == nil && !slices.Contains([]int{400, 413, 415, 422}, rec.Code) || rec.Code == 404 {
		fail("Check takes a type that is answered with %d", rec.Code)
	}
	for i, word := range namesOfGo {
		if strings.Contains(rec.Body.String(), word) && (i < 2 || !strings.Contains(body, word)) { // an unknown element has a name too
			fail("the answer holds %q", word)
		}
	}
	problem, err := apierror.Decode(res)
	if err != nil {
		fail("%v", err)
	}
	for _, field := range problem.Fields {
		if place := wrongPlace(field); place != "" {
			fail("%q is no place", place)
		}
	}
}

// wrongPlace returns a place that no client could find. A form without a name is all of
// it, as of an embedded struct that must be there.
func wrongPlace(f apierror.FieldError) string {
	switch {
	case f.Pointer != "" && !legalPointer.MatchString(f.Pointer):
		return f.Pointer
	case f.XPath != "" && !legalXPath.MatchString(f.XPath):
		return f.XPath
	case f.In != "" && (f.Name == "" && f.In != "form" || !slices.Contains([]string{"query", "path", "header", "cookie", "form"}, f.In)):
		return f.In + " " + f.Name
	case (f.Pointer != "") == (f.XPath != "") && (f.Pointer != "") == (f.In != ""):
		return "none, or several"
	case f.Code == "" || f.Detail == "":
		return "a rule without words"
	}
	return ""
}
