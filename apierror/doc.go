// Package apierror has the errors of an HTTP API: typed error values, the document
// that a client gets for them, and the function with which a client reads that
// document.
//
//	return apierror.NotFound                                     // a constant is an error
//	return apierror.Conflict.New("The name is taken.")           // with words for the client
//	return apierror.BadGateway.Wrap(err, "The bank is offline.") // and a cause for the log
//
//	errors.Is(err, apierror.NotFound)                            // in the server and in the client
//
// # Two texts
//
// What the client may read and what went wrong inside are two parameters. The
// detail is sent. The cause is logged, and errors.Is finds it; JSON and XML never
// write it. There is no function that formats a detail, because secrets leak where
// an error is formatted into public text.
//
// # One document
//
// Every error is sent as an RFC 9457 problem document, in JSON or XML. Its text
// is cleaned first, so that both formats carry the same words: invalid UTF-8 and
// characters that XML 1.0 cannot hold become U+FFFD.
//
// A URI, a header field or an extension member that cannot be sent is left out,
// and the log record of the error names it.
//
// # Values
//
// A [Status] is a constant. A [Kind] is a way to fail that a service has
// documented. An [Error] is one failure. This package never changes one of them:
// the With methods return copies. Goroutines may share all of them.
package apierror
