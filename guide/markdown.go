package guide

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// renderMarkdown returns the page in CommonMark with tables.
func renderMarkdown(p *page) []byte {
	m := &markdownWriter{}
	m.head(p)
	m.heading(2, "How to ask for a format")
	m.line(howToAsk...)
	m.successes(p.successes)
	m.errors(p)
	m.fieldCodes("400", p.fields400)
	m.fieldCodes("422", p.fields422)
	m.quotas(p.policies)
	return append(bytes.TrimRight(m.Bytes(), "\n"), '\n')
}

// howToAsk are the sentences on formats.
var howToAsk = []string{
	"An error is a problem document (RFC 9457) in JSON or in XML. The header field `Accept` of the request chooses:",
	"`application/json` or `application/problem+json` for JSON, `application/xml` or `application/problem+xml` for XML.",
	"Without `Accept`, an error has the format of the request's body, and is in JSON if there is none.",
}

// markdownWriter writes blocks, each with an empty line behind it.
type markdownWriter struct{ bytes.Buffer }

func (m *markdownWriter) line(lines ...string) {
	m.WriteString(strings.Join(lines, "\n") + "\n\n")
}

// heading writes one. text is Markdown.
func (m *markdownWriter) heading(level int, text string) {
	m.line(strings.Repeat("#", level) + " " + text)
}

// table writes one, whose cells are Markdown. A table without rows is none.
func (m *markdownWriter) table(head []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	lines := []string{"| " + strings.Join(head, " | ") + " |", "|" + strings.Repeat("---|", len(head))}
	for _, cells := range rows {
		lines = append(lines, "| "+strings.Join(cells, " | ")+" |")
	}
	m.line(lines...)
}

// code writes a block of code.
func (m *markdownWriter) code(language string, document []byte) {
	fence := longer(document, '`')
	m.line(fence+language, string(document), fence)
}

func (m *markdownWriter) head(p *page) {
	m.heading(1, escaped(p.title))
	about := "Version " + escaped(p.version)
	if p.baseURL != "" {
		about += " at " + codeSpan(p.baseURL)
	}
	m.line(about + ".")
	if description := authored(p.description, 1); description != "" {
		m.line(description)
	}
	var contact []string
	switch c := p.contact; {
	case c.URL != "" && c.Name != "":
		contact = append(contact, "["+escaped(c.Name)+"]("+destination(c.URL)+")")
	case c.URL != "":
		contact = append(contact, "["+escaped(c.URL)+"]("+destination(c.URL)+")")
	case c.Name != "":
		contact = append(contact, escaped(c.Name))
	}
	if c := p.contact.Email; c != "" {
		contact = append(contact, "["+escaped(c)+"]("+destination("mailto:"+c)+")")
	}
	if len(contact) > 0 {
		m.line("Contact: " + strings.Join(contact, ", "))
	}
}

func (m *markdownWriter) successes(all []success) {
	m.heading(2, "Success")
	var rows [][]string
	for _, s := range all {
		rows = append(rows, []string{strconv.Itoa(s.status) + " " + escaped(s.title), escaped(s.meaning)})
	}
	m.table([]string{"Status", "Meaning"}, rows)
}

func (m *markdownWriter) errors(p *page) {
	if len(p.statuses) == 0 {
		return
	}
	m.heading(2, "Errors")
	var rows [][]string
	for _, st := range p.statuses {
		for _, e := range st.entries {
			link := "[" + codeSpan(e.kind.Code) + "](#" + e.kind.Code + ")"
			rows = append(rows, []string{strconv.Itoa(int(st.status)), link, escaped(e.kind.Title)})
		}
	}
	m.table([]string{"Status", "Code", "Title"}, rows)
	for _, st := range p.statuses {
		m.status(st)
	}
}

func (m *markdownWriter) status(st status) {
	m.heading(3, strconv.Itoa(int(st.status))+" "+escaped(st.title))
	m.line(escaped(st.meaning))
	m.line("**May a client send the request again?** " + escaped(st.retry))
	var rows [][]string
	for _, h := range st.headers {
		rows = append(rows, []string{codeSpanInTable(h.name), codeSpanInTable(h.value), escaped(h.meaning)})
	}
	m.table([]string{"Header field", "Such as", "What it says"}, rows)
	for _, e := range st.entries {
		m.line(`<a id="` + e.kind.Code + `"></a>`) // a code needs no escapes, see Config.check
		m.heading(4, codeSpan(e.kind.Code)+": "+escaped(e.kind.Title))
		m.line("Type: " + codeSpan(e.uri))
		if doc := authored(e.kind.Doc, 4); doc != "" {
			m.line(doc)
		} else if !e.plain {
			m.line(escaped(e.meaning))
		}
		m.code("json", indentJSON(e.json))
		m.code("xml", indentXML(e.xml))
	}
}

func (m *markdownWriter) fieldCodes(status string, all []fieldCode) {
	if len(all) == 0 {
		return
	}
	m.heading(2, "Codes of fields in a "+status)
	about := "Each entry of `errors` has one of them as its `code`."
	if slices.ContainsFunc(all, func(f fieldCode) bool { return strings.Contains(f.meaning, "{param}") }) {
		about += " `param` stands for the `param` of the entry."
	}
	m.line(about)
	var rows [][]string
	for _, f := range all {
		rows = append(rows, []string{codeSpanInTable(f.code), strings.ReplaceAll(escaped(f.meaning), "{param}", "`param`")})
	}
	m.table([]string{"Code", "Meaning"}, rows)
}

func (m *markdownWriter) quotas(all []policy) {
	if len(all) == 0 {
		return
	}
	m.heading(2, "Quotas")
	var rows [][]string
	for _, l := range all {
		rows = append(rows, []string{codeSpanInTable(l.name), strconv.Itoa(l.quota), fmt.Sprintf("%d s", int(l.window.Seconds())), escaped(l.rule)})
	}
	m.table([]string{"Quota", "Requests", "Window", "Rule"}, rows)
}
