package payments

import (
	"crypto/sha256"
	"crypto/subtle"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// The keys of the demonstration, which a client sends in the field X-API-Key. A real
// service hands a key out once and keeps its hash alone.
const (
	PaidKey     = "demo-key-of-a-paid-account"
	UnpaidKey   = "demo-key-of-an-unpaid-account"
	OtherKey    = "demo-key-of-another-account"
	TrialKey    = "demo-key-of-a-trial-account"
	OperatorKey = "demo-key-of-the-operator"
)

// Challenge is the WWW-Authenticate of a 401: it says how a key is sent. The default,
// Bearer, would ask for another header field.
const Challenge = `ApiKey realm="payments"`

// Account is a customer, or the operator.
type Account struct {
	Plan ratelimit.Policy // zero for that of every key

	id          string
	outstanding []string          // invoices that are not paid
	operator    bool              // may use the switches
	methods     map[string]string // stored payment methods: the provider's card for each
}

type accounts struct {
	list []hashed
}

type hashed struct {
	key [sha256.Size]byte
	*Account
}

func newAccounts() *accounts {
	cards := map[string]string{"pm_card": "card_4242", "pm_empty": "card_0341"}
	a := new(accounts)
	a.add(PaidKey, &Account{id: "acct_paid", methods: cards})
	a.add(UnpaidKey, &Account{id: "acct_unpaid", outstanding: []string{"inv_204", "inv_219"}})
	a.add(OtherKey, &Account{id: "acct_other"})
	a.add(TrialKey, &Account{id: "acct_trial", Plan: trial})
	a.add(OperatorKey, &Account{id: "acct_operator", operator: true})
	return a
}

func (a *accounts) add(key string, owner *Account) {
	a.list = append(a.list, hashed{sha256.Sum256([]byte(key)), owner})
}

// find returns the account of a key, or nil. It compares hashes, all of them and
// each to its end, so that the time it takes tells nothing about a key.
func (a *accounts) find(key string) *Account {
	given := sha256.Sum256([]byte(key))
	var found *Account
	for _, h := range a.list {
		if subtle.ConstantTimeCompare(given[:], h.key[:]) == 1 {
			found = h.Account
		}
	}
	return found
}

// Authenticate returns the account of a key. The error is a 401, or a 402 if the
// account has unpaid invoices.
func (s *Service) Authenticate(key string) (*Account, error) {
	found := s.accounts.find(key)
	if found == nil {
		return nil, apierror.Unauthorized
	}
	if len(found.outstanding) > 0 {
		return nil, unpaid(found.outstanding)
	}
	return found, nil
}
