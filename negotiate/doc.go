// Package negotiate chooses the media type of an answer by the request's Accept
// field, as RFC 9110 section 12 describes it.
//
//	var offers, err = negotiate.New("application/json", "application/xml")
//	...
//	mediaType, ok := offers.Best(r.Header)   // strict: !ok means 406
//	mediaType = offers.BestEffort(r.Header)  // for error bodies: always chooses one
//
// # How a type is chosen
//
// Each offer gets a weight: that of the most specific media range that matches it,
// even if a less specific range has a greater weight. An offer of weight zero is
// refused. Of the others, the one with the greatest weight is chosen. Between offers
// of equal weight, these rules decide, in this order:
//
//  1. the offer whose range is more specific
//  2. the offer whose range stands earlier in the field
//  3. the offer of the same family (JSON or XML) as the request's Content-Type
//  4. the earlier offer
//
// A request without an Accept field that can be read accepts everything. The
// Content-Type of its body then decides, and after that the order of the offers. An
// element of the list that is malformed is ignored; the other elements count. Every
// offer matches the parameter charset=utf-8, since an offer that names no charset
// is sent as UTF-8.
//
// # What the RFC leaves open
//
// A weight of more than three decimals is cut to three, but a weight above zero stays
// above zero. A weight above 1 counts as 1. A weight without its leading zero
// (".5") is accepted. "*", which some clients send, counts as "*/*". There is no
// wildcard for suffixes: "application/*+json" is an ordinary name.
//
// The field is scanned once, in time that is linear in its length. Nothing is
// allocated for up to 16 offers.
package negotiate
