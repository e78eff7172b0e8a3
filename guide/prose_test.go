package guide_test

import (
	"strings"
	"testing"

	"github.com/seed-86b940f4/demur/guide"
)

// Markdown of the author's becomes what may stand in the page.
func TestProse(t *testing.T) {
	t.Parallel()
	const dir = ` dir="auto"`
	for _, c := range []struct{ name, markdown, want string }{
		{"marks", "a *b* **c** ~~d~~ `e`", `<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e</code></p>`},
		{"nothing", " \n\t", ``},
		{"links", "[a](https://example.com/?a=1&b=2 \"T\") [b](mailto:a@example.com) [c](#card_declined) [d](/x) [e](HTTP://example.com)",
			`<p><a href="https://example.com/?a=1&amp;b=2" title="T">a</a> <a href="mailto:a@example.com">b</a> <a href="#card_declined">c</a> <a href="/x">d</a> <a href="HTTP://example.com">e</a></p>`},
		{"a link with a colon behind its path", "[a](x/y:z) [b](?a:b) [c](#a:b)", `<p><a href="x/y:z">a</a> <a href="?a:b">b</a> <a href="#a:b">c</a></p>`},
		{"bare addresses", "https://example.com a@example.com www.example.com ftp://example.com/x",
			`<p><a href="https://example.com">https://example.com</a> <a href="mailto:a@example.com">a@example.com</a> <a href="http://www.example.com">www.example.com</a> ftp://example.com/x</p>`},
		{"javascript", "[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [*c*](vbscript:x) [d](data:text/html,x) [e](file:///etc/passwd)",
			`<p>a (javascript:alert(1)) b (JaVaScRiPt:alert(1)) <em>c</em> (vbscript:x) d (data:text/html,x) e (file:///etc/passwd)</p>`},
		{"javascript with an entity", "[a](javascript&#58;alert(1)) [b](&#106;avascript:x) [c](java&Tab;script:x)",
			`<p>a (javascript&amp;#58;alert(1)) b (&amp;#106;avascript:x) c (java&amp;Tab;script:x)</p>`},
		{"javascript with an escape", `[a](javascript\:alert(1))`, `<p>a (javascript\:alert(1))</p>`},
		{"javascript behind control characters", "[a](<\x01javascript:x>)", `<p>a (` + "\uFFFD" + `javascript:x)</p>`},
		{"javascript by reference", "[a][b]\n\n[b]: javascript:alert(1)", `<p>a (javascript:alert(1))</p>`},
		{"javascript in angle brackets", "<javascript:alert(1)> <https://example.com>", `<p>javascript:alert(1) <a href="https://example.com">https://example.com</a></p>`},
		{"data that is an image", "[a](data:image/png;base64,AAAA)", `<p>a (data:image/png;base64,AAAA)</p>`},
		{"a link without words", "[](https://example.com)", `<p><a href="https://example.com">https://example.com</a></p>`},
		{"images", "![the *flow*](https://example.com/a.png) ![](b.png) ![x](data:image/png;base64,A)",
			`<p><a href="https://example.com/a.png">the flow</a> <a href="b.png">b.png</a> x (data:image/png;base64,A)</p>`},
		{"an image in a link", "[![a](b.png)](https://example.com)", `<p><a href="https://example.com">a</a></p>`},
		{"an image in no link", "[![a](b.png)](javascript:x)", `<p><a href="b.png">a</a> (javascript:x)</p>`},
		{"a link in an image", "![a [b](https://example.com)](c.png)", `<p><a href="c.png">a b</a></p>`},
		{"HTML in a line", `a <b onclick="x">c</b> <!-- d -->`, `<p>a &lt;b onclick=&quot;x&quot;&gt;c&lt;/b&gt; &lt;!-- d --&gt;</p>`},
		{"HTML blocks", "<script>\nalert(1)\n\n</script>\n\n<div>\n**a**\n</div>",
			`<p class="as-written">&lt;script&gt;
alert(1)

&lt;/script&gt;
</p>
<p class="as-written">&lt;div&gt;
**a**
&lt;/div&gt;</p>`},
		{"headings in order", "# a\n\n## b\n\n#### c\n\n# d\n\n### e", "<h2>a</h2>\n<h3>b</h3>\n<h4>c</h4>\n<h2>d</h2>\n<h3>e</h3>"},
		{"a heading that begins deep", "##### a", "<h2>a</h2>"},
		{"headings without ids or words", "# a {#b}\n\n#\n\nc", "<h2>a {#b}</h2>\n<p>c</p>"},
		{"code", "```sh\n<a> & \"\n```", "<pre><code class=\"language-sh\">&lt;a&gt; &amp; &quot;\n</code></pre>"},
		{"lists", "1. a\n2. b\n\n- [ ] c", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n<ul>\n<li>[ ] c</li>\n</ul>"},
		{"quotations and lines", "> a\n\n---", "<blockquote><p>a</p>\n</blockquote>\n<hr>"},
		{"tables", "| a | b |\n|---|--:|\n| `c` | <i>d</i> |\n\nx\n\n| e |\n|---|\n", `<div class="scroll" role="region" tabindex="0" aria-label="Table 1 of the introduction">
<table>
<thead>
<tr>
<th>a</th>
<th align="right">b</th>
</tr>
</thead>
<tbody>
<tr>
<td><code>c</code></td>
<td align="right">&lt;i&gt;d&lt;/i&gt;</td>
</tr>
</tbody>
</table>
</div>
<p>x</p>
<div class="scroll" role="region" tabindex="0" aria-label="Table 2 of the introduction">
<table>
<thead>
<tr>
<th>e</th>
</tr>
</thead>
</table>
</div>`},
		{"what XML cannot say", "a\x00b\x1bc\xffd\uFFFE", "<p>a\uFFFDb\uFFFDc\uFFFDd\uFFFD</p>"},
		{"what a template would run", "{{.Title}} `{{template}}`", "<p>{{.Title}} <code>{{template}}</code></p>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			page := string(newGuide(t, guide.Config{Title: "T", Description: c.markdown}).HTML())
			_, got, _ := strings.Cut(page, "<div class=\"prose\">\n")
			got, _, _ = strings.Cut(got, "</div>\n\n<section")
			got = strings.TrimSpace(strings.ReplaceAll(got, dir, ""))
			if c.want == "" {
				if strings.Contains(page, `class="prose"`) {
					t.Error("there is a description")
				}
			} else if got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}
