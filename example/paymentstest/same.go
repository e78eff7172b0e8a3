package paymentstest

import (
	_ "embed"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/example/program"
	"github.com/seed-86b940f4/demur/example/walkthrough"
)

// recorded is what [Answers] returns, for every framework.
//
//go:embed testdata/answers.txt
var recorded string

// A client cannot tell which framework serves it, so a service can move to another one.
func (u suite) sameAnswersFromEveryFramework(t *testing.T) {
	got, want := strings.Split(Answers(t, u.build), "\n\n"), strings.Split(recorded, "\n\n")
	if len(got) != len(want) {
		t.Fatalf("got %d answers, want %d; go test . -update in the folder of the example records them anew", len(got), len(want))
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("got\n%s\n\nwant\n%s\n\ngo test . -update in the folder of the example records the answers anew", got[i], want[i])
		}
	}
}

// Answers returns what build's handler answers to each row of the table and to the other
// requests, in JSON and in XML, without what differs from one request to the next.
func Answers(t *testing.T, build program.Build) string {
	awayFromTheFullHour(t)
	s := suite{build}.start(t)
	var b strings.Builder
	for _, r := range append(walkthrough.Table(), others()...) {
		for _, st := range r.Before {
			s.step(t, st)
		}
		for _, f := range []walkthrough.Format{walkthrough.SpeaksJSON, walkthrough.SpeaksXML} {
			res, body := s.send(t, r.Call, f)
			text := fmt.Sprintf("# %d %s\n", res.StatusCode, r.Why)
			for _, name := range slices.Sorted(maps.Keys(res.Header)) {
				switch {
				case name == "Date", name == "Content-Length", name == "Retry-After" && r.Status == 429:
				case name == "Allow": // the order is that of the framework
					methods := strings.Split(res.Header.Get(name), ", ")
					slices.Sort(methods)
					text += "Allow: " + strings.Join(methods, ", ") + "\n"
				default:
					text += name + ": " + strings.Join(res.Header[name], " | ") + "\n"
				}
			}
			text += strings.TrimSpace(string(body))
			b.WriteString(lasting(text, res.Header.Get("X-Request-ID")) + "\n\n")
		}
		for _, st := range r.After {
			s.step(t, st)
		}
	}
	return b.String()
}

var (
	identifiers = regexp.MustCompile(`\b(pay|ch)_[A-Z2-7]{26}\b`)
	times       = regexp.MustCompile(`\d{4}-\d\d-\d\dT[0-9:.]+Z`)
	waits       = regexp.MustCompile(`;t=\d+`)
	address     = regexp.MustCompile(`"address";r=\d+`) // fills up as time goes by
)

// lasting returns text with a word for each thing that differs between two requests.
func lasting(text, requestID string) string {
	text = strings.ReplaceAll(text, requestID, "ID-OF-THE-REQUEST")
	text = identifiers.ReplaceAllString(text, "${1}_NEW")
	text = times.ReplaceAllString(text, "TIME")
	text = address.ReplaceAllString(text, `"address";r=LEFT`)
	return waits.ReplaceAllString(text, ";t=SECONDS")
}
