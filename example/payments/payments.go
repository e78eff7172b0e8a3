package payments

import (
	"context"
	"encoding/xml"
	"errors"

	"github.com/seed-86b940f4/demur/apierror"
)

// Create charges a card or a stored payment method. The error is a 402, 412 or 502.
func (s *Service) Create(ctx context.Context, caller *Account, in CreatePayment) (Payment, error) {
	stored, known := caller.methods[in.Method]
	if in.Card == nil && !known {
		return Payment{}, methodMissing()
	}
	id, err := s.gateway.charge(ctx, charge{in.Amount, in.Currency, stored, in.Card})
	if problem, ok := errors.AsType[*apierror.Error](err); ok && errors.Is(problem, chargeRefused) {
		said, _ := problem.Extension("decline_code")
		reason, _ := said.(string)
		return Payment{}, declined(err, reason)
	}
	if err != nil {
		return Payment{}, unreachable(err)
	}
	return s.store.add(Payment{Amount: in.Amount, Currency: in.Currency, Charge: id, Metadata: in.Metadata, account: caller.id}), nil
}

// Find returns the payment, if the caller may see it. The error is a 403 or 404.
func (s *Service) Find(caller *Account, id string) (Payment, error) {
	found, ok := s.store.find(id)
	switch {
	case !ok:
		return Payment{}, noPayment()
	case found.account != caller.id:
		return Payment{}, apierror.Forbidden.New("The payment belongs to another account.")
	}
	return found, nil
}

// Cancel cancels the payment, if the caller may. The error is a 403 or 404.
func (s *Service) Cancel(caller *Account, id string) error {
	found, err := s.Find(caller, id)
	if err != nil {
		return err
	}
	s.store.cancel(found.ID)
	return nil
}

// ReportOf is what a client says in the query of GET /v1/reports.
type ReportOf struct {
	Month int `query:"month" validate:"required"`
}

// Report is what an account has charged in a month of this year.
type Report struct {
	XMLName xml.Name `json:"-" xml:"report"`
	Month   int      `json:"month" xml:"month"`
	Total   int64    `json:"total" xml:"total"`
}

// Report has the bug that the walk-through needs: nobody looks whether there is
// such a month. Month 13 panics, and the client gets a bare 500.
func (s *Service) Report(caller *Account, of ReportOf) Report {
	totals := s.store.totals(caller.id)
	return Report{Month: of.Month, Total: totals[of.Month-1]}
}
