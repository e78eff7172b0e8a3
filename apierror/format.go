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
	Append(dst []byte, e *Error) ([]byte, error)
}

// formatSet is a list of formats, ready for requests. It never changes.
type formatSet struct {
	offers   *negotiate.Offers
	types    []typeOf
	accepted string // for the Accept of a 415
}

type typeOf struct {
	mediaType string
	format    Format
}

// defaultFormats are those of a Writer that names none.
var defaultFormats, _ = newFormatSet([]Format{JSON{}, XML{}})

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
		first = append(first, types[0])
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

func (fs *formats) of(list []Format) (*formatSet, error) {
	if len(list) == 0 {
		return defaultFormats, nil
	}
	fs.once.Do(func() {
		if fs.set, fs.err = newFormatSet(list); fs.err != nil {
			fs.set = defaultFormats
		}
	})
	return fs.set, fs.err
}
