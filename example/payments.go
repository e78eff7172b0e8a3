package main

import (
	"encoding/xml"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// payments has the handlers of the resource.
type payments struct {
	store *store
	bank  *gateway
}

// create charges a card or a stored payment method: 201, or 400, 402, 412, 415,
// 422, 502.
func (p *payments) create(c echo.Context) error {
	in, err := demur.Bind[CreatePayment](c)
	if err != nil {
		return err // a 400 or 422 that says where
	}
	stored, known := caller(c).methods[in.Method]
	if in.Card == nil && !known {
		return MethodMissing.New("The account has no stored payment method with this identifier.")
	}
	id, err := p.bank.charge(c.Request().Context(), charge{in.Amount, in.Currency, stored, in.Card})
	if problem, ok := errors.AsType[*apierror.Error](err); ok && errors.Is(problem, chargeRefused) {
		return CardDeclined.Wrap(err, "The issuer refused the charge.").
			With("decline_code", member(problem, "decline_code"))
	}
	if err != nil {
		return apierror.BadGateway.Wrap(err, "The payment provider could not be reached. Try again.")
	}
	made := p.store.add(Payment{Amount: in.Amount, Currency: in.Currency, Charge: id, Metadata: in.Metadata, account: caller(c).id})
	return demur.Created(c, "/v1/payments/"+made.ID, made)
}

// show is for GET and HEAD: 200, or 403, 404.
func (p *payments) show(c echo.Context) error {
	found, err := p.own(c)
	if err != nil {
		return err
	}
	return demur.Respond(c, http.StatusOK, found)
}

// cancel is for DELETE: 204, or 403, 404.
func (p *payments) cancel(c echo.Context) error {
	found, err := p.own(c)
	if err != nil {
		return err
	}
	p.store.cancel(found.ID)
	return demur.Respond(c, http.StatusNoContent, nil)
}

// own returns the payment that the path names, if the caller may touch it.
func (p *payments) own(c echo.Context) (Payment, error) {
	found, ok := p.store.find(c.Param("id"))
	switch {
	case !ok:
		return Payment{}, apierror.NotFound.New("There is no payment with this identifier.")
	case found.account != caller(c).id:
		return Payment{}, apierror.Forbidden.New("The payment belongs to another account.")
	}
	return found, nil
}

// Report is what an account has charged in a month of this year.
type Report struct {
	XMLName xml.Name `json:"-" xml:"report"`
	Month   int      `json:"month" xml:"month"`
	Total   int64    `json:"total" xml:"total"`
}

// report has the bug that the walk-through needs: nobody looks whether there is
// such a month. Month 13 panics, and the client gets a bare 500.
func (p *payments) report(c echo.Context) error {
	var month int
	if err := echo.QueryParamsBinder(c).MustInt("month", &month).BindError(); err != nil {
		return err
	}
	totals := p.store.totals(caller(c).id)
	return demur.Respond(c, http.StatusOK, Report{Month: month, Total: totals[month-1]})
}
