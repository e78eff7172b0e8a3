package guide

import (
	"net/http"
	"net/url"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
)

// sampler makes the answers that a guide shows, with the encoders that services use.
type sampler struct {
	writer  *apierror.Writer
	own     map[string]*apierror.Error // by code
	policy  policy                     // the first of the service
	limited bool
}

func newSampler(cfg *Config, p *page) *sampler {
	s := &sampler{
		writer: &apierror.Writer{Challenge: cfg.Challenge, RetryAfter: cfg.RetryAfter, TypeBase: p.address + "#"},
		own:    map[string]*apierror.Error{},
	}
	for _, e := range cfg.Samples {
		s.own[codeOf(e)] = e
	}
	if s.limited = len(p.policies) > 0; s.limited {
		s.policy = p.policies[0]
	}
	return s
}

// answer is what a client gets.
type answer struct {
	header http.Header
	body   []byte
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(int)             {}
func (a *answer) Write(b []byte) (int, error) { a.body = append(a.body, b...); return len(b), nil }

// answer returns the answer to a client that asks for a media type.
func (s *sampler) answer(e *apierror.Error, accept string) *answer {
	a := &answer{header: http.Header{}}
	r := &http.Request{Method: http.MethodGet, URL: &url.URL{Path: "/"}, Header: http.Header{"Accept": {accept}}}
	_ = s.writer.Write(a, r, e.With("request_id", "f3a1c2")) // an answer takes everything
	return a
}

// of returns both documents of an entry.
func (s *sampler) of(k apierror.Kind) (json, xml []byte) {
	forJSON, forXML := s.error(k)
	return s.answer(forJSON, "application/json").body, s.answer(forXML, "application/xml").body
}

// error returns the sample of an entry. Places are named as in a body of the format.
func (s *sampler) error(k apierror.Kind) (forJSON, forXML *apierror.Error) {
	if e := s.own[k.Code]; e != nil {
		return e, e
	}
	e := k.New("")
	if k.Code != k.Status.Code() {
		return e, e
	}
	switch k.Status {
	case apierror.BadRequest:
		e = k.New("1 part of the body is not valid.")
		return places(e, apierror.FieldError{Code: "type", Param: "integer", Detail: "must be an integer"})
	case apierror.UnprocessableEntity:
		return places(e, apierror.FieldError{Code: "gt", Param: "0", Detail: "must be more than 0"})
	case apierror.TooManyRequests:
		if s.limited {
			e = e.With("violated-policies", []string{s.policy.name}).With("quota", s.policy.quota).
				With("reset", time.Date(2026, 1, 2, 15, 0, 0, 0, time.UTC))
		}
	}
	return e, e
}

func places(e *apierror.Error, f apierror.FieldError) (forJSON, forXML *apierror.Error) {
	inJSON, inXML := f, f
	inJSON.Pointer, inXML.XPath = "#/amount", "/payment/amount"
	return e.WithField(inJSON), e.WithField(inXML)
}

// newStatus returns what there is to say of a status, without its entries.
func newStatus(st apierror.Status, s *sampler) status {
	meaning, retry := statusMeaning(st)
	made := status{status: st, title: st.Title(), meaning: meaning, retry: retry}
	e := st.New("")
	if s.limited && st == apierror.TooManyRequests {
		e = e.WithRetryAfter(s.policy.untilNext()) // as the limiter does
	}
	sent := s.answer(e, "application/json").header
	add := func(name, fallback, meaning string) {
		value := sent.Get(name)
		if value == "" {
			value = fallback
		}
		made.headers = append(made.headers, headerField{name, value, meaning})
	}
	switch st {
	case apierror.Unauthorized:
		add("WWW-Authenticate", "", "the credentials that are asked for")
	case apierror.MethodNotAllowed:
		add("Allow", "GET, HEAD", "the methods that the resource supports")
	case apierror.UnsupportedMediaType:
		add("Accept", "", "the media types that the resource reads")
	case apierror.TooManyRequests, apierror.ServiceUnavailable:
		add("Retry-After", "", "the seconds to wait before the next request")
	}
	if s.limited && st == apierror.TooManyRequests {
		add("RateLimit", s.policy.leftField(0), "what is left of the quota, and the seconds until its window ends")
		add("RateLimit-Policy", s.policy.policyField(), "the quota, and the seconds of its window")
	}
	return made
}
