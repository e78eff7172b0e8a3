// Package paymentstest is the test of the payments API, for whatever framework serves
// it: what a client sees is the same with each.
package paymentstest

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/example/payments"
	"github.com/seed-86b940f4/demur/example/program"
	"github.com/seed-86b940f4/demur/example/walkthrough"
	"github.com/seed-86b940f4/demur/guide"
	"github.com/seed-86b940f4/demur/guide/guidetest"
)

// Run tests the handler that build makes, behind real sockets: every row of the status
// table in each format, and what else the service promises.
func Run(t *testing.T, build program.Build) {
	u := suite{build}
	for _, test := range []struct {
		name string
		run  func(t *testing.T)
	}{
		{"every row of the status table", u.everyRowOfTheStatusTable},
		{"same answers from every framework", u.sameAnswersFromEveryFramework},
		{"second walk within the hour", u.secondWalkWithinTheHour},
		{"other requests", u.otherRequests},
		{"body names the fields that are wrong", u.bodyNamesTheFieldsThatAreWrong},
		{"both formats are the same payment", u.bothFormatsAreTheSamePayment},
		{"German body says so", u.germanBodySaysSo},
		{"no answer and no log has a card number", u.noAnswerAndNoLogHasACardNumber},
		{"decline code reaches the client", u.declineCodeReachesTheClient},
		{"refused requests charge nothing", u.refusedRequestsChargeNothing},
		{"slow provider is 502", u.slowProviderIs502},
		{"log tells the cause once and no key", u.logTellsTheCauseOnceAndNoKey},
		{"every answer tells how the client stands", u.everyAnswerTellsHowTheClientStands},
		{"over the quota until the next hour", u.overTheQuotaUntilTheNextHour},
		{"one quota for two instances", u.oneQuotaForTwoInstances},
		{"guide is for everyone", u.guideIsForEveryone},
		{"what any service is asked", u.whatAnyServiceIsAsked},
		{"every error leads to the guide", u.everyErrorLeadsToTheGuide},
		{"guide notices what it does not list", u.guideNoticesWhatItDoesNotList},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t)
		})
	}
}

type suite struct{ build program.Build }

// running is the service behind a real socket.
type running struct {
	base     string
	provider *payments.Provider
	guide    *guide.Guide
	log      *journal
}

func (u suite) start(t *testing.T) *running {
	t.Helper()
	behind, err := payments.StartProvider()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(behind.Down)
	return u.startWith(t, payments.Config{Provider: behind})
}

func (u suite) startWith(t *testing.T, cfg payments.Config) *running {
	t.Helper()
	if cfg.Hourly == 0 {
		cfg.Hourly = 1000
	}
	service, err := payments.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	guidetest.NoDrift(t, service.Guide) // whatever the test asks
	log := new(journal)
	handler, err := u.build(service, slog.New(slog.NewJSONHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return &running{server.URL, cfg.Provider, service.Guide, log}
}

func (s *running) send(t *testing.T, c walkthrough.Call, f walkthrough.Format) (*http.Response, []byte) {
	t.Helper()
	req, err := c.Request(s.base, f)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, body
}

func (s *running) step(t *testing.T, st walkthrough.Step) {
	t.Helper()
	if res, body := s.send(t, st.Call, walkthrough.SpeaksJSON); res.StatusCode != st.Status {
		t.Fatalf("%s: got %d, want %d:\n%s", st.Why, res.StatusCode, st.Status, body)
	}
}

// journal is a log that can be read while it is written.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// awayFromTheFullHour waits if the quotas are about to begin anew, which would
// spoil the row of 429.
func awayFromTheFullHour(t *testing.T) {
	t.Helper()
	now := time.Now()
	if next := now.Truncate(time.Hour).Add(time.Hour).Sub(now); next < 10*time.Second {
		t.Logf("waiting %s for the full hour", next)
		time.Sleep(next)
	}
}
