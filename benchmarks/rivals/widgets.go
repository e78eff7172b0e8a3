package rivals

import (
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// widget is what the service is about, with the tags of every contender.
type widget struct {
	XMLName xml.Name `json:"-" xml:"widget" yaml:"-"`
	Name    string   `json:"name" xml:"name" validate:"required" binding:"required" minLength:"1"`
	Size    int      `json:"size" xml:"size" validate:"gte=1" binding:"gte=1" minimum:"1"`
}

const (
	keyField = "X-Api-Key" // as net/http writes it
	key      = "k-many"
	fewKey   = "k-few" // the one with a quota
	quota    = 5       // of fewKey, in an hour
)

// maxBody is the largest body that the services take.
const maxBody = 1 << 20

func known(candidate string) bool { return candidate == key || candidate == fewKey }

// errNoRows is what a driver says of a row that is not there.
var errNoRows = errors.New("sql: no rows in result set")

// find is the database.
func find(id string) (widget, error) {
	if id != "1" {
		return widget{}, fmt.Errorf("select * from widgets where id = 2: %w", errNoRows)
	}
	return widget{Name: "sprocket", Size: 1}, nil
}

// errDatabase is a failure whose text no client should get.
var errDatabase = errors.New("pq: dial tcp 10.0.0.5:5432: connect: connection refused")

// half is the first part of an answer, and errDisk why the rest cannot be read.
var (
	half    = []byte(strings.Repeat("half ", 1000))
	errDisk = errors.New("read /var/lib/widgets: input/output error")
)

// limited lets only requests with fewKey through to a limiter.
func limited(limiter func(http.Handler) http.Handler) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		few := limiter(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get(keyField) == fewKey {
				few.ServeHTTP(w, r)
			} else {
				next.ServeHTTP(w, r)
			}
		})
	}
}
