// Package payments is a service with documented errors, which the servers that
// oapi-codegen makes give to their clients.
package payments

import (
	_ "embed" // service.yaml
	"errors"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// The ways to fail.
var (
	CardDeclined = apierror.Kind{
		Status: apierror.PaymentRequired,
		Code:   "card_declined",
		Title:  "Card declined",
		Doc:    "The issuer refused the charge. Ask for **another card**.",
	}
	AccountUnpaid = apierror.Kind{
		Status: apierror.PaymentRequired,
		Code:   "account_unpaid",
		Title:  "Account unpaid",
	}
	PaymentNotFound = apierror.Kind{
		Status: apierror.NotFound,
		Code:   "payment_not_found",
		Title:  "No such payment",
	}
	Duplicate = apierror.Kind{
		Status: apierror.Conflict,
		Code:   "duplicate_payment",
		Title:  "Duplicate payment",
		Type:   "https://docs.example.com/duplicates",
	}
)

// Guide is what the guide of the service is about.
func Guide() guide.Config {
	return guide.Config{
		Title:       "Payments API",
		Version:     "2.3",
		Description: "Payments by card.",
		Contact:     guide.Contact{Name: "Support", URL: "https://example.com/support", Email: "api@example.com"},
		BaseURL:     "https://api.example.com",
		Kinds:       []apierror.Kind{CardDeclined, AccountUnpaid, PaymentNotFound, Duplicate},
		Statuses: []apierror.Status{
			apierror.BadRequest, apierror.Unauthorized, apierror.Forbidden, apierror.NotFound, apierror.MethodNotAllowed,
			apierror.NotAcceptable, apierror.Conflict, apierror.RequestEntityTooLarge, apierror.UnsupportedMediaType,
			apierror.UnprocessableEntity, apierror.InternalServerError, apierror.BadGateway, apierror.ServiceUnavailable,
		},
		Samples: []*apierror.Error{
			CardDeclined.New("The issuer refused the charge.").With("decline_code", "insufficient_funds").With("attempts", 3),
		},
		Policies:   []ratelimit.Policy{ratelimit.Hourly(1000)},
		FieldCodes: map[string]string{"required": "must be there", "gt": "must be more than the parameter"},
		RetryAfter: 30 * time.Second,
	}
}

// Payment is what was paid.
type Payment struct {
	ID, Amount int
	Currency   string
}

// The amounts that fail.
const (
	Declined = 4000 // CardDeclined
	Offline  = 5000 // 502, since the bank does not answer
	Broken   = 6000 // an error that says nothing to clients
)

// Charge makes a payment.
func Charge(amount int, currency string) (Payment, error) {
	switch {
	case amount <= 0:
		return Payment{}, apierror.UnprocessableEntity.New("1 field is not valid.").
			WithField(apierror.FieldError{Pointer: "#/amount", Code: "gt", Param: "0", Detail: "must be more than 0"})
	case amount == Declined:
		return Payment{}, CardDeclined
	case amount == Offline:
		return Payment{}, apierror.BadGateway.Wrap(errors.New("dial bank.internal: secret"), "The bank is offline.")
	case amount == Broken:
		return Payment{}, errors.New("pq: secret")
	}
	return Payment{1, amount, currency}, nil
}

// Find returns a payment that was made.
func Find(id int) (Payment, error) {
	if id != 1 {
		return Payment{}, PaymentNotFound.New("No payment has this number.").With("payment_id", id)
	}
	return Payment{1, 100, "EUR"}, nil
}

//go:embed service.yaml
var document []byte

// Document returns the OpenAPI document of the service: what its authors wrote, and the
// components of its guide.
func Document() ([]byte, error) {
	g, err := guide.New(Guide())
	if err != nil {
		return nil, err
	}
	return g.Merge(document)
}
