package walkthrough

import (
	"fmt"
	"net/http"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/example/payments"
)

// Row is a row of the status table: a request that is answered with a status,
// and why. Rows are to be sent in order.
type Row struct {
	Status int
	Fails  error // a Status or a Kind, or nil for success
	Why    string
	Call   Call
	Before []Step // what must be so first
	After  []Step // what puts things right again
}

// Step is a request that is no row of its own.
type Step struct {
	Status int
	Why    string
	Call   Call
}

// Table returns every row.
func Table() []Row {
	const paid, tried = "/v1/payments/pay_1001", "/v1/payments/pay_1002" // whose they are
	pay := Create(Body(1250, "EUR", "pm_card"))
	refused := pay
	refused.Refuse = true
	invalid := Create(Order("4242424242424241", "Germany", 0, ""))
	german := invalid
	german.Language = "de"
	return []Row{
		{Status: 200, Why: "a payment is read", Call: Get(paid, payments.PaidKey)},
		{Status: 201, Why: "a payment is made", Call: pay},
		{Status: 201, Why: "a payment is made with a card, items, metadata and a billing address", Call: Create(Order("4242424242424242", "DE", 1, "short"))},
		{Status: 204, Why: "a payment is cancelled; there is nothing to return", Call: Call{Method: http.MethodDelete, Path: paid, Key: payments.PaidKey}},
		{Status: 400, Fails: apierror.BadRequest, Why: "the body is cut off", Call: Create(`{"amount":1250,`, `<payment><amount>1250`)},
		{Status: 401, Fails: apierror.Unauthorized, Why: "the API key is missing", Call: Get(paid, "")},
		{Status: 401, Fails: apierror.Unauthorized, Why: "the API key is invalid", Call: Get(paid, "demo-key-of-nobody")},
		{Status: 402, Fails: payments.AccountUnpaid, Why: "invoices of the account are outstanding", Call: Get(paid, payments.UnpaidKey)},
		{Status: 402, Fails: payments.CardDeclined, Why: "the provider declines the card", Call: Create(Body(1250, "EUR", "pm_empty"))},
		{Status: 403, Fails: apierror.Forbidden, Why: "the payment belongs to another account", Call: Get(paid, payments.OtherKey)},
		{Status: 404, Fails: apierror.NotFound, Why: "no payment has this identifier", Call: Get("/v1/payments/pay_9999", payments.PaidKey)},
		{Status: 405, Fails: apierror.MethodNotAllowed, Why: "a payment cannot be patched", Call: Call{Method: http.MethodPatch, Path: paid, Key: payments.PaidKey}},
		{Status: 406, Fails: apierror.NotAcceptable, Why: "nothing that Accept allows can be made; the card is not charged", Call: refused},
		{Status: 412, Fails: payments.MethodMissing, Why: "the stored payment method does not exist", Call: Create(Body(1250, "EUR", "pm_9999"))},
		{Status: 422, Fails: apierror.UnprocessableEntity, Why: "the card, the country, a quantity and a note make no sense; the body says where", Call: invalid},
		{Status: 422, Fails: apierror.UnprocessableEntity, Why: "the same in German", Call: german},
		{
			Status: 429, Fails: apierror.TooManyRequests, Why: "the two requests of this clock hour are used up", Call: Get(tried, payments.TrialKey),
			Before: []Step{
				{200, "the trial account has two requests in a clock hour", Get(tried, payments.TrialKey)},
				{200, "this is the second", Get(tried, payments.TrialKey)},
			},
		},
		{Status: 500, Fails: apierror.InternalServerError, Why: "a bug: nobody checks that there is no month 13", Call: Get("/v1/reports?month=13", payments.PaidKey)},
		{
			Status: 502, Fails: apierror.BadGateway, Why: "the payment provider refuses the connection", Call: pay,
			Before: []Step{{204, "the operator takes the provider down", turn("provider", false)}},
			After:  []Step{{204, "the operator brings the provider up", turn("provider", true)}},
		},
		{
			Status: 503, Fails: apierror.ServiceUnavailable, Why: "maintenance is under way", Call: Get(paid, payments.PaidKey),
			Before: []Step{{204, "the operator begins maintenance", turn("maintenance", true)}},
			After:  []Step{{204, "the operator ends maintenance", turn("maintenance", false)}},
		},
	}
}

// Get returns a call that reads.
func Get(path, key string) Call { return Call{Method: http.MethodGet, Path: path, Key: key} }

// Create returns a call that makes a payment with a body in either format.
func Create(json, xml string) Call {
	return Call{Method: http.MethodPost, Path: "/v1/payments", Key: payments.PaidKey, JSON: json, XML: xml}
}

func turn(what string, on bool) Call {
	return Call{Method: http.MethodPut, Path: "/admin/" + what, Key: payments.OperatorKey, JSON: fmt.Sprintf(`{"on":%t}`, on)}
}
