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
//  1. A [Context] for one request. Most frameworks have it already.
//  2. A [Framework] with Response and SetResponse. Now [New] makes a [Responder].
//  3. Middleware that calls [Responder.Handle], and an error handler that calls
//     [Responder.Fail], if the framework has one. Errors of handlers are answered from
//     here on. So are panics.
//  4. Framework.Knows and Error: the framework's own errors as those of apierror.
//     [HTTPError] and [ParameterError] hold the rules on what of these is sent.
//  5. Framework.Unrouted, Routed and Methods: the router's 404, and the Allow of a 405.
//  6. Framework.State and As: what the framework's own middleware asks about an answer.
//  7. The rest is one line each: [Responder.Limit] with [KeyByHeader] and [JoinKeys],
//     [Responder.Bind] and [Bind], [Respond], [Responder.RequireAcceptable],
//     [Responder.Unauthorized], [Check].
//  8. A test that calls adaptertest.Run. It drives the 40 behaviours, and what else all
//     adapters have in common, against the adapter.
//
// The example is a whole adapter for a router of a few lines.
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
