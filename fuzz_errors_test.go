package demur_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// FuzzErrorTrees answers errors whose methods panic, lie and have no end. It holds the
// documents in JSON and XML to each other, and looks for the cause in them. What does not
// end within ten seconds is ended by the fuzzing engine.
func FuzzErrorTrees(f *testing.F) {
	for how := range 8 {
		for kind := range 18 {
			f.Add([]byte{byte(how), byte(kind), 0, 2, 0, byte(kind + how), 1, 3, byte(how), 8, 0, 0, 1, 2, 3})
		}
	}
	f.Add([]byte("\x00\x11\x3f\x00\x02\x00\x00\x04\x00"))
	for message := range 8 { // of an HTTPError
		f.Add([]byte{0, 12, 0, 1, byte(message), 1, 0, 2})
	}
	for bit := range 16 { // each misdeed, and what loggers ask for
		misdeed := 1 << bit
		f.Add([]byte{0, 2, byte(misdeed >> 8), byte(misdeed), 0, 1, byte(misdeed >> 8), byte(misdeed), 0, 10, 7})
		f.Add([]byte{1, 3, byte(misdeed >> 8), byte(misdeed), 2, 1, byte(misdeed >> 8), byte(misdeed), 0, 4, 0, 4, 0})
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 4<<10 {
			return
		}
		checkFrom(t, data)
		var docs [2]*apierror.Error
		for i, accept := range []string{"application/json", "application/problem+xml"} {
			docs[i] = checkTreeAnswer(t, data, accept)
		}
		a, b := docs[0], docs[1]
		if a == nil || b == nil {
			return
		}
		if list := extensionsOf(a); list != extensionsOf(b) || a.Status != b.Status || a.Code != b.Code || a.Type != b.Type || a.Title != b.Title ||
			a.Detail != b.Detail || a.Instance != b.Instance || !reflect.DeepEqual(a.Fields, b.Fields) {
			t.Errorf("%q: JSON and XML differ:\n%#v %s\n%#v %s", data, a, list, b, extensionsOf(b))
		}
	})
}

func extensionsOf(e *apierror.Error) string {
	var s strings.Builder
	for name, value := range e.Extensions() {
		fmt.Fprintf(&s, "%q=%q\n", name, value)
	}
	return s.String()
}

// checkFrom checks what a Writer of plain net/http answers.
func checkFrom(t *testing.T, data []byte) {
	t.Helper()
	if len(data) == 0 {
		return
	}
	treeOf := func() error { return (&grove{bytes: data[1:]}).tree() }
	if e := apierror.From(treeOf()); e == nil || e.StatusCode() < 400 || e.StatusCode() > 599 {
		t.Errorf("%q: From returns %d", data, e.StatusCode())
	}
	if s := apierror.StatusOf(treeOf()); s < 400 || s > 599 {
		t.Errorf("%q: StatusOf returns %d", data, s)
	}
	var writer apierror.Writer
	for _, accept := range []string{"application/json", "application/xml"} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept", accept)
		rec := httptest.NewRecorder()
		if err := writer.Write(rec, r, treeOf()); err != nil {
			t.Errorf("%q: %v", data, err)
		}
		checkTreeBody(t, data, rec)
	}
}

// checkTreeAnswer answers a tree of errors with Echo. The first byte says how it
// comes to be.
func checkTreeAnswer(t *testing.T, data []byte, accept string) *apierror.Error {
	t.Helper()
	how := byte(0)
	if len(data) > 0 {
		how, data = data[0], data[1:]
	}
	err := (&grove{bytes: data}).tree()
	e, log := quietService(t)
	e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			got := next(c)
			if got != nil {
				printable(got)
			}
			return got
		}
	})
	var cfg demur.Config
	if how&8 != 0 {
		cfg.Map = func(_ echo.Context, err error) error { return apierror.BadGateway.Wrap(err, "mapped") }
		cfg.Customize = func(_ echo.Context, e *apierror.Error) *apierror.Error { return e.WithInstance("/1") }
	}
	cfg.Logger = log.logger()
	if err := cfg.Install(e); err != nil {
		t.Fatal(err)
	}
	e.GET("/", func(c echo.Context) error {
		switch how % 8 {
		case 0, 1, 2:
			return err
		case 3:
			if err == http.ErrAbortHandler {
				return err // a panic with it is not for demur
			}
			panic(err)
		case 4:
			c.Error(err)
			return nil
		case 5:
			c.Error(err)
			return err
		case 6:
			return fmt.Errorf("around: %w", quietly{err})
		default:
			return echo.NewHTTPError(500).SetInternal(err)
		}
	})
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Accept", accept)
	rec := httptest.NewRecorder()
	e.ServeHTTP(rec, r)
	if n := log.records(); n != 1 {
		t.Errorf("%q: %d records:\n%.2000s", data, n, log)
	}
	for line := range bytes.Lines([]byte(log.String())) {
		if !json.Valid(line) {
			t.Errorf("%q: a record is no JSON: %.2000s", data, line)
		}
	}
	return checkTreeBody(t, data, rec)
}

// quietly hides the text of an error.
type quietly struct{ error }

func (quietly) Error() string   { return causeOfTree }
func (q quietly) Unwrap() error { return q.error }

// printable asks for the text of an error that travels on, as access logs do. It may
// panic if a method of the service does, but not overflow the stack.
func printable(err error) {
	defer func() { _ = recover() }()
	_ = err.Error()
}

// checkTreeBody returns the document that was sent.
func checkTreeBody(t *testing.T, data []byte, rec *httptest.ResponseRecorder) *apierror.Error {
	t.Helper()
	res, body := rec.Result(), rec.Body.Bytes()
	if res.StatusCode < 400 || res.StatusCode > 599 {
		t.Errorf("%q: status %d", data, res.StatusCode)
		return nil
	}
	if bytes.Contains(body, []byte(causeOfTree)) || strings.Contains(headerText(res.Header), causeOfTree) || res.Header.Get("X-Evil") != "" {
		t.Errorf("%q: the cause is sent: %v %s", data, res.Header, body)
	}
	valid := utf8.Valid(body)
	if strings.HasSuffix(res.Header.Get("Content-Type"), "xml") {
		decoder := xml.NewDecoder(bytes.NewReader(body))
		for valid {
			if _, err := decoder.Token(); err != nil {
				valid = err == io.EOF
				break
			}
		}
	} else {
		valid = valid && json.Valid(body)
	}
	e, err := apierror.Decode(res)
	if !valid || err != nil || int(e.Status) != res.StatusCode || !bytes.Contains(body, fmt.Append(nil, res.StatusCode)) {
		t.Errorf("%q: %v: %d %s", data, err, res.StatusCode, body)
		return nil
	}
	return e
}
