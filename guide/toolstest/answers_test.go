package toolstest_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/guide/toolstest/payments"
)

// What a server sends is what the documents of its guide say: kin-openapi holds it to
// the response of its code and to the default one, and JSON to the JSON Schema, XML to
// the XML Schema and the RELAX NG.
func TestAnswersAreAsTheDocumentsSay(t *testing.T) {
	t.Parallel()
	g := newGuide(t, payments.Guide())
	check := newChecks(t, g)
	if check.xml == nil {
		t.Log("XML is held to OpenAPI alone, since xmllint is not installed")
	}
	for _, accept := range []string{"application/json", "application/xml"} {
		for _, a := range answers(t, g, accept) {
			check.answer(a)
		}
	}
}

// Each code has a response with its status, and there is one for all others.
func TestEachCodeHasAResponse(t *testing.T) {
	t.Parallel()
	cfg := payments.Guide()
	got := responses(t, newGuide(t, cfg))
	want := map[string]string{"Problem": "default", "TooManyRequestsProblem": "429", "Problem402": "402", "Problem404": "404", "Problem409": "409"}
	for _, k := range cfg.Kinds {
		want[componentName(k.Code)] = strconv.Itoa(k.StatusCode())
	}
	for _, s := range cfg.Statuses {
		want[componentName(s.Code())] = strconv.Itoa(int(s))
	}
	for name, status := range want {
		if got[name] != status {
			t.Errorf("the response %s is of %q, want %s", name, got[name], status)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d responses, want %d: %v", len(got), len(want), got)
	}
}

// A client that validates answers finds those of another server.
func TestOtherAnswersAreNotAsTheDocumentsSay(t *testing.T) {
	t.Parallel()
	g := newGuide(t, payments.Guide())
	check := newChecks(t, g)
	const declined = `{"type":"https://api.example.com/guide#card_declined","title":"Card declined","status":402,"detail":"No.","code":"card_declined"}`
	const declinedXML = `<problem xmlns="urn:ietf:rfc:7807"><type>https://api.example.com/guide#card_declined</type><title>Card declined</title><status>402</status><detail>No.</detail><code>card_declined</code></problem>`
	for name, tc := range map[string]struct {
		mediaType, body string
		status          int
		wrong           bool
		alsoByDefault   bool // the response for all others refuses it too
	}{
		"as it is":               {"application/json", declined, 402, false, false},
		"as it is, in XML":       {"application/xml", declinedXML, 402, false, false},
		"with a member":          {"application/json", strings.Replace(declined, `,`, `,"decline_code":"lost",`, 1), 402, false, false},
		"another code":           {"application/json", strings.Replace(declined, `"code":"card_declined"`, `"code":"account_unpaid"`, 1), 402, true, false},
		"another code, in XML":   {"application/xml", strings.Replace(declinedXML, `<code>card_declined`, `<code>account_unpaid`, 1), 402, true, false},
		"another status":         {"application/json", strings.Replace(declined, `402`, `403`, 1), 402, true, false},
		"another title":          {"application/json", strings.Replace(declined, `"Card declined"`, `"Card refused"`, 1), 402, false, false},
		"a success":              {"application/json", strings.Replace(declined, `402`, `200`, 1), 402, true, true},
		"no title":               {"application/json", strings.Replace(declined, `"title":"Card declined",`, ``, 1), 402, true, true},
		"no title, in XML":       {"application/xml", strings.Replace(declinedXML, `<title>Card declined</title>`, ``, 1), 402, true, true},
		"an empty detail":        {"application/json", strings.Replace(declined, `"No."`, `""`, 1), 402, true, true},
		"an empty detail in XML": {"application/xml", strings.Replace(declinedXML, `No.`, ``, 1), 402, true, true},
		"errors that are text":   {"application/json", strings.Replace(declined, `,`, `,"errors":"x",`, 1), 402, false, true},
		"a list":                 {"application/json", `[]`, 402, true, true},
		"another namespace":      {"application/xml", strings.Replace(declinedXML, `7807`, `9457`, 1), 402, true, true},
		"HTML":                   {"text/html", `<p>No.</p>`, 402, true, true},
	} {
		a := answer{name: name, code: "card_declined", status: tc.status, header: http.Header{"Content-Type": {tc.mediaType}}, body: []byte(tc.body)}
		if err := check.openAPI(a, "CardDeclinedProblem"); (err != nil) != tc.wrong {
			t.Errorf("%s: %v", name, err)
		}
		if err := check.openAPI(a, "Problem"); (err != nil) != tc.alsoByDefault {
			t.Errorf("%s, by default: %v", name, err)
		}
	}
}

// The samples in the document are documents as services send them.
func TestSamplesAreAsTheDocumentsSay(t *testing.T) {
	t.Parallel()
	for name, cfg := range everyway() {
		g := newGuide(t, cfg)
		check := newChecks(t, g)
		all := samples(t, g)
		for _, s := range all {
			check.answer(s)
			check.answer(inXML(t, s))
		}
		if entries := len(schemaNames(t, g)); len(all) < entries {
			t.Errorf("%s: %d samples of %d codes", name, len(all), entries)
		}
	}
}
