package guide

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
)

var (
	//go:embed page.css
	pageStyle string

	//go:embed page.html.tmpl
	pageSource string

	pageTemplate = template.Must(template.New("page").
			Funcs(template.FuncMap{
			"style":     func() template.CSS { return template.CSS(pageStyle) },
			"breakable": breakable,
		}).
		Parse(pageSource))

	// contentSecurityPolicy allows the page its own style and nothing else: neither
	// scripts nor requests, and no frame around it.
	contentSecurityPolicy = stylePolicy(pageStyle) + "; frame-ancestors 'none'"
)

// stylePolicy returns a Content-Security-Policy that allows one style element, by the hash
// of its text. A meta element can have it too, which knows no frame-ancestors.
func stylePolicy(css string) string {
	sum := sha256.Sum256([]byte(css))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
}

// renderHTML returns the page as one self-contained file.
func renderHTML(p *page) ([]byte, error) {
	view, err := newPageView(p)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, view); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
