package validation

import (
	"fmt"
	"net/http"
	"strings"
)

// languages are those that clients can choose from, by their tags in lower case.
// English is always one more.
type languages struct {
	all     map[string]*language
	longest int // length of the longest tag
}

// named returns a language, which it adds if it is new.
func (ls *languages) named(tag string) (*language, error) {
	if !isLanguageTag(tag) {
		return nil, fmt.Errorf("validation: %q is not a language tag such as pt-BR (BCP 47)", tag)
	}
	key := strings.ToLower(tag)
	if l, ok := ls.all[key]; ok {
		return l, nil
	}
	if ls.all == nil {
		ls.all = map[string]*language{english: nil}
		ls.longest = len(english)
	}
	l := &language{tag: tag, author: make(sentences)}
	ls.all[key], ls.longest = l, max(ls.longest, len(key))
	return l, nil
}

// isLanguageTag reports whether a tag has the form of one (RFC 5646 section 2.1),
// short enough for a lookup.
func isLanguageTag(tag string) bool {
	if len(tag) > maxTag {
		return false
	}
	for sub := range strings.SplitSeq(tag, "-") {
		if sub == "" || len(sub) > 8 {
			return false
		}
		for i := 0; i < len(sub); i++ {
			if c := sub[i] | 0x20; (c < 'a' || c > 'z') && (sub[i] < '0' || sub[i] > '9') {
				return false
			}
		}
	}
	return true
}

const maxTag = 35 // RFC 5646 section 4.4.1

// choose returns the language that a request asks for, nil for English, and whether
// there is a choice at all. It is the lookup of RFC 4647 section 3.4 for the range
// of the highest quality, the first among equals; "*" asks for no language in
// particular, so English is what is left. The work is linear in the length of the
// field.
func (ls *languages) choose(r *http.Request) (l *language, choice bool) {
	if len(ls.all) == 0 {
		return nil, false
	}
	best := 0
	for _, line := range r.Header["Accept-Language"] {
		for element := range strings.SplitSeq(line, ",") {
			wanted, weight, _ := strings.Cut(element, ";")
			q := quality(weight)
			if q <= best {
				continue
			}
			if found, ok := ls.lookup(strings.Trim(wanted, " \t")); ok {
				l, best = found, q
			}
		}
	}
	return l, true
}

// lookup returns the language for a range, cut shorter from its end until one fits.
func (ls *languages) lookup(wanted string) (*language, bool) {
	var lower [maxTag + 1]byte
	n := 0
	for ; n < len(wanted) && n <= ls.longest; n++ {
		c := wanted[n]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		lower[n] = c
	}
	for n > 0 {
		if n == len(wanted) || wanted[n] == '-' {
			if l, ok := ls.all[string(lower[:n])]; ok {
				return l, true
			}
		}
		n--
	}
	return nil, false
}

// quality returns a weight in thousandths (RFC 9110 section 12.4.2): 1000 if there
// is none, 0 if it cannot be read.
func quality(weight string) int {
	weight = strings.Trim(weight, " \t")
	if weight == "" {
		return 1000
	}
	if len(weight) < 3 || weight[0]|0x20 != 'q' || weight[1] != '=' {
		return 0
	}
	digits := weight[2:]
	if digits[0] != '0' && digits[0] != '1' || len(digits) > 1 && digits[1] != '.' || len(digits) > 5 {
		return 0
	}
	q, unit := int(digits[0]-'0')*1000, 100
	for i := 2; i < len(digits); i++ {
		if digits[i] < '0' || digits[i] > '9' {
			return 0
		}
		q += int(digits[i]-'0') * unit
		unit /= 10
	}
	if q > 1000 {
		return 0
	}
	return q
}
