package toolstest_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// kin-openapi reads JSON. For XML it takes a decoder, here one that goes by the xml
// objects of the schema: names, the namespace, and the items of lists.
func TestMain(m *testing.M) {
	for _, mediaType := range []string{"application/xml", "application/problem+xml"} {
		openapi3filter.RegisterBodyDecoder(mediaType, decodeXML)
	}
	os.Exit(m.Run())
}

type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []element  `xml:",any"`
}

func decodeXML(r io.Reader, _ http.Header, schema *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
	var root element
	if err := xml.NewDecoder(r).Decode(&root); err != nil {
		return nil, err
	}
	x := schema.Value.XML
	if x == nil || root.XMLName != (xml.Name{Space: x.Namespace, Local: x.Name}) {
		return nil, fmt.Errorf("the root is %v, not as in %+v", root.XMLName, x)
	}
	return root.value(schema, x.Namespace)
}

// value returns what an element is for a schema, nil for that of no schema.
func (e element) value(schema *openapi3.SchemaRef, space string) (any, error) {
	if e.XMLName.Space != space {
		return nil, fmt.Errorf("element %v is not in namespace %q", e.XMLName, space)
	}
	for _, a := range e.Attrs {
		if a.Name.Local != "xmlns" {
			return nil, fmt.Errorf("element %v has the attribute %v", e.XMLName, a.Name)
		}
	}
	if schema != nil && schema.Value.Discriminator != nil { // one of several schemas
		d := schema.Value.Discriminator
		for _, c := range e.Children {
			if mapped, ok := d.Mapping[c.Text]; ok && c.XMLName.Local == d.PropertyName {
				for _, one := range schema.Value.OneOf {
					if strings.HasSuffix(one.Ref, strings.TrimPrefix(mapped.Ref, "openapi.yaml")) {
						return e.value(one, space)
					}
				}
			}
		}
		return nil, fmt.Errorf("%s leads to no schema", d.PropertyName)
	}
	is := func(t string) bool { return schema != nil && schema.Value.Type.Is(t) }
	switch {
	case is("array"), schema == nil && len(e.Children) > 0:
		var items *openapi3.SchemaRef
		name := "i"
		if schema != nil {
			if x := schema.Value.XML; x == nil || !x.Wrapped {
				return nil, fmt.Errorf("the list %v has an element around it, which the schema does not say", e.XMLName)
			}
			items = schema.Value.Items
			name = items.Value.XML.Name
		}
		list := []any{}
		for _, c := range e.Children {
			if c.XMLName.Local != name {
				return nil, fmt.Errorf("the item %v of %v should be named %q", c.XMLName, e.XMLName, name)
			}
			v, err := c.value(items, space)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	case is("object"):
		members := map[string]any{}
		for _, c := range e.Children {
			name := c.XMLName.Local
			if _, twice := members[name]; twice {
				return nil, fmt.Errorf("%v comes twice", c.XMLName)
			}
			v, err := c.value(schema.Value.Properties[name], space)
			if err != nil {
				return nil, err
			}
			members[name] = v
		}
		return members, nil
	case len(e.Children) > 0:
		return nil, fmt.Errorf("element %v has elements", e.XMLName)
	case is("integer"), is("number"):
		return strconv.ParseFloat(strings.TrimSpace(e.Text), 64)
	case is("boolean"):
		return strconv.ParseBool(e.Text)
	}
	return e.Text, nil
}
