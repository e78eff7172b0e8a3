package demur_test

import (
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
)

func checkBody(t *testing.T, want, body string) {
	t.Helper()
	switch want {
	case "json":
		var doc struct {
			Status              int
			Title, Detail, Code string
		}
		if err := json.Unmarshal([]byte(body), &doc); err != nil || doc.Title == "" || doc.Detail == "" || doc.Code == "" || doc.Status < 400 {
			t.Errorf("not a whole document (%v): %s", err, body)
		}
	case "xml":
		var doc struct {
			XMLName struct{} `xml:"urn:ietf:rfc:7807 problem"`
			Title   string   `xml:"title"`
			Detail  string   `xml:"detail"`
			Code    string   `xml:"code"`
			Status  int      `xml:"status"`
		}
		if err := xml.Unmarshal([]byte(body), &doc); err != nil || doc.Title == "" || doc.Detail == "" || doc.Code == "" || doc.Status < 400 {
			t.Errorf("not a whole document (%v): %s", err, body)
		}
	case "empty":
		if body != "" {
			t.Errorf("body %q, want none", body)
		}
	}
}

// Row 12: whatever the access log does, the cause is written once.
func TestBehaviour12LogsOnce(t *testing.T) {
	t.Parallel()
	server, log := newService(t)
	get(t, server, "/v1/boom")
	server.Close() // waits for the handler, and so for the access log
	if n := log.records(); n != 1 {
		t.Errorf("%d records, want 1:\n%s", n, log)
	}
	if n := strings.Count(log.String(), "pq: password"); n != 1 {
		t.Errorf("the cause stands %d times in the log, want once:\n%s", n, log)
	}
	if !strings.Contains(log.String(), `"msg":"access","status":500`) {
		t.Errorf("the access log has not the status that was sent:\n%s", log)
	}
}
