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
	"time"

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
	f.Fuzz(func(t *testing.T, data []byte, strict bool) {
		if len(data) > 4<<10 {
			return
		}
		checkBound(t, newDice(data), strict)
	})
}

var (
	legalPointer = regexp.MustCompile(`^#(/([A-Za-z0-9._!$&'()*+,;=:@?-]|~[01]|%[0-9A-F]{2})*)*$`)
	legalXPath   = regexp.MustCompile(`^(/@?[\pL\pN_.:-]+(\[[0-9]+\])?|/\*|/text\(\)|/@\*|/comment\(\))+$`)
	namesOfGo    = []string{
		rejected, "9876543210987", "int8", "uint", "float32", "float64", "struct", "time.", "demur", "Fuzz", "fuzz", "map[", "[]string", "json.", "json:", "xml:", "strconv", "reflect",
		"multipart.", "invalid", "runtime", "panic", "nil", "unmarshal", "Unmarshal", "0x",
	}
)

// checkBound sends a random request to a service that binds it to a random type.
func checkBound(t *testing.T, d *dice, strict bool) {
	t.Helper()
	typ := d.structType(2)
	binder := demur.Binder{RejectUnknown: strict, MaxElements: 50, MaxDepth: 6}
	rules := validation.New()
	mistakes := errors.Join(binder.Check(reflect.Zero(typ).Interface()), rules.Check(reflect.Zero(typ).Interface()))

	log := new(journal)
	e := echo.New()
	e.Logger.SetOutput(log)
	e.Binder, e.Validator = binder, rules
	if err := (demur.Config{Logger: log.logger()}).Install(e); err != nil {
		t.Fatal(err)
	}
	e.POST("/:p0/:p1", func(c echo.Context) error {
		v := reflect.New(typ).Interface()
		if err := c.Bind(v); err != nil {
			return err
		}
		if err := c.Validate(v); err != nil {
			return err
		}
		return c.NoContent(http.StatusNoContent)
	})
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
	start := time.Now()
	e.ServeHTTP(rec, r)

	fail := func(format string, args ...any) {
		t.Helper()
		t.Errorf(format+"\ntype %v\n%s %s %v\n%q\nanswer %s\nlog %s\nmistakes %v", append(args, typ, r.Method, r.URL, r.Header, body, rec.Body, log, mistakes)...)
	}
	if took := time.Since(start); took > time.Minute {
		fail("it took %v", took)
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
	for _, word := range namesOfGo {
		if strings.Contains(rec.Body.String(), word) {
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

// wrongPlace returns a place that no client could find.
func wrongPlace(f apierror.FieldError) string {
	switch {
	case f.Pointer != "" && !legalPointer.MatchString(f.Pointer):
		return f.Pointer
	case f.XPath != "" && !legalXPath.MatchString(f.XPath):
		return f.XPath
	case f.In != "" && (f.Name == "" || !slices.Contains([]string{"query", "path", "header", "cookie", "form"}, f.In)):
		return f.In + " " + f.Name
	case (f.Pointer != "") == (f.XPath != "") && (f.Pointer != "") == (f.In != ""):
		return "none, or several"
	case f.Code == "" || f.Detail == "":
		return "a rule without words"
	}
	return ""
}
