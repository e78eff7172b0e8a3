package toolstest_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/guide"
	"github.com/seed-86b940f4/demur/guide/toolstest/payments"
)

func newGuide(t testing.TB, cfg guide.Config) *guide.Guide {
	t.Helper()
	g, err := guide.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// failures are errors as handlers return them, those of each entry of the guide and more.
func failures() map[string]error {
	all := map[string]error{
		"a card": payments.CardDeclined.New("The issuer refused the charge.").With("decline_code", "insufficient_funds"),
		"a card with more": payments.CardDeclined.Wrap(errors.New("secret"), "<b>&]]>").WithInstance("/log/7").
			With("request_id", "01J").With("attempts", 3).With("final", true).With("tried", []string{"visa", ""}),
		"fields": apierror.UnprocessableEntity.New("2 fields are not valid.").
			WithField(apierror.FieldError{Pointer: "#/amount", Code: "gt", Param: "0", Detail: "must be more than 0"}).
			WithField(apierror.FieldError{In: "query", Name: "page", Code: "required", Detail: "must be there"}),
		"a field in XML": apierror.BadRequest.New("").WithField(apierror.FieldError{XPath: "/payment/amount", Code: "type"}),
		"a wait":         apierror.ServiceUnavailable.New("").WithRetryAfter(5 * time.Second),
		"a quota": apierror.TooManyRequests.New("").With("violated-policies", []string{"hourly"}).With("quota", 1000).
			With("reset", time.Date(2026, 1, 2, 15, 0, 0, 0, time.UTC)),
		"a cause": apierror.BadGateway.Wrap(errors.New("secret"), "The bank is offline."),
		"any":     errors.New("secret"),
	}
	cfg := payments.Guide()
	for _, k := range cfg.Kinds {
		all[k.Code] = k
	}
	for _, s := range cfg.Statuses {
		all[s.Code()] = s
	}
	all["too_many_requests"] = apierror.TooManyRequests
	return all
}

// answer is what a client got.
type answer struct {
	name   string
	code   string
	status int
	header http.Header
	body   []byte
}

// answers asks a server on the loopback for each failure.
func answers(t testing.TB, g *guide.Guide, accept string) []answer {
	t.Helper()
	all := failures()
	problems := &apierror.Writer{TypeBase: g.TypeBase()}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := problems.Write(w, r, all[r.URL.Query().Get("name")]); err != nil {
			t.Error(err)
		}
	}))
	defer server.Close()
	var got []answer
	for name, err := range all {
		r, fault := http.NewRequest(http.MethodGet, server.URL, nil)
		if fault != nil {
			t.Fatal(fault)
		}
		r.URL.RawQuery = "name=" + url.QueryEscape(name)
		r.Header.Set("Accept", accept)
		a := do(t, server.Client(), r)
		a.name = name
		e := apierror.From(err)
		a.code = e.Code
		if a.code == "" {
			a.code = e.Status.Code()
		}
		got = append(got, a)
	}
	return got
}

func do(t testing.TB, client *http.Client, r *http.Request) answer {
	t.Helper()
	res, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{status: res.StatusCode, header: res.Header, body: body}
}
