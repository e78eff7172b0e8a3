package rivals

import "net/http"

// contender is one of those that are compared.
type contender struct {
	name    string
	modules []string // whose versions the table tells
	service func() http.Handler
	noXML   bool              // it reads no XML
	lacks   map[string]string // what it does not offer: names of demurtest's Service.Without, and why
}

const (
	noNegotiation = "it has nothing that chooses a format by Accept"
	noKeys        = "it has no middleware for keys in a field"
	noQuotas      = "it has no limiter"
)

func contenders() []contender {
	return []contender{
		{"demur, Echo v4", []string{"github.com/labstack/echo/v4"}, demurEcho4, false, nil},
		{"demur, Echo v5", []string{"github.com/labstack/echo/v5"}, demurEcho5, false, nil},
		{"demur, net/http", nil, demurNetHTTP, false, nil},
		{"Echo v4", []string{"github.com/labstack/echo/v4"}, echo4, false, map[string]string{"XML": noNegotiation}},
		{"Echo v5", []string{"github.com/labstack/echo/v5"}, func() http.Handler { return echo5() }, false, map[string]string{"XML": noNegotiation}},
		{"Echo v5, problem details", []string{"github.com/labstack/echo/v5"}, echo5Problems, false, map[string]string{"XML": noNegotiation}},
		{"huma", []string{"github.com/danielgtaylor/huma/v2"}, humaService, true, map[string]string{"XML": "it has no XML", "key": noKeys, "quota": noQuotas}},
		{"fuego", []string{"github.com/go-fuego/fuego"}, fuegoService, false, map[string]string{"key": noKeys, "quota": noQuotas}},
		{"gin", []string{"github.com/gin-gonic/gin"}, ginService, false, map[string]string{"key": noKeys, "quota": noQuotas}},
		{"chi, render", []string{"github.com/go-chi/chi/v5", "github.com/go-chi/render", "github.com/go-chi/httprate"}, chiService, false, map[string]string{"key": noKeys}},
	}
}

// must is for the mistakes of the services themselves.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
