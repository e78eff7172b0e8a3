package payments

import (
	"crypto/rand"
	"encoding/xml"
	"sync"
	"time"
)

// Payment is what a client sees of a payment, in JSON and XML alike.
type Payment struct {
	XMLName  xml.Name  `json:"-" xml:"payment"`
	ID       string    `json:"id" xml:"id"`
	Amount   int64     `json:"amount" xml:"amount"` // in the smallest unit of the currency
	Currency string    `json:"currency" xml:"currency"`
	State    string    `json:"state" xml:"state"`   // "charged" or "cancelled"
	Charge   string    `json:"charge" xml:"charge"` // the provider's name for it
	Created  time.Time `json:"created" xml:"created"`
	Metadata Metadata  `json:"metadata,omitempty" xml:"metadata,omitempty"`

	account string // the owner's id
}

// store keeps payments in memory. It is safe for concurrent use.
type store struct {
	mu       sync.Mutex
	payments map[string]Payment
}

// newStore returns a store with a payment of the paid account and one of the
// trial account.
func newStore() *store {
	s := &store{payments: map[string]Payment{}}
	for id, owner := range map[string]string{"pay_1001": "acct_paid", "pay_1002": "acct_trial"} {
		s.payments[id] = Payment{
			ID: id, Amount: 1250, Currency: "EUR", State: "charged", Charge: "ch_" + rand.Text(),
			Created: time.Now().UTC(), account: owner,
		}
	}
	return s
}

// add stores p under a new identifier and returns it as it is stored.
func (s *store) add(p Payment) Payment {
	p.ID = "pay_" + rand.Text()
	p.Created = time.Now().UTC()
	p.State = "charged"
	s.mu.Lock()
	defer s.mu.Unlock()
	s.payments[p.ID] = p
	return p
}

func (s *store) find(id string) (Payment, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.payments[id]
	return p, ok
}

// cancel marks a payment. To cancel one twice changes nothing, as DELETE wants.
func (s *store) cancel(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p, ok := s.payments[id]; ok {
		p.State = "cancelled"
		s.payments[id] = p
	}
}

// totals returns what an account has charged in each month of this year.
func (s *store) totals(account string) (totals [12]int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	year := time.Now().UTC().Year()
	for _, p := range s.payments {
		if p.account == account && p.State == "charged" && p.Created.Year() == year {
			totals[p.Created.Month()-1] += p.Amount
		}
	}
	return totals
}
