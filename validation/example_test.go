package validation_test

import (
	"fmt"
	"log"
	"maps"
	"net/http/httptest"
	"slices"
	"strings"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/validation"
)

func ExampleValidator_Validate() {
	type Item struct {
		SKU      string `json:"sku" validate:"required"`
		Quantity int    `json:"quantity" validate:"min=1,max=99"`
	}
	type Order struct {
		Items    []Item `json:"items" validate:"min=1,dive"`
		Currency string `json:"currency" validate:"iso4217"`
	}
	v := validation.New()
	err := v.Validate(&Order{Items: []Item{{"A-1", 2}, {"", 100}}, Currency: "EURO"})
	for _, f := range apierror.From(err).Fields {
		fmt.Println(f.Pointer, f.Detail)
	}
	// Output:
	// #/items/1/sku must be given and not be empty
	// #/items/1/quantity must be at most 99
	// #/currency must be a currency code of three letters (ISO 4217)
}

func ExampleValidator_For() {
	type Item struct {
		SKU string `xml:"sku,attr" json:"sku" validate:"required"`
	}
	type Order struct {
		Items []Item `xml:"items>item" json:"items" validate:"dive"`
		Page  int    `query:"page" validate:"min=1"`
	}
	v := validation.New()
	err := v.Validate(&Order{Items: make([]Item, 2)})

	r := httptest.NewRequest("POST", "/orders?page=0", strings.NewReader("<order>…</order>"))
	r.Header.Set("Content-Type", "application/xml")
	for _, f := range apierror.From(v.For(r, err)).Fields {
		fmt.Println(f.XPath, f.In, f.Name, f.Detail)
	}
	// Output:
	// /*/items/item[1]/@sku   must be given and not be empty
	// /*/items/item[2]/@sku   must be given and not be empty
	//  query page must be at least 1
}

func ExampleValidator_Register() {
	v := validation.New()
	prefixed := func(fl validator.FieldLevel) bool { return strings.HasPrefix(fl.Field().String(), fl.Param()+"-") }
	if err := v.Register("sku_of", prefixed, "must be an article number of {param}"); err != nil {
		log.Fatal(err)
	}
	err := v.Validate(struct {
		SKU string `json:"sku" validate:"sku_of=acme"`
	}{"other-1"})
	fmt.Println(apierror.From(err).Fields[0].Detail)
	// Output: must be an article number of acme
}

func ExampleWrap() {
	engine := validator.New(validator.WithRequiredStructEnabled())
	engine.RegisterAlias("username", "alphanum,min=3")
	v := validation.Wrap(engine)
	if err := v.Sentence("en", "username", "must be a user name: at least three letters and digits"); err != nil {
		log.Fatal(err)
	}
	err := v.Validate(struct {
		Name string `json:"name" validate:"username"`
	}{"x"})
	f := apierror.From(err).Fields[0]
	fmt.Println(f.Code, f.Detail)
	// Output: username must be a user name: at least three letters and digits
}

func ExampleValidator_Check() {
	type Order struct {
		Start string `json:"start" validate:"requird"`
		End   string `json:"end" validate:"gtfield=Strat"`
	}
	fmt.Println(validation.New().Check(Order{}))
	// Output:
	// validation: validation_test.Order.Start: rule "requird": Undefined validation function 'requird'
	// validation: validation_test.Order.End: rule "gtfield=Strat": there is no field "Strat"
}

func ExampleValidator_Codes() {
	type Item struct {
		SKU      string `json:"sku" validate:"required,min=3"`
		Quantity int    `json:"quantity" validate:"min=1,max=99"`
	}
	type Order struct {
		Items    []Item `json:"items" validate:"dive"`
		Currency string `json:"currency" validate:"oneof=EUR USD"`
	}
	codes := validation.New().Codes(Order{})
	for _, code := range slices.Sorted(maps.Keys(codes)) {
		fmt.Printf("%s: %s\n", code, codes[code])
	}
	// Output:
	// max: must be at most {param}
	// min: must be at least {param}, or be at least {param} characters long
	// oneof: must be one of {param}
	// required: must be given and not be empty
}

func ExampleValidator_AddLanguage() {
	v := validation.New()
	esperanto := map[string]string{"required": "estas necesa", "email": "devas esti retadreso"}
	err := v.AddLanguage("eo", func(r validation.Rule) (string, bool) {
		words, ok := esperanto[r.Tag]
		return words, ok
	})
	if err != nil {
		log.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/", nil)
	r.Header.Set("Accept-Language", "eo, en;q=0.5")
	e := apierror.From(v.For(r, v.Validate(struct {
		Mail string `json:"mail" validate:"email"`
	}{"x"})))
	fmt.Println(e.Fields[0].Detail, e.Header["Content-Language"], e.Header["Vary"])
	// Output: devas esti retadreso [eo] [Accept-Language]
}
