package paymentstest

import (
	"net/http"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/example/payments"
	"github.com/seed-86b940f4/demur/example/walkthrough"
)

// others returns requests that are not in the table, in any order.
func others() []walkthrough.Row {
	const paid, unknown = "/v1/payments/pay_1001", "/v1/payments/pay_9999"
	on := func(method, path, key string) walkthrough.Call {
		return walkthrough.Call{Method: method, Path: path, Key: key}
	}
	down := func(key string) walkthrough.Call {
		return walkthrough.Call{Method: http.MethodPut, Path: "/admin/provider", Key: key, JSON: `{"on":false}`}
	}
	long := strings.Repeat("x", 1<<17)
	return []walkthrough.Row{
		{Status: 200, Why: "HEAD of a payment", Call: on(http.MethodHead, paid, payments.PaidKey)},
		{Status: 404, Why: "HEAD of an unknown payment", Call: on(http.MethodHead, unknown, payments.PaidKey)},
		{Status: 401, Why: "HEAD without a key", Call: on(http.MethodHead, paid, "")},
		{Status: 204, Why: "OPTIONS of a payment", Call: on(http.MethodOptions, paid, payments.PaidKey)},
		{Status: 401, Why: "OPTIONS without a key", Call: on(http.MethodOptions, paid, "")},
		{Status: 404, Why: "OPTIONS of an unknown path", Call: on(http.MethodOptions, "/v1/nothing", payments.PaidKey)},
		{Status: 405, Why: "TRACE of a payment", Call: on(http.MethodTrace, paid, payments.PaidKey)},
		{Status: 405, Why: "a method that nobody knows", Call: on("BREW", paid, payments.PaidKey)},
		{Status: 405, Why: "PUT of the list", Call: on(http.MethodPut, "/v1/payments", payments.PaidKey)},
		{Status: 405, Why: "GET of a switch", Call: walkthrough.Get("/admin/provider", payments.OperatorKey)},
		{Status: 200, Why: "report of a month", Call: walkthrough.Get("/v1/reports?month=12", payments.PaidKey)},
		{Status: 400, Why: "report of no month", Call: walkthrough.Get("/v1/reports?month=May", payments.PaidKey)},
		{Status: 422, Why: "report without a month", Call: walkthrough.Get("/v1/reports", payments.PaidKey)},
		{Status: 401, Why: "unknown path, no key", Call: walkthrough.Get("/v1/nothing", "")},
		{Status: 404, Why: "unknown path", Call: walkthrough.Get("/v1/nothing", payments.PaidKey)},
		{Status: 404, Why: "the prefix alone", Call: walkthrough.Get("/v1", payments.PaidKey)},
		{Status: 404, Why: "the prefix and a slash", Call: walkthrough.Get("/v1/", payments.PaidKey)},
		{Status: 404, Why: "path outside of the groups", Call: walkthrough.Get("/nothing", "")},
		{Status: 403, Why: "cancel another's payment", Call: on(http.MethodDelete, paid, payments.OtherKey)},
		{Status: 403, Why: "switch without operator key", Call: down(payments.PaidKey)},
		{Status: 401, Why: "switch without a key", Call: down("")},
		{Status: 413, Why: "body beyond the limit", Call: walkthrough.Create(
			`{"method":"`+long+`"}`, `<payment><method>`+long+`</method></payment>`)},
		{Status: 415, Why: "a body in CSV", Call: walkthrough.Call{Method: http.MethodPost, Path: "/v1/payments", Key: payments.PaidKey, CSV: "amount\n1250\n"}},
		{Status: 405, Why: "POST of the guide", Call: walkthrough.Call{Method: http.MethodPost, Path: walkthrough.GuidePath, JSON: `{}`}},
		{Status: 400, Why: "no body", Call: walkthrough.Create("", "")},
	}
}

func (u suite) otherRequests(t *testing.T) {
	s := u.start(t)
	for _, r := range others() {
		t.Run(r.Why, func(t *testing.T) {
			t.Parallel()
			res, body := s.send(t, r.Call, walkthrough.SpeaksJSON)
			if res.StatusCode != r.Status {
				t.Errorf("got %d, want %d:\n%s", res.StatusCode, r.Status, body)
			}
			if r.Call.Method == http.MethodHead && (len(body) > 0 || res.ContentLength <= 0) {
				t.Errorf("HEAD got %d bytes and Content-Length %d", len(body), res.ContentLength)
			}
		})
	}
}
