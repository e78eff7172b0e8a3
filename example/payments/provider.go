package payments

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"

	"github.com/seed-86b940f4/demur/apierror"
)

// chargeRefused is how the provider calls a charge that the issuer refused.
var chargeRefused = apierror.Kind{Status: apierror.PaymentRequired, Code: "charge_refused", Title: "Charge refused"}

// Provider is the payment provider behind the API: a plain net/http server on a
// loopback port. When it is brought up again it has the same port, or another if somebody
// has taken that.
type Provider struct {
	mu     sync.Mutex
	addr   string
	server *http.Server  // nil while it is down
	served chan struct{} // closed when server has ended
}

const anyPort = "127.0.0.1:0"

// StartProvider starts a provider on a free port.
func StartProvider() (*Provider, error) {
	p := &Provider{addr: anyPort}
	return p, p.Up()
}

// URL returns where the provider listens, or did while it was up.
func (p *Provider) URL() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return "http://" + p.addr
}

// Up opens the port. It does nothing if it is open.
func (p *Provider) Up() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.server != nil {
		return nil
	}
	listener, err := net.Listen("tcp", p.addr)
	if err != nil {
		listener, err = net.Listen("tcp", anyPort)
	}
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /charges", p.charge)
	server, served := &http.Server{Handler: mux}, make(chan struct{})
	p.addr, p.server, p.served = listener.Addr().String(), server, served
	go func() {
		defer close(served)
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			slog.Error("provider", "error", err)
		}
	}()
	return nil
}

// Down closes the port: the next connection is refused.
func (p *Provider) Down() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.server == nil {
		return
	}
	_ = p.server.Close()
	<-p.served
	p.server = nil
}

// charge is what the API asks of the provider, and the body of its request.
type charge struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
	Card     string `json:"card,omitempty"`     // one that the provider knows
	New      *Card  `json:"new_card,omitempty"` // or one that it does not
}

type charged struct {
	ID string `json:"id"`
}

// charge answers POST /charges. The provider says no with demur's errors too,
// here with package apierror alone.
func (p *Provider) charge(w http.ResponseWriter, r *http.Request) {
	var problems apierror.Writer
	var in charge
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		_ = problems.Write(w, r, err)
		return
	}
	if in.Card == "card_0341" || in.New != nil && strings.HasSuffix(in.New.Number, "0341") {
		_ = problems.Write(w, r, chargeRefused.New("The account behind card_0341 is empty.").
			With("decline_code", "insufficient_funds"))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(charged{ID: "ch_" + rand.Text()})
}
