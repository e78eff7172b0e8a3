package adaptertest

import (
	"errors"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
)

// hooks are what Config changes.
func hooks() []testCase {
	return []testCase{
		{name: "Map", run: func(p probe) {
			var log journal
			cfg := Config{Logger: log.logger(), Map: func(err error) error {
				if errors.Is(err, fs.ErrNotExist) {
					return apierror.NotFound.New("There is no such page.")
				}
				return err
			}}
			server := p.serve(p.handler(failing(cfg, &fs.PathError{Op: "open", Path: "/SECRET", Err: fs.ErrNotExist})))
			got := p.get(server, "/v1/fails")
			p.status(got, 404)
			if e := p.document(got); e.Detail != "There is no such page." {
				p.Errorf("detail %q", e.Detail)
			}
			p.secret(got, "SECRET")
			server.Close()
			if !strings.Contains(log.String(), "/SECRET") {
				p.Errorf("what Map left out is not in the log:\n%s", &log)
			}
		}},
		{name: "Map that panics", run: func(p probe) {
			got := p.get(p.serve(p.handler(failing(Config{Map: func(error) error { panic("SECRET") }}, errSecret))), "/v1/fails")
			p.status(got, 500)
			p.secret(got, "SECRET")
		}},
		{name: "Customize", run: func(p probe) {
			shared := apierror.Conflict.New("Taken.")
			cfg := Config{Customize: func(e *apierror.Error) *apierror.Error {
				e.Detail = "Vergeben."
				return e.WithHeader("Content-Language", "de").With("trace_id", "t1")
			}}
			server := p.serve(p.handler(failing(cfg, shared)))
			for range 2 {
				got := p.get(server, "/v1/fails")
				p.has(got, `"detail":"Vergeben.".*"trace_id":"t1"`)
				p.field(got, "Vary", "Accept-Language")
			}
			if shared.Detail != "Taken." {
				p.Error("the error of the service was changed")
			}
		}},
		{name: "Customize with a mistake", run: func(p probe) {
			for _, customize := range []func(*apierror.Error) *apierror.Error{
				func(*apierror.Error) *apierror.Error { return nil },
				func(*apierror.Error) *apierror.Error { panic("SECRET") },
				func(*apierror.Error) *apierror.Error { return &apierror.Error{Status: 200} },
			} {
				var log journal
				server := p.serve(p.handler(failing(Config{Customize: customize, Logger: log.logger()}, apierror.Conflict.New("Taken."))))
				got := p.get(server, "/v1/fails")
				p.status(got, 409)
				p.secret(got, "SECRET")
				server.Close()
				if log.records() != 2 {
					p.Errorf("want a record of the mistake and one of the failure:\n%s", &log)
				}
			}
		}},
		{name: "Observe once", run: func(p probe) {
			seen := make(chan *apierror.Error, 10)
			s := failing(Config{Observe: func(e *apierror.Error) { seen <- e }}, apierror.Conflict.Wrap(errSecret, "Taken."))
			server := p.serve(p.handler(s))
			p.get(server, "/v1/fails")
			p.get(server, "/v1/nothing")
			server.Close()
			close(seen)
			var got []string
			for e := range seen {
				got = append(got, e.Code)
			}
			if strings.Join(got, " ") != "conflict not_found" {
				p.Errorf("observed %v", got)
			}
		}},
		{name: "Observe that panics", run: func(p probe) {
			server := p.serve(p.handler(failing(Config{Observe: func(*apierror.Error) { panic("SECRET") }}, apierror.Conflict)))
			p.status(p.get(server, "/v1/fails"), 409)
		}},
		{name: "TypeBase", run: func(p probe) {
			server := p.serve(p.handler(failing(Config{TypeBase: "https://api.example.com/guide#"}, apierror.Conflict)))
			p.has(p.get(server, "/v1/fails"), `"type":"https://api.example.com/guide#conflict"`)
			p.has(p.get(server, "/v1/nothing"), `"type":"https://api.example.com/guide#not_found"`)
		}},
		{name: "Challenge and RetryAfter", run: func(p probe) {
			cfg := Config{Challenge: `ApiKey realm="x"`, RetryAfter: time.Hour}
			p.field(p.get(p.serve(p.handler(failing(cfg, apierror.Unauthorized))), "/v1/fails"), "Www-Authenticate", `^ApiKey realm="x"$`)
			p.field(p.get(p.serve(p.handler(failing(cfg, apierror.ServiceUnavailable))), "/v1/fails"), "Retry-After", "^3600$")
		}},
		{name: "Formats", run: func(p probe) {
			cfg := Config{Formats: []apierror.Format{apierror.XML{}}}
			got := p.get(p.serve(p.handler(failing(cfg, apierror.Conflict))), "/v1/fails", "Accept", "application/json")
			p.field(got, "Content-Type", "^application/xml$")
		}},
		{name: "level of the record", run: func(p probe) {
			for status, level := range map[apierror.Status]string{404: "INFO", 500: "ERROR", 503: "ERROR"} {
				var log journal
				server := p.serve(p.handler(failing(Config{Logger: log.logger()}, status)))
				p.send(server, http.MethodGet, "/v1/fails", "", "X-Request-Id", "f3a1")
				server.Close()
				for _, want := range []string{`"level":"` + level + `"`, `"method":"GET"`, `"path":"/v1/fails"`, `"request_id":"f3a1"`} {
					if !strings.Contains(log.String(), want) {
						p.Errorf("%d: no %s in %s", status, want, &log)
					}
				}
			}
		}},
	}
}
