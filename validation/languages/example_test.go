package languages_test

import (
	"fmt"
	"log"
	"net/http/httptest"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/validation"
	"github.com/seed-86b940f4/demur/validation/languages"
)

func ExampleAdd() {
	v := validation.New()
	if err := languages.Add(v, "de", "fr"); err != nil {
		log.Fatal(err)
	}
	type user struct {
		Name string `json:"name" validate:"min=3"`
	}
	r := httptest.NewRequest("POST", "/users", nil)
	r.Header.Set("Accept-Language", "fr-CH, en;q=0.5")

	e := apierror.From(v.For(r, v.Validate(user{Name: "Al"})))
	fmt.Println(e.Header.Get("Content-Language"), e.Fields[0].Code, e.Fields[0].Pointer)
	fmt.Println(e.Fields[0].Detail)
	// Output:
	// fr min #/name
	// Le champ doit faire une taille minimum de 3 caractères
}
