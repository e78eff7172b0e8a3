package toolstest_test

import (
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/guide/toolstest/payments"
)

// Both schemas refuse what is no error document. That an element comes once, and what
// status goes with a code, neither can say. What is in an unknown member, XML Schema
// leaves open.
func TestXMLSchemasRefuseOtherDocuments(t *testing.T) {
	t.Parallel()
	lint := newLinter(t, newGuide(t, payments.Guide()))
	if lint == nil {
		t.Skip("xmllint is not installed")
	}
	const document = `<?xml version="1.0" encoding="UTF-8"?>
<problem xmlns="urn:ietf:rfc:7807"><type>https://api.example.com/guide#card_declined</type><title>Card declined</title><status>402</status><detail>No.</detail><code>card_declined</code><errors><i><pointer>#/card</pointer><code>required</code></i></errors></problem>`
	for name, tc := range map[string]struct {
		from, to string
		valid    bool
	}{
		"as it is":                         {"", "", true},
		"a member":                         {"</problem>", "<decline_code>lost</decline_code></problem>", true},
		"a list":                           {"</problem>", "<tried><i>visa</i><i></i></tried></problem>", true},
		"the name of the drafts":           {"</problem>", "<violated-policies><i>hourly</i></violated-policies></problem>", true},
		"no title":                         {"<title>Card declined</title>", "", false},
		"no status":                        {"<status>402</status>", "", false},
		"no code":                          {"<code>card_declined</code>", "", false},
		"no detail":                        {"<detail>No.</detail>", "", false},
		"an empty detail":                  {"No.", "", false},
		"a success":                        {"402", "200", false},
		"a status that is a word":          {"402", "Payment Required", false},
		"another root":                     {"problem", "error", false},
		"another namespace":                {"7807", "9457", false},
		"no namespace":                     {` xmlns="urn:ietf:rfc:7807"`, "", false},
		"an attribute":                     {"<title>", `<title lang="en">`, false},
		"text between the members":         {"<title>", "text<title>", false},
		"a field of another name":          {"<i>", "<item>", false},
		"a field with a value":             {"</pointer>", "</pointer><value>4242</value>", false},
		"no fields":                        {"<i><pointer>#/card</pointer><code>required</code></i>", "", false},
		"an object in a member of its own": {"</problem>", "<card><brand>visa</brand></card></problem>", false},
		"nothing in a member of its own":   {"</problem>", "<brand></brand></problem>", false},
	} {
		changed := strings.ReplaceAll(document, tc.from, tc.to)
		if tc.from == "" {
			changed = document
		}
		if tc.to == "<item>" {
			changed = strings.ReplaceAll(changed, "</i>", "</item>")
		}
		for which, err := range lint.check(t, []byte(changed)) {
			if open := which == "XML Schema" && strings.HasSuffix(name, "member of its own"); (err == nil) != (tc.valid || open) {
				t.Errorf("%s: %s: %v\n%s", name, which, err, changed)
			}
		}
	}
}
