package demurtest

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
)

// twice says the first member two times.
func (a *asking) twice() request {
	first := a.members()[0]
	i := strings.IndexByte(a.sample.Body, '{') + 1
	return a.base().sending(a.sample.Body[:i] + first.text() + "," + a.sample.Body[i:])
}

// member is one of the body of the sample.
type member struct {
	name  string
	value json.RawMessage
}

func (m member) text() string {
	name, _ := json.Marshal(m.name) // a text has an encoding
	return string(name) + ":" + string(m.value)
}

// members returns those of the body, in their order; nil if it is no object in JSON.
func (a *asking) members() (all []member) {
	if _, written := mediaType(a.base().header); written != inJSON {
		return nil
	}
	d := json.NewDecoder(strings.NewReader(a.sample.Body))
	if token, err := d.Token(); err != nil || token != json.Delim('{') {
		return nil
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil
		}
		m := member{name: name.(string)}
		if err := d.Decode(&m.value); err != nil {
			return nil
		}
		all = append(all, m)
	}
	return all
}

// mistyped is the body of the sample with a value of another type in one member.
type mistyped struct {
	request
	member string
}

// mistyped returns one for each of the first members.
func (a *asking) mistyped() (all []mistyped) {
	members := a.members()
	for i, m := range members[:min(len(members), 12)] {
		var other string
		switch m.value[0] {
		case 'n':
			continue // null tells no type
		case '"':
			other = "{}"
		default:
			other = `"demurtest"`
		}
		var b bytes.Buffer
		b.WriteByte('{')
		for j, m := range members {
			if j > 0 {
				b.WriteByte(',')
			}
			if j == i {
				m.value = json.RawMessage(other)
			}
			b.WriteString(m.text())
		}
		b.WriteByte('}')
		all = append(all, mistyped{a.base().sending(b.String()), m.name})
	}
	return all
}

// names reports whether the document of an error says which member is wrong: in a text,
// or, as in {"errors":{"size":"…"}}, as the name of a member that is not at the top.
func names(got answer, member string) bool {
	_, written := mediaType(got.header)
	root, err := parse(written, got.body)
	if err != nil {
		return false
	}
	pointer := strings.NewReplacer("~", "~0", "/", "~1").Replace(member)
	var said []string
	for _, spelled := range []string{member, pointer, url.PathEscape(pointer)} {
		said = append(said, regexp.QuoteMeta(spelled))
	}
	word := regexp.MustCompile(`(^|[^\pL\pN_])(` + strings.Join(said, "|") + `)($|[^\pL\pN_])`)
	return root.mentions(func(text string) bool { return word.MatchString(text) }, false)
}

// mentions looks into the texts, and into the names of members if inner is true. What a
// list holds has members that are named by the service, unless there is just one.
func (n *node) mentions(is func(text string) bool, inner bool) bool {
	if is(n.text) {
		return true
	}
	for _, child := range n.children {
		if inner && n.kind == object && is(child.name) || child.mentions(is, n.kind == object || len(child.children) == 1) {
			return true
		}
	}
	return false
}
