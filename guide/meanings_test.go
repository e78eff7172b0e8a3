package guide_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"net"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
	"github.com/seed-86b940f4/demur/guide"
)

// The codes of a 400 in the guide are those that the binder gives, all of them. Only
// required is not among these: Echo's own ValueBinder gives it.
func TestFieldCodesOf400AreThoseOfTheBinder(t *testing.T) {
	t.Parallel()
	type request struct {
		XMLName xml.Name `json:"-" xml:"payment"`
		Small   int8     `json:"small" xml:"small"`
		IP      net.IP   `json:"ip"`
		Text    string   `query:"text"`
	}
	seen := map[string]bool{"required": true}
	for _, r := range []struct{ target, mediaType, body string }{
		{"/", "application/json", `{"small":"x"}`},
		{"/", "application/json", `{"small":300}`},
		{"/", "application/json", `{"ip":"x"}`},
		{"/", "application/json", `{"small":1,"small":1}`},
		{"/", "application/json", `{"more":1}`},
		{"/?text=%ff", "application/json", `{}`},
		{"/", "application/xml", `<other><small>1</small></other>`},
	} {
		req := httptest.NewRequest("POST", r.target, strings.NewReader(r.body))
		req.Header.Set("Content-Type", r.mediaType)
		err := demurhttp.Binder{RejectUnknown: true}.Bind(req, new(request))
		if !errors.Is(err, apierror.BadRequest) || len(apierror.From(err).Fields) == 0 {
			t.Errorf("%s %s: %v", r.target, r.body, err)
		}
		for _, f := range apierror.From(err).Fields {
			seen[f.Code] = true
		}
	}
	var data struct {
		FieldCodes []struct {
			Status int
			Code   string
		} `json:"field_codes"`
	}
	if err := json.Unmarshal(newGuide(t, guide.Config{Title: "T"}).JSON(), &data); err != nil {
		t.Fatal(err)
	}
	for _, f := range data.FieldCodes {
		if f.Status == 400 && !seen[f.Code] {
			t.Errorf("the binder does not give %s", f.Code)
		}
		delete(seen, f.Code)
	}
	for code := range seen {
		t.Errorf("the guide lacks %s", code)
	}
}
