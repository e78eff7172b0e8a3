package negotiate

import "net/http"

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
	unacceptable  bool // the Accept field allows no offer
	byContentType bool // the Content-Type decided
}

// choose finds the offer for h. It finds none only where nothing is offered.
func (o *Offers) choose(h http.Header) choice {
	if o == nil || len(o.list) == 0 {
		return choice{offer: -1, unacceptable: true}
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

	if c := o.pick(h, verdicts, strict); c.offer >= 0 {
		return c
	}
	c := o.bestEffort(h, verdicts, &families)
	c.unacceptable = true
	return c
}

// bestEffort finds an offer for a client that accepts none.
func (o *Offers) bestEffort(h http.Header, verdicts []verdict, families *[xmlFamily + 1]match) choice {
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
	order, anyWeight := int32(0), int32(-1)
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
			switch {
			case m.precision == named && !o.lengths[uint8(len(r.subtype))]:
				continue // no offer is as long
			case m.precision == anyType && r.count == 0:
				if m.weight <= anyWeight {
					continue // said before, of every offer
				}
				anyWeight = m.weight
			}
			// What depends on the range alone is found out once, not for each offer.
			full := m
			full.precision += int32(r.count)
			onPlain := r.count == 0 || hasAll(nil, r.params)
			for j := range o.list {
				of, v := &o.list[j], &verdicts[j]
				// A range that says nothing new need not be compared: the way to stay
				// quick when it is repeated ten thousand times.
				if !full.moreThan(v[strict]) && (r.count == 0 || !m.moreThan(v[loose])) || !of.in(&r, m.precision) {
					continue
				}
				has := onPlain
				if len(of.params) > 0 && r.count > 0 {
					has = hasAll(of.params, r.params)
				}
				if has {
					v[strict].keep(full)
				} else {
					v[loose].keep(m)
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

func (kept *match) keep(m match) {
	if m.moreThan(*kept) {
		*kept = m
	}
}

// moreThan reports whether m speaks for an offer rather than kept does.
func (m match) moreThan(kept match) bool {
	return m.precision > kept.precision || m.precision == kept.precision && m.weight > kept.weight
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
