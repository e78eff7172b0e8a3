package main

import (
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/validation"
)

// formats are what the service sends errors as: also to people with a browser.
var formats = []apierror.Format{apierror.JSON{}, apierror.XML{}, guide.HTML{}}

// newGuide returns the guide that the service has, whatever framework serves it.
func newGuide() (*guide.Guide, error) {
	return guide.New(guide.Config{
		Title: "Widgets API",
		Statuses: []apierror.Status{
			apierror.BadRequest, apierror.NotFound, apierror.NotAcceptable,
			apierror.UnprocessableEntity, apierror.InternalServerError,
		},
		Policies:   []ratelimit.Policy{hourly},
		FieldCodes: validation.New().Codes(widget{}),
	})
}

// linked takes the type of IANA from the 429 of a limiter, so that the guide explains it.
func linked(e *apierror.Error) *apierror.Error { return e.WithType("") }
