package adapter

import (
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/seed-86b940f4/demur/ratelimit"
)

// Fields chooses the header fields that tell how much of a quota is left. The zero
// value is DraftFields.
type Fields int

const (
	DraftFields  Fields = iota // RateLimit and RateLimit-Policy of the IETF draft
	LegacyFields               // X-RateLimit-Limit, -Remaining, -Reset
	BothFields                 // DraftFields and LegacyFields
	NoFields                   // none of them; a 429 still has Retry-After
)

func (f Fields) valid() bool { return f >= DraftFields && f <= NoFields }

// The names as net/http spells them.
const (
	policyField    = "Ratelimit-Policy"
	stateField     = "Ratelimit"
	limitField     = "X-Ratelimit-Limit"
	remainingField = "X-Ratelimit-Remaining"
	resetField     = "X-Ratelimit-Reset"
)

// limitState is what one request has to remember of its Decision.
type limitState struct {
	ratelimit.Decision
	values [2]string // of the two header fields, which need no allocation of their own here
}

// policyTexts keeps the text of a policy, which seldom changes.
type policyTexts struct{ last atomic.Pointer[policyText] }

type policyText struct {
	policy ratelimit.Policy
	text   string
}

// of returns the RateLimit-Policy of a Decision.
func (t *policyTexts) of(d *ratelimit.Decision) string {
	policies := 0
	for range d.Parts() {
		policies++
	}
	last := t.last.Load()
	if policies == 1 && last != nil && last.policy == d.Policy {
		return last.text
	}
	var room [256]byte
	text := room[:0]
	for part := range d.Parts() {
		text = appendItem(text, part.Policy.Name)
		text = append(text, ";q="...)
		text = strconv.AppendInt(text, int64(part.Policy.Quota), 10)
		text = append(text, ";w="...)
		text = strconv.AppendInt(text, int64(part.Policy.Window/time.Second), 10)
	}
	made := string(text)
	if policies == 1 {
		t.last.Store(&policyText{d.Policy, made})
	}
	return made
}

// set tells in h what was decided.
func (f Fields) set(h http.Header, s *limitState, policies *policyTexts, now time.Time) {
	if f == DraftFields || f == BothFields {
		s.setDraft(h, policies, now)
	}
	if f == LegacyFields || f == BothFields {
		setLegacy(h, &s.Decision)
	}
}

// setDraft writes two Lists of RFC 9651. Limiters further out may have written
// theirs; a field of several lines is one list.
func (s *limitState) setDraft(h http.Header, policies *policyTexts, now time.Time) {
	var room [256]byte
	text := room[:0]
	for part := range s.Parts() {
		if part.Reset.IsZero() {
			continue // it was not asked
		}
		text = appendItem(text, part.Policy.Name)
		text = append(text, ";r="...)
		text = strconv.AppendInt(text, int64(part.Remaining), 10)
		text = append(text, ";t="...)
		text = strconv.AppendInt(text, seconds(part.Reset.Sub(now)), 10)
	}
	s.values = [2]string{policies.of(&s.Decision), string(text)}
	addField(h, policyField, s.values[:1:1])
	addField(h, stateField, s.values[1:])
}

func addField(h http.Header, name string, value []string) {
	if outer := h[name]; len(outer) > 0 {
		value = append(outer, value...)
	}
	h[name] = value
}

// appendItem begins an item of a List with a String of RFC 9651 section 3.3.3. What has
// other characters than that is no name of a policy that was checked.
func appendItem(dst []byte, s string) []byte {
	if len(dst) > 0 {
		dst = append(dst, ", "...)
	}
	dst = append(dst, '"')
	for i := 0; i < len(s); i++ {
		if s[i] == '"' || s[i] == '\\' {
			dst = append(dst, '\\')
		}
		dst = append(dst, s[i])
	}
	return append(dst, '"')
}

// setLegacy has room for one policy: the one that refused, or else the one with
// the least left.
func setLegacy(h http.Header, d *ratelimit.Decision) {
	if d.Allowed && len(h[remainingField]) > 0 {
		if outer, err := strconv.Atoi(h[remainingField][0]); err == nil && outer < d.Remaining {
			return
		}
	}
	var room [64]byte
	text := strconv.AppendInt(room[:0], int64(d.Policy.Quota), 10)
	limit := len(text)
	text = strconv.AppendInt(text, int64(d.Remaining), 10)
	remaining := len(text)
	text = strconv.AppendInt(text, fullSecond(d.Reset).Unix(), 10)
	all := string(text)
	values := []string{all[:limit], all[limit:remaining], all[remaining:]}
	h[limitField], h[remainingField], h[resetField] = values[:1:1], values[1:2:2], values[2:]
}

// seconds rounds up, since a client that comes too early is refused again.
func seconds(d time.Duration) int64 {
	return int64((max(d, 0) + time.Second - 1) / time.Second)
}

// fullSecond rounds up as well. The Reset of a store elsewhere may be late by a round trip:
// a window that ends at the full hour must not seem to end a second after it.
func fullSecond(t time.Time) time.Time {
	const noise = 50 * time.Millisecond
	return t.UTC().Add(time.Second - noise).Truncate(time.Second)
}
