package validation_test

import (
	"maps"
	"testing"
	"time"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/validation"
)

type coded struct {
	Amount   int               `json:"amount" validate:"required,gt=0,lte=100"`
	Fee      float64           `json:"fee" validate:"gt=1"`
	Currency string            `json:"currency" validate:"required,iso4217"`
	Method   string            `json:"method" validate:"oneof=card 'bank account'"`
	Color    string            `json:"color" validate:"omitempty,iscolor"`
	Paint    string            `json:"paint" validate:"len=3|hexcolor"`
	Name     string            `json:"name" validate:"username"`
	Start    time.Time         `json:"start" validate:"gt"`
	End      time.Time         `json:"end" validate:"gtfield=Start"`
	Bank     string            `json:"bank" validate:"required_if=Method bank"`
	Both     *string           `json:"both" validate:"required_with=Bank Name"`
	Items    []codedItem       `json:"items" validate:"min=1,dive"`
	Labels   map[string]string `json:"labels" validate:"max=3,dive,keys,max=10,endkeys,excludesall=0x2C"`
	Any      any               `json:"any" validate:"required,max=5"`
	Not      codedNot          `json:"not" validate:"structonly"`
	Lists    []codedNot        `json:"lists"`
	Skipped  codedNot          `json:"skipped" validate:"-"`
	Wrong    string            `json:"wrong" validate:"nosuch,email"`
	Self     *coded            `json:"self"`
}

type codedItem struct {
	SKU  string `json:"sku" validate:"sku_of=acme,min=3"`
	Tags []int  `json:"tags" validate:"unique,dive,min=2"`
}

type codedNot struct {
	Mail string `json:"mail" validate:"ulid"`
}

func TestCodesDump(t *testing.T) {
	engine := validator.New()
	engine.RegisterAlias("username", "alphanum,min=3,max=20")
	if err := engine.RegisterValidation("sku_of", func(validator.FieldLevel) bool { return false }); err != nil {
		t.Fatal(err)
	}
	v := validation.Wrap(engine)
	got := v.Codes(coded{})
	for k, s := range maps.All(got) {
		t.Logf("%s: %s", k, s)
	}
}
