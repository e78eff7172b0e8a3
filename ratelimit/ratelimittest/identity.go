package ratelimittest

import (
	"strings"

	"github.com/seed-86b940f4/demur/ratelimit"
)

// oddKeys must all be told apart, from one another and from ordinary ones.
func oddKeys() []string {
	long := strings.Repeat("0123456789abcdef", 4096) // 64 KiB
	return []string{
		"", " ", "  ", "k", "K", "k ", " k", "k\n", "k\r\n", "k\x00", "\x00k", "\x00", "\x00\x00",
		"\xff", "\xfe", "\xff\xfe", "\xc0\x80", "\uFFFD", "é", "e\u0301",
		"{}", "{", "}", "{k}", "{k}1", "a{k}", "{{k}}",
		"*", "?", "[k]", "k*", `\`, `\\`, `"`, `'`, "`", "%", "%s", "%00", "$1",
		":", "::", "k:", ":k", "a:b", "a::b", "a b", "a\tb", "a/b", "a,b", "a=b", "a.b", "a-b", "a_b",
		"0", "00", "-1", "nil", "null", "KEYS[1]", "\r\nFLUSHALL\r\n",
		long, long + "0", "0" + long,
	}
}

var identities = []rule{
	{
		name:        "keys are told apart",
		explanation: "each key has a count of its own",
		run: func(h *harness) {
			h.steps(
				step{"a", 2, 2, true, 0},
				step{"b", 1, 2, true, 1},
				step{"a", 1, 2, false, 0},
				step{"b", 1, 2, true, 0},
				step{"c", 0, 2, true, 2},
			)
		},
	},
	{
		name:        "odd keys",
		explanation: "a key is any string: empty, with NUL, of invalid UTF-8, long, or with what is special to a server",
		run: func(h *harness) {
			keys, p := oddKeys(), h.policy(1000)
			for i, key := range keys {
				h.expect(p, key, i+1, true, 999-i)
			}
			for i, key := range keys {
				h.expect(p, key, 999-i, true, 0)
				h.expect(p, key, 1, false, 0)
			}
		},
	},
	{
		name:        "names are told apart",
		explanation: "each Policy.Name has counts of its own, whatever printable characters are in it",
		run: func(h *harness) {
			names := []string{"", " ", "a", "A", "a ", "{a}", "a:", `"a"`, `\`, "*", "%00", strings.Repeat("n", 1000)}
			for i, name := range names {
				h.expect(h.named(name, 100), "k", i+1, true, 99-i)
			}
			for i, name := range names {
				h.expect(h.named(name, 100), "k", 0, true, 99-i)
			}
		},
	},
	{
		name:        "names and keys are not run together",
		explanation: "the border between the name, the window and the key counts: (\"ab\", \"c\") is not (\"a\", \"bc\")",
		run: func(h *harness) {
			pairs := [][2]string{
				{"ab", "c"}, {"a", "bc"}, {"", "abc"}, {"abc", ""},
				{"a:b", "c"}, {"a", "b:c"}, {"a:", "b:c"}, {"a", ":b:c"},
				{"a", "3600:k"}, {"a:3600", "k"}, {"a", "k"}, {"a|b", "c"}, {"a", "b|c"},
				{"a b", "c"}, {"a", "b c"}, {"a/b", "c"}, {"a", "b/c"}, {"a", "\x00c"}, {"a", "c"},
			}
			for i, pair := range pairs {
				h.expect(h.named(pair[0], 100), pair[1], i+1, true, 99-i)
			}
			for i, pair := range pairs {
				h.expect(h.named(pair[0], 100), pair[1], 0, true, 99-i)
			}
		},
	},
	{
		name:        "windows are told apart",
		explanation: "a key has one count for each length of window, also if two of them end at the same time",
		run: func(h *harness) {
			var policies []ratelimit.Policy
			for i, window := range []seconds{hour, allDay, 2 * hour, 12 * hour} {
				p := h.policy(10)
				p.Window = window.duration()
				h.expect(p, "k", i+1, true, 9-i)
				policies = append(policies, p)
			}
			for i, p := range policies {
				h.expect(p, "k", 0, true, 9-i)
				h.expect(p, "k", 9-i, true, 0)
			}
			for _, p := range policies {
				h.expect(p, "k", 1, false, 0)
			}
		},
	},
}

// named has the name of the harness and then another, so that names differ by
// the latter.
func (h *harness) named(suffix string, quota int) ratelimit.Policy {
	p := h.policy(quota)
	p.Name += suffix
	return p
}
