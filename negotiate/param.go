package negotiate

// hasAll reports whether every parameter of a range is one of an offer's own.
func hasAll(own []param, rangeParams string) bool {
	for p := range params(rangeParams) {
		if !hasParam(own, p) {
			return false
		}
	}
	return true
}

func hasParam(all []param, p rawParam) bool {
	charset := fold(p.name, "charset")
	stated := false
	for i := range all {
		own := &all[i]
		if !fold(p.name, own.name) {
			continue
		}
		if sameValue(p.value, own.value, charset) {
			return true
		}
		stated = true
	}
	return charset && !stated && sameValue(p.value, "utf-8", true)
}

// fold reports whether s is equal to lower, which has no capitals, but for case.
func fold(s, lower string) bool {
	if len(s) != len(lower) {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

// sameValue compares a value as a range gives it, quoted or not, with an
// offer's (RFC 9110 section 5.6.6). Only charset ignores case.
func sameValue(raw, value string, ignoreCase bool) bool {
	if raw != "" && raw[0] == '"' {
		raw = raw[1 : len(raw)-1]
	} else if len(raw) != len(value) {
		return false
	}
	j := 0
	for i := 0; i < len(raw); i, j = i+1, j+1 {
		c := raw[i]
		if c == '\\' { // only a quoted-string has one
			i++
			c = raw[i]
		}
		if ignoreCase && 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if j == len(value) || c != value[j] {
			return false
		}
	}
	return j == len(value)
}
