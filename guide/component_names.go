package guide

import (
	"strconv"
	"strings"
)

// The schemas that no code has.
const (
	problemName = "Problem"
	fieldName   = "ProblemField"
)

// componentName returns the name of the schema and the response of a code:
// CardDeclinedProblem for card_declined. The end keeps it apart from what the documents of
// others call theirs, such as NotFound.
//
// No two codes have one name. A letter behind "_" becomes a capital in place of both;
// every other "_" stays. So the code can be read back from the name: a capital, but for
// the first, stands for "_" and the letter.
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
	return b.String() + problemName
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }

// responseName returns the name of the response of a status: that of its code or, of a
// status with several codes, such as Problem402, which is the name of no code.
func responseName(st *status) string {
	if len(st.entries) == 1 {
		return componentName(st.entries[0].kind.Code)
	}
	return problemName + strconv.Itoa(int(st.status))
}
