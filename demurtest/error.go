package demurtest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/seed-86b940f4/demur/apierror"
)

// Error returns the error that an answer holds, as [apierror.Decode] reads it. The test
// fails, and goes on, unless the answer is a problem document of RFC 9457, as demur sends it:
//
//   - its status is one of an error, 400 to 599;
//   - its Content-Type is application/problem+json, application/problem+xml, or JSON or
//     XML without "problem";
//   - its Content-Length, if it has one, is that of the body, and the body is whole;
//   - the body is one well-formed document with a title and a status, which is that of
//     the answer. Members of the standard and the entries of errors have the right types;
//     no member comes twice. In XML, all elements are in the namespace urn:ietf:rfc:7807.
//
// The Error is never nil; where the body cannot be read, it has only the status. Error
// reads the body and puts it back, so that the test can read it again and close it.
func Error(t testing.TB, res *http.Response) *apierror.Error {
	t.Helper()
	got, faults := read(res)
	for _, fault := range faults {
		t.Errorf("the answer is no problem document: %s", fault)
	}
	return got
}

// Is is [Error], and the test fails unless errors.Is finds want in the error: a status
// such as apierror.NotFound, or a Kind of the service.
func Is(t testing.TB, res *http.Response, want error) {
	t.Helper()
	got, faults := read(res)
	for _, fault := range faults {
		t.Errorf("the answer is no problem document: %s", fault)
	}
	if !errors.Is(got, want) {
		t.Errorf("the answer is another error:\n got  %s\n want %s", spell(got), spell(want))
	}
}

// read returns what an answer holds, and all that is wrong with it.
func read(res *http.Response) (*apierror.Error, []string) {
	var body []byte
	var failed error
	if res.Body != nil {
		closer := res.Body
		body, failed = io.ReadAll(io.LimitReader(res.Body, largest))
		res.Body = kept{bytes.NewReader(body), closer}
	}
	var faults []string
	if failed != nil {
		faults = append(faults, fmt.Sprintf("the body is not whole: %v", failed))
	}
	if res.StatusCode < 400 || res.StatusCode > 599 {
		faults = append(faults, fmt.Sprintf("the status is %d, which is none of an error", res.StatusCode))
	}
	// A client that has unpacked the body has taken the length away.
	if res.ContentLength >= 0 && failed == nil && res.ContentLength != int64(len(body)) {
		faults = append(faults, fmt.Sprintf("the Content-Length is %d, and the body has %d bytes", res.ContentLength, len(body)))
	}
	faults = append(faults, conforms(res.Header, res.StatusCode, body)...)

	copied := *res
	copied.Body = io.NopCloser(bytes.NewReader(body))
	got, err := apierror.Decode(&copied)
	if err != nil && len(faults) == 0 {
		faults = append(faults, err.Error())
	}
	return got, faults
}

// kept is a body that can be read again.
type kept struct {
	io.Reader
	io.Closer
}

// spell writes an error so that two can be compared at a glance.
func spell(err error) string {
	switch e := err.(type) {
	case *apierror.Error:
		return fmt.Sprintf("%d %s: %q", e.Status, e.Code, e.Detail)
	case apierror.Kind:
		return fmt.Sprintf("%d %s", e.Status, e.Code)
	case apierror.Status:
		return fmt.Sprintf("%d %s", e, e.Code())
	}
	return fmt.Sprint(err)
}
