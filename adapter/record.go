package adapter

import (
	"net/http"
	"sync/atomic"

	"github.com/seed-86b940f4/demur/internal/header"
)

// record is all that demur remembers of one request. It hangs on the watcher below the
// response, where everybody who has the response finds it.
type record struct {
	owner    any                             // the Responder that answers the request if it fails
	request  *http.Request                   // as it came, whose context only the server cancels
	before   atomic.Pointer[header.Snapshot] // what the header said of the body before it was changed inside; nil if nobody has asked for it
	sent     *sent                           // what it was answered with, nil for no failure
	limit    *limitState                     // what the last limiter has decided, nil for nothing
	bound    any                             // what was filled from the request, nil for nothing
	body     *body                           // of the request, nil for none that is watched
	status   int16                           // that was sent, 0 for none; small, since each request has a record
	hijacked bool                            // the connection was taken over
	unsent   bool                            // a part of the answer could not be written
	allowed  bool                            // it failed, but was an OPTIONS request that is in order
}

// recordKey is where the framework's context has the record of a request whose
// response nobody watches.
const recordKey = "github.com/seed-86b940f4/demur"

// recordOf returns the record of the request of c, nil if there is none yet.
func (r *Responder[C]) recordOf(c C) *record {
	if w := watcherOf(r.framework.Response(c)); w != nil {
		return &w.record
	}
	rec, _ := c.Get(recordKey).(*record)
	return rec
}

// needRecord returns the record of the request of c, a new one if there is none yet.
// What a handler has done to the header before is not known then.
func (r *Responder[C]) needRecord(c C) *record {
	if rec := r.recordOf(c); rec != nil {
		return rec
	}
	rec := &record{owner: r, request: c.Request()}
	rec.before.Store(header.Unknown(r.framework.Response(c).Header()))
	c.Set(recordKey, rec)
	return rec
}

// responderOf returns the Responder that answers the request of c if it fails, r if
// there is none. What stands further in, such as a limiter, asks it.
func (r *Responder[C]) responderOf(c C) *Responder[C] {
	if rec := r.recordOf(c); rec != nil {
		if owner, ok := rec.owner.(*Responder[C]); ok {
			return owner
		}
	}
	return r
}
