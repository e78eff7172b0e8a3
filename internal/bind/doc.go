// Package bind fills a value from a request, strictly, for any framework. If the
// request is wrong, the error is one of package apierror that names the place and
// never the value. If the program is wrong, it is another error; Check finds all of
// these before there is a request.
//
// encoding/json and encoding/xml decode the bodies. They accept some documents that
// this package refuses, so it looks at the bytes of JSON first, in one pass, and at the
// tokens of XML on their way to the decoder. When they have failed, their errors are not
// used: this package compares the document with the type, and so finds all values that do
// not fit, and where they are.
package bind
