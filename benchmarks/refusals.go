package main

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// refusalScenarios returns the rows on answers whose cost is held against that of
// another of demur's own, and on how documents of any size are encoded.
func refusalScenarios() []scenario {
	return []scenario{
		{
			what: "429", format: "json", title: "429 : 404 from a constant",
			status: http.StatusTooManyRequests, mentions: []string{"too_many_requests"},
			header: http.Header{"X-Api-Key": {keyOf(42)}}, fields: []string{"RateLimit", "RateLimit-Policy", "Retry-After"},
			contenders: []contender{
				{name: "demur", service: spentService()},
				{name: "404-const", service: demurService(demurConst), status: http.StatusNotFound},
			},
			target: target{rival: "404-const", ratio: 4},
		},
		{
			what: "500-deep", format: "json", title: "500, plain error 100 levels deep : 1 level",
			status: http.StatusInternalServerError, mentions: []string{"Internal Server Error"},
			contenders: []contender{{name: "demur", service: deepService(100)}, {name: "1-level", service: deepService(1)}},
			target:     target{rival: "1-level", ratio: 4},
		},
		{
			what: "422-1000-fields", format: "json", title: "422 with 1,000 fields, JSON",
			status: http.StatusUnprocessableEntity, mentions: []string{badFields[9].pointer, badFields[9].detail},
			contenders: []contender{{name: "demur", service: manyFields(1000)}, {name: "echo-custom", service: echoCustom(manyProblems(1000))}},
			target:     target{rival: "echo-custom", allocs: 6},
		},
		{
			what: "422-1mb", format: "json", title: "422 with a detail of 1 MB, JSON",
			status: http.StatusUnprocessableEntity, mentions: []string{longDetail[:1000]},
			contenders: []contender{
				{name: "demur", service: failing(apierror.UnprocessableEntity.New(longDetail))},
				{name: "echo-custom", service: echoCustom(func() *problem {
					return &problem{Title: "Unprocessable Entity", Status: 422, Code: "unprocessable_entity", Detail: longDetail}
				})},
			},
			target: target{rival: "echo-custom", allocs: 6},
		},
	}
}

var longDetail = strings.Repeat("The 42nd value of the request is not valid. ", 1_000_000/44)

// failing returns newDemur with a handler that always returns the same error.
func failing(err error) http.Handler {
	return demurService(func(echo.Context) error { return err })
}

// spentService refuses every request that has an X-API-Key, once it has had one.
func spentService() http.Handler {
	service, err := demurLimited(1, demur.DraftFields)
	if err != nil {
		panic(err)
	}
	service.ServeHTTP(newWriter(), limitedRequest(context.Background()))
	return service
}

// wrapped is an error around another whose text costs nothing.
type wrapped struct{ error }

func (w wrapped) Unwrap() error { return w.error }

func deepService(levels int) http.Handler {
	err := errors.New("the disk is full")
	for range levels - 1 {
		err = wrapped{err}
	}
	return failing(err)
}

// manyFields answers with a 422 of n fields, which was made before.
func manyFields(n int) http.Handler {
	fields := make([]apierror.FieldError, n)
	for i := range fields {
		f := badFields[(i+9)%len(badFields)]
		fields[i] = apierror.FieldError{Pointer: f.pointer, Code: f.code, Detail: f.detail}
	}
	return failing(&apierror.Error{Status: apierror.UnprocessableEntity, Detail: badRequest, Fields: fields})
}

func manyProblems(n int) func() *problem {
	p := problemFields()
	fields := make([]problemField, n)
	for i := range fields {
		fields[i] = p.Errors[(i+9)%len(p.Errors)]
	}
	p.Errors = fields
	return func() *problem { return p }
}
