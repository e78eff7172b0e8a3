package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
)

// A number and a code that no answer and no log may hold. The issuer refuses it.
const canary, canaryCode = "4000000000000341", "73915"

// xmlOnly is a call in XML alone.
func xmlOnly(body string) call { return create("", body) }

func TestBodyNamesTheFieldsThatAreWrong(t *testing.T) {
	t.Parallel()
	s := start(t)
	type fields []apierror.FieldError
	field := func(pointer, xpath, code string) apierror.FieldError {
		return apierror.FieldError{Pointer: pointer, XPath: xpath, Code: code}
	}
	const unprocessable, bad = apierror.UnprocessableEntity, apierror.BadRequest
	wrong := create(order(canary+"0", "Germany", 0, ""))
	for name, tc := range map[string]struct {
		call   call
		format format
		status apierror.Status
		want   fields
	}{
		"JSON": {create(body(-1, "EURO", "")), speaksJSON, unprocessable, fields{
			field("#/amount", "", "gt"), field("#/currency", "", "oneof"), field("#/method", "", "required_without"),
		}},
		"XML": {create(body(0, "", "pm_card")), speaksXML, unprocessable, fields{
			field("", "/payment/amount", "gt"), field("", "/payment/currency", "oneof"),
		}},
		"nested JSON": {wrong, speaksJSON, unprocessable, fields{
			field("#/card/number", "", "credit_card"), field("#/billing/country", "", "iso3166_1_alpha2"),
			field("#/items/1/quantity", "", "min"), field("#/metadata/note", "", "required"),
		}},
		"nested XML": {wrong, speaksXML, unprocessable, fields{
			field("", "/payment/card/number", "credit_card"), field("", "/payment/billing/country", "iso3166_1_alpha2"),
			field("", "/payment/items/item[2]/quantity", "min"), field("", "/payment/metadata", "required"),
		}},
		"a card and a stored method": {
			create(`{"amount":1,"currency":"EUR","method":"pm_card","card":{"number":"4242424242424242","expires":"2031-04","cvc":"737"}}`, ""),
			speaksJSON, unprocessable, fields{field("#/card", "", "excluded_with"), field("#/billing", "", "required_with")},
		},
		"a card that lacks all": {
			create(`{"amount":1,"currency":"EUR","card":{},"billing":{"street":"s","city":"c","country":"DE"}}`, ""),
			speaksJSON, unprocessable, fields{
				field("#/card/number", "", "credit_card"), field("#/card/expires", "", "datetime"), field("#/card/cvc", "", "number"),
			},
		},
		"a key without a name": {
			create(`{"amount":1,"currency":"EUR","method":"pm_card","metadata":{"":"x"}}`, ""),
			speaksJSON, unprocessable, fields{field("#/metadata", "", "min")},
		},
		"JSON of the wrong type": {create(`{"amount":"many","items":[{"quantity":true}]}`, ""), speaksJSON, bad, fields{
			field("#/amount", "", "type"), field("#/items/0/quantity", "", "type"),
		}},
		"XML of the wrong type": {xmlOnly(`<payment><amount>many</amount></payment>`), speaksXML, bad, fields{
			field("", "/payment/amount", "type"),
		}},
		"a key twice in XML": {xmlOnly(`<payment><metadata><entry key="a">1</entry><entry key="a">2</entry></metadata></payment>`), speaksXML, bad, nil},
		"switch without a position": {
			call{method: http.MethodPut, path: "/admin/maintenance", key: operatorKey, json: `{}`},
			speaksJSON, unprocessable, fields{field("#/on", "", "required")},
		},
		"switch of the wrong type": {
			call{method: http.MethodPut, path: "/admin/maintenance", key: operatorKey, json: `{"on":"yes"}`},
			speaksJSON, bad, fields{field("#/on", "", "type")},
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
func TestBothFormatsAreTheSamePayment(t *testing.T) {
	t.Parallel()
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
	s := startWith(t, nil, newGateway(bank.URL, 5*time.Second))
	for _, f := range []format{speaksJSON, speaksXML} {
		res, body := s.send(t, create(order("4242424242424242", "DE", 1, "x")), f)
		if res.StatusCode != http.StatusCreated {
			t.Fatalf("got %d:\n%s", res.StatusCode, body)
		}
		metadata := `"metadata":{"note":"x","order":"17"}`
		if f.xml {
			metadata = `<metadata><entry key="note">x</entry><entry key="order">17</entry></metadata>`
		}
		if !bytes.Contains(body, []byte(metadata)) {
			t.Errorf("the body lacks %s:\n%s", metadata, body)
		}
		in := <-got
		want := Card{Number: "4242424242424242", Expires: "2031-04", CVC: "737"}
		if in.New == nil || *in.New != want || in.Card != "" || in.Amount != 1250 || in.Currency != "EUR" {
			t.Errorf("the provider got %d %s, card %q, new %t", in.Amount, in.Currency, in.Card, in.New != nil && *in.New == want)
		}
	}
}

func TestGermanBodySaysSo(t *testing.T) {
	t.Parallel()
	s := start(t)
	in := create(order("4242424242424241", "Germany", 0, ""))
	for language, want := range map[string]struct{ language, number, quantity string }{
		"de":                {"de", "muss eine Kartennummer sein", "Das Feld muss 1 oder größer sein"},
		"de-AT, en;q=0.5":   {"de", "muss eine Kartennummer sein", "Das Feld muss 1 oder größer sein"},
		"en":                {"en", "must be a card number", "must be at least 1"},
		"":                  {"en", "must be a card number", "must be at least 1"},
		"tlh, *;q=0.1":      {"en", "must be a card number", "must be at least 1"},
		"fr, en;q=0.9":      {"fr, en", "must be a card number", "Le champ doit être égal à 1 ou plus"},
		"de;q=0, en;q=0.01": {"en", "must be a card number", "must be at least 1"},
	} {
		in.language = language
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

func TestNoAnswerAndNoLogHasACardNumber(t *testing.T) {
	t.Parallel()
	s := start(t)
	good, goodXML := order(canary, "DE", 1, "x")
	change := func(old, new string) call {
		return create(strings.Replace(good, old, new, 1), strings.Replace(goodXML, old, new, 1))
	}
	calls := map[string]call{
		"declined":        create(good, goodXML),
		"no such number":  change(canary, canary+"0"),
		"no such code":    change("737", canaryCode),
		"another field":   change("Bonn", ""),
		"no such date":    change("2031-04", canary),
		"no such country": change("DE", canary),
		"no currency":     change("EUR", canary),
		"a bare number":   create(strings.Replace(good, `"`+canary+`"`, canary, 1), ""),
		"cut off":         create(good[:strings.Index(good, canary)+len(canary)], goodXML[:strings.Index(goodXML, canary)+len(canary)]),
		"wrong type":      create(`{"amount":"`+canary+`"}`, `<payment><amount>`+canary+`x</amount></payment>`),
		"twice":           create(`{"card":{"number":"`+canary+`","number":"`+canary+`"}}`, `<payment><method>`+canary+`</method><method>`+canary+`</method></payment>`),
		"as the method":   create(body(1250, "EUR", canary)),
		"as the key":      get("/v1/payments/pay_1001", canary),
	}
	check := func(name string, c call) {
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
	s.provider.down()
	check("no provider", create(good, goodXML))
	// Times may happen to have the digits.
	if log := regexp.MustCompile(`"(time":"[^"]*"|latency":\d+)`).ReplaceAllString(s.log.String(), ""); strings.Contains(log, canary) || strings.Contains(log, canaryCode) || strings.Count(log, "request failed") < len(calls) {
		t.Errorf("the log has a card, or not every failure:\n%s", log)
	}
}

func TestCardsAreNotPrinted(t *testing.T) {
	t.Parallel()
	in := CreatePayment{Card: &Card{Number: canary, CVC: canaryCode}}
	var out bytes.Buffer
	for _, log := range []*slog.Logger{slog.New(slog.NewTextHandler(&out, nil)), slog.New(slog.NewJSONHandler(&out, nil))} {
		log.Info("card", "pointer", in.Card, "value", *in.Card)
	}
	fmt.Fprintf(&out, "%v %+v %#v %s %d %q %+v", in.Card, in.Card, *in.Card, in.Card, *in.Card, *in.Card, in)
	if strings.Contains(out.String(), canary) || strings.Contains(out.String(), canaryCode) {
		t.Errorf("the card was printed:\n%s", out.String())
	}
}
