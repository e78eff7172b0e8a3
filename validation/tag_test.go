package validation_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/go-playground/validator/v10"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/validation"
)

// An engine that reads its rules from another tag was reported as if it read those of
// the tag validate, which may hold others or none.
func TestRulesOfAnotherTag(t *testing.T) {
	t.Parallel()
	type inner struct {
		Zip string `json:"zip" binding:"len=5" validate:"dive,keys,min=1,endkeys"`
	}
	type other struct {
		Name  string            `json:"name" binding:"required"`
		Same  map[string]string `json:"same" binding:"dive,min=3" validate:"dive,keys,min=3,endkeys"` // no rule for keys
		Keys  map[string]string `json:"keys" binding:"dive,keys,min=3,endkeys"`
		End   int               `json:"end" binding:"gtfield=Start"`
		Start int               `json:"start" validate:"required"`
		In    []inner           `json:"in" binding:"dive"`
	}
	type innerTwin struct {
		Zip string `json:"zip" validate:"len=5"`
	}
	type twin struct {
		Name  string            `json:"name" validate:"required"`
		Same  map[string]string `json:"same" validate:"dive,min=3"`
		Keys  map[string]string `json:"keys" validate:"dive,keys,min=3,endkeys"`
		End   int               `json:"end" validate:"gtfield=Start"`
		Start int               `json:"start"`
		In    []innerTwin       `json:"in" validate:"dive"`
	}
	engine := validator.New(validator.WithRequiredStructEnabled())
	engine.SetTagName("binding")
	v := validation.Wrap(engine)
	same, keys := map[string]string{"ab": "ab"}, map[string]string{"ab": "abc"}
	got := apierror.From(v.Validate(other{Same: same, Keys: keys, Start: 2, In: []inner{{"1"}}})).Fields
	want := apierror.From(validation.New().Validate(twin{Same: same, Keys: keys, Start: 2, In: []innerTwin{{"1"}}})).Fields
	if len(want) != 5 || !reflect.DeepEqual(got, want) {
		t.Errorf("with another tag:\n%+v\nwith validate:\n%+v", got, want)
	}

	type wrong struct {
		A int `binding:"nothing" validate:"required"`
		B int `binding:"required" validate:"nothing_else"`
	}
	err := v.Check(wrong{})
	if err == nil || !strings.Contains(err.Error(), "nothing") || strings.Contains(err.Error(), "nothing_else") {
		t.Errorf("Check: %v", err)
	}
}
