// Package bind fills a value from a request, strictly, for any framework: what is
// wrong with the request comes back as an error of package apierror that names
// the place and never the value; what is wrong with the program as another.
//
// The decoding is that of encoding/json and encoding/xml. What these let pass is
// looked for before, by one pass over the bytes. What they say about a value of
// the wrong type is not used: once they have failed, the document is compared
// with the type, which finds all such values and where they are.
package bind
