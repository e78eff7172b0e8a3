// Package apierror says no on behalf of an HTTP API: typed error values, the
// document that a client gets for them, and the client's way back.
//
//	return apierror.NotFound                                     // a constant is an error
//	return apierror.Conflict.New("The name is taken.")           // with words for the client
//	return apierror.BadGateway.Wrap(err, "The bank is offline.") // and a cause for the log
//
//	errors.Is(err, apierror.NotFound)                            // on either side of the wire
//
// # Two texts
//
// What the client may read and what went wrong inside are two parameters, never
// one. The detail is sent; the cause is logged and unwrapped. No encoder can
// reach a cause. There is no variant that formats, because formatting an error
// into public text is how secrets leak.
//
// # One document
//
// Every error is sent as an RFC 9457 problem document, in JSON or XML. Its text
// is made clean first: invalid UTF-8 and characters that XML 1.0 does not know
// become U+FFFD, so both formats carry the same words.
//
// # Values
//
// A [Status] is a constant. A [Kind] is a way to fail that a service has
// documented. An [Error] is one failure. None of them is ever changed by this
// package: the With methods return copies. All may be shared by goroutines.
package apierror
