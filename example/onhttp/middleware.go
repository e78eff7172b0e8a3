package onhttp

import (
	"cmp"
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/example/payments"
)

// What Echo brings along, net/http leaves to the service: here it is.

// chain returns h behind middleware, the outermost first.
func chain(h http.Handler, outermost ...func(http.Handler) http.Handler) http.Handler {
	for _, around := range slices.Backward(outermost) {
		h = around(h)
	}
	return h
}

// requestID gives each request an ID, or keeps that of the client. demur sends it in
// each error and writes it into the log.
func requestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Request-ID", cmp.Or(r.Header.Get("X-Request-ID"), rand.Text()))
		next.ServeHTTP(w, r)
	})
}

// logRequests writes one line for each request. It has no word about the error:
// demur has logged it already, with its cause.
func logRequests(logger *slog.Logger) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			sent, began := &statusWriter{w, http.StatusOK}, time.Now()
			next.ServeHTTP(sent, r)
			payments.LogRequest(r.Context(), logger, r.Method, r.URL.Path, sent.status, time.Since(began), w.Header().Get("X-Request-ID"))
		})
	}
}

// statusWriter notes which status was sent.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	if status >= 200 { // 100 to 199 come before the answer
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap is how http.ResponseController, and demur, find the writer below.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// deadline ends the work on a request after limit. demur answers what comes of it.
func deadline(limit time.Duration) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx, cancel := context.WithTimeout(r.Context(), limit)
			defer cancel()
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
}

// bodyLimit bounds the bodies of requests. One that says its length is refused at once;
// for another, Bind answers 413 when it has read too much.
func bodyLimit(bytes int64) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		bounded := http.MaxBytesHandler(next, bytes)
		return demurhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
			if r.ContentLength > bytes {
				return apierror.RequestEntityTooLarge
			}
			bounded.ServeHTTP(w, r)
			return nil
		})
	}
}
