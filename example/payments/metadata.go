package payments

import (
	"encoding/xml"
	"maps"
	"slices"

	"github.com/seed-86b940f4/demur/apierror"
)

// Metadata is what the client wants to find again at the payment. XML has no maps,
// so there it is a list: <metadata><entry key="order">A-17</entry></metadata>.
type Metadata map[string]string

type metadataList struct {
	Entries []metadataEntry `xml:"entry"`
}

type metadataEntry struct {
	Key   string `xml:"key,attr"`
	Value string `xml:",chardata"`
}

// UnmarshalXML refuses a key that is given twice, as the binder does in JSON.
func (m *Metadata) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	var list metadataList
	if err := d.DecodeElement(&list, &start); err != nil {
		return err
	}
	*m = make(Metadata, len(list.Entries))
	for _, e := range list.Entries {
		if _, twice := (*m)[e.Key]; twice {
			return apierror.BadRequest.New("A key of the metadata is given twice.")
		}
		(*m)[e.Key] = e.Value
	}
	return nil
}

// MarshalXML writes the entries in the order of their keys, as encoding/json does.
func (m Metadata) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	var list metadataList
	for _, key := range slices.Sorted(maps.Keys(m)) {
		list.Entries = append(list.Entries, metadataEntry{key, m[key]})
	}
	return e.EncodeElement(list, start)
}
