package adaptertest

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"

	"github.com/seed-86b940f4/demur/adapter"
	"github.com/seed-86b940f4/demur/apierror"
)

// refunds are cases of units that are given back.
func refunds() []testCase {
	return []testCase{
		{"Refund of what succeeds", nil, func(h *harness) {
			s := h.start(limited(adapter.Limit[Context]{Limiter: fixed(daily(2)), Refund: func(_ Context, err error) bool { return err == nil }}))
			for range 5 {
				h.expect(s.get("/g/x"), want{status: 204})
			}
			for _, status := range []int{409, 409, 429} {
				h.expect(s.get("/g/x?fail"), want{status: status, body: inJSON})
			}
		}},
		{"Refund knows the status that the client gets", nil, func(h *harness) {
			var status apierror.Status
			service := limited(adapter.Limit[Context]{Limiter: fixed(daily(1)), Refund: func(_ Context, err error) bool { status = apierror.StatusOf(err); return false }})
			service.Groups[0].Routes = []Route{get("/x", failing(errNoRows))}
			service.Config.Map = mapErrors
			s := h.start(service)
			s.get("/g/x")
			if s.Close(); status != 404 {
				h.Errorf("Refund saw %d, want 404", status)
			}
		}},
		{"Refund knows the status that the handler has sent", nil, func(h *harness) {
			var status apierror.Status
			service := limited(adapter.Limit[Context]{Limiter: fixed(daily(9)), Refund: func(_ Context, err error) bool { status = apierror.StatusOf(err); return false }})
			for path, err := range map[string]error{"/unknown": errors.New("x"), "/constant": apierror.BadGateway, "/nothing": nil} {
				service.Groups[0].Routes = append(service.Groups[0].Routes, get(path, func(c Context) error {
					c.Writer().WriteHeader(http.StatusConflict)
					return err
				}))
			}
			s := h.start(service)
			for _, path := range []string{"/unknown", "/constant", "/nothing"} {
				if got := s.get("/g" + path); got.StatusCode != 409 || status != 409 {
					h.Errorf("%s: sent %d, Refund saw %d", path, got.StatusCode, status)
				}
			}
		}},
		{"Refund is not for those who hang up", nil, func(h *harness) {
			worked, hangUp := 0, func() {}
			service := limited(adapter.Limit[Context]{Limiter: fixed(daily(2)), Refund: func(_ Context, err error) bool { return apierror.StatusOf(err) >= 500 }})
			service.Groups[0].Routes = []Route{get("/x", func(c Context) error {
				worked++
				hangUp()
				return c.Request().Context().Err()
			})}
			handler, _ := h.handler(service)
			for range 5 {
				ctx, cancel := context.WithCancel(h.Context())
				defer cancel()
				hangUp = cancel
				req := httptest.NewRequestWithContext(ctx, http.MethodGet, "/g/x", nil)
				req.Header.Set("X-API-Key", "a")
				handler.ServeHTTP(httptest.NewRecorder(), req)
			}
			if worked != 2 {
				h.Errorf("%d requests were worked on, of a quota of 2", worked)
			}
		}},
	}
}
