package paymentstest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/example/payments"
	"github.com/seed-86b940f4/demur/example/walkthrough"
)

// A number and a code that no answer and no log may hold. The issuer refuses it.
const canary, canaryCode = "4000000000000341", "73915"

// xmlOnly is a call in XML alone.
func xmlOnly(body string) walkthrough.Call { return walkthrough.Create("", body) }

func (u suite) bodyNamesTheFieldsThatAreWrong(t *testing.T) {
	s := u.start(t)
	type fields []apierror.FieldError
	field := func(pointer, xpath, code string) apierror.FieldError {
		return apierror.FieldError{Pointer: pointer, XPath: xpath, Code: code}
	}
	const unprocessable, bad = apierror.UnprocessableEntity, apierror.BadRequest
	wrong := walkthrough.Create(walkthrough.Order(canary+"0", "Germany", 0, ""))
	for name, tc := range map[string]struct {
		call   walkthrough.Call
		format walkthrough.Format
		status apierror.Status
		want   fields
	}{
		"JSON": {walkthrough.Create(walkthrough.Body(-1, "EURO", "")), walkthrough.SpeaksJSON, unprocessable, fields{
			field("#/amount", "", "gt"), field("#/currency", "", "oneof"), field("#/method", "", "required_without"),
		}},
		"XML": {walkthrough.Create(walkthrough.Body(0, "", "pm_card")), walkthrough.SpeaksXML, unprocessable, fields{
			field("", "/payment/amount", "gt"), field("", "/payment/currency", "oneof"),
		}},
		"nested JSON": {wrong, walkthrough.SpeaksJSON, unprocessable, fields{
			field("#/card/number", "", "credit_card"), field("#/billing/country", "", "iso3166_1_alpha2"),
			field("#/items/1/quantity", "", "min"), field("#/metadata/note", "", "required"),
		}},
		"nested XML": {wrong, walkthrough.SpeaksXML, unprocessable, fields{
			field("", "/payment/card/number", "credit_card"), field("", "/payment/billing/country", "iso3166_1_alpha2"),
			field("", "/payment/items/item[2]/quantity", "min"), field("", "/payment/metadata", "required"),
		}},
		"a card and a stored method": {
			walkthrough.Create(`{"amount":1,"currency":"EUR","method":"pm_card","card":{"number":"4242424242424242","expires":"2031-04","cvc":"737"}}`, ""),
			walkthrough.SpeaksJSON, unprocessable, fields{field("#/card", "", "excluded_with"), field("#/billing", "", "required_with")},
		},
		"a card that lacks all": {
			walkthrough.Create(`{"amount":1,"currency":"EUR","card":{},"billing":{"street":"s","city":"c","country":"DE"}}`, ""),
			walkthrough.SpeaksJSON, unprocessable, fields{
				field("#/card/number", "", "credit_card"), field("#/card/expires", "", "datetime"), field("#/card/cvc", "", "number"),
			},
		},
		"a key without a name": {
			walkthrough.Create(`{"amount":1,"currency":"EUR","method":"pm_card","metadata":{"":"x"}}`, ""),
			walkthrough.SpeaksJSON, unprocessable, fields{field("#/metadata", "", "min")},
		},
		"JSON of the wrong type": {walkthrough.Create(`{"amount":"many","items":[{"quantity":true}]}`, ""), walkthrough.SpeaksJSON, bad, fields{
			field("#/amount", "", "type"), field("#/items/0/quantity", "", "type"),
		}},
		"XML of the wrong type": {xmlOnly(`<payment><amount>many</amount></payment>`), walkthrough.SpeaksXML, bad, fields{
			field("", "/payment/amount", "type"),
		}},
		"a key twice in XML": {xmlOnly(`<payment><metadata><entry key="a">1</entry><entry key="a">2</entry></metadata></payment>`), walkthrough.SpeaksXML, bad, nil},
		"switch without a position": {
			walkthrough.Call{Method: http.MethodPut, Path: "/admin/maintenance", Key: payments.OperatorKey, JSON: `{}`},
			walkthrough.SpeaksJSON, unprocessable, fields{field("#/on", "", "required")},
		},
		"switch of the wrong type": {
			walkthrough.Call{Method: http.MethodPut, Path: "/admin/maintenance", Key: payments.OperatorKey, JSON: `{"on":"yes"}`},
			walkthrough.SpeaksJSON, bad, fields{field("#/on", "", "type")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			problem := s.problem(t, tc.call, tc.format)
			got := slices.Clone(problem.Fields)
			for i := range got {
				got[i].Param, got[i].Detail = "", ""
			}
			if !errors.Is(problem, tc.status) || !slices.Equal(got, tc.want) {
				t.Errorf("got %v with %+v, want %v with %+v", problem, got, tc.status, tc.want)
			}
		})
	}
}

// The provider gets the card and the client its metadata, from either format.
func (u suite) bothFormatsAreTheSamePayment(t *testing.T) {
	type charge struct { // as the provider reads it
		Amount   int64
		Currency string
		Card     string
		New      *payments.Card `json:"new_card"`
	}
	got := make(chan charge, 1)
	bank := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in charge
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			t.Error(err)
		}
		got <- in
		fmt.Fprint(w, `{"id":"ch_1"}`)
	}))
	t.Cleanup(bank.Close)
	s := u.startWith(t, payments.Config{Gateway: payments.NewGateway(bank.URL, 5*time.Second)})
	for _, f := range []walkthrough.Format{walkthrough.SpeaksJSON, walkthrough.SpeaksXML} {
		res, body := s.send(t, walkthrough.Create(walkthrough.Order("4242424242424242", "DE", 1, "x")), f)
		if res.StatusCode != http.StatusCreated {
			t.Fatalf("got %d:\n%s", res.StatusCode, body)
		}
		metadata := `"metadata":{"note":"x","order":"17"}`
		if f.XML {
			metadata = `<metadata><entry key="note">x</entry><entry key="order">17</entry></metadata>`
		}
		if !bytes.Contains(body, []byte(metadata)) {
			t.Errorf("the body lacks %s:\n%s", metadata, body)
		}
		in := <-got
		want := payments.Card{Number: "4242424242424242", Expires: "2031-04", CVC: "737"}
		if in.New == nil || *in.New != want || in.Card != "" || in.Amount != 1250 || in.Currency != "EUR" {
			t.Errorf("the provider got %d %s, card %q, new %t", in.Amount, in.Currency, in.Card, in.New != nil && *in.New == want)
		}
	}
}

func (u suite) germanBodySaysSo(t *testing.T) {
	s := u.start(t)
	in := walkthrough.Create(walkthrough.Order("4242424242424241", "Germany", 0, ""))
	for language, want := range map[string]struct{ language, number, quantity string }{
		"de":                {"de", "muss eine Kartennummer sein", "muss 1 oder größer sein"},
		"de-AT, en;q=0.5":   {"de", "muss eine Kartennummer sein", "muss 1 oder größer sein"},
		"en":                {"en", "must be a card number", "must be at least 1"},
		"":                  {"en", "must be a card number", "must be at least 1"},
		"tlh, *;q=0.1":      {"en", "must be a card number", "must be at least 1"},
		"fr, en;q=0.9":      {"fr, en", "must be a card number", "doit être égal à 1 ou plus"},
		"de;q=0, en;q=0.01": {"en", "must be a card number", "must be at least 1"},
	} {
		in.Language = language
		for name, f := range formats {
			res, body := s.send(t, in, f)
			if got := res.Header.Get("Content-Language"); got != want.language {
				t.Errorf("%q %s: Content-Language %q, want %q", language, name, got, want.language)
			}
			if vary := strings.Join(res.Header.Values("Vary"), ", "); !strings.Contains(vary, "Accept-Language") {
				t.Errorf("%q %s: Vary is %q", language, name, vary)
			}
			for _, sentence := range []string{want.number, want.quantity} {
				if !bytes.Contains(body, []byte(sentence)) {
					t.Errorf("%q %s: the body lacks %q:\n%s", language, name, sentence, body)
				}
			}
		}
	}
}

func (u suite) noAnswerAndNoLogHasACardNumber(t *testing.T) {
	s := u.start(t)
	good, goodXML := walkthrough.Order(canary, "DE", 1, "x")
	change := func(old, new string) walkthrough.Call {
		return walkthrough.Create(strings.Replace(good, old, new, 1), strings.Replace(goodXML, old, new, 1))
	}
	calls := map[string]walkthrough.Call{
		"declined":        walkthrough.Create(good, goodXML),
		"no such number":  change(canary, canary+"0"),
		"no such code":    change("737", canaryCode),
		"another field":   change("Bonn", ""),
		"no such date":    change("2031-04", canary),
		"no such country": change("DE", canary),
		"no currency":     change("EUR", canary),
		"a bare number":   walkthrough.Create(strings.Replace(good, `"`+canary+`"`, canary, 1), ""),
		"cut off":         walkthrough.Create(good[:strings.Index(good, canary)+len(canary)], goodXML[:strings.Index(goodXML, canary)+len(canary)]),
		"wrong type":      walkthrough.Create(`{"amount":"`+canary+`"}`, `<payment><amount>`+canary+`x</amount></payment>`),
		"twice":           walkthrough.Create(`{"card":{"number":"`+canary+`","number":"`+canary+`"}}`, `<payment><method>`+canary+`</method><method>`+canary+`</method></payment>`),
		"as the method":   walkthrough.Create(walkthrough.Body(1250, "EUR", canary)),
		"as the key":      walkthrough.Get("/v1/payments/pay_1001", canary),
	}
	check := func(name string, c walkthrough.Call) {
		for mediaType, f := range formats {
			res, body := s.send(t, c, f)
			var sent bytes.Buffer
			_ = res.Header.Write(&sent)
			sent.Write(body)
			if res.StatusCode < 400 || strings.Contains(sent.String(), canary) || strings.Contains(sent.String(), canaryCode) {
				t.Errorf("%s, %s: got %d\n%s", name, mediaType, res.StatusCode, sent.String())
			}
		}
	}
	for name, c := range calls {
		check(name, c)
	}
	s.provider.Down()
	check("no provider", walkthrough.Create(good, goodXML))
	// Times may happen to have the digits.
	if log := regexp.MustCompile(`"(time":"[^"]*"|latency":\d+)`).ReplaceAllString(s.log.String(), ""); strings.Contains(log, canary) || strings.Contains(log, canaryCode) || strings.Count(log, "request failed") < len(calls) {
		t.Errorf("the log has a card, or not every failure:\n%s", log)
	}
}
