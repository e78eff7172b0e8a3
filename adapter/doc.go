// Package adapter has all of demur that is no framework's: the way from a failed
// request to its answer, the quota's middleware and its keys, binding, and success
// bodies. It is for those who write an adapter; users of a framework import the adapter.
//
// Packages demur (Echo v4), echov5 and demurhttp (net/http) are written against this
// package alone. So can be one for another framework, in another repository: the
// package is only ever added to.
//
// # What to write, in order
//
//  1. A [Context] for one request: one value from the first middleware to the handler.
//     Most frameworks have it already.
//  2. A [Framework] with Response and SetResponse. Now [New] makes a [Responder].
//  3. Middleware that calls [Responder.Handle], and an error handler that calls
//     [Responder.Fail], if the framework has one. Errors of handlers are answered from
//     here on. So are panics. If nothing outside looks at the error that Handle returns,
//     as in a server of net/http, drop it: the request is answered.
//  4. Framework.Knows and Error: the framework's own errors as those of apierror.
//     [HTTPError] and [ParameterError] hold the rules on what of these is sent.
//  5. Framework.Unrouted, Routed and Methods: the router's 404, and the Allow of a 405.
//     If the router returns no error, but calls a hook for what it has no route for,
//     declare an error for it that Knows accepts and for which Error gives a 404. Return it
//     from the hook, inside Handle, for a 405 too: Methods makes the 405 of it. Switch off
//     the router's own 405 and its own answer to OPTIONS.
//  6. Framework.State and As: what the framework's own middleware asks about an answer.
//  7. Framework.Param: the parameters of the path, without which Bind fills none.
//  8. The rest is one line each: [Responder.Limit] with [KeyByHeader] and [JoinKeys],
//     [Responder.Bind] and [Bind], [Respond], [Responder.RequireAcceptable],
//     [Responder.Unauthorized], [Check].
//  9. A test that calls Run of package adaptertest. It drives what all adapters have in
//     common against the adapter, over real sockets.
//
// The example is a whole adapter for a router of a few lines. Handlers that return no
// error, as in some frameworks, need a function that makes one of a handler which does:
// package demurhttp has its HandlerFunc for this.
//
// # One record for each request
//
// [Responder.Handle] puts a writer of its own below the response. It has all that is to
// be remembered of the request: what the header said before the handler ran, the status
// that was sent, whether the connection was taken over, what the request was answered
// with, and what the limiter decided. Whoever has the response finds it, by the methods
// Unwrap of the writers in between. The context has it where no Handle is further out.
//
// For a request that failed there are these cases, and fail.go has them in this order:
//
//	answered   it failed again after its answer; nothing is sent, the log is told
//	hijacked   whoever has the connection answers; the log is told
//	by itself  the handler has sent 400 or more; the log is told
//	cut off    a part of a success was sent; the connection is broken
//	failed     the error is sent
//
// A client that seems to have gone is answered all the same, in case that it has not;
// the error then travels on as 499.
package adapter
