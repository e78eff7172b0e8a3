// Package echoserver is a server of Echo v4 that oapi-codegen made of the document that Merge
// made. Its handlers return errors of demur as they are.
package echoserver

import (
	"context"
	"log/slog"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/guide/toolstest/payments"
)

//go:generate go test ../generate -update

// New returns the server. The type of each error begins with typeBase.
func New(typeBase string) (*echo.Echo, error) {
	e := echo.New()
	cfg := demur.Config{TypeBase: typeBase, Logger: slog.New(slog.DiscardHandler)}
	if err := cfg.Install(e); err != nil {
		return nil, err
	}
	RegisterHandlers(e, NewStrictHandler(service{}, nil))
	return e, nil
}

type service struct{}

// CreatePayment returns errors, but for amount 4001, of which it returns the response
// that the document declares.
func (service) CreatePayment(_ context.Context, r CreatePaymentRequestObject) (CreatePaymentResponseObject, error) {
	if r.Body.Amount == 4001 {
		return CreatePayment402JSONResponse{CardDeclinedProblemJSONResponse{
			Type:   new("https://api.example.com/guide#card_declined"),
			Title:  "Card declined",
			Status: 402,
			Code:   "card_declined",
			Detail: "The card has expired.",
		}}, nil
	}
	p, err := payments.Charge(r.Body.Amount, r.Body.Currency)
	if err != nil {
		return nil, err
	}
	return CreatePayment201JSONResponse(asPayment(p)), nil
}

func (service) GetPayment(_ context.Context, r GetPaymentRequestObject) (GetPaymentResponseObject, error) {
	p, err := payments.Find(r.Id)
	if err != nil {
		return nil, err
	}
	return GetPayment200JSONResponse(asPayment(p)), nil
}

func asPayment(p payments.Payment) Payment {
	return Payment{Id: p.ID, Amount: p.Amount, Currency: p.Currency}
}
