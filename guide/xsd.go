package guide

// renderXSD returns the XML Schema of the error documents.
func renderXSD(p *page) []byte { return []byte("<schema/>") }
