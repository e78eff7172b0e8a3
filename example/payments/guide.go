package payments

import (
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
	"github.com/seed-86b940f4/demur/ratelimit"
	"github.com/seed-86b940f4/demur/validation"
)

const description = "Send your key in the field `X-API-Key`. Bodies are JSON or XML, in requests and in answers. " +
	"An account has the quota `hourly`. A trial account has `trial` in its place. " +
	"Each network address may send 6,000 requests a minute too, whatever its keys."

// newGuide returns the developer guide of the API. It is made of the values that the
// handlers return. It has no BaseURL, since the program may listen anywhere: the type of
// an error is then a path, such as /guide#card_declined.
func newGuide(rules *validation.Validator, hourly ratelimit.Policy) (*guide.Guide, error) {
	return guide.New(guide.Config{
		Title:       "Payments API",
		Description: description,
		Contact:     guide.Contact{Name: "Payments support", Email: "support@example.com"},
		Kinds:       []apierror.Kind{AccountUnpaid, CardDeclined, MethodMissing},
		Statuses: []apierror.Status{
			apierror.BadRequest,
			apierror.Unauthorized,
			apierror.Forbidden,
			apierror.NotFound,
			apierror.MethodNotAllowed,
			apierror.NotAcceptable,
			apierror.RequestTimeout, // a body that does not arrive within the ReadTimeout of the server
			apierror.RequestEntityTooLarge,
			apierror.UnsupportedMediaType,
			apierror.UnprocessableEntity,
			apierror.TooManyRequests,
			apierror.InternalServerError,
			apierror.BadGateway,
			apierror.ServiceUnavailable,
		},
		Samples: []*apierror.Error{
			unpaid([]string{"inv_204", "inv_219"}),
			declined(nil, "insufficient_funds"),
			methodMissing(),
			noPayment(),
			unreachable(nil),
			underMaintenance(),
		},
		FieldCodes: rules.Codes(requests()...),
		Policies:   []ratelimit.Policy{hourly, trial},
		Challenge:  Challenge,
	})
}

// LinkToGuide has the last word on each error that is sent: its type leads to the guide.
// The 429 of the limiters has a type of IANA, which goes together with its title.
func LinkToGuide(e *apierror.Error) *apierror.Error {
	if e.Status != apierror.TooManyRequests {
		return e
	}
	e = e.WithType("") // TypeBase makes one
	e.Title = e.Status.Title()
	return e
}
