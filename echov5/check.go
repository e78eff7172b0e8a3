package echov5

import "github.com/seed-86b940f4/demur/adapter"

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
func Check[T any]() error { return adapter.Check[T]() }

// Check returns everything in the types of some values that the Binder cannot
// bind, joined; nil if there is nothing. The values themselves are not looked at:
// CreatePayment{} will do. It is the same for all Binders. The list of mistakes
// is at the function [Check], which asks a validator too.
func (b Binder) Check(values ...any) error { return adapter.CheckBinding(values...) }
