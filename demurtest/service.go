package demurtest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// A Sample is a request that a service answers as Status says, however often it is
// asked. Requests like it are derived from it.
type Sample struct {
	Name   string      // of the subtest; "" stands for Method and Target
	Method string      // "" stands for GET
	Target string      // path and query, such as "/v1/widgets/1?full=1"; needed
	Header http.Header // nil for none; a Body without Content-Type is sent as the JSON or XML that it is
	Body   string      // "" for none

	// Status is the status of the answer. 0 stands for any from 200 to 299. With one
	// from 400 to 599 the sample is a failure: how it is told is tested, and nothing is
	// derived from its body. A sample with 429 is asked until it gets that, 2,000 times at
	// most: take a key of its own, which nothing else uses. With [BreaksOff] it gets no
	// whole answer.
	Status int

	// Key is where the key of the client is: the name of a field of Header, such as
	// Cookie, or of a parameter in the query of Target. "" stands for Authorization or
	// X-API-Key, if Header has one of them; where it has none, the service is taken for
	// one that needs no key.
	Key string

	// Quota is how many requests the key of the sample has. Above 0, the sample is asked
	// until it is refused, and that is all: take a key of its own, which nothing else
	// uses. 10,000 is the most. 0 tests no quota.
	Quota int
}

// BreaksOff is the Status of a [Sample] whose handler sends a part of its body and then
// fails. That the client can tell is all that is tested.
const BreaksOff = -1

// A Service is what is tested, and how. Either Handler or URL is needed. A Service is
// safe for concurrent use as long as nobody assigns to its fields.
type Service struct {
	_ [0]func() // literals name their fields

	Handler http.Handler // is served on a free port of the loopback interface; nil where there is a URL
	URL     string       // of a service that runs, such as "http://127.0.0.1:8080"; "" where there is a Handler
	Client  *http.Client // asks, with certificates for example; nil, and one without a Timeout, wait 30 seconds for an answer

	// BodyLimit is a number of bytes that no body may have: one that has more must get a
	// 413. 0 stands for 16 MiB.
	BodyLimit int64

	// Without names what the service does differently, and why: one sentence for each.
	// A name is that of a check ("body/member twice"), of a topic ("quota"), of a sample
	// with a check or a topic ("list/quota"), or "XML", for a service that writes JSON
	// alone. They are skipped, and the log has the sentence. nil leaves nothing out.
	Without map[string]string
}

// Run asks a service what can be asked of any service that says no to its clients,
// and fails for what it does wrong. There is a subtest for each sample, and in it one for
// each check; the package comment lists them. The requests of the samples are sent many
// times, also to methods and with bodies that the service should refuse, so give Run a
// service that is made for the test.
func Run(t *testing.T, h http.Handler, samples ...Sample) {
	t.Helper()
	Service{Handler: h}.Run(t, samples...)
}

// Run is the function [Run] for a service that runs elsewhere or does some things
// differently.
func (s Service) Run(t *testing.T, samples ...Sample) {
	t.Helper()
	samples = canonical(samples)
	if err := s.mistakes(samples); err != nil {
		t.Fatal(err)
	}
	shared := new(patience)
	for _, sample := range samples {
		t.Run(sample.name(), func(t *testing.T) {
			asking, err := s.open(t.Context(), sample, shared)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(asking.close)
			left := map[string][]string{} // by the reason
			for _, c := range checks() {
				if why := asking.inapplicable(c); why != "" {
					left[why] = append(left[why], c.name)
					continue
				}
				t.Run(c.name, func(t *testing.T) {
					r := asking.result(c)
					if r.Skipped != "" {
						t.Skip(r.Skipped)
					}
					if r.Err != nil {
						t.Errorf("%v\n%s\n(If it is meant so, Service.Without can have %s, with the reason.)", r.Err, r.Why, c.offSwitch())
					}
				})
			}
			for _, why := range slices.Sorted(maps.Keys(left)) {
				t.Logf("%s, so there is nothing to ask of %s", why, strings.Join(left[why], ", "))
			}
		})
	}
}

// A Result is what came out of one check of one sample.
type Result struct {
	Sample  string // its name
	Check   string // such as "error/twins"
	Why     string // what a client suffers where the check fails
	Skipped string // why nothing was asked; "" where something was
	Err     error  // what is wrong; nil where nothing is, and where nothing was asked
}

// Results returns what [Service.Run] finds, for programs that are no tests. The error
// names every mistake in the Service and the samples.
func (s Service) Results(ctx context.Context, samples ...Sample) ([]Result, error) {
	samples = canonical(samples)
	if err := s.mistakes(samples); err != nil {
		return nil, err
	}
	var results []Result
	shared := new(patience)
	for _, sample := range samples {
		asking, err := s.open(ctx, sample, shared)
		if err != nil {
			return results, err
		}
		for _, c := range checks() {
			results = append(results, asking.result(c))
		}
		asking.close()
	}
	return results, ctx.Err()
}

// canonical returns the samples with the names of fields as Go finds them: who writes
// "X-API-Key" in a literal means that field.
func canonical(samples []Sample) []Sample {
	samples = slices.Clone(samples)
	for i, sample := range samples {
		if sample.Header == nil {
			continue
		}
		samples[i].Header = http.Header{}
		for _, name := range slices.Sorted(maps.Keys(sample.Header)) {
			for _, line := range sample.Header[name] {
				samples[i].Header.Add(name, line)
			}
		}
	}
	return samples
}

func (s Sample) name() string { return cmp.Or(s.Name, s.method()+" "+s.Target) }

func (s Sample) method() string { return cmp.Or(s.Method, http.MethodGet) }

// fails reports whether the sample is a failure.
func (s Sample) fails() bool { return s.Status >= 400 }

// refused reports whether the sample is asked until the quota of its key is used up.
func (s Sample) refused() bool { return s.Status == http.StatusTooManyRequests }

func (s Sample) breaksOff() bool { return s.Status == BreaksOff }

// key returns the name of the field with the key, or "".
func (s Sample) key() string {
	for _, name := range []string{"Authorization", "X-API-Key"} {
		if s.Key == "" && s.Header.Get(name) != "" {
			return name
		}
	}
	return s.Key
}

// mistakes returns all that is wrong with what a test has written.
func (s Service) mistakes(samples []Sample) error {
	var all []error
	mistake := func(format string, args ...any) {
		all = append(all, fmt.Errorf("demurtest: "+format, args...))
	}
	if (s.Handler == nil) == (s.URL == "") {
		mistake("a Service has a Handler or a URL")
	}
	if s.BodyLimit < 0 {
		mistake("the BodyLimit is %d", s.BodyLimit)
	}
	if len(samples) == 0 {
		mistake("there is no sample")
	}
	names := map[string]bool{}
	for _, sample := range samples {
		name := sample.name()
		if names[name] && sample.Name != "" {
			mistake("two samples are named %q", name)
		}
		names[name] = true
		if !strings.HasPrefix(sample.Target, "/") {
			mistake("sample %q: the Target is %q, and must begin with a slash", name, sample.Target)
		}
		if sample.Status != 0 && !sample.breaksOff() && (sample.Status < 200 || sample.Status > 599) {
			mistake("sample %q: the Status is %d", name, sample.Status)
		}
		if key := sample.key(); key != "" && sample.Header.Get(key) == "" && !sample.inQuery() {
			mistake("sample %q: the Header lacks the Key, %s, and so does the query of the Target", name, key)
		}
		if sample.Quota < 0 || sample.Quota > mostQuota {
			mistake("sample %q: the Quota is %d, and can be 0 to %d", name, sample.Quota, mostQuota)
		}
		if sample.Quota > 0 && (sample.breaksOff() || sample.fails() && !sample.refused()) {
			mistake("sample %q: it has a Quota, and the Status %d", name, sample.Status)
		}
	}
	for name, why := range s.Without {
		if !s.known(name, samples) {
			mistake("Without has %q, which is no check, topic or sample with one; there are %s", name, strings.Join(checkNames(), ", "))
		}
		if why == "" {
			mistake("Without[%q] has no reason", name)
		}
	}
	return errors.Join(all...)
}

// known reports whether there is something of that name to leave out.
func (s Service) known(name string, samples []Sample) bool {
	if name == asksXML {
		return true
	}
	return slices.ContainsFunc(checks(), func(c check) bool {
		return slices.Contains(c.calledFor(samples), name)
	})
}

// without returns why the service leaves a check out, "" if it does not.
func (s Service) without(c check, sample Sample) string {
	for _, name := range c.calledFor([]Sample{sample}) {
		if why := s.Without[name]; why != "" {
			return why
		}
	}
	if c.xml {
		return s.Without[asksXML]
	}
	return ""
}
