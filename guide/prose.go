package guide

import (
	"bytes"
	"cmp"
	"html/template"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// prose renders Markdown of the author's to stand in the page. Its first heading has a
// level, and no heading leaves a level out. HTML is shown as the text that it is, images
// are links, and a link leads to the web, to mail or within the site, or is text: what
// an author has quoted from somewhere can do nothing to a reader. label says whose tables
// they are, for those who hear the page.
func prose(markdown string, level int, label string) (template.HTML, error) {
	markdown = strings.TrimSpace(clean(markdown))
	if markdown == "" {
		return "", nil
	}
	p := &proseRenderer{level: level, label: label}
	var b bytes.Buffer
	err := goldmark.New(
		goldmark.WithExtensions(
			extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)), // the policy allows no style attribute
			extension.Strikethrough,
			extension.Linkify,
		),
		goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(p, 1000))),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(p, 1))),
	).Convert([]byte(markdown), &b)
	return template.HTML(b.String()), err
}

// proseRenderer renders one text.
type proseRenderer struct {
	level  int
	label  string
	tables int
}

// Transform makes of the document what may stand in the page.
func (p *proseRenderer) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	source := reader.Source()
	var nodes []ast.Node // since nodes are replaced
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			nodes = append(nodes, n)
		}
		return ast.WalkContinue, nil
	})
	last := p.level - 1
	for _, n := range nodes {
		switch n := n.(type) {
		case *ast.Heading:
			if !n.HasChildren() {
				n.Parent().RemoveChild(n.Parent(), n)
				continue
			}
			n.Level = min(n.Level+p.level-1, last+1, 6)
			last = n.Level
		case *ast.Link:
			checkLink(n)
		case *ast.Image:
			linkImage(n, source)
		case *ast.AutoLink:
			if url := n.URL(source); n.AutoLinkType == ast.AutoLinkURL && !mayLink(util.URLEscape(url, false)) {
				n.Parent().ReplaceChild(n.Parent(), n, words(string(n.Label(source))))
			}
		}
		switch n.Kind() {
		case ast.KindParagraph, ast.KindHeading, ast.KindListItem, ast.KindList, ast.KindBlockquote, extast.KindTableCell:
			n.SetAttributeString("dir", []byte("auto"))
		}
	}
}

// checkLink makes text of a link that may not be one, and gives words to one without any.
func checkLink(n *ast.Link) {
	address := util.URLEscape(n.Destination, true)
	if !n.HasChildren() {
		n.AppendChild(n, words(string(address)))
	}
	if mayLink(address) {
		return
	}
	parent := n.Parent()
	for c := n.FirstChild(); c != nil; c = n.FirstChild() {
		parent.InsertBefore(parent, n, c)
	}
	parent.ReplaceChild(parent, n, words(" ("+string(n.Destination)+")"))
}

// linkImage makes a link of an image, which would be a request. In a link, which cannot
// hold another, its words are left.
func linkImage(n *ast.Image, source []byte) {
	parent := n.Parent()
	said := words(cmp.Or(strings.TrimSpace(textOf(n, source)), string(util.URLEscape(n.Destination, true))))
	for a := parent; a != nil; a = a.Parent() {
		if a.Kind() == ast.KindLink {
			parent.ReplaceChild(parent, n, said)
			return
		}
	}
	link := ast.NewLink()
	link.Destination, link.Title = n.Destination, n.Title
	link.AppendChild(link, said)
	parent.ReplaceChild(parent, n, link)
	checkLink(link)
}

// words returns a node of text without marks.
func words(s string) ast.Node {
	n := ast.NewString([]byte(s))
	n.SetRaw(true)
	return n
}

func textOf(n ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			b.Write(n.Value(source))
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(n.Value)
		case *ast.AutoLink:
			b.Write(n.Label(source))
		case *ast.RawHTML:
			for i := range n.Segments.Len() {
				line := n.Segments.At(i)
				b.Write(line.Value(source))
			}
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// mayLink tells whether a page may lead to an address: with http, https or mailto, or
// without a scheme. What a browser takes for a scheme ends at the first colon, if no
// other part of the address has begun before.
func mayLink(address []byte) bool {
	end := bytes.IndexAny(address, ":/?#")
	if end < 0 || address[end] != ':' {
		return true
	}
	switch strings.ToLower(string(address[:end])) {
	case "http", "https", "mailto":
		return true
	}
	return false
}

// RegisterFuncs says what is rendered in another way than goldmark does.
func (p *proseRenderer) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindRawHTML, p.rawHTML)
	r.Register(ast.KindHTMLBlock, p.htmlBlock)
	r.Register(extast.KindTable, p.table)
}

func (p *proseRenderer) rawHTML(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		escapeLines(w, source, node.(*ast.RawHTML).Segments)
	}
	return ast.WalkSkipChildren, nil
}

func (p *proseRenderer) htmlBlock(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.HTMLBlock)
	if entering {
		_, _ = w.WriteString(`<p class="as-written" dir="auto">`)
		escapeLines(w, source, n.Lines())
		return ast.WalkContinue, nil
	}
	if n.HasClosure() {
		_, _ = w.Write(util.EscapeHTML(n.ClosureLine.Value(source)))
	}
	_, _ = w.WriteString("</p>\n")
	return ast.WalkContinue, nil
}

func escapeLines(w util.BufWriter, source []byte, lines *text.Segments) {
	for i := range lines.Len() {
		line := lines.At(i)
		_, _ = w.Write(util.EscapeHTML(line.Value(source)))
	}
}

// table lets a wide table scroll by itself, also with keys (WCAG 2.1.1).
func (p *proseRenderer) table(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, _ = w.WriteString("</table>\n</div>\n")
		return ast.WalkContinue, nil
	}
	p.tables++
	name := "Table " + strconv.Itoa(p.tables) + " of " + p.label
	_, _ = w.WriteString(`<div class="scroll" role="region" tabindex="0" aria-label="` + template.HTMLEscapeString(name) + "\">\n<table>\n")
	return ast.WalkContinue, nil
}
