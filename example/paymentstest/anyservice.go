package paymentstest

import (
	"net/http"
	"testing"

	"github.com/seed-86b940f4/demur/demurtest"
	"github.com/seed-86b940f4/demur/example/payments"
	"github.com/seed-86b940f4/demur/example/walkthrough"
)

// whatAnyServiceIsAsked asks the payments API what clients of any API do wrong.
func (u suite) whatAnyServiceIsAsked(t *testing.T) {
	awayFromTheFullHour(t)
	behind, err := payments.StartProvider()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(behind.Down)
	s := u.startWith(t, payments.Config{Provider: behind, Hourly: 100_000})
	by := func(key string) http.Header { return http.Header{"X-Api-Key": {key}} }
	asJSON, asXML := walkthrough.Order("4242424242424242", "DE", 1, "short")
	const paid = "/v1/payments/pay_1001"
	demurtest.Service{URL: s.base, BodyLimit: 64<<10 + 1}.Run(t,
		demurtest.Sample{Name: "read", Target: paid, Header: by(payments.PaidKey)},
		demurtest.Sample{Name: "pay", Method: http.MethodPost, Target: "/v1/payments", Header: by(payments.PaidKey), Body: asJSON, Status: http.StatusCreated},
		demurtest.Sample{Name: "pay in XML", Method: http.MethodPost, Target: "/v1/payments", Header: by(payments.PaidKey), Body: asXML, Status: http.StatusCreated},
		demurtest.Sample{Name: "unpaid", Target: paid, Header: by(payments.UnpaidKey), Status: http.StatusPaymentRequired},
		demurtest.Sample{Name: "of another", Target: paid, Header: by(payments.OtherKey), Status: http.StatusForbidden},
		demurtest.Sample{Name: "not there", Target: "/v1/payments/pay_9999", Header: by(payments.PaidKey), Status: http.StatusNotFound},
		demurtest.Sample{Name: "a bug", Target: "/v1/reports?month=13", Header: by(payments.PaidKey), Status: http.StatusInternalServerError},
		demurtest.Sample{Name: "trial", Target: "/v1/payments/pay_1002", Header: by(payments.TrialKey), Quota: 2},
	)
}
