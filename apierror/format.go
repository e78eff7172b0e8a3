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

// values returns the members of a FieldError in the order of the wire.
func (f *FieldError) values() [7]string {
	return [...]string{f.Pointer, f.XPath, f.In, f.Name, f.Code, f.Param, f.Detail}
}
