package negotiate

import (
	"net/http"
	"strings"
)

// ContentType returns the media type of the body that h belongs to, a request's or
// a response's, in lower case and without its parameters (RFC 9110 section 8.3).
// params is what follows the first semicolon, as it was sent.
//
// mediaType is "" where the field is absent, where it is no media type, and where
// its lines differ, since nobody knows which of them is true.
func ContentType(h http.Header) (mediaType, params string) {
	line, slash, end := split(h["Content-Type"])
	if slash < 0 {
		return "", ""
	}
	_, params, _ = strings.Cut(line[end:], ";")
	return strings.ToLower(line[:end]), params
}

// Syntax returns "json" or "xml" for a media type whose bodies are written in that
// syntax, and "" for any other. The subtype says it as a whole, or by its suffix
// (RFC 6839), such as "+json". Letter case does not matter.
func Syntax(mediaType string) string {
	_, subtype, _ := strings.Cut(mediaType, "/")
	return [...]string{noFamily: "", jsonFamily: "json", xmlFamily: "xml"}[familyOf(subtype)]
}

// split returns a Content-Type from its first letter on, and where in it the slash
// is and the media type ends. Where there is no media type, slash is -1.
func split(values []string) (line string, slash, end int) {
	if len(values) == 0 {
		return "", -1, 0
	}
	line = values[0]
	for _, other := range values[1:] {
		if other != line {
			return "", -1, 0
		}
	}
	line = strings.TrimLeft(line, " \t")
	slash = tokenEnd(line, 0)
	if slash == 0 || slash == len(line) || line[slash] != '/' {
		return "", -1, 0
	}
	end = tokenEnd(line, slash+1)
	i := end
	for i < len(line) && isSpace(line[i]) {
		i++
	}
	if end == slash+1 || i < len(line) && line[i] != ';' {
		return "", -1, 0
	}
	return line, slash, end
}

// family is the syntax that a media type is written in.
type family int8

const (
	noFamily family = iota
	jsonFamily
	xmlFamily
)

// familyOf returns the family of any type with this subtype.
func familyOf(subtype string) family {
	if n := len(subtype); n >= 4 && fold(subtype[n-4:], "json") &&
		(n == 4 || n > 5 && subtype[n-5] == '+' || n == 6 && fold(subtype[:2], "x-")) {
		return jsonFamily
	} else if n >= 3 && fold(subtype[n-3:], "xml") && (n == 3 || n > 4 && subtype[n-4] == '+') {
		return xmlFamily
	}
	return noFamily
}

// contentFamily returns the family of the request's own body.
func contentFamily(h http.Header) family {
	values := h["Content-Type"]
	if len(values) == 0 { // most requests have no body
		return noFamily
	}
	line, slash, end := split(values)
	if slash < 0 {
		return noFamily
	}
	return familyOf(line[slash+1 : end])
}
