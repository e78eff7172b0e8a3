package payments

import (
	"encoding/xml"
	"fmt"
	"io"
	"log/slog"
)

// CreatePayment is the body of POST /v1/payments, in JSON and XML alike. Who pays
// with a card has to tell where its bills go.
type CreatePayment struct {
	XMLName  xml.Name `json:"-" xml:"payment"`
	Amount   int64    `json:"amount" xml:"amount" validate:"gt=0"` // in the smallest unit of the currency
	Currency string   `json:"currency" xml:"currency" validate:"oneof=CHF EUR USD"`
	Method   string   `json:"method" xml:"method" validate:"required_without=Card"` // a stored payment method
	Card     *Card    `json:"card" xml:"card" validate:"omitempty,excluded_with=Method"`
	Billing  *Address `json:"billing" xml:"billing" validate:"required_with=Card"`
	Items    []Item   `json:"items" xml:"items>item" validate:"max=100,dive"`
	Metadata Metadata `json:"metadata" xml:"metadata" validate:"max=20,dive,keys,min=1,max=40,endkeys,required,max=200"`
}

// Card is a card that the account has not stored. It goes to the provider, and
// nowhere else. No verb of fmt gets a part of it, nor a logger that it is given to.
type Card struct {
	Number  string `json:"number" xml:"number" validate:"credit_card"`
	Expires string `json:"expires" xml:"expires" validate:"datetime=2006-01"`
	CVC     string `json:"cvc" xml:"cvc" validate:"number,min=3,max=4"`
}

// Format hides the card from every verb.
func (Card) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "card") }

// LogValue hides the card from handlers that would make JSON of it.
func (Card) LogValue() slog.Value { return slog.StringValue("card") }

// Address is where the bills of a card go.
type Address struct {
	Street  string `json:"street" xml:"street" validate:"required,max=100"`
	City    string `json:"city" xml:"city" validate:"required,max=100"`
	Country string `json:"country" xml:"country" validate:"iso3166_1_alpha2"`
}

// Item is a part of what is paid for.
type Item struct {
	SKU      string `json:"sku" xml:"sku" validate:"required,max=40"`
	Quantity int    `json:"quantity" xml:"quantity" validate:"min=1,max=99"`
}
