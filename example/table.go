package main

import (
	"fmt"
	"net/http"

	"github.com/seed-86b940f4/demur/apierror"
)

// row is a row of the status table: a request that is answered with a status,
// and why. Rows are to be sent in order.
type row struct {
	status int
	fails  error // a Status or a Kind, or nil for success
	why    string
	call   call
	before []step // what must be so first
	after  []step // what puts things right again
}

// step is a request that is no row of its own.
type step struct {
	status int
	why    string
	call   call
}

// table returns every row. It is what the walk-through prints and what the test
// sends.
func table() []row {
	const paid, tried = "/v1/payments/pay_1001", "/v1/payments/pay_1002" // whose they are
	pay := create(body(1250, "EUR", "pm_card"))
	refused := pay
	refused.refuse = true
	invalid := create(order("4242424242424241", "Germany", 0, ""))
	german := invalid
	german.language = "de"
	return []row{
		{status: 200, why: "a payment is read", call: get(paid, paidKey)},
		{status: 201, why: "a payment is made", call: pay},
		{status: 201, why: "a payment is made with a card, items, metadata and a billing address", call: create(order("4242424242424242", "DE", 1, "short"))},
		{status: 204, why: "a payment is cancelled; there is nothing to return", call: call{method: http.MethodDelete, path: paid, key: paidKey}},
		{status: 400, fails: apierror.BadRequest, why: "the body is cut off", call: create(`{"amount":1250,`, `<payment><amount>1250`)},
		{status: 401, fails: apierror.Unauthorized, why: "the API key is missing", call: get(paid, "")},
		{status: 401, fails: apierror.Unauthorized, why: "the API key is invalid", call: get(paid, "demo-key-of-nobody")},
		{status: 402, fails: AccountUnpaid, why: "invoices of the account are outstanding", call: get(paid, unpaidKey)},
		{status: 402, fails: CardDeclined, why: "the provider declines the card", call: create(body(1250, "EUR", "pm_empty"))},
		{status: 403, fails: apierror.Forbidden, why: "the payment belongs to another account", call: get(paid, otherKey)},
		{status: 404, fails: apierror.NotFound, why: "no payment has this identifier", call: get("/v1/payments/pay_9999", paidKey)},
		{status: 405, fails: apierror.MethodNotAllowed, why: "a payment cannot be patched", call: call{method: http.MethodPatch, path: paid, key: paidKey}},
		{status: 406, fails: apierror.NotAcceptable, why: "nothing that Accept allows can be made; the card is not charged", call: refused},
		{status: 412, fails: MethodMissing, why: "the stored payment method does not exist", call: create(body(1250, "EUR", "pm_9999"))},
		{status: 422, fails: apierror.UnprocessableEntity, why: "the card, the country, a quantity and a note make no sense; the body says where", call: invalid},
		{status: 422, fails: apierror.UnprocessableEntity, why: "the same in German", call: german},
		{
			status: 429, fails: apierror.TooManyRequests, why: "the two requests of this clock hour are used up", call: get(tried, trialKey),
			before: []step{
				{200, "the trial account has two requests in a clock hour", get(tried, trialKey)},
				{200, "this is the second", get(tried, trialKey)},
			},
		},
		{status: 500, fails: apierror.InternalServerError, why: "a bug: nobody checks that there is no month 13", call: get("/v1/reports?month=13", paidKey)},
		{
			status: 502, fails: apierror.BadGateway, why: "the payment provider refuses the connection", call: pay,
			before: []step{{204, "the operator takes the provider down", turn("provider", false)}},
			after:  []step{{204, "the operator brings the provider up", turn("provider", true)}},
		},
		{
			status: 503, fails: apierror.ServiceUnavailable, why: "maintenance is under way", call: get(paid, paidKey),
			before: []step{{204, "the operator begins maintenance", turn("maintenance", true)}},
			after:  []step{{204, "the operator ends maintenance", turn("maintenance", false)}},
		},
	}
}

func get(path, key string) call { return call{method: http.MethodGet, path: path, key: key} }

func create(json, xml string) call {
	return call{method: http.MethodPost, path: "/v1/payments", key: paidKey, json: json, xml: xml}
}

func turn(what string, on bool) call {
	return call{method: http.MethodPut, path: "/admin/" + what, key: operatorKey, json: fmt.Sprintf(`{"on":%t}`, on)}
}
