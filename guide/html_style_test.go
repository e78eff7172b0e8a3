package guide_test

import (
	"crypto/sha256"
	"encoding/base64"
	"math"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// The policy allows the style of the page, by its hash, and nothing else.
func TestPolicyAllowsTheStyleOfThePageAlone(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "/guide", nil)
	r.Header.Set("Accept", "text/html")
	paymentsGuide(t).ServeHTTP(w, r)
	style := between(w.Body.String(), "<style>", "</style>")
	sum := sha256.Sum256([]byte(style))
	want := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	if got := w.Header().Get("Content-Security-Policy"); got != want || len(style) < 1000 {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if strings.Contains(style, "url(") || strings.Contains(style, "@import") {
		t.Error("the style asks for more")
	}
}

// Text has a contrast of 4.5 at least to what it stands on, and marks of 3 (WCAG 2.2, 1.4.3 and 1.4.11).
func TestPageHasContrast(t *testing.T) {
	t.Parallel()
	page := string(paymentsGuide(t).HTML())
	_, light, _ := strings.Cut(page, ":root {")
	light, dark, _ := strings.Cut(light, "@media screen and (prefers-color-scheme: dark)")
	for scheme, css := range map[string]string{"light": light, "dark": dark} {
		colours := map[string]float64{}
		for _, m := range regexp.MustCompile(`--([a-z]+): #([0-9a-f]{6});`).FindAllStringSubmatch(strings.SplitN(css, "}", 2)[0], -1) {
			colours[m[1]] = luminance(t, m[2])
		}
		for _, pair := range []string{
			"ink paper", "quiet paper", "link paper", "mark paper", "ink shade", "quiet shade", "link shade", "name shade", "value shade", "ink target", "quiet target", "mark target",
		} {
			front, back, _ := strings.Cut(strings.Replace(pair, "name", "link", 1), " ")
			a, known := colours[front]
			b, alsoKnown := colours[back]
			if ratio := (max(a, b) + .05) / (min(a, b) + .05); !known || !alsoKnown || ratio < 4.5 {
				t.Errorf("%s, %s: %.2f", scheme, pair, ratio)
			}
		}
	}
}

// luminance returns the relative luminance of a colour, as WCAG defines it.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{.2126, .7152, .0722} {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= .04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
