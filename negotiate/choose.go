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

// match is the best range seen so far for something that can be sent. A larger
// precision is a more specific range; it is 0 where no range matches.
type match struct {
	precision int32
	weight    int32
	order     int32 // of the range among those that are well formed
}

// verdict is what the Accept field says of one offer: by the rules, and by the
// ranges that fail only by their parameters.
type verdict [2]match

const (
	strict = iota
	loose
)

func (v *verdict) refused() bool { return v[strict].precision > 0 && v[strict].weight == 0 }

// choice is the place of an offer, or -1.
type choice struct {
	offer         int
	byContentType bool
}

// choose finds the offer for h. With effort it always finds one.
func (o *Offers) choose(h http.Header, effort bool) choice {
	if o == nil || len(o.list) == 0 {
		return choice{offer: -1}
	}
	accept := h["Accept"]
	if len(accept) == 0 {
		return o.tie(h, nil)
	}
	if len(accept) == 1 {
		// What nearly every client sends needs no scan.
		switch line := accept[0]; line {
		case "", "*/*":
			return o.tie(h, nil)
		default:
			for i := range o.list {
				if o.list[i].essence == line {
					return choice{offer: i}
				}
			}
		}
	}

	var room [16]verdict
	verdicts := room[:]
	if len(o.list) > len(room) {
		verdicts = make([]verdict, len(o.list))
	}
	verdicts = verdicts[:len(o.list)]
	var families [xmlFamily + 1]match
	if !o.scan(accept, verdicts, &families) {
		return o.tie(h, nil)
	}

	if c := o.pick(h, verdicts, strict); c.offer >= 0 || !effort {
		return c
	}
	if c := o.pick(h, verdicts, loose); c.offer >= 0 {
		return c
	}
	first, second := jsonFamily, xmlFamily
	if families[second].beats(families[first]) {
		first, second = second, first
	}
	for _, f := range [...]family{first, second} {
		if families[f].weight > 0 {
			if i := o.firstOf(f, verdicts); i >= 0 {
				return choice{offer: i}
			}
		}
	}
	return o.tie(h, verdicts)
}

// scan reads every line of an Accept field once. It reports whether any element
// was well formed.
func (o *Offers) scan(accept []string, verdicts []verdict, families *[xmlFamily + 1]match) bool {
	order := int32(0)
	for _, line := range accept {
		for i := 0; i < len(line); {
			r, next, ok := scanRange(line, i)
			i = next
			if !ok {
				continue
			}
			order++
			m := match{precision: r.level(), weight: int32(r.weight), order: order}
			if f := familyOf(r.subtype); f != noFamily && m.beats(families[f]) {
				families[f] = m
			}
			for j := range o.list {
				// A range that says nothing new need not be compared: the way to stay
				// quick when it is repeated ten thousand times.
				if (r.count > 0 || m.moreThan(verdicts[j][strict])) && o.list[j].in(&r, m.precision) {
					o.list[j].judge(&r, m, &verdicts[j])
				}
			}
		}
	}
	return order > 0
}

// The levels of precision. What a range adds for its parameters stays below
// one: a request's header has no room for so many.
const (
	anyType    = (iota + 1) << 24 // */*
	anySubtype                    // type/*
	named                         // type/subtype
)

func (r *mediaRange) level() int32 {
	switch {
	case r.subtype != "*":
		return named
	case r.typ != "*":
		return anySubtype
	}
	return anyType
}

// in reports whether the offer is in a range of this level, parameters aside.
func (of *offer) in(r *mediaRange, level int32) bool {
	switch level {
	case anyType:
		return true
	case anySubtype:
		return fold(r.typ, of.typ)
	}
	return fold(r.subtype, of.subtype) && fold(r.typ, of.typ)
}

// judge keeps m if it is the best match so far of the offer with a range.
func (of *offer) judge(r *mediaRange, m match, v *verdict) {
	kept := &v[strict]
	if r.count > 0 {
		if of.has(r.params) {
			m.precision += int32(r.count)
		} else {
			kept = &v[loose]
		}
	}
	if m.moreThan(*kept) {
		*kept = m
	}
}

// moreThan reports whether m speaks for an offer rather than kept does.
func (m match) moreThan(kept match) bool {
	return m.precision > kept.precision || m.precision == kept.precision && m.weight > kept.weight
}

// has reports whether every parameter of a range is one of the offer's.
func (of *offer) has(rangeParams string) bool {
	for p := range params(rangeParams) {
		if !of.hasParam(p) {
			return false
		}
	}
	return true
}

func (of *offer) hasParam(p rawParam) bool {
	charset := fold(p.name, "charset")
	stated := false
	for i := range of.params {
		own := &of.params[i]
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

// beats reports whether m comes before other: by weight, then precision, then order.
func (m match) beats(other match) bool {
	switch {
	case m.weight != other.weight:
		return m.weight > other.weight
	case m.precision != other.precision:
		return m.precision > other.precision
	}
	return m.order < other.order
}

// pick returns the first offer by [match.beats] of those that have a weight.
// Offers that one range ties are told apart by the request's Content-Type.
func (o *Offers) pick(h http.Header, verdicts []verdict, by int) choice {
	best := -1
	tied := false
	for i := range verdicts {
		m := verdicts[i][by]
		switch {
		case m.weight == 0 || verdicts[i].refused():
		case best < 0 || m.beats(verdicts[best][by]):
			best, tied = i, false
		case m == verdicts[best][by] && o.list[i].family != o.list[best].family:
			tied = true
		}
	}
	if !tied {
		return choice{offer: best}
	}
	if f := contentFamily(h); f != noFamily {
		for i := range verdicts {
			if verdicts[i][by] == verdicts[best][by] && !verdicts[i].refused() && o.list[i].family == f {
				return choice{offer: i, byContentType: true}
			}
		}
	}
	return choice{offer: best}
}

// tie chooses where Accept prefers no offer to another: by the request's
// Content-Type, else the first. With verdicts it passes over what they refuse,
// unless that is everything.
func (o *Offers) tie(h http.Header, verdicts []verdict) choice {
	first := o.firstOf(noFamily, verdicts)
	if first < 0 {
		first, verdicts = 0, nil
	}
	if f := contentFamily(h); f != noFamily {
		if i := o.firstOf(f, verdicts); i >= 0 {
			return choice{offer: i, byContentType: true}
		}
	}
	return choice{offer: first}
}

// firstOf returns the first offer of a family, or of any for noFamily, that is
// not refused, or -1.
func (o *Offers) firstOf(f family, verdicts []verdict) int {
	for i := range o.list {
		if (f == noFamily || o.list[i].family == f) && (verdicts == nil || !verdicts[i].refused()) {
			return i
		}
	}
	return -1
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
