package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/seed-86b940f4/demur/apierror"
)

// A question is a request and what its answer must be.
type question struct {
	method, path, body string
	header             http.Header
	status             int
	mediaType          string
	holds              []string // in the body or in the header
	is                 error    // what apierror.Decode makes of it
}

func header(pairs ...string) http.Header {
	h := http.Header{"X-Api-Key": {"k1"}}
	for i := 0; i < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return h
}

var questions = []question{
	{"GET", "/v1/widgets/2", "", header(), 404, "application/json",
		[]string{`"detail":"There is no such widget."`, `"code":"not_found"`, "Ratelimit: "}, apierror.NotFound},
	{"GET", "/v1/widgets/2", "", header("Accept", "application/xml"), 404, "application/xml",
		[]string{`<problem xmlns="urn:ietf:rfc:7807">`, "<detail>There is no such widget.</detail>"}, apierror.NotFound},
	{"GET", "/nowhere", "", header("Accept", "application/problem+json"), 404, "application/problem+json",
		nil, apierror.NotFound},
	{"POST", "/v1/widgets", `{"name":"ab"}`, header("Content-Type", "application/json", "Accept-Language", "de"), 422, "application/json",
		[]string{`"pointer":"#/name"`, "muss", "Content-Language: de"}, apierror.UnprocessableEntity},
	{"POST", "/v1/widgets", `{"name":1}`, header("Content-Type", "application/json"), 400, "application/json",
		[]string{`"pointer":"#/name"`}, apierror.BadRequest},
	{"POST", "/v1/widgets", `{"name":"sprocket"}`, header("Content-Type", "application/json"), 201, "application/json",
		[]string{`"name":"sprocket"`, "Location: /v1/widgets/1"}, nil},
	{"GET", "/v1/widgets/2", "", header("Accept", "image/png"), 406, "application/json",
		nil, apierror.NotAcceptable},
	{"GET", "/nowhere", "", header("Accept", "application/json"), 404, "application/json",
		[]string{`"type":"/guide#not_found"`}, apierror.NotFound},
	{"GET", "/nowhere", "", header("Accept", "text/html,*/*;q=0.8"), 404, "text/html",
		[]string{`href="/guide#not_found"`}, nil},
	{"GET", "/guide", "", header("Accept", "text/html,*/*;q=0.8"), 200, "text/html",
		[]string{`id="not_found"`, `id="too_many_requests"`}, nil},
	{"GET", "/guide", "", header(), 200, "application/json",
		[]string{`"not_found"`, `"min"`}, nil},
	{"GET", "/openapi.yaml", "", header(), 200, "application/yaml",
		[]string{"openapi: 3.1"}, nil},
	{"GET", "/report", "", header("Accept", "text/csv"), 200, "text/csv",
		[]string{"id\n1\n"}, nil},
}

// ask asks the questions, and then for more than the quota.
func ask(base string) error {
	var errs []error
	for _, q := range questions {
		errs = append(errs, q.ask(base))
	}
	over := question{"GET", "/v1/widgets/2", "", header("X-API-Key", "k2"), 429, "application/json",
		[]string{`"type":"/guide#too_many_requests"`, `"code":"too_many_requests"`, "Retry-After: "}, apierror.TooManyRequests}
	// The hour may turn once while we ask, and then there is a second quota.
	for asked := range 2*quota + 1 {
		if err := over.ask(base); err == nil {
			if asked < quota {
				errs = append(errs, fmt.Errorf("429 after %d requests of %d", asked, quota))
			}
			return errors.Join(errs...)
		} else if asked == 2*quota {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func (q question) ask(base string) error {
	req, err := http.NewRequest(q.method, base+q.path, strings.NewReader(q.body))
	if err != nil {
		return err
	}
	req.Header = q.header.Clone()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	var said strings.Builder
	res.Header.Write(&said)
	text := strings.ReplaceAll(said.String(), "\r\n", "\n") + "\n" + string(body)

	var wrong []string
	if res.StatusCode != q.status {
		wrong = append(wrong, fmt.Sprintf("status %d, want %d", res.StatusCode, q.status))
	}
	if got, _, _ := strings.Cut(res.Header.Get("Content-Type"), ";"); got != q.mediaType {
		wrong = append(wrong, fmt.Sprintf("Content-Type %s, want %s", got, q.mediaType))
	}
	for _, part := range q.holds {
		if !strings.Contains(text, part) {
			wrong = append(wrong, fmt.Sprintf("no %q", part))
		}
	}
	res.Body = io.NopCloser(strings.NewReader(string(body)))
	if q.is != nil {
		if decoded, err := apierror.Decode(res); err != nil {
			wrong = append(wrong, err.Error())
		} else if !errors.Is(decoded, q.is) {
			wrong = append(wrong, fmt.Sprintf("decoded as %v, want %v", decoded, q.is))
		}
	}
	if wrong == nil {
		return nil
	}
	return fmt.Errorf("%s %s: %s\n%s", q.method, q.path, strings.Join(wrong, "; "), text)
}
