package adapter

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/header"
)

var errEmptyKey = errors.New("demur: RateLimit: the KeyFunc returned an empty key, which all clients without one would share")

// KeyByHeader returns a function that counts by the value of a header field, and by
// otherwise where a request has none. A request that has the field with two different
// values fails with 400. An empty value counts as none. It panics if name is not the name
// of a header field, or if otherwise is nil.
func KeyByHeader[C interface{ Request() *http.Request }, F ~func(C) (string, error)](name string, otherwise F) F {
	if !header.IsToken(name) {
		panic(fmt.Errorf("demur: KeyByHeader: %q is no name of a header field", name))
	}
	if otherwise == nil {
		panic(errors.New("demur: KeyByHeader: the KeyFunc for requests without the field is nil"))
	}
	name = http.CanonicalHeaderKey(name)
	return func(c C) (string, error) {
		values := c.Request().Header[name]
		for _, other := range values {
			if other != values[0] { // which of them has authentication believed?
				return "", apierror.BadRequest.New("The header field " + name + " must be given only once.")
			}
		}
		if len(values) == 0 || values[0] == "" {
			return otherwise(c)
		}
		value := values[0]
		if name == "Authorization" { // "bearer x" and "Bearer  x" are the same
			scheme, credentials, _ := strings.Cut(value, " ")
			value = strings.ToLower(scheme) + " " + strings.TrimSpace(credentials)
		}
		return headerKey(value), nil
	}
}

// JoinKeys returns a function that counts by several keys together. Different lists of
// keys never give the same key. If one function returns an error or an empty key, so
// does the joined one. JoinKeys panics if there is no function, or if one is nil.
func JoinKeys[C any, F ~func(C) (string, error)](keys ...F) F {
	if len(keys) == 0 {
		panic(errors.New("demur: JoinKeys of no keys"))
	}
	for i, key := range keys {
		if key == nil {
			panic(fmt.Errorf("demur: JoinKeys: key %d is nil", i))
		}
	}
	keys = slices.Clone(keys)
	return func(c C) (string, error) {
		var room [4]string
		parts := room[:0]
		for _, key := range keys {
			part, err := key(c)
			if err != nil || part == "" {
				return "", err
			}
			parts = append(parts, part)
		}
		return joinKeys(parts...), nil
	}
}

// headerKey returns the key of a client that is known by a header field. No address
// has the same: a value that could be taken for one is marked. Others need no
// copy.
func headerKey(value string) string {
	if strings.HasPrefix(value, addressMark) || strings.HasPrefix(value, headerMark) {
		return headerMark + value
	}
	return value
}

const (
	addressMark = "ip:"
	headerMark  = "header:"
)

// KeyOfAddress returns the key of a client that is known by its address, the first
// of addrs that is one, with a port or without. IPv6 counts by /64, the least that
// a client is given, so that it cannot take another key for each request. ok is false
// if none of addrs is an address, as for a connection over a Unix socket: return an
// error then, which is answered with 500.
func KeyOfAddress(addrs ...string) (key string, ok bool) {
	for _, s := range addrs {
		addr, ok := parseAddress(s)
		if !ok {
			continue
		}
		var room [64]byte
		text := append(room[:0], addressMark...)
		if addr.Is4() {
			return string(addr.AppendTo(text)), true
		}
		prefix, _ := addr.Prefix(64) // no IPv6 address is too short
		return string(prefix.AppendTo(text)), true
	}
	return "", false
}

func parseAddress(s string) (netip.Addr, bool) {
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap().WithZone(""), true
	}
	addr, err := netip.ParseAddr(s)
	return addr.Unmap().WithZone(""), err == nil
}

// joinKeys returns a key of several: no two lists of parts have the same.
func joinKeys(parts ...string) string {
	var room [128]byte
	text := room[:0]
	for _, part := range parts {
		text = strconv.AppendInt(text, int64(len(part)), 10)
		text = append(text, ':')
		text = append(text, part...)
	}
	return string(text)
}
