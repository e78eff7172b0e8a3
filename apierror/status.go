package apierror

import (
	"net/http"
	"strconv"
	"strings"
)

// Status is an HTTP status of an error, 400 to 599. It is itself an error: a
// handler can return one, and errors.Is compares with one. The zero value and
// every number outside that range are mistakes, which [From] answers with
// [InternalServerError]. A Status is a number, which goroutines may share.
type Status int

// The statuses of RFC 9110 section 15 and RFC 6585.
const (
	BadRequest            Status = 400 // the syntax is wrong
	Unauthorized          Status = 401 // the credentials are missing or invalid; the answer carries a challenge
	PaymentRequired       Status = 402 // the account has not paid
	Forbidden             Status = 403 // these credentials may not do that
	NotFound              Status = 404 // no resource has this identifier
	MethodNotAllowed      Status = 405 // the resource does not support the method; the answer carries Allow
	NotAcceptable         Status = 406 // nothing that Accept allows can be sent
	RequestTimeout        Status = 408 // the client took too long to send the request
	Conflict              Status = 409 // the state of the resource is against it
	Gone                  Status = 410 // the resource was here and will not return
	PreconditionFailed    Status = 412 // a precondition of the request does not hold
	RequestEntityTooLarge Status = 413 // the body is larger than the server reads
	UnsupportedMediaType  Status = 415 // the body is of a type that the server does not read
	UnprocessableEntity   Status = 422 // well formed, but wrong in its meaning; Fields say where
	PreconditionRequired  Status = 428 // the request must be conditional
	TooManyRequests       Status = 429 // the quota is used up until its window ends
	InternalServerError   Status = 500 // unexpected: a generic message and nothing else
	NotImplemented        Status = 501 // the server does not know how
	BadGateway            Status = 502 // the server behind could not be reached or understood
	ServiceUnavailable    Status = 503 // temporarily out of service
	GatewayTimeout        Status = 504 // the server behind took too long
)

// clientClosedRequest is what logs call a request whose client has gone before
// it was answered.
const clientClosedRequest Status = 499

// guide holds the code and the detail of a status, for errors that have none of
// their own.
var guide = [...]struct {
	status       Status
	code, detail string
}{
	{BadRequest, "bad_request", "The request could not be understood. Correct its syntax before you send it again."},
	{Unauthorized, "unauthorized", "Valid credentials are required. They are missing, unknown or no longer valid."},
	{PaymentRequired, "payment_required", "The account has unpaid invoices. Settle them to go on."},
	{Forbidden, "forbidden", "These credentials do not permit this operation."},
	{NotFound, "not_found", "There is no resource with this identifier."},
	{MethodNotAllowed, "method_not_allowed", "The resource does not support this method. The Allow field names those that it does."},
	{NotAcceptable, "not_acceptable", "The resource cannot be sent in any format that the Accept field allows."},
	{RequestTimeout, "request_timeout", "The request took too long to arrive. Send it again."},
	{Conflict, "conflict", "The request is at odds with the present state of the resource."},
	{Gone, "gone", "The resource is no longer here and will not come back."},
	{PreconditionFailed, "precondition_failed", "A precondition of the request does not hold."},
	{RequestEntityTooLarge, "request_entity_too_large", "The request body is larger than the server reads."},
	{UnsupportedMediaType, "unsupported_media_type", "The request body is of a media type that the resource does not read."},
	{UnprocessableEntity, "unprocessable_entity", "The request is well formed, but some of its values are not valid."},
	{PreconditionRequired, "precondition_required", "The request must state a precondition, such as If-Match."},
	{TooManyRequests, "too_many_requests", "The quota of requests is used up. Wait for as long as Retry-After says."},
	{InternalServerError, "internal_server_error", "Something unexpected happened. The fault is not in the request."},
	{NotImplemented, "not_implemented", "The server does not support what the request asks for."},
	{BadGateway, "bad_gateway", "A server behind this one could not be reached. Try again."},
	{ServiceUnavailable, "service_unavailable", "The service is temporarily unavailable. Try again later."},
	{GatewayTimeout, "gateway_timeout", "A server behind this one did not answer in time. Try again."},
	{clientClosedRequest, "client_closed_request", "The client went away before it was answered."},
}

// New returns an Error of this status. The client reads the detail; "" stands
// for the sentence that [Status.Detail] gives.
func (s Status) New(detail string) *Error { return s.Wrap(nil, detail) }

// Wrap returns an Error of this status that has a cause. The client reads the
// detail, as in [Status.New]; the cause is logged and unwrapped, never sent.
func (s Status) Wrap(cause error, detail string) *Error {
	return &Error{Status: s, Code: s.Code(), Title: s.Title(), Detail: detail, Err: cause}
}

// Code returns the name that programs use for the status, such as "not_found".
func (s Status) Code() string {
	if i := s.line(); i >= 0 {
		return guide[i].code
	}
	if text := http.StatusText(int(s)); text != "" && s.valid() {
		return strings.Map(func(r rune) rune {
			switch {
			case 'a' <= r && r <= 'z':
				return r
			case 'A' <= r && r <= 'Z':
				return r - 'A' + 'a'
			}
			return '_'
		}, text)
	}
	return "status_" + strconv.Itoa(int(s))
}

// Title returns the phrase of the status, such as "Not Found".
func (s Status) Title() string {
	switch text := http.StatusText(int(s)); {
	case text != "":
		return text
	case s == clientClosedRequest:
		return "Client Closed Request"
	case s >= 500:
		return "Server Error"
	}
	return "Client Error"
}

// Detail returns the sentence that the client reads when the error has none.
func (s Status) Detail() string {
	switch i := s.line(); {
	case i >= 0:
		return guide[i].detail
	case s >= 500:
		return "The server cannot answer this request."
	}
	return "The request cannot be answered as it is."
}

// Error returns the number and the code, such as "404 not_found".
func (s Status) Error() string { return strconv.Itoa(int(s)) + " " + s.Code() }

// StatusCode returns the number that is sent: 500 for a status outside 400 to 599.
func (s Status) StatusCode() int { return int(s.orInternal()) }

// line returns the line of the status in guide, or -1.
func (s Status) line() int {
	for i := range guide {
		if guide[i].status == s {
			return i
		}
	}
	return -1
}

func (s Status) valid() bool { return s >= 400 && s <= 599 }

func (s Status) orInternal() Status {
	if !s.valid() {
		return InternalServerError
	}
	return s
}
