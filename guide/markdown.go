package guide

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// renderMarkdown returns the page in CommonMark with tables.
func renderMarkdown(p *page) []byte {
	m := &markdownWriter{}
	m.head(p)
	m.formats(p)
	m.members()
	m.successes(p.successes)
	m.errors(p)
	m.fieldCodes("400", p.fields400)
	m.fieldCodes("422", p.fields422)
	m.quotas(p.policies)
	return append(bytes.TrimRight(m.Bytes(), "\n"), '\n')
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
	if len(all) == 0 {
		return
	}
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
	m.line("Let programs go by `code`, and by the status for codes that they do not know.")
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
	m.line("**Send it again?** " + escaped(st.retry))
	var rows [][]string
	for _, h := range st.headers {
		rows = append(rows, []string{codeSpanInTable(h.name), codeSpanInTable(h.value), escaped(h.meaning)})
	}
	m.table([]string{"Header field", "Such as", "What it says"}, rows)
	for _, e := range st.entries {
		m.line(`<a id="` + e.kind.Code + `"></a>`) // a code needs no escapes, see Config.check
		m.heading(4, codeSpan(e.kind.Code)+": "+escaped(e.kind.Title))
		if doc := authored(e.kind.Doc, 4); doc != "" {
			m.line(doc)
		} else if !e.plain {
			m.line(escaped(e.meaning))
		}
		m.line("Type: " + codeSpan(e.uri))
		m.code("json", indentJSON(e.json))
		m.code("xml", indentXML(e.xml))
	}
}

func (m *markdownWriter) fieldCodes(status string, all []fieldCode) {
	if len(all) == 0 {
		return
	}
	m.heading(2, "Fields of a "+status)
	about := "Each item of `errors` in a " + status + " has one of these codes."
	if slices.ContainsFunc(all, func(f fieldCode) bool { return strings.Contains(f.meaning, "{param}") }) {
		about += " `param` stands for the `param` of the item."
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
	m.heading(2, "Quota")
	for _, l := range all {
		m.line("Quota " + codeSpan(l.name) + ". " + escaped(l.rule))
		m.table([]string{"Header field", "Such as", "What it says"}, [][]string{
			{"`RateLimit-Policy`", codeSpanInTable(l.policyField()), "the quota (`q`), and the seconds of its window (`w`)"},
			{"`RateLimit`", codeSpanInTable(l.leftField(l.quota - 1)), "the requests that are left (`r`), and the seconds until the window ends (`t`)"},
		})
	}
}
