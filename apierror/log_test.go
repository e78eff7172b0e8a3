package apierror_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
)

// logs returns the record of a value in the two formats of log/slog.
func logs(value any) (inText, inJSON string) {
	var text, doc bytes.Buffer
	slog.New(slog.NewTextHandler(&text, nil)).Info("m", "error", value)
	slog.New(slog.NewJSONHandler(&doc, nil)).Info("m", "error", value)
	return text.String(), doc.String()
}

func TestLogValue(t *testing.T) {
	t.Parallel()
	inner := apierror.BadGateway.Wrap(errors.New("dial tcp: refused"), "The bank is offline.")
	e := cardDeclined.Wrap(inner, "Declined.").With("decline_code", "x").With("bad name", 1).With("nan", math.NaN()).
		WithInstance("/log/1").WithField(apierror.FieldError{Pointer: "#/card", Code: "required"})
	text, doc := logs(e)
	for _, want := range []string{`"status":402`, `"code":"card_declined"`, `"detail":"Declined."`, `"instance":"/log/1"`, `"decline_code":"x"`, `"unsendable":["bad name","nan"]`, "dial tcp: refused", `"fields":[{"pointer":"#/card","code":"required"}]`} {
		if !strings.Contains(doc, want) {
			t.Errorf("no %s in %s", want, doc)
		}
	}
	for _, want := range []string{`error.status=402`, `error.fields="#/card required"`, `error.unsendable="[bad name nan]"`, "dial tcp: refused"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
}

// Fields stood in a text log as Go structs.
func TestFieldsInALog(t *testing.T) {
	t.Parallel()
	card := apierror.FieldError{Pointer: "#/card/number", Code: "credit_card", Detail: "must be a card number"}
	limit := apierror.FieldError{In: "query", Name: "limit", Code: "max", Param: "100", Detail: "must be at most 100"}
	for _, tt := range []struct {
		name      string
		value     any
		text, doc string
	}{
		{"a field", card, `error.pointer=#/card/number error.code=credit_card error.detail="must be a card number"`,
			`"error":{"pointer":"#/card/number","code":"credit_card","detail":"must be a card number"}`},
		{"fields", apierror.UnprocessableEntity.New("").WithFields(card, limit, apierror.FieldError{Detail: "is too much"}, apierror.FieldError{}),
			`error.fields="#/card/number credit_card: must be a card number; query limit max 100: must be at most 100; is too much; "`,
			`"fields":[{"pointer":"#/card/number","code":"credit_card","detail":"must be a card number"},` +
				`{"in":"query","name":"limit","code":"max","param":"100","detail":"must be at most 100"},{"detail":"is too much"},{}]`},
	} {
		text, doc := logs(tt.value)
		if !strings.Contains(text, tt.text) {
			t.Errorf("%s: no %s in %s", tt.name, tt.text, text)
		}
		if !strings.Contains(doc, tt.doc) || !json.Valid([]byte(doc)) {
			t.Errorf("%s: no %s in %s", tt.name, tt.doc, doc)
		}
	}
	if got := fmt.Sprint(apierror.BadRequest.New("").WithField(card).LogValue()); !strings.Contains(got, "#/card/number credit_card: must") {
		t.Errorf("%s", got)
	}
}

// A request that fails in 10,000 places wrote megabytes into the log.
func TestLogIsBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 100_000)
	e := apierror.UnprocessableEntity.New(long).WithCode(long).WithType(long).WithInstance(long).With("long", long).With("many", make([]int, 10_000)).
		With("texts", []string{long, long}).With(long, 1).
		WithField(apierror.FieldError{Pointer: long, XPath: long, In: long, Name: long, Code: long, Param: long, Detail: long})
	for i := range 10_000 {
		e = e.WithField(apierror.FieldError{Pointer: fmt.Sprint("#/", i), Detail: long}).With(fmt.Sprint("ext", i), 1).With(fmt.Sprint("no ", i, long[:400]), 1)
	}
	text, doc := logs(e)
	for _, record := range []string{text, doc} {
		if len(record) > 64<<10 {
			t.Errorf("a record of %d bytes", len(record))
		}
		for _, want := range []string{"more_fields", "9981", "more_extensions", "9983", "and 9980 more", "and 9969 more"} {
			if !strings.Contains(record, want) {
				t.Errorf("no %q in %.3000s", want, record)
			}
		}
	}
	if !json.Valid([]byte(doc)) {
		t.Errorf("%.300s", doc)
	}
	if one, _ := logs(apierror.FieldError{Detail: long}); len(one) > 1000 {
		t.Errorf("a field of %d bytes", len(one))
	}
}
