package apierror_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
)

var cardDeclined = apierror.Kind{Status: apierror.PaymentRequired, Code: "card_declined", Title: "Card declined", Doc: "Ask for another card."}

// statuses are all that the package names.
var statuses = []apierror.Status{
	apierror.BadRequest, apierror.Unauthorized, apierror.PaymentRequired, apierror.Forbidden, apierror.NotFound,
	apierror.MethodNotAllowed, apierror.NotAcceptable, apierror.RequestTimeout, apierror.Conflict, apierror.Gone,
	apierror.PreconditionFailed, apierror.RequestEntityTooLarge, apierror.UnsupportedMediaType,
	apierror.UnprocessableEntity, apierror.PreconditionRequired, apierror.TooManyRequests,
	apierror.InternalServerError, apierror.NotImplemented, apierror.BadGateway, apierror.ServiceUnavailable,
	apierror.GatewayTimeout,
}

func TestStatusGuide(t *testing.T) {
	t.Parallel()
	codes := map[string]apierror.Status{}
	for _, s := range statuses {
		if !regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`).MatchString(s.Code()) {
			t.Errorf("%d: code %q", s, s.Code())
		}
		if other, ok := codes[s.Code()]; ok {
			t.Errorf("%d and %d have the code %q", s, other, s.Code())
		}
		codes[s.Code()] = s
		if s.Title() != http.StatusText(int(s)) {
			t.Errorf("%d: title %q", s, s.Title())
		}
		if !strings.HasSuffix(s.Detail(), ".") {
			t.Errorf("%d: detail %q is no sentence", s, s.Detail())
		}
		if s.StatusCode() != int(s) {
			t.Errorf("%d: StatusCode %d", s, s.StatusCode())
		}
	}
	if got := apierror.NotFound.Error(); got != "404 not_found" {
		t.Errorf("Error = %q", got)
	}
}

// Statuses without a line in the guide still say something fit for a client.
func TestStatusBeyondTheGuide(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		status      apierror.Status
		code, title string
		number      int
	}{
		{418, "i_m_a_teapot", "I'm a teapot", 418},
		{420, "status_420", "Client Error", 420},
		{599, "status_599", "Server Error", 599},
		{200, "status_200", "OK", 500},
		{0, "status_0", "Client Error", 500},
		{-1, "status_-1", "Client Error", 500},
		{600, "status_600", "Server Error", 500},
	} {
		if tt.status.Code() != tt.code || tt.status.Title() != tt.title || tt.status.StatusCode() != tt.number || tt.status.Detail() == "" {
			t.Errorf("%d: %q, %q, %d, %q", tt.status, tt.status.Code(), tt.status.Title(), tt.status.StatusCode(), tt.status.Detail())
		}
	}
}

func TestIs(t *testing.T) {
	t.Parallel()
	cause := errors.New("cause")
	for _, tt := range []struct {
		name        string
		err, target error
		want        bool
	}{
		{"status", apierror.NotFound, apierror.NotFound, true},
		{"other status", apierror.NotFound, apierror.Gone, false},
		{"error of status", apierror.NotFound.New("x"), apierror.NotFound, true},
		{"wrapped", fmt.Errorf("x: %w", apierror.NotFound.New("x")), apierror.NotFound, true},
		{"joined", errors.Join(cause, apierror.NotFound.New("x")), apierror.NotFound, true},
		{"cause", apierror.NotFound.Wrap(cause, "x"), cause, true},
		{"status of the cause", apierror.NotFound.Wrap(apierror.Gone, "x"), apierror.Gone, true},
		{"kind", cardDeclined, cardDeclined, true},
		{"kind to its status", cardDeclined, apierror.PaymentRequired, true},
		{"error of kind", cardDeclined.New("x"), cardDeclined, true},
		{"error of kind to its status", fmt.Errorf("x: %w", cardDeclined.New("x")), apierror.PaymentRequired, true},
		{"error of status to kind", apierror.PaymentRequired.New("x"), cardDeclined, false},
		{"kind of the same status", cardDeclined.New("x"), apierror.Kind{Status: apierror.PaymentRequired, Code: "other"}, false},
		{"kind without a code", apierror.NotFound.New("x"), apierror.Kind{Status: apierror.NotFound}, true},
		{"code by hand", apierror.PaymentRequired.New("x").WithCode("card_declined"), cardDeclined, true},
		{"nil", (*apierror.Error)(nil), apierror.InternalServerError, true},
	} {
		if got := errors.Is(tt.err, tt.target); got != tt.want {
			t.Errorf("%s: errors.Is(%v, %v) = %t", tt.name, tt.err, tt.target, got)
		}
	}
	if s, ok := errors.AsType[apierror.Status](fmt.Errorf("x: %w", apierror.Gone)); !ok || s != apierror.Gone {
		t.Errorf("errors.AsType[Status] = %v, %t", s, ok)
	}
	if k, ok := errors.AsType[apierror.Kind](errors.Join(cause, cardDeclined)); !ok || k != cardDeclined {
		t.Errorf("errors.AsType[Kind] = %v, %t", k, ok)
	}
	if s, ok := errors.AsType[apierror.Status](fmt.Errorf("x: %w", cardDeclined.New("y"))); !ok || s != apierror.PaymentRequired {
		t.Errorf("errors.AsType[Status] of an Error = %v, %t", s, ok)
	}
	if k, ok := errors.AsType[apierror.Kind](errors.Join(cause, cardDeclined.New("y"))); !ok || !errors.Is(k, cardDeclined) || k.Title != cardDeclined.Title {
		t.Errorf("errors.AsType[Kind] of an Error = %v, %t", k, ok)
	}
	if e, ok := errors.AsType[*apierror.Error](fmt.Errorf("x: %w", cardDeclined.New("y"))); !ok || e.Detail != "y" {
		t.Errorf("errors.AsType[*Error] = %v, %t", e, ok)
	}
}

func TestWithReturnsCopies(t *testing.T) {
	t.Parallel()
	base := apierror.Unauthorized.New("x").With("first", 1).WithHeader("A", "1").WithField(apierror.FieldError{Name: "one"})
	before := fmt.Sprintf("%+v %v", *base, maps.Collect(base.Extensions()))
	for range 2 { // twice: a second append must not write into the first one's memory
		base.With("second", 2)
		base.With("first", 3)
		base.With("no", 4)
		base.WithCode("c")
		base.WithField(apierror.FieldError{Name: "two"})
		base.WithHeader("A", "2")
		base.WithRetryAfter(time.Second)
		base.WithAllow("GET")
		base.WithChallenge("Basic")
	}
	if after := fmt.Sprintf("%+v %v", *base, maps.Collect(base.Extensions())); after != before {
		t.Errorf("changed from\n%s to\n%s", before, after)
	}
	left, right := base.With("left", 1), base.With("right", 2)
	if keys(left) != "first left" || keys(right) != "first right" {
		t.Errorf("copies share memory: %s, %s", keys(left), keys(right))
	}
	list := []string{"a"}
	kept := base.With("list", list)
	list[0] = "b"
	if got := maps.Collect(kept.Extensions())["list"].([]string); got[0] != "a" {
		t.Errorf("a list is shared with the caller: %v", got)
	}
}

func keys(e *apierror.Error) string {
	var names []string
	for name := range e.Extensions() {
		names = append(names, name)
	}
	return strings.Join(names, " ")
}

func TestWithHeader(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		e    *apierror.Error
		want string
	}{
		{"Retry-After", apierror.TooManyRequests.New("").WithRetryAfter(90 * time.Second), "90"},
		{"Retry-After", apierror.TooManyRequests.New("").WithRetryAfter(time.Second + 1), "2"},
		{"Retry-After", apierror.TooManyRequests.New("").WithRetryAfter(0), "1"},
		{"Retry-After", apierror.TooManyRequests.New("").WithRetryAfter(-time.Hour), "1"},
		{"Retry-After", apierror.TooManyRequests.New("").WithRetryAfter(math.MaxInt64), "9223372037"},
		{"Allow", apierror.MethodNotAllowed.New("").WithAllow("GET", "PUT"), "GET, PUT"},
		{"Allow", apierror.MethodNotAllowed.New("").WithAllow(), ""},
		{"Www-Authenticate", apierror.Unauthorized.New("").WithChallenge("Basic").WithChallenge(`Bearer realm="a"`), `Basic|Bearer realm="a"`},
		{"X-A", apierror.Unauthorized.New("").WithHeader("x-a", "1").WithHeader("X-A", "2"), "2"},
	} {
		if got := strings.Join(tt.e.Header[tt.name], "|"); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestExtensionNamesAndValues(t *testing.T) {
	t.Parallel()
	type named string
	for _, name := range []string{"", "ab", "1ab", "a-b", "a b", "a.b", "type", "title", "status", "detail", "instance", "code", "errors", "Status", "TITLE", "xmlfoo", "XMLfoo", "äbc", "abc\n", "<abc>"} {
		if e := apierror.Gone.New("").With(name, 1); keys(e) != "" {
			t.Errorf("the name %q was taken", name)
		}
	}
	if e := apierror.TooManyRequests.New("").With("violated-policies", []string{"hourly"}); keys(e) != "violated-policies" {
		t.Error("the name that the RateLimit draft registers was not taken")
	}
	for _, value := range []any{nil, make(chan int), func() {}, map[string]int{}, struct{}{}, math.NaN(), math.Inf(1), float32(math.Inf(-1)),
		[]any{1, nil}, [][]int{{1}}, []float64{math.NaN()}, (*int)(nil), []byte("x"), time.Second, errors.New("x"), 1i,
		time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), time.Unix(0, 0).In(time.FixedZone("far", 100*3600))} {
		if e := apierror.Gone.New("").With("abc", value); keys(e) != "" {
			t.Errorf("the value %v was taken", value)
		}
	}
	e := apierror.Gone.New("").With("abc", 1)
	for _, value := range []any{"x", true, 1, int8(-1), uint64(math.MaxUint64), 1.5, float32(1), time.Now(), named("x"), []string{"a"}, []any{"a", 1}, []named{"x"}, []time.Time{{}}} {
		if e := e.With("abc", value); fmt.Sprint(maps.Collect(e.Extensions())["abc"]) != fmt.Sprint(value) {
			t.Errorf("the value %v was not taken", value)
		}
	}
	if e := e.With("request_id", named("r1")).With("zzz", 1); keys(e) != "request_id abc zzz" {
		t.Errorf("order %s", keys(e))
	}
	for range e.With("zzz", 1).Extensions() {
		break // stopping early is fine
	}
}

// A nil *Error in an error is a mistake; no method may make it worse.
func TestNilError(t *testing.T) {
	t.Parallel()
	var e *apierror.Error
	if e.Error() == "" || e.Unwrap() != nil || e.StatusCode() != 500 || e.LogValue().String() == "" || keys(e) != "" {
		t.Error("a method of a nil *Error")
	}
	for _, c := range []*apierror.Error{
		e.With("abc", 1), e.WithCode("c"), e.WithField(apierror.FieldError{}), e.WithHeader("A", "1"),
		e.WithRetryAfter(1), e.WithAllow(), e.WithChallenge("Basic"),
	} {
		if c.StatusCode() != 500 {
			t.Errorf("%v", c)
		}
	}
}

type loop struct{ err error }

func (l *loop) Error() string { return "loop" }
func (l *loop) Unwrap() error { return l.err }

// Errors that lead back to themselves must end somewhere.
func TestRecursion(t *testing.T) {
	t.Parallel()
	e := apierror.Conflict.New("x")
	e.Err = e
	l := &loop{}
	l.err = l
	through := apierror.Conflict.New("x")
	through.Err = &loop{through}
	var b bytes.Buffer
	for _, err := range []error{e, l, through, errors.Join(l, l), fmt.Errorf("x: %w", l)} {
		got := apierror.From(err)
		if got.Error() == "" || apierror.StatusOf(err) != got.Status {
			t.Errorf("%v", got)
		}
		slog.New(slog.NewTextHandler(&b, nil)).Info("m", "error", got)
	}
}

// Constants, kinds and shared errors are read by every request at once. The race
// detector is the judge.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	shared := cardDeclined.Wrap(context.Canceled, "x").With("abc", []int{1}).WithHeader("A", "1").WithField(apierror.FieldError{Name: "n"})
	var wr apierror.Writer
	var wg sync.WaitGroup
	for range 1000 {
		wg.Go(func() {
			for _, err := range []error{apierror.NotFound, cardDeclined, shared, fmt.Errorf("x: %w", shared)} {
				_ = errors.Is(err, apierror.PaymentRequired)
				e := apierror.From(err)
				e.With("xyz", 1).WithHeader("A", "2").WithField(apierror.FieldError{}).WithChallenge("B")
				answer(t, &wr, err, "application/xml")
				_ = e.LogValue()
			}
		})
	}
	wg.Wait()
	if !slices.Equal(shared.Header["A"], []string{"1"}) {
		t.Error("a shared error was changed")
	}
}
