package adaptertest

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"
)

// An Adapter is what is tested. New is needed.
type Adapter struct {
	_ [0]func() // literals name their fields

	// New returns a service that is built as s says: with the framework, and with the
	// adapter in it as its documentation says. It is called by many tests at once, each
	// of which gets a service of its own. What the framework logs by itself should not
	// go to the terminal.
	New func(t testing.TB, s Service) http.Handler

	// HTTPError returns an error of the framework's own, with a status, a message for
	// the client and a cause. message is nil for none. cause is nil for none. nil stands
	// for a framework that has no such errors; Lacks says so then.
	HTTPError func(status int, message any, cause error) error

	// Lacks names what the adapter does not have, and why: one sentence for each. The
	// cases that need it are skipped, and their logs have the sentence. nil lacks nothing.
	Lacks map[Feature]string

	// Without names single cases, as Cases does, that the adapter does not pass, and why:
	// since it is in the making, or since something stands around it. They are skipped,
	// as those of Lacks are. nil leaves none out.
	Without map[string]string
}

// Cases returns the names of all cases: those of the subtests of [Run].
func Cases() (names []string) {
	for _, topic := range topics() {
		for _, c := range topic.cases {
			names = append(names, topic.name+"/"+c.name)
		}
	}
	return names
}

// A Feature is what not all frameworks make possible.
type Feature string

const (
	// Travelling is that middleware gets the error that a handler or the middleware
	// further in has returned, also where demur has answered it.
	Travelling Feature = "errors travel through middleware"

	// ErrorHandler is that errors which did not pass demur's own middleware are answered
	// too: those of middleware further out, and all if Service.ErrorHandlerOnly is set.
	ErrorHandler Feature = "errors outside demur's middleware"

	// HTTPErrors is that the framework has errors of its own; see Adapter.HTTPError.
	HTTPErrors Feature = "errors of the framework"

	// AnyMessage is that the message of such an error may be a value of any type.
	AnyMessage Feature = "messages that are no text"

	// Validators is that a service can choose its validator; see Service.Validator.
	Validators Feature = "a validator of the service's own"

	// Hijacking is that a handler can take the connection over.
	Hijacking Feature = "hijacked connections"
)

var features = []Feature{Travelling, ErrorHandler, HTTPErrors, AnyMessage, Validators, Hijacking}

// Run tests an adapter. Each case is a subtest, with a service of its own and real
// sockets where the network matters. The cases run in parallel.
func Run(t *testing.T, a Adapter) {
	for _, mistake := range a.mistakes() {
		t.Error(mistake)
	}
	if t.Failed() {
		t.FailNow()
	}
	for _, topic := range topics() {
		t.Run(topic.name, func(t *testing.T) {
			for _, c := range topic.cases {
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					if why := cmp.Or(a.lack(c), a.Without[topic.name+"/"+c.name]); why != "" {
						t.Skip(why)
					}
					c.run(&harness{TB: t, adapter: a, patience: patience})
				})
			}
		})
	}
}

// patience is how long a case waits for what should come, such as a record in the log.
const patience = 5 * time.Second

// topic is a list of cases that belong together.
type topic struct {
	name  string
	cases []testCase
}

// testCase is something that every adapter must do.
type testCase struct {
	name  string
	needs []Feature
	run   func(h *harness)
}

func topics() []topic {
	return []topic{
		{"Behaviours", behaviours()},
		{"Any service", anyService()},
		{"Statuses", statuses()},
		{"Bodies", bodies()},
		{"Requests", requests()},
		{"Successes", successes()},
		{"Answers", answers()},
		{"Middleware", travels()},
		{"Routing", routing()},
		{"Hooks", hooks()},
		{"Quotas", quotas()},
		{"Configuration", configured()},
		{"Cut off", cutOffs()},
		{"Connections", connections()},
	}
}

func (a Adapter) mistakes() (mistakes []string) {
	mistake := func(format string, args ...any) {
		mistakes = append(mistakes, fmt.Sprintf("adaptertest: Adapter: "+format, args...))
	}
	if a.New == nil {
		mistake("New is nil")
	}
	for feature, why := range a.Lacks {
		if !slices.Contains(features, feature) {
			mistake("Lacks has %q, which is no Feature", feature)
		}
		if why == "" {
			mistake("Lacks[%q] has no reason", feature)
		}
	}
	names := Cases()
	for name, why := range a.Without {
		if !slices.Contains(names, name) {
			mistake("Without has %q, which is no case", name)
		}
		if why == "" {
			mistake("Without[%q] has no reason", name)
		}
	}
	if _, lacks := a.Lacks[HTTPErrors]; lacks == (a.HTTPError != nil) {
		mistake("HTTPError must be set, or Lacks[HTTPErrors]")
	}
	return mistakes
}

// lack returns why the adapter cannot pass a case, "" if it can.
func (a Adapter) lack(c testCase) string {
	for _, feature := range c.needs {
		if why := a.Lacks[feature]; why != "" {
			return fmt.Sprintf("%s: %s", feature, why)
		}
	}
	return ""
}
