package main

import "strings"

// hostileField is an Accept field made to cost a server time.
type hostileField struct {
	name  string
	lines []string
}

// hostileSize is the length of a field, in bytes.
const hostileSize = 64 << 10

// hostileFields returns one field for each way to make a scan work hard: many
// elements, many parameters, and what must be read to its end before it turns
// out to be malformed.
func hostileFields() []hostileField {
	oneLine := func(name, start, unit, end string) hostileField {
		return hostileField{name, []string{start + fill(unit, hostileSize-len(start)-len(end)) + end}}
	}
	lines := hostileField{name: "lines"}
	for range hostileSize / len("*/*;a=b") {
		lines.lines = append(lines.lines, "*/*;a=b")
	}
	return []hostileField{
		oneLine("commas", "", ",", ""),
		oneLine("semicolons", "*/*", ";", ""),
		oneLine("spaces", "*/*", " ", ";q=0.1"),
		oneLine("wildcards", "", "*/*;q=0.1,", ""),
		oneLine("same", "", "application/xml,", ""),
		oneLine("near-misses", "", "application/xmk,", ""),
		oneLine("shortest", "", "a/b,", ""),
		oneLine("weights", "", "a/b;q=0.123456789,", ""),
		oneLine("loose", "", "*/*;a=b,", ""),
		oneLine("charset", "", "*/*;charset=utf-8,", ""),
		oneLine("one-range", "*/*", ";charset=utf-8", ""),
		oneLine("one-range-last-differs", "*/*", ";charset=utf-8", ";a=b"),
		oneLine("quoted", "*/*", `;charset="\u\t\f\-\8"`, ""),
		oneLine("long-name", "application/", "a", ""),
		oneLine("long-value", `*/*;charset="`, `\a`, `"`),
		oneLine("open-quote", `*/*;a="`, "a,", ""),
		oneLine("open-quotes", "", `*/*;a="\",`, ""),
		oneLine("malformed", "", "@,", ""),
		oneLine("malformed-last", "*/*", ";charset=utf-8", ";@"),
		lines,
	}
}

// fill repeats unit up to a size, without cutting the last one.
func fill(unit string, size int) string { return strings.Repeat(unit, size/len(unit)) }
