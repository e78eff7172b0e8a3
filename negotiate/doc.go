// Package negotiate chooses the media type of an answer from the request's
// Accept field, as RFC 9110 section 12 describes it.
//
//	var offers, err = negotiate.New("application/json", "application/xml")
//	...
//	mediaType, ok := offers.Best(r.Header)   // strict: !ok means 406
//	mediaType = offers.BestEffort(r.Header)  // for error bodies: always answers
//
// # How a type is chosen
//
// For each offer the most specific media range that matches it gives its
// weight, never the largest weight of all ranges. Of the offers with a weight
// above zero the first by these rules is taken: larger weight, more specific
// range, earlier range in the field, same family (JSON or XML) as the request's
// Content-Type, earlier offer.
//
// A request without a readable Accept accepts everything: the Content-Type of
// its own body decides, then the order of the offers. A malformed list element
// is left out and the others stay. The parameter charset=utf-8 is on every
// offer, since an offer that names no charset is sent as UTF-8.
//
// # What the RFC leaves open
//
// A weight of more than three digits is cut to three, but never to zero. A
// weight above 1 counts as 1, and one without its leading zero (".5") is read.
// The lone "*" that some clients send stands for "*/*". A suffix is no wildcard:
// "application/*+json" is an ordinary name.
//
// The choice takes one scan of the field, whose cost grows with its length
// alone, and allocates nothing for up to 16 offers.
package negotiate
