package browsertest_test

import (
	"bufio"
	"context"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/example/walkthrough"
)

// startExample builds and starts the payments API as a program, and returns its address.
func startExample(t testing.TB) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "example")
	if said, err := exec.Command("go", "build", "-o", program, "github.com/seed-86b940f4/demur/example").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	running := exec.Command(program, "-addr", "127.0.0.1:0")
	lines, err := running.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := running.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = running.Process.Kill()
		_ = running.Wait()
	})
	address := regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+`)
	said := bufio.NewScanner(lines)
	found := ""
	for said.Scan() {
		if found = address.FindString(said.Text()); found != "" {
			break
		}
	}
	go func() { // whoever does not read stops the program
		for said.Scan() {
		}
	}()
	if found == "" {
		t.Fatal("the program does not say where it is")
	}
	return found
}

// awayFromTheFullHour waits if the hour, whose quota the rows use up, is about to end.
func awayFromTheFullHour() {
	if left := time.Until(time.Now().Truncate(time.Hour).Add(time.Hour)); left < 30*time.Second {
		time.Sleep(left)
	}
}

func send(t testing.TB, base string, c walkthrough.Call, f walkthrough.Format) *http.Response {
	t.Helper()
	req, err := c.Request(base, f)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	return res
}

// Each error of the payments API, in either format, has a type that shows its place in the
// guide to whoever opens it.
func errorsOfTheExampleLeadToTheirPlaces(t *testing.T, browser context.Context) {
	t.Parallel()
	base := startExample(t)
	awayFromTheFullHour()
	tb := newTab(t, browser, base, modes[0])
	rows := 0
	for _, row := range walkthrough.Table() {
		for _, step := range row.Before {
			send(t, base, step.Call, walkthrough.SpeaksJSON)
		}
		if row.Fails != nil {
			rows++
			seen := map[string]bool{}
			for _, f := range []walkthrough.Format{walkthrough.SpeaksJSON, walkthrough.SpeaksXML} {
				res := send(t, base, row.Call, f)
				e, err := apierror.Decode(res)
				if err != nil || res.StatusCode != row.Status || e.Type == "" {
					t.Fatalf("%d %s: %d, type %q: %v", row.Status, row.Why, res.StatusCode, e.Type, err)
				}
				uri, err := res.Request.URL.Parse(e.Type)
				if err != nil {
					t.Fatal(err)
				}
				if seen[uri.String()] {
					continue
				}
				seen[uri.String()] = true
				tb.open(uri.String())
				checkPlace(tb, uri.String(), e.Code)
			}
		}
		for _, step := range row.After {
			send(t, base, step.Call, walkthrough.SpeaksJSON)
		}
	}
	if rows < 10 {
		t.Errorf("%d rows with errors", rows)
	}
	for _, m := range []mode{modes[0], modes[3]} {
		personReadsOn(newTab(t, browser, base, m), base)
	}
}

// personReadsOn opens an address of the API without a key, as people do.
func personReadsOn(tb *tab, base string) {
	tb.t.Helper()
	tb.open(base + "/v1/payments/pay_1001")
	checkLayout(tb)
	tb.screenshot("example-error")
	checkAccessibility(tb)
	tb.follow()
	checkPlace(tb, base+"/guide#unauthorized", "unauthorized")
	checkLayout(tb)
	tb.screenshot("example-guide")
	checkAccessibility(tb)
}
