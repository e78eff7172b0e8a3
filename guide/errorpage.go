package guide

import (
	"bytes"
	_ "embed"
	"html/template"
	"strings"

	"github.com/seed-86b940f4/demur/apierror"
)

// HTML is an [apierror.Format] for people: a browser that meets an error gets a small
// page with title, detail, code and request ID, a list of what is wrong where, and a
// link to the type of the error if that is a page. Add it to the Formats of an adapter's
// Config or of a [apierror.Writer], behind those for programs:
//
//	Formats: []apierror.Format{apierror.JSON{}, apierror.XML{}, guide.HTML{}},
//
// Browsers ask for text/html by name. A program gets JSON, as long as it does not ask
// for text/html too. Beware of HttpURLConnection of Java: it does, unless it is told
// what to ask for.
//
// The page says what the document in JSON says. It is one file without script, with a
// Content-Security-Policy that allows nothing but its own style.
//
// The zero value works and is safe for concurrent use.
type HTML struct{}

var (
	//go:embed errorpage.css
	errorPageStyle string

	//go:embed errorpage.html.tmpl
	errorPageSource string

	errorPage = template.Must(template.New("error").
			Funcs(template.FuncMap{"style": func() template.CSS { return template.CSS(errorPageStyle) }}).
			Parse(strings.Replace(errorPageSource, "[policy]", stylePolicy(errorPageStyle), 1)))
)

// MediaTypes returns text/html in UTF-8.
func (HTML) MediaTypes() []string { return []string{"text/html; charset=utf-8"} }

// Append adds the page to dst.
func (HTML) Append(dst []byte, e *apierror.Error) ([]byte, error) {
	problem, err := newProblemView(e)
	if err != nil {
		return dst, err
	}
	page := bytes.NewBuffer(dst)
	if err := errorPage.Execute(page, problem); err != nil {
		return dst, err
	}
	return page.Bytes(), nil
}
