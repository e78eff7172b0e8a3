package negotiate

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// Offers is a list of media types that a server can send, the default first.
//
// Use [New] to make one. The zero value and a nil *Offers offer nothing. Offers
// never change, so they are safe for concurrent use.
type Offers struct {
	list    []offer
	lengths [256]bool // of the subtypes, to pass over most of what is not offered
}

// offer is a media type split once, so that no request has to.
type offer struct {
	name    string // as it was given to New, and is given back
	essence string // type/subtype in lower case
	typ     string // the part of essence before the slash
	subtype string
	params  []param
	family  family
}

type param struct {
	name  string // lower case
	value string // unquoted; in lower case for charset, whose values ignore case
}

// New makes Offers of media types such as "application/json" or
// "text/plain;format=flowed". They are given back as they are spelled here.
//
// The error names every mistake: an empty list, a media type that is malformed,
// has a wildcard or a weight, or stands in the list already.
func New(mediaTypes ...string) (*Offers, error) {
	if len(mediaTypes) == 0 {
		return nil, errors.New("negotiate: no media type is offered")
	}
	var mistakes []error
	o := &Offers{list: make([]offer, 0, len(mediaTypes))}
	seen := make(map[string]bool, len(mediaTypes))
	for _, name := range mediaTypes {
		of, err := newOffer(name)
		if err != nil {
			mistakes = append(mistakes, err)
			continue
		}
		key := of.key()
		if seen[key] {
			mistakes = append(mistakes, fmt.Errorf("negotiate: media type %q is offered twice", name))
			continue
		}
		seen[key] = true
		o.list = append(o.list, of)
		o.lengths[uint8(len(of.subtype))] = true
	}
	if len(mistakes) > 0 {
		return nil, errors.Join(mistakes...)
	}
	return o, nil
}

func newOffer(name string) (offer, error) {
	r, next, ok := scanRange(name, 0)
	switch {
	case !ok || next <= len(name) || strings.TrimSpace(name) != name || name[0] == ',':
		return offer{}, fmt.Errorf("negotiate: media type %q is malformed", name)
	case strings.Contains(r.typ+r.subtype, "*"):
		return offer{}, fmt.Errorf("negotiate: media type %q has a wildcard, which can be asked for but not sent", name)
	case r.weighed:
		return offer{}, fmt.Errorf("negotiate: media type %q has a weight, which only a request gives", name)
	}
	of := offer{
		name:    name,
		typ:     strings.ToLower(r.typ),
		subtype: strings.ToLower(r.subtype),
		family:  familyOf(r.subtype),
	}
	of.essence = of.typ + "/" + of.subtype
	for p := range params(r.params) {
		value := unquote(p.value)
		name := strings.ToLower(p.name)
		if name == "charset" {
			value = strings.ToLower(value)
		}
		of.params = append(of.params, param{name, value})
	}
	return of, nil
}

// key is equal for two offers that no request could tell apart.
func (of offer) key() string {
	var ps []string
	for _, p := range of.params {
		if p != (param{"charset", "utf-8"}) { // which every offer has
			ps = append(ps, fmt.Sprintf(";%s=%q", p.name, p.value))
		}
	}
	slices.Sort(ps)
	return of.essence + strings.Join(slices.Compact(ps), "")
}

// Best returns the offer that the Accept field of h prefers, as RFC 9110
// section 12.5.1 defines it. It is strict: ok is false when the client accepts
// none of the offers, which calls for the status 406. Only a success body
// should ask it; an error keeps its own status and asks [Offers.BestEffort].
func (o *Offers) Best(h http.Header) (mediaType string, ok bool) {
	if mediaType, ok, _ = o.Choose(h); !ok {
		return "", false
	}
	return mediaType, true
}

// BestEffort returns the offer that suits the client best, even if its Accept
// field allows none of them (RFC 9110 section 12.4.1 lets a server disregard
// the field). It is meant for the bodies of errors. The answer is the first of:
// what [Offers.Best] finds; a match that ignores the parameters of media
// types; an offer of the JSON or XML family that the field asks for, such as
// application/json for "application/hal+json"; an offer of the family of the
// request's Content-Type; the first offer. Offers that the field refuses with
// q=0 are passed over while another is left.
//
// It returns "" only where nothing is offered.
func (o *Offers) BestEffort(h http.Header) string {
	mediaType, _, _ := o.Choose(h)
	return mediaType
}

// ByContentType reports whether the request's Content-Type, and not its Accept,
// decided what [Offers.BestEffort] answers for h, and [Offers.Best] where it
// finds an offer. Such an answer varies on Content-Type too (RFC 9110 section
// 12.5.5). [Offers.Choose] tells it together with the answer.
func (o *Offers) ByContentType(h http.Header) bool {
	_, _, byContentType := o.Choose(h)
	return byContentType
}

// Choose scans the Accept field of h once for all that an answer needs to know.
// mediaType is what [Offers.BestEffort] returns. acceptable reports whether the
// client accepts it: if not, [Offers.Best] finds none. byContentType is what
// [Offers.ByContentType] reports.
func (o *Offers) Choose(h http.Header) (mediaType string, acceptable, byContentType bool) {
	c := o.choose(h)
	if c.offer < 0 {
		return "", false, false
	}
	return o.list[c.offer].name, !c.unacceptable, c.byContentType
}
