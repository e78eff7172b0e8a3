package adaptertest

import (
	"fmt"
	"net/http"

	"github.com/seed-86b940f4/demur/apierror"
)

// statuses are the status table: every status of 400 to 599, in JSON and XML, from a
// constant and from an error with words.
func statuses() []testCase {
	return []testCase{{name: "status table", run: func(p probe) {
		var s Service
		for status := apierror.Status(400); status <= 599; status++ {
			for name, err := range map[string]error{"constant": status, "words": status.Wrap(errSecret, "The reason is this one.")} {
				s.Routes = append(s.Routes, Route{http.MethodGet, fmt.Sprintf("/v1/%d/%s", status, name), func(Context) error { return err }})
			}
		}
		server := p.serve(p.handler(s))
		for status := apierror.Status(400); status <= 599; status++ {
			for accept, mediaType := range map[string]string{"": "application/json", "application/xml": "application/xml", "application/problem+json": "application/problem+json"} {
				for name, detail := range map[string]string{"constant": status.Detail(), "words": "The reason is this one."} {
					got := p.get(server, fmt.Sprintf("/v1/%d/%s", status, name), "Accept", accept)
					p.status(got, int(status))
					p.field(got, "Content-Type", "^"+mediaType[:12])
					e := p.document(got)
					if e.Code != status.Code() || e.Title != status.Title() || e.Detail != detail {
						p.Errorf("%d %s as %s: %s", status, name, mediaType, got.body)
					}
					p.secret(got, "SECRET")
					p.statusHeader(got, status)
				}
			}
		}
	}}}
}

// statusHeader checks the fields that belong to a status.
func (p probe) statusHeader(a answer, status apierror.Status) {
	p.Helper()
	storable := "^$"
	switch {
	case status == 401 || status == 403 || status == 422 || status == 429 || status >= 500:
		storable = "^no-store$"
	}
	p.field(a, "Cache-Control", storable)
	for name, of := range map[string]bool{
		"Www-Authenticate": status == 401,
		"Retry-After":      status == 429 || status == 503,
	} {
		pattern := "^$"
		if of {
			pattern = "."
		}
		p.field(a, name, pattern)
	}
}
