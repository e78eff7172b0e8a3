package negotiate

import "net/http"

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
		(n == 4 || subtype[n-5] == '+' || n == 6 && fold(subtype[:2], "x-")) {
		return jsonFamily
	} else if n >= 3 && fold(subtype[n-3:], "xml") && (n == 3 || subtype[n-4] == '+') {
		return xmlFamily
	}
	return noFamily
}

// contentFamily returns the family of the request's own body.
func contentFamily(h http.Header) family {
	values := h["Content-Type"]
	if len(values) == 0 {
		return noFamily
	}
	line := values[0]
	i := 0
	for i < len(line) && isSpace(line[i]) {
		i++
	}
	slash := tokenEnd(line, i)
	if slash == i || slash == len(line) || line[slash] != '/' {
		return noFamily
	}
	end := tokenEnd(line, slash+1)
	for i = end; i < len(line) && isSpace(line[i]); i++ {
	}
	if i < len(line) && line[i] != ';' {
		return noFamily
	}
	return familyOf(line[slash+1 : end])
}
