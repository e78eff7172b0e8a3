package demur

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/seed-86b940f4/demur/internal/bind"
)

// Check returns everything in T that [Bind] cannot bind or validate, joined; nil
// if there is nothing. Call it when the program starts. Without it, the first
// request finds the mistake and is answered with 500.
//
//	if err := demur.Check[CreatePayment](); err != nil {
//		return err
//	}
//
// T is what is given to Bind: a struct, a slice, a map, or a pointer to one. Each
// mistake names the field by its path in Go, the tag, and the reason. These are
// mistakes:
//
//   - a tag param, query, header, cookie or form on a field that no text can fill,
//     such as an array or a map, or that is not exported
//   - a tag format that is no layout of a time, on a field with one of these tags
//   - a tag header or cookie that is no name of one
//   - such a tag in a struct behind a pointer that is not embedded and that no
//     body fills: parameters are never put there
//   - a tag json or xml on a field that is not exported
//   - a field that JSON can never fill, such as a channel, a function or a map with
//     keys of a struct type, unless its tag is json:"-" or it is a parameter
//   - a tag xml that encoding/xml does not understand, that contradicts another, or
//     that is on a field which XML can never fill
//   - a struct that embeds itself
//   - a rule in a tag validate that [validation.Validator.Check] complains of
//
// What is behind an interface is not looked at. The rules are those of
// [validation.New]. Where a service has rules of its own, Check does not know
// them and reports them as mistakes. Such a service asks its own validator:
//
//	err := errors.Join(demur.Binder{}.Check(CreatePayment{}), validator.Check(CreatePayment{}))
func Check[T any]() error {
	t := reflect.TypeFor[T]()
	if t.Kind() == reflect.Interface {
		return fmt.Errorf("demur: Check[%v]: the type is an interface, so nothing is known of its fields", t)
	}
	v := reflect.Zero(t).Interface()
	return errors.Join(Binder{}.Check(v), ownValidator().Check(v))
}

// Check returns everything in the types of some values that the Binder cannot
// bind, joined; nil if there is nothing. The values themselves are not looked at:
// CreatePayment{} will do. It is the same for all Binders. The list of mistakes
// is at the function [Check], which asks a validator too.
func (b Binder) Check(values ...any) error {
	var mistakes []error
	for i, v := range values {
		if v == nil {
			mistakes = append(mistakes, fmt.Errorf("demur: Binder.Check: value %d is nil, which has no type", i))
			continue
		}
		mistakes = append(mistakes, bind.Check(reflect.TypeOf(v)))
	}
	return errors.Join(mistakes...)
}
