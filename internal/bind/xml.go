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
	// Reading tokens is most of the work, so the decoder gets those that are checked.
	c := b.newXMLCheck(data, p.xml, -1)
	decoder, place := xml.NewTokenDecoder(c), c.tokens
	if p.xmlTwice && c.rest() == nil { // for a type that asks for bytes or offsets, which tokens do not have
		decoder = xml.NewDecoder(bytes.NewReader(data))
		place = decoder
	}
	failed, until := decoder.Decode(v.Addr().Interface()), place.InputOffset()
	// What is wrong with the document is told before what does not fit, wherever it is.
	switch err := c.rest(); {
	case errors.Is(err, errCharset):
		return p.unsupported(r.Method, "The charset of the body must be UTF-8.")
	case err != nil:
		return err
	}
	if failed == nil {
		return nil
	}
	if ours := typed(failed); ours != nil {
		return ours
	}
	// encoding/xml stops at the first value that does not fit: what it has read
	// last says which it was.
	if err := b.newXMLCheck(data, p.xml, until).rest(); err != nil {
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

func (b Binder) newXMLCheck(data []byte, root *xmlNode, until int64) *xmlCheck {
	c := &xmlCheck{Binder: b, data: data, root: root, until: until, open: make([]xmlFrame, 0, 8)}
	c.tokens = xml.NewDecoder(bytes.NewReader(data))
	c.tokens.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errCharset }
	return c
}
