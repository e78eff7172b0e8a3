package apierror

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"unicode/utf8"
)

// The bytes that may stand for themselves in a part of a URI (RFC 3986 section 2
// and appendix A). "%" is not among them: it begins an escape.
var (
	unreserved = bytesOf("-._~")
	schemeByte = bytesOf("+-.")
	hostByte   = bytesOf("-._~!$&'()*+,;=")
	userByte   = bytesOf("-._~!$&'()*+,;=:")
	pathByte   = bytesOf("-._~!$&'()*+,;=:@/?") // a path, a query and a fragment

	noDelimiter = bytesWhere(func(c byte) bool { return strings.IndexByte(":/?#", c) < 0 })
	noPath      = bytesWhere(func(c byte) bool { return strings.IndexByte("/?#", c) < 0 })
	asciiByte   = bytesWhere(func(c byte) bool { return c < utf8.RuneSelf })
	digit       = bytesWhere(func(c byte) bool { return '0' <= c && c <= '9' })
)

// bytesOf returns the set of letters, digits and others.
func bytesOf(others string) *[256]bool {
	return bytesWhere(func(c byte) bool {
		return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte(others, c) >= 0
	})
}

func bytesWhere(has func(byte) bool) *[256]bool {
	var set [256]bool
	for c := range set {
		set[c] = has(byte(c))
	}
	return &set
}

// reference returns s as a URI reference (RFC 3986 section 4.1). Characters
// outside ASCII are percent-encoded, as RFC 3987 section 3.1 makes a URI of an
// IRI. ok is false for what is no reference: what has a space, a control
// character, invalid UTF-8, "%" without two digits or a host that is none.
func reference(s string) (uri string, ok bool) {
	if s == "" {
		return "", true
	}
	rest := s
	if i := span(s, noDelimiter); i < len(s) && s[i] == ':' {
		if i == 0 || span(s[:i], schemeByte) < i || s[0] < 'A' {
			return "", false
		}
		rest = s[i+1:]
	}
	if authority, ok := authorityOf(rest); ok {
		if !isAuthority(authority) {
			return "", false
		}
		rest = rest[len("//")+len(authority):]
	}
	path, fragment, _ := strings.Cut(rest, "#")
	if !consistsOf(path, pathByte) || !consistsOf(fragment, pathByte) {
		return "", false
	}
	if span(s, asciiByte) == len(s) {
		return s, true
	}
	if !utf8.ValidString(s) {
		return "", false
	}
	return percentEncode(s, asciiByte), true
}

// authorityOf returns what follows the two slashes of a reference without its
// scheme: user, host and port.
func authorityOf(rest string) (authority string, ok bool) {
	authority, ok = strings.CutPrefix(rest, "//")
	return authority[:span(authority, noPath)], ok
}

func isAuthority(s string) bool {
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		if !consistsOf(s[:i], userByte) {
			return false
		}
		s = s[i+1:]
	}
	host, port := s, ""
	if i := strings.LastIndexByte(s, ':'); i >= 0 && i > strings.LastIndexByte(s, ']') {
		host, port = s[:i], s[i+1:]
	}
	if span(port, digit) < len(port) {
		return false
	}
	if literal, ok := strings.CutPrefix(host, "["); ok {
		literal, ok = strings.CutSuffix(literal, "]")
		ip, err := netip.ParseAddr(literal)
		return ok && err == nil && ip.Is6() && ip.Zone() == ""
	}
	for i := range len(host) { // net/url takes escapes of other than ASCII only
		if host[i] == '%' && i+1 < len(host) && host[i+1] < '8' {
			return false
		}
	}
	return consistsOf(host, hostByte)
}

// span returns how many bytes of a set s begins with.
func span(s string, set *[256]bool) int {
	for i := range len(s) {
		if !set[s[i]] {
			return i
		}
	}
	return len(s)
}

// consistsOf reports whether s is made of these bytes, of escapes and of
// characters outside ASCII.
func consistsOf(s string, plain *[256]bool) bool {
	for i := span(s, plain); i < len(s); i++ {
		switch c := s[i]; {
		case plain[c], c >= utf8.RuneSelf:
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			i += 2
		default:
			return false
		}
	}
	return true
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

// percentEncode escapes the bytes of s that are not plain (RFC 3986 section 2.1).
func percentEncode(s string, plain *[256]bool) string {
	const hex = "0123456789ABCDEF"
	b := make([]byte, 0, len(s)+8)
	for i := range len(s) {
		if c := s[i]; plain[c] {
			b = append(b, c)
		} else {
			b = append(b, '%', hex[c>>4], hex[c&15])
		}
	}
	return string(b)
}

// plainEscapes cleans a text as both formats do, and escapes nothing.
var plainEscapes = newEscapes("", "\u2028", "\u2029", nil)

// inURI returns a code as a part of a URI. It is cleaned first, so that it is the
// code that the document shows.
func inURI(code string) string {
	if span(code, unreserved) == len(code) {
		return code
	}
	return percentEncode(string(plainEscapes.appendText(nil, code)), unreserved)
}

// typeURI returns the type of the document in two parts, which follow one
// another: that of the error, or else base and the code. Both are "" for
// about:blank, which is not sent.
func (e *Error) typeURI(base string) (uri, code string) {
	if uri, ok := reference(e.Type); ok && uri != "" {
		return uri, ""
	}
	if base == "" || e.more != nil && e.more.decoded { // whose codes are not in the guide of this service
		return "", ""
	}
	return base, inURI(e.code())
}

// instance returns the instance of the document; "" is not sent.
func (e *Error) instance() string {
	uri, _ := reference(e.Instance)
	return uri
}

// checkTypeBase returns base as it is sent in front of a code.
func checkTypeBase(base string) (string, error) {
	uri, ok := reference(base)
	if !ok {
		return "", fmt.Errorf("apierror: TypeBase %q is no URI reference", base)
	}
	_, rest, hasScheme := strings.Cut(uri, ":")
	if !hasScheme || strings.ContainsAny(uri[:len(uri)-len(rest)], "/?#") {
		rest = uri
	}
	if authority, ok := authorityOf(rest); ok && len(rest) == len("//")+len(authority) {
		return "", errors.New("apierror: TypeBase " + uri + " ends with a host, which a code would make another host: it must have a path, such as /errors/")
	}
	return uri, nil
}
