package main

import (
	"crypto/sha256"
	"crypto/subtle"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/ratelimit"
)

// The keys of the demonstration. A real service hands a key out once and keeps
// its hash alone.
const (
	paidKey     = "demo-key-of-a-paid-account"
	unpaidKey   = "demo-key-of-an-unpaid-account"
	otherKey    = "demo-key-of-another-account"
	trialKey    = "demo-key-of-a-trial-account"
	operatorKey = "demo-key-of-the-operator"
)

type account struct {
	id          string
	plan        ratelimit.Policy  // zero for that of every key
	outstanding []string          // invoices that are not paid
	operator    bool              // may use the switches
	methods     map[string]string // stored payment methods: the provider's card for each
}

type accounts struct {
	list []hashed
}

type hashed struct {
	key [sha256.Size]byte
	*account
}

func newAccounts() *accounts {
	cards := map[string]string{"pm_card": "card_4242", "pm_empty": "card_0341"}
	a := new(accounts)
	a.add(paidKey, &account{id: "acct_paid", methods: cards})
	a.add(unpaidKey, &account{id: "acct_unpaid", outstanding: []string{"inv_204", "inv_219"}})
	a.add(otherKey, &account{id: "acct_other"})
	a.add(trialKey, &account{id: "acct_trial", plan: trial})
	a.add(operatorKey, &account{id: "acct_operator", operator: true})
	return a
}

func (a *accounts) add(key string, owner *account) {
	a.list = append(a.list, hashed{sha256.Sum256([]byte(key)), owner})
}

// find returns the account of a key, or nil. It compares hashes, all of them and
// each to its end, so that the time it takes tells nothing about a key.
func (a *accounts) find(key string) *account {
	given := sha256.Sum256([]byte(key))
	var found *account
	for _, h := range a.list {
		if subtle.ConstantTimeCompare(given[:], h.key[:]) == 1 {
			found = h.account
		}
	}
	return found
}

const accountKey = "account"

// validate is what Echo's KeyAuth asks. false becomes a 401, the error a 402.
func (a *accounts) validate(key string, c echo.Context) (bool, error) {
	found := a.find(key)
	if found == nil {
		return false, nil
	}
	if len(found.outstanding) > 0 {
		return false, AccountUnpaid.New("The account has unpaid invoices. Settle them to go on.").
			With("invoices", found.outstanding)
	}
	c.Set(accountKey, found)
	return true, nil
}

// caller returns the account that validate has found for the request.
func caller(c echo.Context) *account {
	return c.Get(accountKey).(*account)
}

// operatorsOnly is middleware behind KeyAuth: the key is valid, but may not do
// everything.
func operatorsOnly(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !caller(c).operator {
			return apierror.Forbidden
		}
		return next(c)
	}
}
