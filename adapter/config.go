package adapter

import (
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
)

// Config says how errors are answered. The zero value works. The fields are those of
// demur.Config, where they are described. The functions are called by the goroutines of
// requests.
type Config[C Context] struct {
	_ [0]func() // literals name their fields

	Formats       []apierror.Format                            // nil stands for JSON, then XML
	Challenge     string                                       // of a 401 without one; "" stands for "Bearer"
	RetryAfter    time.Duration                                // of a 429 or 503 without one; 0 stands for a minute
	Logger        *slog.Logger                                 // nil stands for the framework's
	TypeBase      string                                       // before the code of an error without a type; "" for none
	Map           func(c C, err error) error                   // nil changes no error
	Customize     func(c C, e *apierror.Error) *apierror.Error // nil changes no answer
	Observe       func(c C, e *apierror.Error)                 // nil for nobody
	KeepTruncated bool                                         // let a success answer that fails look whole; false cuts it off
}

// A Responder answers the failed requests of a service. [New] makes it. It is safe for
// concurrent use.
type Responder[C Context] struct {
	framework Framework[C]
	config    Config[C]
	writer    apierror.Writer
	constants *constants
}

// New returns a Responder. The error names every mistake of the Framework and of the
// configuration.
func New[C Context](f Framework[C], cfg Config[C]) (*Responder[C], error) {
	r := &Responder[C]{framework: f, config: cfg, constants: newConstants(f.As)}
	r.writer.Formats = cfg.Formats
	r.writer.Challenge = cfg.Challenge
	r.writer.RetryAfter = cfg.RetryAfter
	r.writer.TypeBase = cfg.TypeBase
	if err := errors.Join(f.check(), r.writer.Check()); err != nil {
		return nil, err
	}
	return r, nil
}

func (r *Responder[C]) state(w http.ResponseWriter) State {
	if r.framework.State == nil {
		return State{}
	}
	return r.framework.State(w)
}

func (r *Responder[C]) logger(c C) *slog.Logger {
	if r.config.Logger != nil {
		return r.config.Logger
	}
	if r.framework.Logger != nil {
		if own := r.framework.Logger(c); own != nil {
			return own
		}
	}
	return slog.Default()
}
