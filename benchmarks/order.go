package main

// order is the body of a request: ten members, two of which hold others.
type order struct {
	Name      string  `json:"name" xml:"name" validate:"required,max=50"`
	Email     string  `json:"email" xml:"email" validate:"required,email"`
	Age       int     `json:"age" xml:"age" validate:"min=18"`
	Currency  string  `json:"currency" xml:"currency" validate:"oneof=EUR GBP USD"`
	Amount    float64 `json:"amount" xml:"amount" validate:"gt=0"`
	Site      string  `json:"site" xml:"site" validate:"url"`
	Reference string  `json:"reference" xml:"reference" validate:"uuid"`
	Terms     bool    `json:"terms" xml:"terms" validate:"required"`
	Address   address `json:"address" xml:"address"`
	Items     []item  `json:"items" xml:"items>item" validate:"min=1,dive"`
}

type address struct {
	Country string `json:"country" xml:"country" validate:"len=2"`
}

type item struct {
	SKU      string `json:"sku" xml:"sku" validate:"required"`
	Quantity int    `json:"quantity" xml:"quantity" validate:"min=1"`
}

// goodOrder breaks no rule.
func goodOrder() order {
	return order{
		Name: "Ada Lovelace", Email: "ada@example.com", Age: 36, Currency: "GBP", Amount: 1249.5,
		Site: "https://example.com/ada", Reference: "c9bf9e57-1685-4c89-bafb-ff5af830be8a", Terms: true,
		Address: address{"GB"}, Items: []item{{"engine-1", 1}, {"card-80", 12}},
	}
}

// badOrder breaks ten rules, those of orderFailures.
func badOrder() order {
	return order{
		Email: "ada", Age: 7, Currency: "XXX", Amount: -1, Site: "ada", Reference: "7",
		Address: address{"GBR"}, Items: []item{{"engine-1", 1}, {"card-80", 0}},
	}
}

// orderFailures are what an answer has to say of badOrder: the name of each field
// and the rule that it breaks.
var orderFailures = [10]struct{ field, rule string }{
	{"name", "required"}, {"email", "email"}, {"age", "min"}, {"currency", "oneof"}, {"amount", "gt"},
	{"site", "url"}, {"reference", "uuid"}, {"terms", "required"}, {"country", "len"}, {"quantity", "min"},
}
