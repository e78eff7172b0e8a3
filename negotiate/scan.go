package negotiate

import (
	"iter"
	"strings"
)

// mediaRange is one element of an Accept field (RFC 9110 section 12.5.1). Its
// strings are parts of the field's line.
type mediaRange struct {
	typ, subtype string
	params       string // from the first semicolon to the end of the element
	count        int    // parameters without the weight
	weight       int    // thousandths
	weighed      bool   // a weight was given
}

// rawParam is a parameter as it is written; its value may be a quoted-string.
type rawParam struct{ name, value string }

// scanRange reads the list element of line that begins at i, leading white
// space and empty elements included. next is where the following element
// begins, and greater than len(line) behind the last one. ok is false when the
// element is malformed or the line has no further one.
func scanRange(line string, i int) (r mediaRange, next int, ok bool) {
	for i < len(line) && (isSpace(line[i]) || line[i] == ',') {
		i++
	}
	if i == len(line) {
		return r, i + 1, false
	}
	start := i
	i = tokenEnd(line, start)
	r.typ = line[start:i]
	if i < len(line) && line[i] == '/' {
		end := tokenEnd(line, i+1)
		r.subtype = line[i+1 : end]
		i = end
	} else if r.typ == "*" {
		r.subtype = "*"
	}
	if r.typ == "" || r.subtype == "" {
		return r, skipElement(line, start), false
	}

	r.weight = 1000
	paramsStart := i
	for {
		p, end, state := scanParam(line, i)
		switch state {
		case paramsOver:
			r.params = line[paramsStart:i]
			return r, end + 1, true
		case paramMalformed:
			return r, skipElement(line, start), false
		}
		i = end
		switch {
		case p.name == "":
		case !isWeight(p.name):
			r.count++
		case !r.weighed: // the first weight counts
			r.weighed = true
			if r.weight, ok = parseWeight(p.value); !ok {
				return r, skipElement(line, start), false
			}
		}
	}
}

type paramState int

const (
	paramRead paramState = iota
	paramMalformed
	paramsOver
)

// scanParam reads one ";name=value" of s at i (RFC 9110 section 5.6.6, which
// allows an empty parameter too: both its parts are "").
func scanParam(s string, i int) (p rawParam, end int, state paramState) {
	for i < len(s) && isSpace(s[i]) {
		i++
	}
	if i == len(s) || s[i] == ',' {
		return p, i, paramsOver
	}
	if s[i] != ';' {
		return p, i, paramMalformed
	}
	for i++; i < len(s) && isSpace(s[i]); i++ {
	}
	if i == len(s) || s[i] == ';' || s[i] == ',' {
		return p, i, paramRead
	}
	eq := tokenEnd(s, i)
	if eq == i || eq == len(s) || s[eq] != '=' {
		return p, eq, paramMalformed
	}
	if eq+1 < len(s) && s[eq+1] == '"' {
		end = quotedEnd(s, eq+1)
	} else {
		end = tokenEnd(s, eq+1)
	}
	if end <= eq+1 {
		return p, eq, paramMalformed
	}
	return rawParam{s[i:eq], s[eq+1 : end]}, end, paramRead
}

// params iterates over the parameters of a well-formed element, without its
// weights and empty ones.
func params(s string) iter.Seq[rawParam] {
	return func(yield func(rawParam) bool) {
		for i := 0; ; {
			p, end, state := scanParam(s, i)
			if state != paramRead {
				return
			}
			i = end
			if p.name != "" && !isWeight(p.name) && !yield(p) {
				return
			}
		}
	}
}

// skipElement returns the place behind the next comma that is in no
// quoted-string. A quotation that is left open ends with the line.
func skipElement(line string, i int) int {
	quoted := false
	for ; i < len(line); i++ {
		switch c := line[i]; {
		case c == '"':
			quoted = !quoted
		case c == '\\' && quoted:
			i++
		case c == ',' && !quoted:
			return i + 1
		}
	}
	return len(line) + 1
}

// quotedEnd returns the place behind the quoted-string that begins at i, or -1
// if there is none (RFC 9110 section 5.6.4).
func quotedEnd(s string, i int) int {
	for i++; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			return i + 1
		case c == '\\' && i+1 < len(s):
			i++
			if isControl(s[i]) {
				return -1
			}
		case isControl(c):
			return -1
		}
	}
	return -1
}

// unquote returns the value of a token or quoted-string.
func unquote(s string) string {
	if s == "" || s[0] != '"' {
		return s
	}
	s = s[1 : len(s)-1]
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// parseWeight reads a qvalue as thousandths (RFC 9110 section 12.4.2), with the
// latitude that the package comment names.
func parseWeight(s string) (thousandths int, ok bool) {
	if len(s) > 1 && s[0] == '"' {
		s = s[1 : len(s)-1]
	}
	whole, digits, place, dot, rest := false, 0, 100, false, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '.' && !dot:
			dot = true
			continue
		case c < '0' || c > '9':
			return 0, false
		case !dot:
			whole = whole || c != '0'
		case place > 0:
			thousandths += int(c-'0') * place
			place /= 10
		default:
			rest = rest || c != '0'
		}
		digits++
	}
	switch {
	case digits == 0:
		return 0, false
	case whole:
		return 1000, true
	case thousandths == 0 && rest:
		return 1, true
	}
	return thousandths, true
}

func isWeight(name string) bool { return name == "q" || name == "Q" }

func isSpace(c byte) bool { return c == ' ' || c == '\t' }

func isControl(c byte) bool { return c < ' ' && c != '\t' || c == 0x7f }

func tokenEnd(s string, i int) int {
	for i < len(s) && tchar[s[i]] {
		i++
	}
	return i
}

// tchar tells what a token is made of (RFC 9110 section 5.6.2).
var tchar = func() (is [256]bool) {
	for _, c := range []byte("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") {
		is[c] = true
	}
	return is
}()
