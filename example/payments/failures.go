package payments

import "github.com/seed-86b940f4/demur/apierror"

// The ways to fail that are this API's own. A client tells them from each other
// by their code. All else is told by the status alone.
var (
	AccountUnpaid = apierror.Kind{
		Status: apierror.PaymentRequired,
		Code:   "account_unpaid",
		Title:  "Account unpaid",
		Doc:    "Invoices of the account are outstanding. Settle them to go on.",
	}
	CardDeclined = apierror.Kind{
		Status: apierror.PaymentRequired,
		Code:   "card_declined",
		Title:  "Card declined",
		Doc:    "The issuer refused the charge; decline_code tells why. Ask for another card.",
	}
	MethodMissing = apierror.Kind{
		Status: apierror.PreconditionFailed,
		Code:   "payment_method_missing",
		Title:  "Payment method missing",
		Doc:    "The account has not stored the payment method. Store it first.",
	}
)
