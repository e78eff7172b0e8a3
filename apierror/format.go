package apierror

// Format writes the document of an error in one syntax. [JSON] and [XML] are
// the two of the library; a service can bring its own.
//
// A Format must be safe for concurrent use.
type Format interface {
	// MediaTypes returns the types that the document can be sent as, the one to
	// prefer first. It returns the same list each time.
	MediaTypes() []string

	// Append adds the document to dst and returns the longer slice, as the
	// append functions of the strconv package do. It must not change e, keep e
	// or dst, or write anything of e.Err. Where it returns an error, the client
	// gets the document in JSON.
	Append(dst []byte, e *Error) ([]byte, error)
}

// fieldMembers are the members of a FieldError by their names on the wire.
var fieldMembers = [...]struct {
	name string
	of   func(*FieldError) *string
}{
	{"pointer", func(f *FieldError) *string { return &f.Pointer }},
	{"xpath", func(f *FieldError) *string { return &f.XPath }},
	{"in", func(f *FieldError) *string { return &f.In }},
	{"name", func(f *FieldError) *string { return &f.Name }},
	{"code", func(f *FieldError) *string { return &f.Code }},
	{"param", func(f *FieldError) *string { return &f.Param }},
	{"detail", func(f *FieldError) *string { return &f.Detail }},
}
