package payments

import (
	"time"

	"github.com/seed-86b940f4/demur/apierror"
)

// The ways to fail that are this API's own. A client tells them from each other
// by their code. All else is told by the status alone.
var (
	AccountUnpaid = apierror.Kind{
		Status: apierror.PaymentRequired,
		Code:   "account_unpaid",
		Title:  "Account unpaid",
		Doc:    "Invoices of the account are outstanding: `invoices` lists them. Settle them to go on.",
	}
	CardDeclined = apierror.Kind{
		Status: apierror.PaymentRequired,
		Code:   "card_declined",
		Title:  "Card declined",
		Doc:    "The issuer refused the charge. `decline_code` tells why. Ask for another card.",
	}
	MethodMissing = apierror.Kind{
		Status: apierror.PreconditionFailed,
		Code:   "payment_method_missing",
		Title:  "Payment method missing",
		Doc:    "The account has not stored the payment method. Store it first.",
	}
)

// What follows is returned by the service and shown in the guide.

func unpaid(invoices []string) *apierror.Error {
	return AccountUnpaid.New("The account has unpaid invoices. Settle them to go on.").With("invoices", invoices)
}

func declined(cause error, reason string) *apierror.Error {
	return CardDeclined.Wrap(cause, "The issuer refused the charge.").With("decline_code", reason)
}

func methodMissing() *apierror.Error {
	return MethodMissing.New("The account has no stored payment method with this identifier.")
}

func noPayment() *apierror.Error {
	return apierror.NotFound.New("There is no payment with this identifier.")
}

func unreachable(cause error) *apierror.Error {
	return apierror.BadGateway.Wrap(cause, "The payment provider could not be reached. Try again.")
}

func underMaintenance() *apierror.Error {
	return apierror.ServiceUnavailable.New("Maintenance is under way. Try again later.").WithRetryAfter(5 * time.Minute)
}
