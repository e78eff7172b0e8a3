package browsertest_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/guide"
	"github.com/seed-86b940f4/demur/ratelimit"
)

var (
	accountUnpaid = apierror.Kind{
		Status: apierror.PaymentRequired, Code: "account_unpaid", Title: "Account unpaid",
		Doc: "Invoices of the account are outstanding. Settle them in the [dashboard](https://example.com/billing).\n\n" +
			"A program cannot put this right, so **do not send the request again**.",
	}
	cardDeclined = apierror.Kind{
		Status: apierror.PaymentRequired, Code: "card_declined", Title: "Card declined",
		Doc: "The issuer refused the charge. Ask for another card. `decline_code` says why:\n\n" +
			"| decline_code | meaning |\n|---|---|\n| `insufficient_funds` | the account is empty |\n| `lost_card` | the card was reported as lost |\n\n" +
			"1. Show the customer the `detail`.\n2. Ask for another card.\n3. Send the request with a new `Idempotency-Key`:\n\n" +
			"```sh\ncurl -H 'Idempotency-Key: 7f3a9c52-1d0e-4d3b-9a55-6f1a2b3c4d5e' -d @payment.json https://api.example.com/v1/payments\n```",
	}
	methodMissing = apierror.Kind{Status: apierror.PreconditionFailed, Code: "payment_method_missing", Title: "Payment method missing", Doc: "The stored payment method does not exist any more."}
)

// payments is what a service of some size says.
func payments(base string) guide.Config {
	return guide.Config{
		Title:       "Payments API",
		Version:     "2026-11-01",
		Description: "How the API answers when something goes wrong. Every error is a *problem document* ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)).",
		Contact:     guide.Contact{Name: "API support", URL: "https://example.com/support", Email: "api@example.com"},
		BaseURL:     base,
		Kinds:       []apierror.Kind{accountUnpaid, cardDeclined, methodMissing},
		Statuses: []apierror.Status{
			apierror.BadRequest, apierror.Unauthorized, apierror.Forbidden, apierror.NotFound, apierror.MethodNotAllowed, apierror.NotAcceptable,
			apierror.UnsupportedMediaType, apierror.UnprocessableEntity, apierror.TooManyRequests, apierror.InternalServerError,
			apierror.BadGateway, apierror.ServiceUnavailable,
		},
		Samples:  []*apierror.Error{cardDeclined.New("The issuer refused the charge.").With("decline_code", "insufficient_funds")},
		Policies: []ratelimit.Policy{ratelimit.Hourly(1000)},
		FieldCodes: map[string]string{
			"required": "must be there", "gt": "must be more than the parameter", "email": "must be an e-mail address", "iso4217": "must be a currency such as EUR",
		},
		RetryAfter: 30 * time.Second,
	}
}

// hostile is a guide of an author whose texts are attacks.
func hostile(base string) guide.Config {
	const attack = `<script>window.attacked=1;alert(1)</script><img src=x onerror="window.attacked=1;alert(1)">]]></style><style>body{display:none}</style>` +
		"\u202Egnp.exe \u2067\u05D0\u05D1 \x00\x1b[31m\xff"
	markdown := attack + "\n\n[run](javascript:window.attacked=1) ![x](https://elsewhere.example/x.png) <https://elsewhere.example> <iframe src=\"https://elsewhere.example\"></iframe>\n\n" +
		"<div onclick=\"window.attacked=1\" style=\"position:fixed;inset:0\">\n\n# Not a heading of the page\n\n```\"><script>window.attacked=1</script>\n</code></pre>\n```\n"
	cfg := payments(base)
	cfg.Title = "Hostile " + attack
	cfg.Version = attack
	cfg.Description = markdown
	cfg.Contact = guide.Contact{Name: attack, URL: "https://example.com/?q=" + `%22onmouseover=alert(1)`, Email: "api@example.com"}
	cfg.Kinds = append(cfg.Kinds,
		apierror.Kind{Status: apierror.Conflict, Code: "hostile", Title: attack, Doc: markdown},
		apierror.Kind{Status: apierror.Conflict, Code: "long", Title: strings.Repeat("long", 200), Doc: strings.Repeat("x", 100_000)},
		apierror.Kind{Status: apierror.Conflict, Code: "right_to_left", Title: "\u05E9\u05DC\u05D5\u05DD \u05E2\u05D5\u05DC\u05DD", Doc: "\u0645\u0631\u062D\u0628\u0627 **\u0628\u0627\u0644\u0639\u0627\u0644\u0645**"},
	)
	cfg.Samples = append(cfg.Samples, cfg.Kinds[3].New(attack).With("hostile_text", attack).
		WithField(apierror.FieldError{Pointer: attack, XPath: attack, Code: attack, Detail: attack}))
	cfg.FieldCodes["hostile"] = attack
	return cfg
}

// service is a server that has a guide and fails.
type service struct {
	url  string
	mu   sync.Mutex
	sent []string // "GET /guide 304"
}

// serve starts a service. /errors/{code} answers with the error of the guide that has
// that code.
func serve(t testing.TB, configure func(base string) guide.Config) *service {
	t.Helper()
	s := &service{}
	var handler http.Handler
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status := &statusWriter{w, http.StatusOK}
		handler.ServeHTTP(status, r)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.sent = append(s.sent, fmt.Sprintf("%s %s %d", r.Method, r.URL.Path, status.status))
	}))
	t.Cleanup(srv.Close)
	s.url = srv.URL
	cfg := configure(srv.URL)
	g, err := guide.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	errors, err := demurhttp.Config{
		Formats:  []apierror.Format{apierror.JSON{}, apierror.XML{}, guide.HTML{}},
		TypeBase: g.TypeBase(),
		Logger:   slog.New(slog.DiscardHandler),
	}.Middleware()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /guide", g)
	mux.Handle("GET /errors/{code}", demurhttp.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) error {
		return failure(cfg, r.PathValue("code"))
	}))
	handler = errors(demurhttp.Mux(mux))
	return s
}

// failure returns an error as a handler of the service would.
func failure(cfg guide.Config, code string) error {
	for _, e := range cfg.Samples {
		if e.Code == code {
			return e.With("request_id", "f3a1c2d4")
		}
	}
	for _, k := range cfg.Kinds {
		if k.Code == code {
			return k.New("").With("request_id", "f3a1c2d4")
		}
	}
	e := apierror.NotFound.New("")
	for _, s := range cfg.Statuses {
		if s.Code() == code {
			e = s.New("")
		}
	}
	if e.Status == apierror.UnprocessableEntity {
		e = e.WithField(apierror.FieldError{Pointer: "#/amount", Code: "gt", Param: "0", Detail: "must be more than 0"}).
			WithField(apierror.FieldError{Pointer: "#/card/billing_address/country", Code: "iso3166", Detail: "must be a country such as DE"}).
			WithField(apierror.FieldError{In: "query", Name: "expand", Code: "oneof", Param: "card customer", Detail: "must be one of card, customer"})
	}
	return e.With("request_id", "f3a1c2d4")
}

func codes(cfg guide.Config) []string {
	var all []string
	for _, k := range cfg.Kinds {
		all = append(all, k.Code)
	}
	for _, s := range cfg.Statuses {
		all = append(all, s.Code())
	}
	return all
}

// answers returns what was sent so far for a request.
func (s *service) answers(request string) (statuses []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sent := range s.sent {
		if status, ok := strings.CutPrefix(sent, request+" "); ok {
			statuses = append(statuses, status)
		}
	}
	return statuses
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
