package guide_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/guide"
	"github.com/seed-86b940f4/demur/guide/guidetest"
)

var cardDeclined = apierror.Kind{Status: apierror.PaymentRequired, Code: "card_declined", Title: "Card declined"}

func small(logger *slog.Logger) guide.Config {
	return guide.Config{
		Title:    "Small API",
		Statuses: []apierror.Status{apierror.NotFound},
		Kinds:    []apierror.Kind{cardDeclined},
		Logger:   logger,
	}
}

func TestObserveFindsWhatTheGuideLacks(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		err  *apierror.Error
		want string // what is missing, "" for nothing
	}{
		"listed status":                    {apierror.NotFound.New("No such widget."), ""},
		"listed kind":                      {cardDeclined.New("Declined."), ""},
		"listed status, from a bare value": {&apierror.Error{Status: apierror.NotFound}, ""},
		"unlisted status":                  {apierror.Conflict.New(""), "409 conflict"},
		"unlisted code":                    {apierror.NotFound.New("").WithCode("widget_gone"), "404 widget_gone"},
		"the status of a kind, without it": {apierror.PaymentRequired.New(""), "402 payment_required"},
		"a kind's code at another status":  {apierror.NotFound.New("").WithCode("card_declined"), "404 card_declined"},
		"no status":                        {&apierror.Error{}, "500 internal_server_error"},
		"nobody was told":                  {apierror.Status(499).New(""), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			g := newGuide(t, small(slog.New(slog.NewTextHandler(&log, nil))))
			for range 3 {
				g.Observe(tc.err)
			}
			got := ""
			if err := g.Drift(); err != nil {
				got = err.Error()
			}
			if want := tc.want; want == "" && got+log.String() != "" || want != "" && got != "guide: it does not list "+want {
				t.Errorf("Drift %q, log %q; want %q", got, &log, want)
			}
			if n := strings.Count(log.String(), "level=WARN"); tc.want != "" && n != 1 {
				t.Errorf("%d records: %s", n, &log)
			}
		})
	}
}

// A service that makes codes of what clients send fills neither memory nor log.
func TestWhatObserveRemembersIsBounded(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	g := newGuide(t, small(slog.New(slog.NewTextHandler(&log, nil))))
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for j := range 1000 {
				g.Observe(apierror.NotFound.New("").WithCode(fmt.Sprintf("code_%d_%d", i, j)))
			}
		})
	}
	wg.Wait()
	if records, found := strings.Count(log.String(), "\n"), strings.Count(g.Drift().Error(), "\n")+1; records != 100 || found != 100 {
		t.Errorf("%d records and %d errors, want 100", records, found)
	}
}

// failing is a test that notes how it has failed.
type failing struct {
	testing.TB
	cleanup func()
	errors  []string
}

func (f *failing) Helper()           {}
func (f *failing) Cleanup(fn func()) { f.cleanup = fn }
func (f *failing) Error(args ...any) { f.errors = append(f.errors, fmt.Sprint(args...)) }

func TestNoDriftFailsTheTestOfAService(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		err  error
		want string
	}{
		"listed":   {cardDeclined.New("Declined."), ""},
		"unlisted": {errors.New("secret"), "guide: it does not list 500 internal_server_error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGuide(t, small(slog.New(slog.DiscardHandler)))
			inner := &failing{TB: t}
			guidetest.NoDrift(inner, g)
			answers, err := demurhttp.Config{
				TypeBase: g.TypeBase(),
				Logger:   slog.New(slog.DiscardHandler),
				Observe:  func(_ http.ResponseWriter, _ *http.Request, e *apierror.Error) { g.Observe(e) },
			}.Middleware()
			if err != nil {
				t.Fatal(err)
			}
			h := answers(demurhttp.HandlerFunc(func(http.ResponseWriter, *http.Request) error { return tc.err }))
			h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
			inner.cleanup()
			if got := strings.Join(inner.errors, "\n"); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}
