package shape

import (
	"reflect"
	"strings"
)

// Source is a part of a request that fields come from by name.
type Source int8

// The sources. Where a field has several, the last of these that a request has counts:
// what names the resource is surer than what a proxy or a browser may have added.
const (
	Cookie Source = iota
	Header
	Query
	Path
	Form // of the body, and so apart from the others
)

var (
	sourceNames = [...]string{Cookie: "cookie", Header: "header", Query: "query", Path: "path", Form: "form"}
	sourceTags  = [...]string{Cookie: "cookie", Header: "header", Query: "query", Path: "param", Form: "form"}
)

// String returns the name that clients read.
func (s Source) String() string { return sourceNames[s] }

// Tag returns the key of the tag that names a field there. It is Echo's.
func (s Source) Tag() string { return sourceTags[s] }

// Param is a parameter of a request outside its body.
type Param struct {
	In   Source
	Name string
}

func paramsOf(sf reflect.StructField) (params []Param) {
	for in := Path; in >= Cookie; in-- {
		if name := nameIn(sf.Tag.Get(in.Tag())); name != "" {
			params = append(params, Param{in, name})
		}
	}
	return params
}

// nameIn returns the name in a tag, before its options; "" if there is none or it is
// "-".
func nameIn(tag string) string {
	name, _, _ := strings.Cut(tag, ",")
	if name == "-" {
		return ""
	}
	return name
}
