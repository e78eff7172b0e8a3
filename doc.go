// Package demur lets an API that is built with Echo say no well: a handler
// returns a typed error, and the client gets the right status, the right header
// and a problem document in JSON or XML, as its Accept field asks.
//
//	func main() {
//		e := echo.New()
//		demur.Install(e)
//		e.GET("/widgets/:id", func(c echo.Context) error {
//			w, ok := widgets[c.Param("id")]
//			if !ok {
//				return apierror.NotFound.New("There is no such widget.")
//			}
//			return demur.Respond(c, http.StatusOK, w)
//		}, demur.RequireAcceptable())
//		e.Logger.Fatal(e.Start("127.0.0.1:8080"))
//	}
//
// # Order of middleware
//
// The first that is installed is the outermost. From the outside in:
//
//	RequestID, RequestLogger, metrics, tracing   they see the status that was sent
//	Gzip                                         it compresses errors too
//	CORS                                         its header stays on errors
//	demur.Install(e) or demur.Errors()
//	ContextTimeout, BodyLimit, KeyAuth           their errors are answered by demur
//	RateLimit, RequireAcceptable                 on groups and routes
//
// Recover is not needed: what panics inside is answered with a 500. A limiter by
// address may also stand before KeyAuth, to slow down those who guess keys; one by
// key stands behind it.
//
// # Reading requests
//
// Install also sets a strict [Binder] and a validator, so c.Bind and c.Validate,
// and [Bind], which does both, return errors that name every field:
//
//	in, err := demur.Bind[CreatePayment](c) // 400, 413, 415, 422
//	if err != nil {
//		return err
//	}
//
// # What travels on
//
// After it has answered, [Errors] still returns the error, so the middleware
// outside sees that the request failed. That error answers errors.As for
// *echo.HTTPError and has a method StatusCode, both with the status that was
// sent; with 499 if the client had gone; with 500 or what the error says if a
// success answer was cut off. Once the cause stands in the log, its text is the
// public one alone, so that a request logger does not write the story a second
// time.
package demur
