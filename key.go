package demur

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/quota"
)

// A KeyFunc says whose quota a request spends. A request for which it returns an
// error fails with that. An empty key is answered with 500, and the log says
// why: all who have none would share one quota.
type KeyFunc func(c echo.Context) (string, error)

var errEmptyKey = errors.New("demur: RateLimit: the KeyFunc returned an empty key, which all clients without one would share")

// KeyByIP counts by the client's address: that of the connection, or what
// e.IPExtractor says if that is set. It never reads a header that a client could
// have written, as Echo's RealIP does without an IPExtractor. Behind a proxy, set
// one, or all clients have the proxy's address:
//
//	e.IPExtractor = echo.ExtractIPFromXFFHeader() // trusts private networks; see echo.TrustOption
//
// IPv6 addresses count by their /64, since a client has at least so many. A
// connection without an address, as over a Unix socket, needs an IPExtractor; else
// the request fails with 500.
func KeyByIP(c echo.Context) (string, error) {
	var extracted string
	if c.Echo().IPExtractor != nil {
		extracted = c.RealIP()
	}
	key, ok := quota.Address(extracted, c.Request().RemoteAddr)
	if !ok {
		return "", errors.New("demur: KeyByIP: the client has no IP address; set e.IPExtractor")
	}
	return key, nil
}

// KeyByHeader counts by the value of a header field, such as X-API-Key. A request
// that has the field with two different values fails with 400, and one without it
// counts by the client's address, as [KeyByIP] has it. Put the limiter behind what
// verifies the value, or a client takes another value for each request. Where
// authentication reads the value in more ways than one, or one client has several
// keys, write a KeyFunc that returns whom it has found. KeyByHeader panics if name
// is no name of a field.
func KeyByHeader(name string) KeyFunc {
	if !isToken(name) {
		panic(fmt.Errorf("demur: KeyByHeader: %q is no name of a header field", name))
	}
	name = http.CanonicalHeaderKey(name)
	return func(c echo.Context) (string, error) {
		values := c.Request().Header[name]
		for _, other := range values {
			if other != values[0] { // which of them has authentication believed?
				return "", apierror.BadRequest.New("The header field " + name + " must be given only once.")
			}
		}
		if len(values) == 0 || values[0] == "" {
			return KeyByIP(c)
		}
		value := values[0]
		if name == echo.HeaderAuthorization { // "bearer x" and "Bearer  x" are the same
			scheme, credentials, _ := strings.Cut(value, " ")
			value = strings.ToLower(scheme) + " " + strings.TrimSpace(credentials)
		}
		return quota.Header(value), nil
	}
}

// JoinKeys counts by several keys together, such as customer and route. No two
// lists of keys are taken for one another, whatever is in them. An error or an
// empty key of one is that of all. JoinKeys panics if there is no key, or a nil one.
func JoinKeys(keys ...KeyFunc) KeyFunc {
	if len(keys) == 0 {
		panic(errors.New("demur: JoinKeys of no keys"))
	}
	for i, key := range keys {
		if key == nil {
			panic(fmt.Errorf("demur: JoinKeys: key %d is nil", i))
		}
	}
	keys = slices.Clone(keys)
	return func(c echo.Context) (string, error) {
		var room [4]string
		parts := room[:0]
		for _, key := range keys {
			part, err := key(c)
			if err != nil || part == "" {
				return "", err
			}
			parts = append(parts, part)
		}
		return quota.Join(parts...), nil
	}
}

// isToken reports whether s is a token of RFC 9110 section 5.6.2.
func isToken(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0:
		default:
			return false
		}
	}
	return s != ""
}
