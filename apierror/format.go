package apierror

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/seed-86b940f4/demur/negotiate"
)

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
	//
	// A [Writer] fills in what stands for "" before it calls Append: Code, Title,
	// Detail, and Type where it has a TypeBase. So a Format writes these members as
	// they are, and leaves out Type and Instance where they are "". The text of an
	// Error is not cleaned: it may hold invalid UTF-8 and control characters.
	Append(dst []byte, e *Error) ([]byte, error)
}

// formatSet is what a Writer prepares for all requests. It never changes.
type formatSet struct {
	offers   *negotiate.Offers
	types    []typeOf
	accepted string // for the Accept of a 415; "" for none

	json, xml *head // of the formats of the library
}

type typeOf struct {
	mediaType string
	format    Format
}

// defaultFormats are those of a Writer that names none.
var defaultFormats = func() *formatSet {
	set, err := newFormatSet([]Format{JSON{}, XML{}})
	if err != nil {
		panic(err)
	}
	set.json, set.xml = plainJSON, plainXML
	return set
}()

func newFormatSet(formats []Format) (*formatSet, error) {
	var (
		set      formatSet
		names    []string
		first    []string
		mistakes []error
	)
	for i, f := range formats {
		if f == nil {
			mistakes = append(mistakes, fmt.Errorf("apierror: format %d is nil", i))
			continue
		}
		types := f.MediaTypes()
		if len(types) == 0 {
			mistakes = append(mistakes, fmt.Errorf("apierror: format %d has no media type", i))
			continue
		}
		switch f.(type) {
		case JSON, XML: // of others, such as a page for people, nothing says that they can be read
			first = append(first, types[0])
		}
		for _, mediaType := range types {
			names = append(names, mediaType)
			set.types = append(set.types, typeOf{mediaType, f})
		}
	}
	if len(names) > 0 {
		offers, err := negotiate.New(names...)
		if err != nil {
			mistakes = append(mistakes, err)
		}
		set.offers = offers
	}
	set.accepted = strings.Join(first, ", ")
	if len(mistakes) > 0 {
		return nil, errors.Join(mistakes...)
	}
	return &set, nil
}

// byType returns the format of a media type that the set offers.
func (set *formatSet) byType(mediaType string) Format {
	for i := range set.types {
		if set.types[i].mediaType == mediaType {
			return set.types[i].format
		}
	}
	return JSON{}
}

// formats makes a formatSet once.
type formats struct {
	once sync.Once
	set  *formatSet
	err  error
}

func (fs *formats) of(list []Format, typeBase string) (*formatSet, error) {
	if len(list) == 0 && typeBase == "" {
		return defaultFormats, nil
	}
	fs.once.Do(func() { fs.set, fs.err = prepare(list, typeBase) })
	return fs.set, fs.err
}

// prepare returns a set that can be used in any case: what is a mistake is left
// to the default.
func prepare(list []Format, typeBase string) (*formatSet, error) {
	set := *defaultFormats
	var formatsErr, baseErr error
	if len(list) > 0 {
		var own *formatSet
		if own, formatsErr = newFormatSet(list); formatsErr == nil {
			set.offers, set.types, set.accepted = own.offers, own.types, own.accepted
		}
	}
	if typeBase != "" {
		if typeBase, baseErr = checkTypeBase(typeBase); baseErr == nil {
			set.json, set.xml = newHead(appendJSONHead, jsonEscapes, typeBase), newHead(appendXMLHead, xmlEscapes, typeBase)
		}
	}
	return &set, errors.Join(formatsErr, baseErr)
}
