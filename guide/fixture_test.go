package guide_test

import (
	"net/http"
	"sync"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
	"github.com/seed-86b940f4/demur/ratelimit"
)

var (
	accountUnpaid = apierror.Kind{
		Status: apierror.PaymentRequired, Code: "account_unpaid", Title: "Account unpaid",
		Doc: "Invoices of the account are outstanding. Settle them to go on.",
	}
	paymentDeclined = apierror.Kind{
		Status: apierror.PaymentRequired, Code: "card_declined", Title: "Card declined",
		Doc: "The issuer refused the charge. `decline_code` tells why:\n\n" +
			"| `decline_code` | what to do |\n|---|---|\n| `insufficient_funds` | ask for another card |\n| `expired_card` | ask for the new card |\n\n" +
			"See [Cards](https://docs.example.com/cards) for cards that *always* fail.",
	}
	methodMissing = apierror.Kind{
		Status: apierror.PreconditionFailed, Code: "payment_method_missing", Title: "Payment method missing",
		Doc: "The account has not stored the payment method. Store it first:\n\n```\nPOST /v1/payment_methods\n```",
	}
	keyRotated = apierror.Kind{
		Status: apierror.Unauthorized, Code: "key_rotated", Title: "Key rotated",
		Type: "https://status.example.com/keys",
		Doc:  "The key was replaced by a new one.",
	}
)

// payments is the guide of an API that has a bit of everything.
func payments() guide.Config {
	return guide.Config{
		Title:       "Payments API",
		Version:     "2026-11",
		Description: "Takes payments by card. Each request has an API key in `X-API-Key`.\n\nAmounts are in **cents**.",
		Contact:     guide.Contact{Name: "API team", URL: "https://example.com/support", Email: "api@example.com"},
		BaseURL:     "https://api.example.com",
		Successes:   []int{http.StatusOK, http.StatusCreated, http.StatusNoContent},
		Statuses: []apierror.Status{
			apierror.BadRequest, apierror.Unauthorized, apierror.Forbidden, apierror.NotFound, apierror.MethodNotAllowed,
			apierror.NotAcceptable, apierror.RequestEntityTooLarge, apierror.UnsupportedMediaType, apierror.UnprocessableEntity,
			apierror.InternalServerError, apierror.BadGateway, apierror.ServiceUnavailable,
		},
		Kinds: []apierror.Kind{accountUnpaid, paymentDeclined, methodMissing, keyRotated},
		Samples: []*apierror.Error{
			accountUnpaid.New("Two invoices are outstanding.").With("invoices", []string{"in_17", "in_18"}).With("amount_due", 4200),
			paymentDeclined.New("The account behind the card is empty.").With("decline_code", "insufficient_funds"),
		},
		Policies: []ratelimit.Policy{ratelimit.Hourly(1000)},
		FieldCodes: map[string]string{
			"gt":          "must be more than {param}",
			"required":    "must be given",
			"credit_card": "must be a card number",
		},
		Challenge: `ApiKey realm="payments"`,
	}
}

// made is a Config and the guide of it. Several tests look at the same one: a Guide never
// changes, and to make one with long texts takes a tenth of a second.
type made struct {
	cfg  guide.Config
	make func() (*guide.Guide, error)
}

func makeOnce(cfg guide.Config) made {
	return made{cfg, sync.OnceValues(func() (*guide.Guide, error) { return guide.New(cfg) })}
}

func (m made) guide(t testing.TB) *guide.Guide {
	t.Helper()
	g, err := m.make()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func paymentsGuide(t testing.TB) *guide.Guide {
	t.Helper()
	return guides()["payments"].guide(t)
}
