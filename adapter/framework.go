package adapter

import (
	"errors"
	"log/slog"
	"net/http"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/validation"
)

// Context is what a framework gives to its handlers for one request, or what an
// adapter makes for it. It is used by the goroutine of the request only.
type Context interface {
	// Request returns the request, SetRequest replaces it. What runs further in sees the
	// one that was set last.
	Request() *http.Request
	SetRequest(r *http.Request)

	// Path is the pattern of the route that was matched, such as /widgets/:id, and "" for
	// none. It is for the log. It is called when the request has failed.
	Path() string

	// Get returns what Set has kept for the request, nil for nothing.
	Get(key string) any
	Set(key string, value any)
}

// Framework is what only a framework knows. Response and SetResponse are needed; for
// all else nil stands for a framework that has nothing of the kind. The functions are
// called by the goroutines of requests, so they must be safe for concurrent use.
type Framework[C Context] struct {
	_ [0]func() // literals name their fields

	// Response returns the writer of the response, to which errors are written. It
	// returns what SetResponse was given last. nil is a mistake.
	Response func(c C) http.ResponseWriter

	// SetResponse replaces the writer of the response. It gets a writer that
	// Response has returned before, or one that wraps such a writer and has a method
	// Unwrap. A framework whose writer has more methods than http.ResponseWriter wraps it
	// once more, with a method Unwrap too. nil is a mistake.
	SetResponse func(c C, w http.ResponseWriter)

	// State returns what the framework notes in the writer that Response returns. nil
	// stands for a framework that notes nothing.
	State func(w http.ResponseWriter) State

	// Knows reports whether err, of a tree of errors, is an error of the framework that
	// says what to answer. It looks at err alone, not at what err wraps. It is not called
	// with nil. nil stands for a framework without such errors; Error is nil then too.
	Knows func(err error) bool

	// Error returns the error of apierror for known, which is in the tree of err and of
	// which Knows has said true. It must wrap err, which the log needs. [HTTPError] and
	// [ParameterError] help. nil is a mistake if Knows is set.
	Error func(c C, known, err error) error

	// As gives the middleware of the framework the error that it looks for with
	// errors.As: if target points to an error of the framework, As fills that and returns
	// true. e is what the client was told, e.Err what was returned; status is the one
	// that was sent. nil fills nothing.
	As func(e *apierror.Error, status int, target any) bool

	// Unrouted reports whether known is the 404 of the router, for a request that
	// matched no route of its own method. known is an error of which Knows has said true,
	// one of apierror, or nil. It may be about a path that has routes for other methods:
	// Methods is asked then, and if it returns some, the answer is a 405, or 204 to
	// OPTIONS. nil stands for a router whose errors say by themselves which it is.
	Unrouted func(c C, known error) bool

	// Routed reports whether the request matched a route of its own method. nil stands
	// for a framework that calls no middleware for others.
	Routed func(c C) bool

	// Methods returns the methods that the path of the request has a route for, save
	// its own, in any order. OPTIONS is added to them. nil stands for a router that
	// cannot tell: a 405 without an Allow of its own gets an empty one.
	Methods func(c C) []string

	// Param returns the value of a parameter in the path. ok is false if the path has no
	// parameter of that name: the field then stays as it was. nil stands for a framework
	// whose paths have no parameters.
	Param func(c C, name string) (value string, ok bool)

	// Rules returns the validator whose words and places the service uses. nil, and a
	// nil Validator, stand for that of validation.New.
	Rules func(c C) *validation.Validator

	// Logger returns the logger for a Config that has none. nil, and a nil Logger, stand
	// for slog.Default.
	Logger func(c C) *slog.Logger
}

// check returns the mistakes that would make a request panic, joined.
func (f Framework[C]) check() error {
	var mistakes []error
	for _, rule := range []struct {
		broken bool
		text   string
	}{
		{f.Response == nil, "Response is nil"},
		{f.SetResponse == nil, "SetResponse is nil"},
		{f.Knows != nil && f.Error == nil, "Knows is set, but Error is nil"},
		{f.Knows == nil && f.Error != nil, "Error is set, but Knows is nil, so it would never be called"},
	} {
		if rule.broken {
			mistakes = append(mistakes, errors.New("demur: adapter.Framework: "+rule.text))
		}
	}
	return errors.Join(mistakes...)
}

// State is what a framework notes in its own writer of a response, as pointers, since
// it has to be told what it cannot see. The zero State is that of a framework that
// notes nothing.
type State struct {
	// Committed and Status are whether a status was sent, and which. Both are nil, for a
	// framework that notes none, or neither is.
	Committed *bool
	Status    *int

	// Writer is where the framework's writer has the one below it. demur puts its own
	// there. nil puts it on top, by SetResponse.
	Writer *http.ResponseWriter
}
