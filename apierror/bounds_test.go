package apierror_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
)

func wide(n int, last error) error {
	errs := make([]error, n, n+1)
	for i := range errs {
		errs[i] = fmt.Errorf("row %d failed", i)
	}
	return errors.Join(append(errs, last)...)
}

// moody panics the first time that it is unwrapped, and then never ends.
type moody struct{ asked int }

func (m *moody) Error() string { panic("the text of an endless error was asked for") }
func (m *moody) Unwrap() error {
	if m.asked++; m.asked == 1 {
		panic("no")
	}
	return m
}

// The cause of a wide error was lost in the log, and what it was answered with
// was not found.
func TestWideErrors(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1200, 20_000} {
		var b bytes.Buffer
		slog.New(slog.NewJSONHandler(&b, nil)).Info("m", "error", apierror.From(wide(n, nil)))
		if strings.Contains(b.String(), "wraps itself") || !strings.Contains(b.String(), "row 0 failed") || !strings.Contains(b.String(), fmt.Sprintf("row %d failed", n-1)) {
			t.Errorf("the log of %d errors is %.300s", n, &b)
		}
		if got := apierror.StatusOf(wide(n, apierror.Conflict)); got != apierror.Conflict {
			t.Errorf("the status behind %d errors is not found: %d", n, got)
		}
	}
}

// Errors whose text has no end killed the process where they were printed.
func TestErrorsThatMustNotBePrinted(t *testing.T) {
	t.Parallel()
	diamond := errors.New("leaf")
	for range 60 {
		diamond = errors.Join(diamond, diamond)
	}
	itself := apierror.Conflict.New("x")
	itself.Err = &loop{itself}
	for want, cause := range map[string]error{
		"panics when it is unwrapped": new(moody),
		"too large to look through":   diamond,
		"wraps itself":                itself,
	} {
		e := apierror.BadGateway.Wrap(apierror.Gone.Wrap(cause, "inner"), "outer")
		if got := e.Error(); !strings.Contains(got, want) || !strings.HasPrefix(got, "502 bad_gateway: outer: ") {
			t.Errorf("%s", got)
		}
		if m, ok := cause.(*moody); ok {
			m.asked = 0
		}
		var b bytes.Buffer
		slog.New(slog.NewTextHandler(&b, nil)).Info("m", "error", e)
		if !strings.Contains(b.String(), want) {
			t.Errorf("%s", &b)
		}
		if m, ok := cause.(*moody); ok {
			m.asked = 0
		}
		if got := apierror.StatusOf(errors.Join(cause, apierror.PaymentRequired)); cause != error(itself) && want != "too large to look through" && got != apierror.PaymentRequired {
			t.Errorf("%s: status %d", want, got)
		}
	}
}

// Each Error of a chain looked through all that is inside it.
func TestDeepChainOfErrors(t *testing.T) {
	t.Parallel()
	err := errors.New("leaf")
	for range 5000 {
		err = apierror.Conflict.Wrap(err, "")
	}
	if got := err.Error(); strings.Count(got, "409 conflict: ") != 5000 || !strings.HasSuffix(got, ": leaf") {
		t.Errorf("%.100s", got)
	}
}

// counted is an error that counts how often it is unwrapped.
type counted struct {
	err   error
	times *int
}

func (c *counted) Error() string { return "counted" }
func (c *counted) Unwrap() error {
	*c.times++
	return c.err
}

// An error 100 levels deep cost 17 times what a plain one costs, because each line
// of the table of From walked through it.
func TestFromWalksOnce(t *testing.T) {
	t.Parallel()
	times, err := 0, errors.New("leaf")
	for range 100 {
		err = &counted{err, &times}
	}
	if got := apierror.StatusOf(err); got != 500 || times != 100 {
		t.Errorf("status %d, %d levels were unwrapped %d times", got, 100, times)
	}
}
