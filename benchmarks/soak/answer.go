package soak

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-86b940f4/demur/apierror"
)

// answer is what a client has read.
type answer struct {
	res  *http.Response
	body []byte
}

// private is what no answer may hold.
var private = []string{"secret-cause", "10.1.2.3", "127.0.0.1", "goroutine ", ".go:", "dial tcp", "demo-key-of-", "runtime error"}

// faults returns what is wrong with an answer to a call with this ID, by kind.
func (a answer) faults(c call, id string) (faults [][2]string) {
	fault := func(kind, format string, args ...any) {
		faults = append(faults, [2]string{kind, fmt.Sprintf(format, args...)})
	}
	status, h := a.res.StatusCode, a.res.Header
	if !slices.Contains(c.want, status) {
		fault(WrongStatus, "got %d, want one of %v", status, c.want)
	}
	if h.Get("X-Request-ID") != id {
		fault(WrongBody, "the answer is to another request: its X-Request-ID differs")
	}
	if c.Method == http.MethodHead || status == http.StatusNoContent {
		if len(a.body) > 0 {
			fault(WrongBody, "%d has a body", status)
		}
		return faults
	}
	mediaType, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	if err := parses(mediaType, a.body); err != nil {
		fault(WrongBody, "%d as %q does not parse: %v", status, mediaType, err)
	}
	for _, text := range private {
		if bytes.Contains(a.body, []byte(text)) && status >= 400 {
			fault(WrongBody, "%d tells the client %q", status, text)
		}
	}
	if asked := c.format.Accept; status >= 400 && !c.Refuse && !strings.HasPrefix(asked, mediaType) {
		fault(WrongBody, "%d is sent as %q to who asks for %q", status, mediaType, asked)
	}
	if status < 400 || mediaType == "text/html" {
		return faults
	}
	if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		wait, err := strconv.Atoi(h.Get("Retry-After"))
		most := ownPolicy.Window + time.Second
		if status == http.StatusServiceUnavailable {
			most = time.Minute // of a store, which does not know when it will be back
		}
		if err != nil || wait < 0 || time.Duration(wait)*time.Second > most {
			fault(WrongBody, "%d has %q for Retry-After", status, h.Get("Retry-After"))
		}
	}
	res := *a.res
	res.Body = io.NopCloser(bytes.NewReader(a.body))
	if _, err := apierror.Decode(&res); err != nil {
		fault(WrongBody, "%d is no problem document: %v", status, err)
	}
	switch said := read(mediaType, a.body); {
	case said.Status != status:
		fault(WrongBody, "%d says %d in its body", status, said.Status)
	case said.RequestID != id:
		fault(WrongBody, "%d has another request_id in its body", status)
	}
	return faults
}

// said are members of a problem document that must be those of the answer.
type said struct {
	Status    int    `json:"status" xml:"status"`
	RequestID string `json:"request_id" xml:"request_id"`
}

func read(mediaType string, body []byte) (s said) {
	if strings.HasSuffix(mediaType, "xml") {
		_ = xml.Unmarshal(body, &s)
	} else {
		_ = json.Unmarshal(body, &s)
	}
	return s
}

// parses returns why a body is not what its media type says.
func parses(mediaType string, body []byte) error {
	switch {
	case strings.HasSuffix(mediaType, "json"):
		if !json.Valid(body) {
			return errors.New("no JSON")
		}
	case strings.HasSuffix(mediaType, "xml"):
		return parsesXML(body)
	case mediaType == "text/html":
		if !bytes.HasSuffix(bytes.TrimSpace(body), []byte("</html>")) {
			return errors.New("no whole page")
		}
	case mediaType == "application/yaml":
		if !bytes.HasSuffix(body, []byte("\n")) {
			return errors.New("no whole document")
		}
	default:
		return errors.New("nobody has asked for this type")
	}
	return nil
}

// parsesXML reports the first mistake of a document, which must have one root element.
func parsesXML(body []byte) error {
	d := xml.NewDecoder(bytes.NewReader(body))
	depth, roots := 0, 0
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		switch token.(type) {
		case xml.StartElement:
			if depth == 0 {
				roots++
			}
			depth++
		case xml.EndElement:
			depth--
		}
	}
	if roots != 1 {
		return fmt.Errorf("%d root elements", roots)
	}
	return nil
}
