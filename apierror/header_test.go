package apierror_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
)

// A header that cannot be sent vanished without a word in the log.
func TestHeaderThatCannotBeSent(t *testing.T) {
	t.Parallel()
	e := apierror.Unauthorized.New("")
	for _, name := range []string{"", "a b", "a:b", "é", "a\n"} {
		e = e.WithHeader(name, "1")
	}
	e = e.WithHeader("X-A", "a\r\nX-B: c").WithChallenge("Basic\x00").WithHeader("X-Good", "é\t1")
	if got := fmt.Sprint(e.Header); got != "map[X-Good:[é\t1]]" {
		t.Errorf("%s", got)
	}
	var b bytes.Buffer
	slog.New(slog.NewJSONHandler(&b, nil)).Info("m", "error", e)
	if want := `"unsendable":["","a b","a:b","é","a\n","X-A","WWW-Authenticate"]`; !strings.Contains(b.String(), want) {
		t.Errorf("no %s in %s", want, &b)
	}
}

// A NUL in the header of a literal made clients refuse the whole answer.
func TestHeaderOfALiteralThatCannotBeSent(t *testing.T) {
	t.Parallel()
	literal := http.Header{
		"X-Good": {"é\t1"}, "X-Some": {"a\x00", "b", "c\x7f"}, "X-None": {"\x1b"}, "a b": {"1"}, "X-A\r\nX-Evil": {"1"},
		"Vary": {"Origin", "A\r\nX-Evil: 1"}, "Link": {"</a>", "\x00"}, "Retry-After": {"1\n"}, "Content-Type": {"\x00"},
	}
	e := &apierror.Error{Status: apierror.ServiceUnavailable, Header: literal}
	got := answer(t, new(apierror.Writer), e, "").Header()
	want := http.Header{
		"X-Good": {"é\t1"}, "X-Some": {"b"}, "Vary": {"Origin", "Accept"}, "Link": {"</a>"}, "Retry-After": {"60"}, "Cache-Control": {"no-store"},
		"Content-Type": {"application/json"}, "Content-Length": got["Content-Length"], "X-Content-Type-Options": {"nosniff"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q", got)
	}
	if len(literal["X-Some"]) != 3 {
		t.Errorf("the literal became %q", literal)
	}
	_, doc := logs(e)
	if want := `"unsendable":["Content-Type","Link","Retry-After","Vary","X-A\r\nX-Evil","X-None","X-Some","a b"]`; !strings.Contains(doc, want) {
		t.Errorf("no %s in %s", want, doc)
	}
}

// The header of an error has a bound, since each copy of the error copies it. A
// value instead of another one always has room.
func TestHeaderIsBounded(t *testing.T) {
	t.Parallel()
	e, challenged := apierror.Unauthorized.New(""), apierror.Unauthorized.New("")
	for i := range 300 {
		e = e.WithHeader(fmt.Sprint("X-", i), "1")
		challenged = challenged.WithChallenge("Basic")
	}
	e = e.WithHeader("x-7", "2")
	if len(e.Header) != 256 || e.Header.Get("X-7") != "2" || e.Header.Get("X-255") != "1" || len(challenged.Header["Www-Authenticate"]) != 256 {
		t.Errorf("%d, %d", len(e.Header), len(challenged.Header["Www-Authenticate"]))
	}
	if got := fmt.Sprint(e.LogValue()); !strings.Contains(got, "X-256 ") || !strings.Contains(got, "12 more") {
		t.Errorf("%s", got)
	}
}
