package main

import (
	"fmt"
	"math"
	"strings"
)

// A panel of the plot, in pixels: the margins are around it.
const (
	panelWidth, panelHeight = 220, 190
	marginLeft, marginTop   = 64, 40
	marginRight, marginEnd  = 22, 34
	panelsInRow             = 3
	footer                  = 24 // below all panels, for what the run was
)

// curve is one panel.
type curve struct {
	title  string
	points []point
}

// plot returns an SVG document with one panel for each curve. Both axes are
// logarithmic, and that of the time is the same in all. The dashed line begins at
// the first point and is what a cost would be that grows as the size does. run is what
// the figures are of: machine, versions and command.
func plot(curves []curve, run string) string {
	low, high := math.Inf(1), math.Inf(-1)
	for _, c := range curves {
		for _, p := range c.points {
			low, high = min(low, p.ns), max(high, p.ns)
		}
	}
	low, high = math.Floor(math.Log10(low)), math.Ceil(math.Log10(high))
	rows := (len(curves) + panelsInRow - 1) / panelsInRow
	stepX, stepY := marginLeft+panelWidth+marginRight, marginTop+panelHeight+marginEnd
	width, height := panelsInRow*stepX, rows*stepY+footer

	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" font-family="sans-serif" font-size="12">
<title>What demur's answers cost as requests, routes, errors and keys grow</title>
<style>
.back{fill:#fff}text{fill:#222}.grid{stroke:#ddd}.linear{stroke:#888;stroke-dasharray:4 4;fill:none}
.cost{stroke:#0b62c4;stroke-width:2;fill:none}.dot{fill:#0b62c4}
@media(prefers-color-scheme:dark){.back{fill:#0d1117}text{fill:#ddd}.grid{stroke:#333}.cost{stroke:#5aa9ff}.dot{fill:#5aa9ff}}
</style>
<rect class="back" width="%d" height="%d"/>
`, width, height, width, height, width, height)
	for i, c := range curves {
		fmt.Fprintf(&b, "<g transform=\"translate(%d %d)\">\n", i%panelsInRow*stepX+marginLeft, i/panelsInRow*stepY+marginTop)
		c.draw(&b, low, high)
		b.WriteString("</g>\n")
	}
	fmt.Fprintf(&b, "<text x=\"%d\" y=\"%d\" font-size=\"11\">%s</text>\n", marginLeft, height-footer/2, run)
	b.WriteString("</svg>\n")
	return b.String()
}

// draw writes the panel. low and high are the powers of ten at its lower and upper
// edge, in nanoseconds.
func (c curve) draw(b *strings.Builder, low, high float64) {
	first, last := c.points[0], c.points[len(c.points)-1]
	begin, end := math.Log10(float64(first.size)), math.Log10(float64(last.size))
	x := func(size float64) float64 { return panelWidth * (math.Log10(size) - begin) / (end - begin) }
	y := func(ns float64) float64 { return panelHeight * (high - math.Log10(ns)) / (high - low) }

	fmt.Fprintf(b, "<text x=\"%d\" y=\"-14\" text-anchor=\"middle\" font-weight=\"bold\">%s</text>\n", panelWidth/2, c.title)
	for power := low; power <= high; power++ {
		at := y(math.Pow(10, power))
		fmt.Fprintf(b, "<path class=\"grid\" d=\"M0 %.1fH%d\"/><text x=\"-6\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
			at, panelWidth, at+4, duration(math.Pow(10, power)))
	}
	// The line leaves the panel by its upper or by its right edge.
	size := min(float64(last.size), float64(first.size)*math.Pow(10, high)/first.ns)
	fmt.Fprintf(b, "<path class=\"linear\" d=\"M0 %.1fL%.1f %.1f\"/>\n", y(first.ns), x(size), y(first.ns*size/float64(first.size)))
	b.WriteString("<polyline class=\"cost\" points=\"")
	for _, p := range c.points {
		fmt.Fprintf(b, "%.1f,%.1f ", x(float64(p.size)), y(p.ns))
	}
	b.WriteString("\"/>\n")
	for _, p := range c.points {
		fmt.Fprintf(b, "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/><text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
			x(float64(p.size)), y(p.ns), x(float64(p.size)), panelHeight+18, short(float64(p.size)))
	}
}
