package demurtest_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/demurtest"
)

func TestMistakesAreAllNamed(t *testing.T) {
	t.Parallel()
	_, err := demurtest.Service{
		URL: "http://127.0.0.1:1", Handler: http.NotFoundHandler(), BodyLimit: -1,
		Without: map[string]string{"teapots": "there are none", "quota": "", "a/leaks": "wanted", "a/nothing": "unknown"},
	}.Results(t.Context(),
		demurtest.Sample{Name: "a", Target: "v1"}, demurtest.Sample{Name: "a", Target: "/"},
		demurtest.Sample{Target: "/status", Status: 99}, demurtest.Sample{Target: "/key", Key: "X-Token"},
		demurtest.Sample{Target: "/quota", Quota: -1}, demurtest.Sample{Target: "/two", Quota: 1, Status: demurtest.BreaksOff},
	)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		"a Handler or a URL", "BodyLimit is -1", `two samples are named "a"`, `Target is "v1"`, "Status is 99", "lacks the Key, X-Token",
		"Quota is -1", "a Quota, and the Status -1", `"teapots", which is no check`, `"a/nothing", which is no check`, `Without["quota"] has no reason`, "body/cut off",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no word of %q in:\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "a/leaks") {
		t.Error("a check of one sample cannot be left out")
	}
	if _, err := (demurtest.Service{}).Results(t.Context()); err == nil || !strings.Contains(err.Error(), "no sample") {
		t.Error(err)
	}
}

func TestWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	const why = "it is written so in our guide"
	got := func(without ...string) map[string]string {
		left := map[string]string{}
		for _, name := range without {
			left[name] = why
		}
		results, err := demurtest.Service{Handler: service(t), Without: left, BodyLimit: 1 << 21}.Results(t.Context(), samples()[0], samples()[3])
		if err != nil {
			t.Fatal(err)
		}
		skipped := map[string]string{}
		for _, r := range results {
			skipped[r.Sample+"/"+r.Check] = r.Skipped
			if r.Why == "" || r.Err != nil {
				t.Errorf("%s %s: %q %v", r.Sample, r.Check, r.Why, r.Err)
			}
		}
		return skipped
	}
	for name, tt := range map[string]struct{ left, asked []string }{
		"routing/odd paths": {[]string{"get/routing/odd paths"}, []string{"get/routing/unknown path"}},
		"error":             {[]string{"get/error/JSON", "no widget/error/twins"}, []string{"get/success/JSON"}},
		"get/error":         {[]string{"get/error/JSON"}, []string{"no widget/error/JSON"}},
		"get/leaks":         {[]string{"get/leaks"}, []string{"no widget/leaks"}},
		"XML":               {[]string{"get/success/quality", "get/success/XML", "no widget/error/twins"}, []string{"get/success/JSON", "get/error/document"}},
	} {
		skipped := got(name)
		for _, check := range tt.left {
			if skipped[check] != why {
				t.Errorf("without %s: %s is asked (%q)", name, check, skipped[check])
			}
		}
		for _, check := range tt.asked {
			if said, ok := skipped[check]; said != "" || !ok {
				t.Errorf("without %s: %s is not asked (%q)", name, check, said)
			}
		}
	}
	if got := got()["get/body/none"]; !strings.Contains(got, "the sample has no body") {
		t.Errorf("what does not apply says %q", got)
	}
}

func TestURL(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(service(t))
	t.Cleanup(server.Close)
	demurtest.Service{URL: server.URL + "/", Client: server.Client()}.Run(t, samples()[0], samples()[4])
}

// A service that answers nobody must not keep the test.
func TestNobodyListens(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	results, err := demurtest.Service{URL: server.URL}.Results(t.Context(), demurtest.Sample{Target: "/"})
	if err != nil || results[0].Err == nil || !strings.Contains(results[0].Err.Error(), "refused") {
		t.Errorf("%v %v", results[0], err)
	}
	for _, r := range results[1:] {
		if r.Skipped == "" {
			t.Errorf("%s is asked", r.Check)
		}
	}
}

// Run fails a test of its own process, so another process runs it.
func TestRunFails(t *testing.T) {
	if os.Getenv("DEMURTEST_WRONG") != "" {
		demurtest.Run(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/" {
				http.Error(w, "pq: no such widget", http.StatusNotFound)
			}
		}), demurtest.Sample{Name: "root", Target: "/"})
		return
	}
	t.Parallel()
	cmd := exec.Command(os.Args[0], "-test.run=^TestRunFails$", "-test.v")
	cmd.Env = append(os.Environ(), "DEMURTEST_WRONG=yes")
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Error("the test of a wrong service passes")
	}
	for _, want := range []string{
		"--- FAIL: TestRunFails/root/error/document", `the Content-Type is "text/plain; charset=utf-8", wanted JSON or XML`,
		"A program cannot read why its request has failed", "curl -i -X GET", "--- PASS: TestRunFails/root/sample", `the answer says "pq`,
		"the sample has no body, so there is nothing to ask of body/cut off",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("no word of %q in:\n%s", want, out)
		}
	}
}
