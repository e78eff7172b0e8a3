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

func contenders() []contender {
	const (
		noNegotiation = "it has nothing that chooses a format by Accept"
		noXML         = "it has no XML"
		noKeys        = "it has no middleware for a key in a field"
		noLimiter     = "it has no limiter"
	)
	jsonAlone := map[string]string{"XML": noNegotiation}
	noKeysNoLimiter := map[string]string{"key": noKeys, "quota": noLimiter}
	v4, v5 := []string{"github.com/labstack/echo/v4"}, []string{"github.com/labstack/echo/v5"}
	return []contender{
		{name: "demur, Echo v4", modules: v4, service: demurEcho4},
		{name: "demur, Echo v5", modules: v5, service: demurEcho5},
		{name: "demur, net/http", service: demurNetHTTP},
		{name: "Echo v4", modules: v4, service: echo4, lacks: jsonAlone},
		{name: "Echo v5", modules: v5, service: func() http.Handler { return echo5() }, lacks: jsonAlone},
		{name: "Echo v5, problem details", modules: v5, service: echo5Problems, lacks: jsonAlone},
		{
			name: "huma", modules: []string{"github.com/danielgtaylor/huma/v2"}, service: humaService, noXML: true,
			lacks: map[string]string{"XML": noXML, "key": noKeys, "quota": noLimiter},
		},
		{name: "fuego", modules: []string{"github.com/go-fuego/fuego"}, service: fuegoService, lacks: noKeysNoLimiter},
		{name: "gin", modules: []string{"github.com/gin-gonic/gin"}, service: ginService, lacks: noKeysNoLimiter},
		{
			name:    "chi, render",
			modules: []string{"github.com/go-chi/chi/v5", "github.com/go-chi/render", "github.com/go-chi/httprate"},
			service: chiService, lacks: map[string]string{"key": noKeys},
		},
	}
}

// must is for the mistakes of the services themselves.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
