// Package demurhttp answers the failed requests of an API that is built with net/http:
// with ServeMux, chi, gorilla/mux, or whatever else speaks http.Handler. A handler
// returns a typed error. The client gets the right status, the right header fields, and
// a problem document (RFC 9457) in JSON or XML, as its Accept field asks.
//
//	func main() {
//		mux := http.NewServeMux()
//		mux.Handle("GET /widgets/{id}", demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
//			widget, ok := widgets[r.PathValue("id")]
//			if !ok {
//				return apierror.NotFound.New("There is no such widget.")
//			}
//			return demurhttp.Respond(w, r, http.StatusOK, widget)
//		}))
//		log.Fatal(http.ListenAndServe("127.0.0.1:8080", demurhttp.Errors(demurhttp.Mux(mux))))
//	}
//
// [HandlerFunc] answers what a handler returns. [Mux] answers what ServeMux has no route
// for. [Errors] answers panics of all that is further in, and has the configuration for
// it. Each of the three works without the others.
//
// # Order of middleware
//
// From the outside in:
//
//	request IDs, loggers, metrics, tracing   they see the status that was sent
//	compression                              it compresses errors too
//	CORS                                     its header fields stay on errors
//	demurhttp.Errors
//	http.MaxBytesHandler, timeouts by context, authentication
//	RateLimit, RequireAcceptable
//	demurhttp.Mux, or another router with Unrouted in its hooks
//	HandlerFunc
//
// Middleware between Errors and a HandlerFunc sees the answer as it is written, since
// the HandlerFunc writes it. What stood in the header before Errors began stays. If the
// handler fails, the fields that describe a body, such as ETag and Cache-Control, become
// again what they were then, or, if middleware in between has a response of its own,
// what they were when that called its next.
//
// What other middleware does to errors:
//
//   - chi's Recoverer, and others that recover, further in than Errors: it answers the
//     panics of plain handlers with an empty 500 before Errors sees them. Those of a
//     HandlerFunc are answered before it sees them. Leave it out, or put it outside.
//   - chi's Timeout, and others that set a deadline on the context: a handler that
//     returns context.DeadlineExceeded is answered with 503. chi's own 504 comes after
//     that; net/http logs a line about it and sends nothing.
//   - http.TimeoutHandler writes a 503 of its own, in text/html, wherever it stands.
//     Prefer a deadline on the context. What a HandlerFunc answers in time passes through
//     it, but cannot be streamed.
//   - compression works on both sides: an error that a HandlerFunc answers is
//     compressed. One that Errors answers, such as the panic of a plain handler, is
//     compressed only if the compression is outside.
//   - http.MaxBytesHandler works on both sides: [Bind] answers 413.
//   - http.StripPrefix answers a path without its prefix with a 404 of its own, in
//     text/plain. So does http.FileServer for a file that is not there.
//   - http.CrossOriginProtection answers a 403 of its own, in text/plain. Its
//     SetDenyHandler takes a HandlerFunc. So do the hooks of other packages, such as
//     ErrorHandler of httputil.ReverseProxy, in one line.
//   - What else refuses requests by itself, such as chi's AllowContentType, BasicAuth and
//     Throttle, sends its own text. demur changes no answer that a handler has written.
//   - net/http itself answers requests that it cannot read, with 400, 417 or 431 in
//     text/plain. No handler sees them.
package demurhttp
