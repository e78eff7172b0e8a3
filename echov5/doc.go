// Package echov5 answers the failed requests of an API that is built with Echo v5.
// A handler returns a typed error. The client gets the right status, the right
// header fields, and a problem document (RFC 9457) in JSON or XML, as its Accept
// field asks.
//
//	func main() {
//		e := echo.New()
//		demur.Install(e)
//		e.GET("/widgets/:id", func(c *echo.Context) error {
//			w, ok := widgets[c.Param("id")]
//			if !ok {
//				return apierror.NotFound.New("There is no such widget.")
//			}
//			return demur.Respond(c, http.StatusOK, w)
//		}, demur.RequireAcceptable())
//		if err := e.Start("127.0.0.1:8080"); err != nil {
//			e.Logger.Error("cannot serve", "error", err)
//		}
//	}
//
// The examples import the package under the name demur, so that a handler reads the
// same with every adapter:
//
//	import demur "github.com/seed-86b940f4/demur/echov5"
//
// # Order of middleware
//
// The middleware that is added first is the outermost. From the outside in:
//
//	RequestID, RequestLogger, metrics, tracing   they see the status that was sent
//	Gzip                                         it compresses errors too
//	CORS                                         its header fields stay on errors
//	demur.Install(e) or demur.Errors()
//	ContextTimeout, BodyLimit, KeyAuth, Static   demur answers their errors
//	RateLimit, RequireAcceptable                 on groups and routes
//
// Recover is not needed: demur answers a panic with 500. Put a limiter that counts
// by key after KeyAuth. A limiter that counts by address may stand before KeyAuth,
// to slow down clients that guess keys.
//
// Use ContextTimeout for deadlines, and not http.TimeoutHandler by way of
// echo.WrapMiddleware. That one sends an empty 200 for a handler that returns an error;
// demur can only break the connection then.
//
// # Reading requests
//
// Install also sets a strict [Binder] and a validator. c.Bind and c.Validate then
// return errors that name every field that is wrong. [Bind] calls both:
//
//	in, err := demur.Bind[CreatePayment](c) // 400, 413, 415, 422
//	if err != nil {
//		return err
//	}
//
// # The error after the answer
//
// After [Errors] has answered, it still returns the error, so that the middleware
// outside sees that the request failed. This error works with errors.As for
// *echo.HTTPError, and it has a method StatusCode. Both give the status that was
// sent. If the client seems to have gone, they give 499, although the error is
// still sent. If a success answer was cut off, they give the status of the error,
// or 500.
//
// If demur has logged the cause, the text of this error does not contain the
// cause. A request logger outside then does not log it a second time.
package echov5
