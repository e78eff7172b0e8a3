package adaptertest

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
)

// journal is a log that many goroutines write and a test reads.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}

var discard = slog.New(slog.DiscardHandler)

func (j *journal) logger() *slog.Logger { return slog.New(slog.NewJSONHandler(j, nil)) }

// records returns how many records of failed requests there are.
func (j *journal) records() int { return strings.Count(j.String(), `"msg":"request failed"`) }

func (j *journal) has(text string) bool { return strings.Contains(j.String(), text) }
