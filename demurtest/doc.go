// Package demurtest tests how a service tells its clients what is wrong: for the tests of
// services that use demur, and of any other service that speaks HTTP.
//
// [Error] and [Is] look at one answer:
//
//	res, err := http.Get(server.URL + "/v1/payments/7")
//	…
//	demurtest.Is(t, res, apierror.NotFound)
//
// [Run] takes requests that the service answers, and derives from them what clients do
// wrong, and what they may ask for:
//
//	func TestErrors(t *testing.T) {
//		demurtest.Run(t, newService(),
//			demurtest.Sample{Target: "/v1/payments/1", Header: key},
//			demurtest.Sample{Method: "POST", Target: "/v1/payments", Header: key, Body: `{"amount":5}`, Status: 201},
//			demurtest.Sample{Name: "unpaid", Target: "/v1/unpaid", Header: key, Status: 402},
//		)
//	}
//
// # What is asked
//
// There is a subtest for each sample and check. One that fails says what a client would
// suffer, and has the request as a curl command with the answer. Checks that a sample
// gives no reason for, such as those of bodies where it has none, are named in the log.
//
//   - sample: the sample is answered as it says.
//   - success/…: the answer to a sample that succeeds, if it is JSON or XML: JSON, XML,
//     quality, refused, precedence, several lines, case and parameters, wildcards,
//     nonsense and unacceptable are about Accept (RFC 9110 section 12.5.1); Vary, HEAD and
//     OPTIONS.
//   - error/…: the same for an error, which is a sample with a Status of 400 or more, or
//     else the answer to a path that the service does not have. An error keeps its status,
//     whatever Accept says. Also problem types; document: a program can read it; twins: JSON
//     and XML say the same; length; no-store.
//   - routing/…: unknown path, wrong method (with Allow), odd paths.
//   - body/…: a body that is cut off, has trailing text, is missing (none), has another
//     media type, is too large, too large in chunks; media type names: the 415 says what
//     may be sent; wrong type and place: each member gets a value of another type, and the
//     answer must name the member; twins, as for an error; member twice; media type case;
//     chunked.
//   - key/…: a key that is missing or wrong; challenge, formats, no-store.
//   - quota/…: for a sample with a Quota, or the Status 429: fields, refusal, Retry-After, formats, no-store.
//   - breaks off: for a sample whose Status is BreaksOff.
//   - leaks: no error holds a Go type, the words of a decoder or driver, a stack, a private
//     address or the key; nor does the header of any other answer.
//
// A service that does not answer cannot keep the test: after three requests without an
// answer in time, or three minutes of waiting, nothing more is asked, and the checks fail.
//
// A service that does one of these in another way, for a reason, says so in
// Service.Without; the check is skipped, and its log has the reason.
package demurtest
