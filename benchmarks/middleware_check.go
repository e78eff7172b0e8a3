package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// check reports what is wrong with the service's answers: those within the quota,
// and the first beyond.
func (l limited) check(ctx context.Context) error {
	const quota = 3
	service, err := l.open(quota)
	if err != nil {
		return fmt.Errorf("%s: %w", l.name, err)
	}
	r := limitedRequest(ctx)
	for i := range quota + 2 {
		w := &recorder{writer: newWriter()}
		service.ServeHTTP(w, r)
		status := http.StatusNoContent
		if i >= quota {
			status = http.StatusTooManyRequests
		}
		if w.status != status {
			return fmt.Errorf("%s: request %d of %d: status %d", l.name, i+1, quota, w.status)
		}
		if err := checkFields(w.header, l.fields, quota, max(quota-i-1, 0)); err != nil {
			return fmt.Errorf("%s: request %d of %d: %w", l.name, i+1, quota, err)
		}
		if status == http.StatusTooManyRequests && l.fields != nil && w.header.Get("Retry-After") == "" {
			return fmt.Errorf("%s: 429 without Retry-After", l.name)
		}
	}
	return nil
}

// checkFields looks for the numbers in the fields, whatever the form of these.
func checkFields(h http.Header, names []string, quota, remaining int) error {
	if len(names) == 0 {
		return nil
	}
	var text []string
	for _, name := range names {
		value := h.Get(name)
		if value == "" {
			return fmt.Errorf("no %s", name)
		}
		text = append(text, strings.FieldsFunc(value, func(r rune) bool { return r < '0' || r > '9' })...)
	}
	for _, number := range []int{quota, remaining} {
		if !slices.Contains(text, strconv.Itoa(number)) {
			return fmt.Errorf("fields do not say %d: %v", number, text)
		}
	}
	return nil
}
