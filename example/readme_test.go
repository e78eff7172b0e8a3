package main

import (
	"net/http"
	"os/exec"
	"testing"
)

// TestReadmeCode compiles the code of the README that needs other modules than the
// core. A test of the core holds these files to the README.
func TestReadmeCode(t *testing.T) {
	t.Parallel()
	if out, err := exec.Command("go", "vet", "./testdata/readme/redis", "./testdata/readme/languages").CombinedOutput(); err != nil {
		t.Errorf("go vet: %v\n%s", err, out)
	}
}

// Who pastes the printed lines a second time within the hour gets a 429 where the
// trial account first had its two requests; the other lines get what they say.
func TestSecondWalkWithinTheHour(t *testing.T) {
	awayFromTheFullHour(t)
	s := start(t)
	for pass := range 2 {
		step := func(c call, want int, why string) {
			t.Helper()
			if pass == 1 && c.key == trialKey {
				want = http.StatusTooManyRequests
			}
			if res, body := s.send(t, c, speaksJSON); res.StatusCode != want {
				t.Errorf("pass %d: %d, want %d: %s\n%s", pass+1, res.StatusCode, want, why, body)
			}
		}
		for _, r := range table() {
			for _, b := range r.before {
				step(b.call, b.status, b.why)
			}
			step(r.call, r.status, r.why)
			for _, a := range r.after {
				step(a.call, a.status, a.why)
			}
		}
	}
}
