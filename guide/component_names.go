package guide

import "strings"

// The schemas that no code has.
const (
	problemName = "Problem"
	fieldName   = "ProblemField"
)

// componentName returns the name of the schema and the response of a code:
// CardDeclined for card_declined.
//
// No two codes have one name. A letter behind "_" becomes a capital in place of both;
// every other "_" stays. So the code can be read back from the name: a capital, but for
// the first, stands for "_" and the letter. The names of the schemas that no code has get
// an end that no other name has, a small letter behind "_".
func componentName(code string) string {
	var b strings.Builder
	for i := 0; i < len(code); i++ {
		c := code[i]
		if c == '_' && i+1 < len(code) && isLower(code[i+1]) {
			i++
			c = code[i] - 'a' + 'A'
		} else if i == 0 && isLower(c) {
			c = c - 'a' + 'A'
		}
		b.WriteByte(c)
	}
	if name := b.String(); name != problemName && name != fieldName {
		return name
	}
	return b.String() + "_code"
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }

// responseName returns the name of the response of a status, with all its codes. With one
// code it is that of the code. With several it is that of the code of the status, unless
// another status has it.
func responseName(p *page, st *status) string {
	if len(st.entries) == 1 {
		return componentName(st.entries[0].kind.Code)
	}
	name := componentName(st.status.Code())
	for i := range p.statuses {
		for _, e := range p.statuses[i].entries {
			if p.statuses[i].status != st.status && componentName(e.kind.Code) == name {
				return name + "_status"
			}
		}
	}
	return name
}

// schemaName returns the name of the schema of an entry: that of its code, unless the
// schema of all codes of the status has it. ofStatus is the name of the response of the status.
func schemaName(st *status, e *entry, ofStatus string) string {
	name := componentName(e.kind.Code)
	if len(st.entries) > 1 && name == ofStatus {
		return name + "_plain"
	}
	return name
}
