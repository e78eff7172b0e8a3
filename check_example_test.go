package demur_test

import (
	"errors"
	"fmt"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/validation"
)

func ExampleCheck() {
	type window struct {
		From [2]int            `query:"from"`
		Tags map[string]string `form:"tags"`
	}
	type search struct {
		window
		Page  int         `query:"page" validate:"minimum=1"`
		Words []string    `xml:",chardata"`
		Done  chan<- bool // nobody outside should set it
	}
	if err := demur.Check[search](); err != nil {
		fmt.Println(err)
	}
	// Output:
	// demur: demur_test.search.window.From: tag query:"from": a [2]int cannot be made of text
	// demur: demur_test.search.window.Tags: tag form:"tags": a map[string]string cannot be made of text
	// demur: demur_test.search.Done: JSON fills no chan<- bool; if no request should, give it the tag json:"-"
	// demur: demur_test.search.Words: tag xml:",chardata": XML has nothing there for a []string
	// validation: demur_test.search.Page: rule "minimum=1": Undefined validation function 'minimum'
}

// A service with rules of its own asks its own validator.
func ExampleBinder_Check() {
	rules := validation.New()
	even := func(fl validator.FieldLevel) bool { return fl.Field().Int()%2 == 0 }
	if err := rules.Register("even", even, "must be even"); err != nil {
		fmt.Println(err)
	}
	type pair struct {
		N int `json:"n" validate:"even"`
	}
	fmt.Println(errors.Join(demur.Binder{}.Check(pair{}), rules.Check(pair{})))
	fmt.Println(demur.Check[pair]())
	// Output:
	// <nil>
	// validation: demur_test.pair.N: rule "even": Undefined validation function 'even'
}
