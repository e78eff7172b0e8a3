package adaptertest

import (
	"net/http"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/validation"
)

// A Service is what Adapter.New builds. A request passes Outside, then demur's own
// middleware, then the group of its route.
type Service struct {
	_ [0]func() // literals name their fields

	// Config is the configuration of demur. Its Logger is never nil. Map, Customize and
	// Observe may be nil; else they get a Context that has Request, and nothing more if
	// the framework's own functions get no more.
	Config adapter.Config[Context]

	// Binder is what Context.Bind binds with.
	Binder adapter.Binder

	// Validator checks what was bound, unless it is nil: then it is the adapter's own.
	// It is set in cases that need Validators.
	Validator *validation.Validator

	// ErrorHandlerOnly leaves demur's own middleware out, so that only the error handler
	// of the framework is demur's. It is set in cases that need ErrorHandler.
	ErrorHandlerOnly bool

	// Outside is the middleware outside demur's own, the outermost first.
	Outside []Middleware

	Groups []Group
}

// A Group is some routes and their middleware. A request passes it in the order of the
// fields. Whether the middleware is called for a path that no route has, or for a method
// that no route has, is left to the framework.
type Group struct {
	_ [0]func() // literals name their fields

	// Prefix begins the path of each route: "" or one such as "/v1". There is one
	// group with a given prefix in a service.
	Prefix string

	Wrap              []func(http.Handler) http.Handler // middleware of net/http, the outermost first
	Errors            bool                              // demur's own middleware, with the same Config, once more
	Use               []Middleware                      // the outermost first
	RequireAcceptable bool                              // demur's middleware of that name
	Quota             ratelimit.Policy                  // unless zero: RateLimit(Quota, KeyByHeader("X-API-Key"))
	Limits            []adapter.Limit[Context]          // each a RateLimitConfig, the outermost first

	Routes []Route
}

// A Route is a handler for a method and a path.
type Route struct {
	_ [0]func() // literals name their fields

	Method string

	// Path is what follows the prefix of the group, in the syntax of http.ServeMux, such
	// as /widgets/{id}. Only whole segments are parameters. It is "" for the prefix itself.
	Path string

	Handle func(c Context) error
}

// Middleware calls next, or does not. Where errors do not travel, next returns nil.
type Middleware func(c Context, next func() error) error

// Context is one request, as the handlers and the middleware of the suite see it. An
// adapter makes it of what the framework has.
type Context interface {
	adapter.Context

	// Writer returns the writer that a handler writes to.
	Writer() http.ResponseWriter

	// Param returns the value of a parameter in the path.
	Param(name string) string

	// Bind fills what dst points to with the binder of the service, and validates it.
	Bind(dst any) error

	// BindWidget returns what the adapter's Bind[Widget] does.
	BindWidget() (Widget, error)

	// Respond, Created and Decision are the adapter's Respond, Created and
	// RateLimitDecision.
	Respond(status int, v any) error
	Created(location string, v any) error
	Decision() (d ratelimit.Decision, ok bool)

	// Fail answers err at once, in the way in which a handler can do so that goes on
	// after that: by c.Error of Echo v4, or by a handler inside it that returns err.
	Fail(err error)
}

// A Widget is the body of the 40 behaviours.
type Widget struct {
	Audit
	ID      string             `json:"-" xml:"-" query:"id" validate:"omitempty,uuid"`
	Name    string             `json:"name" xml:"name" validate:"required"`
	Qty     int                `json:"qty" xml:"qty,attr" validate:"gte=1"`
	Tags    []string           `json:"tags,omitempty" xml:"tags>tag,omitempty" validate:"dive,min=2"`
	Address Address            `json:"address" xml:"address"`
	Owners  map[string]Address `json:"owners,omitempty" xml:"-" validate:"dive"`
	Color   string             `json:"color,omitempty" xml:"color,omitempty" validate:"omitempty,oneof=red green"`
}

// Audit is embedded, so that JSON and XML have no place of that name.
type Audit struct {
	Reason string `json:"reason" xml:"reason" validate:"required"`
}

// An Address is a part of a [Widget].
type Address struct {
	Zip string `json:"zip" xml:"zip" validate:"required"`
}
