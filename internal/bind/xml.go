package bind

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"reflect"

	"github.com/seed-86b940f4/demur/apierror"
)

// errCharset is for a document that says it is not UTF-8. Each charset more is a way to
// write what a filter before the server does not see.
var errCharset = errors.New("a charset other than UTF-8")

// bindXML fills v from a document. data is changed.
func (b Binder) bindXML(r Request, p *plan, v reflect.Value, data []byte) error {
	// First the checks, then the decoder: what it does to a value cannot be undone, and a
	// document is only known to be good at its end.
	c := b.newXMLCheck(data)
	switch err := c.run(p.xml); {
	case errors.Is(err, errCharset):
		return p.unsupported(r.Method, "The charset of the body must be UTF-8.")
	case err != nil:
		return err
	}
	decoder := xml.NewDecoder(bytes.NewReader(data))
	err := decoder.Decode(v.Addr().Interface())
	if err == nil {
		return nil
	}
	if ours := typed(err); ours != nil {
		return ours
	}
	// encoding/xml stops at the first value that does not fit: what it has read
	// last says which it was.
	where := b.newXMLCheck(data)
	where.until = decoder.InputOffset()
	if err := where.run(p.xml); err != nil {
		return err
	}
	return badBody([]apierror.FieldError{mustBeOfForm.at(apierror.FieldError{XPath: "/"})})
}

// malformed returns the error for a document that breaks the grammar, or one that
// is not accepted for what stands at i.
func malformed(data []byte, i int64, fault string) error {
	at := positionOf(data, int(min(i, int64(len(data)))))
	return at.in(apierror.BadRequest.New("The XML cannot be read: " + fault + ", " + at.String() + "."))
}

func (b Binder) newXMLCheck(data []byte) *xmlCheck {
	c := &xmlCheck{data: data, maxDepth: b.depth(), maxMany: b.many(), unknown: b.RejectUnknown, until: -1}
	c.decoder = xml.NewDecoder(bytes.NewReader(data))
	c.decoder.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errCharset }
	return c
}
