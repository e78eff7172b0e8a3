package echov5

import (
	"errors"

	"github.com/labstack/echo/v5"

	"github.com/seed-86b940f4/demur/adapter"
)

// A KeyFunc says whose quota a request spends. A request for which it returns an
// error fails with that. An empty key is answered with 500, and the log says
// why: all who have none would share one quota.
type KeyFunc func(c *echo.Context) (string, error)

// KeyByIP counts by the client's address: what e.IPExtractor returns, or else the
// address of the connection. Without an IPExtractor it trusts no header field, since a
// client can write what it likes there. Behind a proxy, set an IPExtractor. Otherwise
// all clients have the address of the proxy:
//
//	e.IPExtractor = echo.ExtractIPFromXFFHeader() // trusts private networks; see echo.TrustOption
//
// All IPv6 addresses of a /64 network count as one client, since a client usually
// has a whole /64. A connection over a Unix socket has no address: without an
// IPExtractor, each request over it fails with 500.
func KeyByIP(c *echo.Context) (string, error) {
	var extracted string
	if c.Echo().IPExtractor != nil {
		extracted = c.RealIP()
	}
	key, ok := adapter.KeyOfAddress(extracted, c.Request().RemoteAddr)
	if !ok {
		return "", errors.New("demur: KeyByIP: the client has no IP address; set e.IPExtractor")
	}
	return key, nil
}

// KeyByHeader counts by the value of a header field, such as X-API-Key. A request
// that has the field with two different values fails with 400. A request without the
// field counts by the client's address, as with [KeyByIP]. Put the limiter after the
// middleware that verifies the value. Otherwise a client can send another value with
// each request. If a client can send its key in more than one way, or has several keys,
// write a KeyFunc that returns the client whom authentication has found. KeyByHeader
// panics if name is not the name of a header field.
func KeyByHeader(name string) KeyFunc { return adapter.KeyByHeader(name, KeyFunc(KeyByIP)) }

// JoinKeys counts by several keys together, such as customer and route. Different
// lists of keys never give the same key. If one KeyFunc returns an error or an empty
// key, so does the joined one. JoinKeys panics if there is no key, or if one is nil.
func JoinKeys(keys ...KeyFunc) KeyFunc { return adapter.JoinKeys(keys...) }
