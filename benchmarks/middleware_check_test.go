package main

import (
	"net/http"
	"slices"
	"testing"

	"github.com/seed-86b940f4/demur"
)

func TestEveryMiddlewareAnswers(t *testing.T) {
	t.Parallel()
	for _, r := range limitedRows() {
		for _, l := range limitedServices(r.own) {
			t.Run(r.what+"/"+l.name, func(t *testing.T) {
				t.Parallel()
				if err := l.check(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func TestCheckFindsMiddlewareThatDoesNotLimit(t *testing.T) {
	t.Parallel()
	legacy := limitedServices(demur.LegacyFields)[0]
	fields := append(slices.Clone(legacy.fields), "X-Missing")
	for name, l := range map[string]limited{
		"no field": {"broken", fields, legacy.open},
		"quota":    {"broken", legacy.fields, func(quota int) (http.Handler, error) { return legacy.open(quota + 1) }},
		"none":     {"broken", nil, func(int) (http.Handler, error) { return http.HandlerFunc(noContent), nil }},
		"no Retry-After": {"broken", legacy.fields, func(quota int) (http.Handler, error) {
			h, err := legacy.open(quota)
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				h.ServeHTTP(w, r)
				w.Header().Del("Retry-After")
			}), err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := l.check(t.Context()); err == nil {
				t.Error("check finds nothing wrong")
			}
		})
	}
}
