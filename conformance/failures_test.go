package conformance_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// failure is an error that a server answers with.
type failure struct {
	name   string
	err    error
	id     string // the X-Request-Id of the request; "" sends none
	wantID string // the request_id that id brings about

	wantType string // the type that a Writer with a TypeBase gives the error; "" for a Writer without one
}

// typeBase is that of a service with a guide. "&" is one that XML has to escape.
const typeBase = "https://api.example.com/guide?a=1&b=2#"

// failures returns every sort of error that the library can be given.
func failures() []failure {
	var all []failure
	for _, part := range [][]failure{statuses(), kinds(), texts(), fields(), values(), names(), requestIDs(), quotas(), foreign(), guided()} {
		all = append(all, part...)
	}
	return all
}

// statuses returns all that have a name, so a new constant cannot be forgotten,
// and a few that have none.
func statuses() []failure {
	var fs []failure
	for s := apierror.Status(400); s <= 599; s++ {
		if http.StatusText(int(s)) == "" && s != 499 && s != 599 {
			continue
		}
		fs = append(fs,
			failure{name: fmt.Sprintf("status %d", s), err: s},
			failure{name: fmt.Sprintf("status %d with a detail", s), err: s.New("The reason is this one.")})
	}
	for _, s := range []apierror.Status{-1, 0, 200, 399, 600, math.MaxInt} {
		fs = append(fs, failure{name: fmt.Sprintf("status %d which is none", s), err: s.New("Nobody may read this.").With("balance", 30)})
	}
	return fs
}

// quotas returns what the limiter refuses.
func quotas() []failure {
	p := ratelimit.Policy{Name: `"a" & <b>`, Quota: 10, Window: time.Minute}
	d := ratelimit.Decision{Policy: p, Reset: time.Now().Add(30 * time.Second)}
	return []failure{
		{name: "over the quota", err: refusedBy(refusing{decision: d})},
		{name: "more than the quota", err: refusedBy(refusing{err: ratelimit.CostError{Policy: p, Cost: 11}})},
	}
}

// refusing is a limiter that gives one answer.
type refusing struct {
	decision ratelimit.Decision
	err      error
}

func (r refusing) Take(_ context.Context, _ string, cost int) (ratelimit.Decision, error) {
	if cost == 0 {
		return r.decision, nil
	}
	return r.decision, r.err
}

// refusedBy returns the error of the middleware with that limiter.
func refusedBy(limiter ratelimit.Limiter) error {
	key := func(echo.Context) (string, error) { return "k", nil }
	limit, err := demur.RateLimitConfig{Limiter: limiter, Key: key, Jitter: time.Second}.ToMiddleware()
	if err != nil {
		return err
	}
	c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/", nil), httptest.NewRecorder())
	return limit(func(echo.Context) error { return nil })(c)
}

func kinds() []failure {
	declined := apierror.Kind{Status: apierror.PaymentRequired, Code: "card_declined", Title: "Card declined", Doc: "Ask for another card."}
	withType := func(uri string) error { return declined.New("The issuer refused the charge.").WithType(uri) }
	return []failure{
		{name: "kind", err: declined},
		{name: "kind with a detail", err: declined.New("The issuer refused the charge.")},
		{name: "kind with a cause", err: declined.Wrap(io.ErrUnexpectedEOF, "The issuer refused the charge.")},
		{name: "kind without words", err: apierror.Kind{Status: apierror.Conflict}},
		{name: "kind without a status", err: apierror.Kind{Code: "lost"}},
		{name: "type absolute", err: withType("https://api.example.com/guide?a=1&b=2#card_declined")},
		{name: "type relative", err: withType("/guide#card_declined")},
		{name: "type urn", err: withType("urn:example:card-declined")},
		{name: "type of nothing", err: withType("about:blank")},
		{name: "type of the kind", err: apierror.Kind{Status: apierror.PaymentRequired, Type: "https://api.example.com/guide#card_declined"}},
		{name: "instance absolute", err: declined.New("").WithInstance("https://log.example.com/?a=1&b='2'")},
		{name: "instance relative", err: declined.New("").WithInstance("/log/f3a1").With("balance", 30)},
		{name: "instance urn", err: declined.New("").WithInstance("urn:uuid:550e8400-e29b-41d4-a716-446655440000")},
		{name: "instance of other characters", err: declined.New("").WithInstance("/log/é")},
	}
}

// guided are errors of a service with a TypeBase.
func guided() []failure {
	var fs []failure
	for _, f := range []struct {
		name string
		err  error
		want string // behind typeBase
	}{
		{"constant", apierror.NotFound, "not_found"},
		{"detail", apierror.NotFound.New("The reason is this one."), "not_found"},
		{"kind", apierror.Kind{Status: apierror.PaymentRequired, Code: "card_declined"}, "card_declined"},
		{"status beyond the guide", apierror.Status(418), "i_m_a_teapot"},
		{"status that is none", apierror.Status(42), "internal_server_error"},
		{"plain error", errors.New("SECRET"), "internal_server_error"},
		{"members", apierror.Gone.New("").WithInstance("/i").With("balance", 30), "gone"},
	} {
		fs = append(fs, failure{name: "guided " + f.name, err: f.err, wantType: typeBase + f.want})
	}
	for _, h := range hostile {
		code := strings.ReplaceAll(url.QueryEscape(clean(h.text)), "+", "%20")
		fs = append(fs, failure{name: "guided code of " + h.name, err: apierror.Gone.New("").WithCode(h.text), wantType: typeBase + code})
	}
	return fs
}

// hostile are texts that one format or the other has trouble with.
var hostile = []struct{ name, text string }{
	{"space", " "},
	{"spaces around", " \t a \t "},
	{"controls", "a\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x1b[31m\x1fb"},
	{"control alone", "\x1f"},
	{"nul", "a\x00b"},
	{"delete and c1", "a\x7f\u0080\u0085\u009fb"},
	{"line ends", "a\rb\nc\r\nd\n\re\tf\r"},
	{"invalid utf-8", "a\xff\xfe\xc3(\xe2\x82b\xf0\x9f\x98"},
	{"overlong", "a\xc0\xafb\xe0\x80\xafc"},
	{"surrogates", "a\xed\xa0\x80b\xed\xb0\x80c\xed\xa0\xbd\xed\xb8\x80"},
	{"beyond unicode", "a\xf4\x90\x80\x80b"},
	{"separators", "a\u2028b\u2029c"},
	{"noncharacters", "a\ufffeb\uffffc\U0001fffed\U0010ffffe\ufdd0"},
	{"replacement", "a\ufffdb"},
	{"byte order mark", "\ufeffa\ufeff"},
	{"emoji", "👩\u200d👩\u200d👧 💳 é e\u0301"},
	{"right to left", "a\u202eb\u2066c"},
	{"cdata end", "a]]>b]]"},
	{"cdata", "<![CDATA[a]]>"},
	{"markup", `</detail><status>200</status><!-- a --><?b c?><d e="f" g='h'/>`},
	{"entities", "&amp;&lt;&#0;&#x1f;&nbsp;&lol; & &"},
	{"doctype", `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>&b;`},
	{"script", `<script>alert("a")</script>`},
	{"quotes", `"a" 'b' \c\ \u0000 \" ","status":200,"x":"`},
	{"number", "1e999"},
	{"null", "null"},
	{"json", `{"status":200}`},
	{"long", strings.Repeat("a<\x00\xff\r\"", 10<<10/6)},
}

// texts puts each hostile text wherever a text can be.
func texts() []failure {
	var fs []failure
	for _, h := range hostile {
		e := *apierror.UnprocessableEntity.Wrap(errors.New(h.text), h.text).WithCode(h.text).
			With("request_id", h.text).
			With("reason", h.text).
			With("reasons", []string{h.text, "", h.text}).
			WithField(apierror.FieldError{Pointer: h.text, Code: h.text, Param: h.text, Detail: h.text}).
			WithField(apierror.FieldError{XPath: h.text, In: h.text, Name: h.text})
		e.Title = h.text
		fs = append(fs, failure{name: "text " + h.name, err: &e})
	}
	return fs
}

func fields() []failure {
	var many []apierror.FieldError
	for i := range 500 {
		many = append(many, apierror.FieldError{Pointer: fmt.Sprintf("#/items/%d/price", i), Code: "min", Param: "0", Detail: "must be 0 or more"})
	}
	with := func(list ...apierror.FieldError) error {
		e := apierror.UnprocessableEntity.New("")
		for _, f := range list {
			e = e.WithField(f)
		}
		return e
	}
	return []failure{
		{name: "field in json", err: with(apierror.FieldError{Pointer: "#/card/number", Code: "credit_card", Detail: "must be a card number"})},
		{name: "field in xml", err: with(apierror.FieldError{XPath: "/payment/card[1]/number", Code: "required"})},
		{name: "field in query", err: with(apierror.FieldError{In: "query", Name: "page[size]", Code: "max", Param: "100"})},
		{name: "field complete", err: with(apierror.FieldError{
			Pointer: "#/a", XPath: "/a", In: "path", Name: "a", Code: "min", Param: "3", Detail: "must be 3 or more"})},
		{name: "field empty", err: with(apierror.FieldError{})},
		{name: "field empty among others", err: with(apierror.FieldError{Code: "a"}, apierror.FieldError{}, apierror.FieldError{Code: "b"})},
		{name: "fields many", err: with(many...)},
		{name: "fields of an empty list", err: &apierror.Error{Status: 422, Fields: []apierror.FieldError{}}},
	}
}

func requestIDs() []failure {
	bad := apierror.BadRequest.New("")
	long := strings.Repeat("a", 128)
	return []failure{
		{name: "request id", err: bad, id: "f3a1-_.:+/=@Z", wantID: "f3a1-_.:+/=@Z"},
		{name: "request id of a status", err: apierror.BadRequest, id: "f3a1", wantID: "f3a1"},
		{name: "request id long", err: bad, id: long, wantID: long},
		{name: "request id too long", err: bad, id: long + "a"},
		{name: "request id with markup", err: bad, id: "</request_id><a/>"},
		{name: "request id with quotes", err: bad, id: `a","status":"200`},
		{name: "request id of the error", err: bad.With("request_id", "own"), wantID: "own"},
		{name: "request id empty", err: bad.With("request_id", "")},
		{name: "request id that is no text", err: bad.With("request_id", 1)},
	}
}

// foreign are errors of others, as From translates them, and misuse.
func foreign() []failure {
	var into struct {
		Cards map[string]struct{ Number int }
	}
	mistyped := json.Unmarshal([]byte(`{"Cards":{"a/~ \"<é]]>%":{"Number":"4242"}}}`), &into)
	var nobody *apierror.Error
	return []failure{
		{name: "plain", err: errors.New(`pq: password "hunter2" failed at 10.0.0.7:5432`)},
		{name: "wrapped", err: fmt.Errorf("load: %w", apierror.NotFound)},
		{name: "joined", err: errors.Join(io.EOF, apierror.Forbidden.New("No."))},
		{name: "json type", err: mistyped},
		{name: "json syntax", err: json.Unmarshal([]byte("{"), &into)},
		{name: "xml syntax", err: xml.Unmarshal([]byte("<a>"), &into)},
		{name: "too large", err: &http.MaxBytesError{Limit: 1 << 20}},
		{name: "nil pointer", err: nobody},
		{name: "nil pointer with more", err: nobody.With("value", 1).WithField(apierror.FieldError{Code: "a"})},
		{name: "zero error", err: &apierror.Error{}},
	}
}
