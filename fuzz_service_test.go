package demur_test

import (
	"encoding/xml"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// causeOfService is in the causes of what fails, and so in no answer.
const causeOfService = "kept-from-each-client"

var errOfService = errors.New("dial tcp 10.0.0.5:5432: " + causeOfService)

type orderLine struct {
	Sku string            `json:"sku" xml:"sku,attr" validate:"required,max=8"`
	Qty uint8             `json:"qty" xml:"qty"`
	Sub *orderLine        `json:"sub" xml:"sub"`
	By  map[string]string `json:"by" xml:"-"`
}

// order is filled from all parts of a request.
type order struct {
	XMLName xml.Name              `json:"-" xml:"order"`
	ID      int                   `json:"-" xml:"-" param:"id"`
	Page    *int8                 `json:"-" xml:"-" query:"page"`
	Tags    []string              `json:"-" xml:"-" query:"tag" header:"X-Tag"`
	Trace   string                `json:"-" xml:"-" header:"X-Trace" validate:"omitempty,alphanum"`
	Session int                   `json:"-" xml:"-" cookie:"session"`
	Name    string                `json:"name" xml:"name" form:"name" validate:"required,max=10"`
	Price   float64               `json:"price" xml:"price,attr" form:"price" validate:"gte=0"`
	Paid    bool                  `json:"paid" xml:"paid" form:"paid"`
	At      *time.Time            `json:"at" xml:"at" form:"at"`
	Lines   []orderLine           `json:"lines" xml:"lines>line" form:"-" validate:"dive"`
	Sizes   []int8                `json:"sizes" xml:"size" form:"size" validate:"max=3"`
	Note    any                   `json:"note" xml:"-" form:"-"`
	File    *multipart.FileHeader `json:"-" xml:"-" form:"file"`
}

type receipt struct {
	XMLName xml.Name `json:"-" xml:"receipt"`
	Order   string   `json:"order" xml:"order"`
}

// notThere is an error that has all that a client can have sent.
func notThere(r *http.Request, id string) error {
	return apierror.NotFound.Wrap(errOfService, "There is no order "+id+".").
		With("order", id).With("near", []string{id, r.URL.RawQuery}).WithHeader("X-Order", id).
		WithType(id).WithInstance(r.URL.String()).WithField(apierror.FieldError{In: "path", Name: id, Code: "known", Detail: r.URL.Path})
}

// fuzzedEcho is a service with Echo.
func fuzzedEcho(log *journal) http.Handler {
	e := echo.New()
	e.Logger.SetOutput(io.Discard)
	e.Use(middleware.RequestID())
	if err := (demur.Config{Logger: log.logger()}).Install(e); err != nil {
		panic(err)
	}
	fail := func(err error) echo.HandlerFunc { return func(echo.Context) error { return err } }
	bindTo := func(b demur.Binder) echo.HandlerFunc {
		return func(c echo.Context) error {
			var in order
			if err := b.Bind(&in, c); err != nil {
				return err
			}
			if err := c.Validate(&in); err != nil {
				return err
			}
			return demur.Created(c, "/orders/"+c.Param("id"), receipt{Order: in.Name})
		}
	}
	e.POST("/orders/:id", bindTo(demur.Binder{}))
	e.PUT("/orders/:id", bindTo(demur.Binder{RejectUnknown: true, MaxBytes: 512, MaxElements: 8, MaxDepth: 4}))
	e.PATCH("/orders/:id", bindTo(demur.Binder{}), middleware.BodyLimit("64B"), middleware.Decompress())
	e.GET("/orders/:id", func(c echo.Context) error { return notThere(c.Request(), c.Param("id")) })
	e.DELETE("/orders/:id", func(c echo.Context) error { return demur.Respond(c, http.StatusNoContent, nil) })
	e.POST("/echo", func(c echo.Context) error { return (&echo.DefaultBinder{}).Bind(new(order), c) })
	e.POST("/list", func(c echo.Context) error {
		in, err := demur.Bind[[]orderLine](c)
		if err != nil {
			return err
		}
		return demur.Respond(c, http.StatusOK, map[string]int{"lines": len(in)}) // no XML can hold it
	})
	e.GET("/query", func(c echo.Context) error {
		in, err := demur.Bind[struct {
			N  []int     `query:"n" validate:"max=3"`
			At time.Time `query:"at" format:"2006-01-02"`
		}](c)
		if err != nil {
			return err
		}
		return demur.Respond(c, http.StatusOK, receipt{Order: in.At.String()})
	})
	e.GET("/limited", func(c echo.Context) error { return demur.Respond(c, http.StatusOK, receipt{}) },
		mustLimit(demur.RateLimitConfig{Limiter: must(ratelimit.NewFixedWindow(ratelimit.Hourly(1), nil)), Key: demur.JoinKeys(func(c echo.Context) (string, error) { return c.Request().RemoteAddr, nil }, demur.KeyByHeader("X-API-Key"))}))
	e.GET("/acceptable", func(c echo.Context) error { return c.NoContent(http.StatusOK) }, demur.RequireAcceptable())
	e.GET("/boom", fail(errOfService))
	e.GET("/key", fail(apierror.Unauthorized.Wrap(errOfService, "")))
	e.GET("/maintenance", fail(apierror.ServiceUnavailable))
	e.Any("/teapot", func(c echo.Context) error {
		return echo.NewHTTPError(418, c.QueryParam("say")).SetInternal(errOfService)
	})
	e.GET("/panic", func(echo.Context) error { panic(causeOfService) })
	e.GET("/nil", func(echo.Context) error { var o *order; return errors.New(o.Name) })
	e.GET("/half", func(c echo.Context) error {
		c.Response().WriteHeader(http.StatusOK)
		_, _ = c.Response().Write([]byte("half"))
		return errOfService
	})
	e.Group("/closed", func(echo.HandlerFunc) echo.HandlerFunc { return fail(apierror.Forbidden) }).Any("/*", fail(nil))
	return e
}

// fuzzedHTTP is a service with net/http.
func fuzzedHTTP(log *journal) http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, h demurhttp.HandlerFunc, mw ...func(http.Handler) http.Handler) {
		var next http.Handler = h
		for _, m := range mw {
			next = m(next)
		}
		mux.Handle(pattern, next)
	}
	bound := func(b demurhttp.Binder) demurhttp.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) error {
			var in order
			if err := b.Bind(r, &in); err != nil {
				return err
			}
			return demurhttp.Created(w, r, "/orders/"+r.PathValue("id"), receipt{Order: in.Name})
		}
	}
	handle("POST /orders/{id}", func(w http.ResponseWriter, r *http.Request) error {
		in, err := demurhttp.Bind[order](r)
		if err != nil {
			return err
		}
		return demurhttp.Created(w, r, "/orders/"+r.PathValue("id"), receipt{Order: in.Name})
	})
	handle("PUT /orders/{id}", bound(demurhttp.Binder{RejectUnknown: true, MaxBytes: 512, MaxElements: 8, MaxDepth: 4}))
	handle("PATCH /orders/{id}", bound(demurhttp.Binder{}), func(next http.Handler) http.Handler { return http.MaxBytesHandler(next, 64) })
	handle("GET /orders/{id}", func(_ http.ResponseWriter, r *http.Request) error { return notThere(r, r.PathValue("id")) })
	handle("GET /limited", func(w http.ResponseWriter, r *http.Request) error {
		return demurhttp.Respond(w, r, http.StatusOK, receipt{})
	}, demurhttp.RateLimit(ratelimit.Hourly(1), demurhttp.KeyByIP))
	handle("GET /acceptable", func(http.ResponseWriter, *http.Request) error { return nil }, demurhttp.RequireAcceptable)
	handle("GET /panic", func(http.ResponseWriter, *http.Request) error { panic(causeOfService) })
	handle("/boom", func(http.ResponseWriter, *http.Request) error { return errOfService })
	handle("GET /half", func(w http.ResponseWriter, r *http.Request) error {
		_, _ = io.WriteString(w, strings.Repeat("half", 2048))
		return errOfService
	})
	mw, err := demurhttp.Config{Logger: log.logger()}.Middleware()
	if err != nil {
		panic(err)
	}
	return mw(demurhttp.Mux(mux))
}

// rawRequests are good and bad requests, to begin with.
func rawRequests() (list []string) {
	const host = " HTTP/1.1\r\nHost: a\r\n"
	with := func(line, fields, body string) string {
		return line + host + fields + "Content-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + body
	}
	const j, x, f = "Content-Type: application/json\r\n", "Content-Type: application/xml\r\nAccept: application/xml\r\n", "Content-Type: application/x-www-form-urlencoded\r\n"
	const m = "Content-Type: multipart/form-data; boundary=b\r\n"
	for _, body := range []string{
		`{"name":"n","price":1.5,"paid":true,"at":"2026-11-26T10:00:00Z","lines":[{"sku":"a","qty":1,"sub":{"sku":"b"},"by":{"k":"v"}}],"sizes":[1,2],"note":{"a":[null]}}`,
		`{"name":"much too long a name","price":-1,"sizes":[1,2,3,4],"lines":[{},{"sku":1,"qty":256}]}`, `{"name":"n"} {}`, `{"name":"n","name":"m"}`, `[`, ``, `null`, "\xff", `{"x":{"y":[[[[1]]]]}}`,
	} {
		list = append(list, with("POST /orders/1?page=1&tag=a&tag=b", j, body), with("PUT /orders/x?page=300", j+"X-Trace: a b\r\nCookie: session=x\r\n", body), with("POST /echo", j, body))
	}
	for _, body := range []string{
		`<order price="1"><name>n</name><paid>true</paid><at>2026-11-26T10:00:00Z</at><lines><line sku="a"><qty>1</qty><sub sku="b"/></line></lines><size>1</size></order>`,
		`<order price="x" price="1"><nam></order>`, `<!DOCTYPE a [<!ENTITY e "x">]><order><name>&e;</name></order>`, `<other/>`, `<order><size>300</size></order> x`, `<?xml version="1.0" encoding="latin1"?><order/>`,
	} {
		list = append(list, with("POST /orders/1", x, body), with("PUT /orders/1", x, body))
	}
	list = append(list,
		with("POST /orders/1", f, "name=n&price=1&paid=on&size=1&size=2&at="), with("PUT /orders/1", f, "name=%zz&price=x&q=1;2"), with("PATCH /orders/1", f, "name="+strings.Repeat("n", 100)),
		with("POST /orders/1", m, "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nn\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nx\r\n--b--\r\n"),
		with("POST /orders/1", m, "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nn"), with("POST /list", j, `[{"sku":"a"}]`), with("POST /list", j+"Accept: text/xml\r\n", `[{"sku":"a"}]`),
		with("POST /orders/1", j+"Content-Encoding: gzip\r\n", "x"), with("PATCH /orders/1", j+"Content-Encoding: gzip\r\n", "\x1f\x8b"), with("POST /orders/1", "Content-Type: text/csv; charset=x\r\n", "a"),
		"POST /orders/1"+host+j+"Transfer-Encoding: chunked\r\n\r\n8\r\n{\"name\":\r\n4\r\n\"n\"}\r\n0\r\nX-Trailer: t\r\n\r\n", "POST /orders/1"+host+j+"Transfer-Encoding: chunked\r\n\r\nfg\r\n{",
		"POST /orders/1"+host+j+"Content-Length: 100\r\n\r\n{\"name\":", "POST /orders/1"+host+j+"Content-Length: 12\r\nExpect: 100-continue\r\n\r\n{\"name\":\"n\"}", "POST /orders/1"+host+"Expect: x\r\n\r\n",
		"GET /orders/a%0d%0aX-Evil:%201%0d%0a%0d%0ax%00%ff%3Cscript%3E]]>?a=%zz"+host+"Accept: text/xml;q=0.5, application/problem+json\r\nX-Request-Id: 1\r\n\r\n",
		"GET /limited"+host+"X-API-Key: k\r\n\r\nGET /limited"+host+"X-API-Key: k\r\n\r\nHEAD /limited"+host+"X-API-Key: k\r\n\r\nGET /limited"+host+"X-API-Key: k\r\nX-API-Key: l\r\n\r\n",
		"GET /boom"+host+"\r\nGET /panic"+host+"\r\nHEAD /panic"+host+"\r\nGET /nil"+host+"\r\nGET /half"+host+"\r\nGET /boom"+host+"\r\n",
		"PUT /limited"+host+"\r\nOPTIONS /limited"+host+"\r\nOPTIONS *"+host+"\r\nGET /nowhere"+host+"\r\nBREW /closed/x"+host+"\r\nCONNECT a:1"+host+"\r\n",
		"GET /key"+host+"Accept: */*;q=0\r\n\r\nGET /maintenance"+host+"Accept: application/problem+xml\r\n\r\nGET /acceptable"+host+"Accept: text/html\r\nAccept: application/json;q=0.000\r\n\r\nDELETE /orders/1"+host+"\r\n",
		"GET /query?n=1&n=2&n=3&n=4&at=2026-02-30"+host+"\r\nGET /query?n=x&at"+host+"Accept: ,;q=2,\"\r\n\r\nGET /query?at=2026-02-28&;"+host+"\r\n", "BREW /teapot?say=%01%ef%bf%be%E2%80%A8"+host+"\r\n",
		"GET http://a/boom HTTP/1.1\r\nHost: b\r\n\r\n", "GET /boom HTTP/1.0\r\n\r\n", "GET /boom HTTP/1.1\r\n\r\n", "GET //boom/../%2e%2e/x?"+host+"\r\n", "\x00\x01", "GET / HTTP/2.0\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"GET /boom"+host+"A\x00: b\r\n\r\n", "GET /boom"+host+"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", "GET /boom"+host+"Transfer-Encoding: x\r\n\r\n",
	)
	return list
}
