package payments

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
)

// Gateway is the client of the payment provider.
type Gateway struct {
	url    func() string
	client *http.Client
}

// NewGateway returns a client that waits no longer than limit for an answer.
func NewGateway(url string, limit time.Duration) *Gateway {
	return newGateway(func() string { return url }, limit)
}

// newGateway asks for the URL each time: a [Provider] may come up at another.
func newGateway(url func() string, limit time.Duration) *Gateway {
	return &Gateway{url, &http.Client{Timeout: limit}}
}

// charge returns the provider's identifier of the charge. If the provider says
// no, the error wraps what it said, as an *apierror.Error. That is the
// provider's own text: it must be the cause of an error, not the error.
func (g *Gateway) charge(ctx context.Context, in charge) (id string, err error) {
	body, err := json.Marshal(in)
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.url()+"/charges", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := g.client.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	if res.StatusCode >= 400 {
		problem, _ := apierror.Decode(res) // never nil: it has the status at least
		return "", fmt.Errorf("provider: %w", problem)
	}
	var out charged
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		return "", fmt.Errorf("provider: %w", err)
	}
	return out.ID, nil
}
