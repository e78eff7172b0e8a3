package guide

// renderData returns what the page says, for programs.
func renderData(p *page) (json, xml []byte, err error) { return []byte("{}"), []byte("<guide/>"), nil }
