package apierror

// FieldError says what is wrong with one part of a request. A member that is "" is not
// sent, so the zero value says nothing. It does not contain the rejected value, since
// that may be a secret. It is a value, which goroutines may share.
type FieldError struct {
	Pointer string // JSON Pointer as a URI fragment, "#/card/number" (RFC 6901 section 6), for a JSON body
	XPath   string // for an XML body
	In      string // "query", "path", "header", "cookie" or "form", with Name
	Name    string // of the parameter
	Code    string // the rule that is broken, such as "required"
	Param   string // of the rule, such as the "3" of a minimum
	Detail  string // the rule in words
}

// set gives the member of that name a value, if it has one.
func (f *FieldError) set(name, value string) {
	switch name {
	case "pointer":
		f.Pointer = value
	case "xpath":
		f.XPath = value
	case "in":
		f.In = value
	case "name":
		f.Name = value
	case "code":
		f.Code = value
	case "param":
		f.Param = value
	case "detail":
		f.Detail = value
	}
}
