package main

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
)

// check reports what is wrong with a contender's answer, so that nothing is
// measured that does not work. It asks more than once, since the second answer
// may be made of what the first left behind.
func (s scenario) check(ctx context.Context, c contender) error {
	r := s.request(ctx)
	for range 3 {
		w := &recorder{writer: newWriter()}
		rewind(r)
		c.service.ServeHTTP(w, r)
		if err := s.of(c).checkAnswer(w); err != nil {
			return fmt.Errorf("%s, %s: %s: %w", s.what, s.format, c.name, err)
		}
	}
	return nil
}

// of returns what the contender is asked for.
func (s scenario) of(c contender) scenario {
	if c.status != 0 {
		s.status, s.mentions, s.fields = c.status, nil, nil
	}
	return s
}

func (s scenario) checkAnswer(w *recorder) error {
	if w.status != s.status {
		return fmt.Errorf("status %d, want %d", w.status, s.status)
	}
	for _, name := range s.fields {
		if w.header.Get(name) == "" {
			return fmt.Errorf("no field %s", name)
		}
	}
	if s.status == http.StatusNoContent {
		if w.body.Len() > 0 {
			return fmt.Errorf("204 with a body: %q", w.body.String())
		}
		return nil
	}
	mediaType, _, err := mime.ParseMediaType(w.header.Get("Content-Type"))
	if err != nil {
		return fmt.Errorf("media type: %w", err)
	}
	if mediaType != "application/"+s.format && mediaType != "application/problem+"+s.format {
		return fmt.Errorf("media type %s, want %s", mediaType, s.format)
	}
	text, err := words(s.format, w.body.Bytes())
	if err != nil {
		return fmt.Errorf("body: %w in %q", err, w.body.String())
	}
	for _, mention := range s.mentions {
		if !strings.Contains(text, mention) {
			return fmt.Errorf("body does not say %q: %s", mention, w.body.String())
		}
	}
	return nil
}

// words returns the text of a whole document.
func words(format string, body []byte) (string, error) {
	if format == "json" {
		var doc map[string]any
		if err := json.Unmarshal(body, &doc); err != nil {
			return "", err
		}
		return fmt.Sprint(doc), nil
	}
	var text strings.Builder
	rooted := false
	for d := xml.NewDecoder(bytes.NewReader(body)); ; {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && rooted:
			return text.String(), nil
		case err != nil:
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			rooted = true
		case xml.CharData:
			text.Write(token)
			text.WriteByte('\n')
		}
	}
}

// recorder is a writer that keeps the body.
type recorder struct {
	*writer
	body bytes.Buffer
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 { // as a server does
		w.writer.WriteHeader(status)
	}
}

func (w *recorder) Write(b []byte) (int, error) { return w.body.Write(b) }

func (w *recorder) WriteString(s string) (int, error) { return w.body.WriteString(s) }

var _ http.Flusher = (*recorder)(nil)
