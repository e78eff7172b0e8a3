package payments_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/example/payments"
)

func TestCardsAreNotPrinted(t *testing.T) {
	t.Parallel()
	const canary, canaryCode = "4000000000000341", "73915"
	in := payments.CreatePayment{Card: &payments.Card{Number: canary, CVC: canaryCode}}
	var out bytes.Buffer
	for _, log := range []*slog.Logger{slog.New(slog.NewTextHandler(&out, nil)), slog.New(slog.NewJSONHandler(&out, nil))} {
		log.Info("card", "pointer", in.Card, "value", *in.Card)
	}
	fmt.Fprintf(&out, "%v %+v %#v %s %d %q %+v", in.Card, in.Card, *in.Card, in.Card, *in.Card, *in.Card, in)
	if strings.Contains(out.String(), canary) || strings.Contains(out.String(), canaryCode) {
		t.Errorf("the card was printed:\n%s", out.String())
	}
}
