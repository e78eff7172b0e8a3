package main

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"strings"
)

// check reports what is wrong with the service: whether a valid order arrives
// whole, also after others were refused, and none that is not valid does.
func (b bound) check(ctx context.Context) error {
	var received order
	service := b.open(&received)
	send := func(what string, r *http.Request, status int) error {
		received = order{}
		w := &recorder{writer: newWriter()}
		service.ServeHTTP(w, r)
		if w.status != status {
			return fmt.Errorf("%s: %s: status %d, want %d: %s", b.name, what, w.status, status, w.body.String())
		}
		want := order{}
		if status == http.StatusNoContent {
			want = goodOrder()
		}
		if !reflect.DeepEqual(received, want) {
			return fmt.Errorf("%s: %s: the handler has %+v, want %+v", b.name, what, received, want)
		}
		return nil
	}
	wrongType := `{"age":"seven"}`
	if b.format == "xml" {
		wrongType = `<order><age>seven</age></order>`
	}
	wrong := scenario{format: b.format, body: wrongType}.request(ctx)
	for range 2 {
		if err := send("valid", b.request(ctx, goodOrder()), http.StatusNoContent); err != nil {
			return err
		}
		if err := send("not valid", b.request(ctx, badOrder()), http.StatusUnprocessableEntity); err != nil {
			return err
		}
		rewind(wrong)
		if err := send("wrong type", wrong, http.StatusBadRequest); err != nil {
			return err
		}
	}
	for _, f := range orderFailures { // one at a time: none may hide behind another
		if err := send(f.field, b.request(ctx, brokenAt(f.field)), http.StatusUnprocessableEntity); err != nil {
			return err
		}
	}
	return nil
}

// brokenAt returns goodOrder with one value of badOrder.
func brokenAt(field string) order {
	o, bad := goodOrder(), badOrder()
	switch field {
	case "country":
		o.Address = bad.Address
	case "quantity":
		o.Items = bad.Items
	default:
		reflect.ValueOf(&o).Elem().FieldByNameFunc(func(name string) bool { return strings.EqualFold(name, field) }).
			Set(reflect.ValueOf(bad).FieldByNameFunc(func(name string) bool { return strings.EqualFold(name, field) }))
	}
	return o
}
