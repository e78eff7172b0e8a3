package demurtest_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurtest"
)

// recorder notes what a test would fail with.
type recorder struct {
	testing.TB
	failures []string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

// answer is a response with a body.
func answer(status int, contentType, body string) *http.Response {
	return &http.Response{
		StatusCode:    status,
		Header:        http.Header{"Content-Type": {contentType}},
		ContentLength: int64(len(body)),
		Body:          io.NopCloser(strings.NewReader(body)),
	}
}

// written is a document that demur itself has written.
func written(accept string, err error) *http.Response {
	res := httptest.NewRecorder()
	req := httptest.NewRequest(http.MethodGet, "/", nil)
	req.Header.Set("Accept", accept)
	new(apierror.Writer).Write(res, req, err)
	return res.Result()
}

var declined = apierror.Kind{Status: apierror.PaymentRequired, Code: "card_declined", Title: "Card declined"}

func TestErrorOfGoodDocuments(t *testing.T) {
	t.Parallel()
	sent := declined.New("The issuer refused.").With("decline_code", "stolen").With("attempts", []int{1, 2}).
		WithType("https://api.example.com/guide#card_declined").WithInstance("/payments/7").
		WithFields(apierror.FieldError{Pointer: "#/card", Code: "credit_card", Detail: "must be a card"}, apierror.FieldError{In: "query", Name: "a"})
	for _, accept := range []string{"application/json", "application/xml", "application/problem+json", "application/problem+xml", "text/xml", "text/json"} {
		res := written(accept, sent)
		r := &recorder{TB: t}
		got := demurtest.Error(r, res)
		if len(r.failures) > 0 || got.Code != "card_declined" || got.Detail != "The issuer refused." || len(got.Fields) != 2 {
			t.Errorf("%s: %v %v", accept, got, r.failures)
		}
		// The body can be read again, also by Is.
		demurtest.Is(r, res, declined)
		if body, err := io.ReadAll(res.Body); len(r.failures) > 0 || err != nil || !strings.Contains(string(body), "decline_code") {
			t.Errorf("%s: %q %v %v", accept, body, err, r.failures)
		}
	}
	// What other servers send: RFC 9457 asks for no more.
	r := &recorder{TB: t}
	demurtest.Is(r, answer(404, "application/problem+json; charset=utf-8", `{"type":"about:blank","title":"Not Found","status":404,"balance":{"now":30}}`), apierror.NotFound)
	if len(r.failures) > 0 {
		t.Error(r.failures)
	}
}

func TestErrorOfWrongAnswers(t *testing.T) {
	t.Parallel()
	const good = `{"title":"Not Found","status":404}`
	const open = `<problem xmlns="urn:ietf:rfc:7807"><title>Not Found</title><status>404</status>`
	short := answer(404, "application/json", good)
	short.ContentLength = 3
	broken := answer(404, "application/json", "")
	broken.ContentLength, broken.Body = -1, io.NopCloser(io.MultiReader(strings.NewReader(good), breaking{}))
	for name, tt := range map[string]struct {
		res  *http.Response
		want string
	}{
		"a success":                {answer(200, "application/json", `{"title":"OK","status":200}`), "none of an error"},
		"a text":                   {answer(404, "text/plain", good), `"text/plain"`},
		"no type":                  {answer(404, "", good), `Content-Type is ""`},
		"another type of JSON":     {answer(404, "application/vnd.api+json", good), "vnd.api"},
		"a wrong length":           {short, "Content-Length is 3"},
		"half an answer":           {broken, "not whole"},
		"no body":                  {answer(404, "application/json", ""), "no such document"},
		"more than a document":     {answer(404, "application/json", good+"{}"), "more behind"},
		"no object":                {answer(404, "application/json", `["Not Found"]`), "no JSON object"},
		"XML that says to be JSON": {answer(404, "application/json", open+"</problem>"), "no such document"},
		"another status":           {answer(404, "application/json", `{"title":"Not Found","status":500}`), "status is 500"},
		"a status that is a text":  {answer(404, "application/json", `{"title":"Not Found","status":"404"}`), "status is 404"},
		"no status":                {answer(404, "application/json", `{"title":"Not Found"}`), "no member status"},
		"no title":                 {answer(404, "application/json", `{"status":404}`), "no member title"},
		"a title that is a number": {answer(404, "application/json", `{"title":1,"status":404}`), "title is no text"},
		"a member twice":           {answer(404, "application/json", `{"title":"a","title":"b","status":404}`), "title comes twice"},
		"errors that are a text":   {answer(404, "application/json", `{"title":"a","status":404,"errors":"x"}`), "errors is no list"},
		"errors with texts":        {answer(404, "application/json", `{"title":"a","status":404,"errors":["x"]}`), "no object"},
		"errors with a number":     {answer(404, "application/json", `{"title":"a","status":404,"errors":[{"detail":1}]}`), "detail is no text"},
		"a loop of lists":          {answer(404, "application/json", strings.Repeat("[", 1e5)), "nested too deeply"},
		"XML without an end":       {answer(404, "application/xml", open), "no such document"},
		"another root":             {answer(404, "application/xml", strings.ReplaceAll(open, "problem", "error")+"</error>"), "root element is error"},
		"another namespace":        {answer(404, "application/xml", `<problem><title>a</title><status>404</status></problem>`), `namespace ""`},
		"an attribute":             {answer(404, "application/xml", open+`<detail lang="en">a</detail></problem>`), "detail has attributes"},
		"text beside elements":     {answer(404, "application/xml", open+`a</problem>`), "text beside"},
		"two roots":                {answer(404, "application/xml", open+`</problem><problem/>`), "no such document"},
		"a list without i":         {answer(404, "application/xml", open+`<errors><error><detail>a</detail></error></errors></problem>`), "errors is no list"},
		"another status in XML":    {answer(404, "application/xml", strings.Replace(open, "404", "405", 1)+`</problem>`), "status is 405"},
		"elements nested deeply":   {answer(404, "application/xml", open+strings.Repeat("<a>", 1e5)), "no such document"},
	} {
		r := &recorder{TB: t}
		got := demurtest.Error(r, tt.res)
		if !strings.Contains(strings.Join(r.failures, "\n"), tt.want) {
			t.Errorf("%s: the failures are %q, want %q", name, r.failures, tt.want)
		}
		if got == nil || int(got.Status) != tt.res.StatusCode {
			t.Errorf("%s: the error is %v", name, got)
		}
	}
}

// breaking is a connection that breaks.
type breaking struct{}

func (breaking) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestIsSaysWhatDiffers(t *testing.T) {
	t.Parallel()
	other := apierror.Kind{Status: apierror.PaymentRequired, Code: "unpaid"}
	for name, tt := range map[string]struct {
		want error
		says string // "" for no failure
	}{
		"its status":     {apierror.PaymentRequired, ""},
		"its kind":       {declined, ""},
		"another status": {apierror.NotFound, "404 not_found"},
		"another kind":   {other, "402 unpaid"},
		"another error":  {errors.New("boom"), "boom"},
	} {
		r := &recorder{TB: t}
		demurtest.Is(r, written("application/xml", declined.New("The issuer refused.")), tt.want)
		switch said := strings.Join(r.failures, "\n"); {
		case tt.says == "" && said != "":
			t.Errorf("%s: %s", name, said)
		case tt.says != "" && (!strings.Contains(said, tt.says) || !strings.Contains(said, `402 card_declined: "The issuer refused."`)):
			t.Errorf("%s: it says %q", name, said)
		}
	}
	r := &recorder{TB: t}
	demurtest.Is(r, answer(404, "text/html", "<p>Not Found"), apierror.NotFound)
	if len(r.failures) != 1 || !strings.Contains(r.failures[0], "text/html") {
		t.Errorf("a page: %q", r.failures)
	}
}
