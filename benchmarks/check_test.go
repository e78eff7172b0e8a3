package main

import (
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

// Tests run before benchmarks, so nothing is measured that does not work.

func TestEveryContenderAnswers(t *testing.T) {
	t.Parallel()
	for _, s := range scenarios() {
		for _, c := range s.contenders {
			t.Run(s.what+"/"+s.format+"/"+c.name, func(t *testing.T) {
				t.Parallel()
				if err := s.check(t.Context(), c); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func TestEveryScenarioBeginsWithDemur(t *testing.T) {
	t.Parallel()
	for _, s := range scenarios() {
		if s.contenders[0].name != "demur" {
			t.Errorf("%s, %s: first is %s", s.what, s.format, s.contenders[0].name)
		}
	}
}

// A check that finds nothing wrong is no check.
func TestCheckFindsWrongAnswers(t *testing.T) {
	t.Parallel()
	inJSON, inXML := scenario{status: 404, format: "json", mentions: []string{detail}},
		scenario{status: 404, format: "xml", mentions: []string{detail}}
	for name, tc := range map[string]struct {
		scenario    scenario
		status      int
		contentType string
		body        string
	}{
		"status":           {inJSON, 500, "application/json", `{"detail":"` + detail + `"}`},
		"no media type":    {inJSON, 404, "", `{"detail":"` + detail + `"}`},
		"other media type": {inXML, 404, "application/json", `<problem><detail>` + detail + `</detail></problem>`},
		"no body":          {inJSON, 404, "application/json", ""},
		"half JSON":        {inJSON, 404, "application/json", `{"detail":"` + detail + `"`},
		"half XML":         {inXML, 404, "application/xml", `<problem><detail>` + detail},
		"JSON called XML":  {inXML, 404, "application/xml", `{"detail":"` + detail + `"}`},
		"other words":      {inXML, 404, "application/xml", `<problem><detail>` + strings.ToUpper(detail) + `</detail></problem>`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := echo.New()
			e.GET("/widgets/:id", func(c echo.Context) error {
				c.Response().Header()[echo.HeaderContentType] = []string{tc.contentType}
				return c.String(tc.status, tc.body)
			})
			if err := tc.scenario.check(t.Context(), contender{name: "broken", service: e}); err == nil {
				t.Error("check finds nothing wrong")
			}
		})
	}
}

func TestNegotiatorsChoose(t *testing.T) {
	t.Parallel()
	for _, n := range negotiations() {
		t.Run(n.what, func(t *testing.T) {
			if err := n.check(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestHostileFieldsHaveTheirSize(t *testing.T) {
	t.Parallel()
	for _, f := range hostileFields() {
		size := 0
		for _, line := range f.lines {
			size += len(line)
		}
		if size > hostileSize || size < hostileSize-32 {
			t.Errorf("%s: %d bytes, want %d", f.name, size, hostileSize)
		}
	}
}
