// Package guide makes the developer guide of an API from the errors in its code: the
// page for people, the OpenAPI components and the schemas.
//
//	g, err := guide.New(guide.Config{
//		Title:    "Payments API",
//		BaseURL:  "https://api.example.com",
//		Kinds:    []apierror.Kind{AccountUnpaid, CardDeclined},
//		Statuses: []apierror.Status{apierror.NotFound, apierror.InternalServerError},
//		Policies: []ratelimit.Policy{ratelimit.Hourly(1000)},
//	})
//	…
//	err = demur.Config{TypeBase: g.TypeBase()}.Install(e)
//	e.GET("/guide", echo.WrapHandler(g))        // Echo v4 and v5
//	mux.Handle("GET /guide", g)                 // net/http
//	e.GET("/openapi.yaml", echo.WrapHandler(g)) // by the names of Files
//
// The type of each error then leads to its place in the guide (RFC 9457 section 3.1.1).
package guide
