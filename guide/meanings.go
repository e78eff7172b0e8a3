package guide

import (
	"net/http"

	"github.com/seed-86b940f4/demur/apierror"
)

// successMeaning returns what a success status says, in a sentence.
func successMeaning(status int) string {
	switch status {
	case http.StatusOK:
		return "The request has succeeded. The body holds the result."
	case http.StatusCreated:
		return "A resource has been created. Location has its address."
	case http.StatusAccepted:
		return "The request has been accepted, and will be carried out later."
	case http.StatusNoContent:
		return "The request has succeeded. There is no body."
	case http.StatusNotModified:
		return "What the client has is still up to date. There is no body."
	}
	if status >= 300 {
		return "The resource is elsewhere. Location has the address."
	}
	return "The request has succeeded."
}

// statusMeaning returns what an error status says, and whether and when a client may
// send the request again.
func statusMeaning(s apierror.Status) (meaning, retry string) {
	const (
		changed = "No. The same request gets the same answer; change it first."
		later   = "Yes, after the seconds that Retry-After says."
		behind  = "Yes, a few times, with longer and longer waits. A request that changes something may have been carried out already, so ask for the state first or send an idempotency key."
	)
	switch s {
	case apierror.BadRequest:
		return "The request has a wrong syntax. The member errors names the places, if they are known.", changed
	case apierror.Unauthorized:
		return "The credentials are missing or not valid. WWW-Authenticate says which are asked for.", "No. Send valid credentials."
	case apierror.PaymentRequired:
		return "The request cannot be carried out before a payment has been made.", "Only after the payment has been made."
	case apierror.Forbidden:
		return "The credentials are valid, but do not allow this request.", "No. Other credentials may be allowed to."
	case apierror.NotFound:
		return "No resource has this address.", "No, unless the resource is created."
	case apierror.MethodNotAllowed:
		return "The resource does not support the method. Allow lists those that it does.", "No. Use one of the methods in Allow."
	case apierror.NotAcceptable:
		return "The resource cannot be sent in a format that Accept allows. Nothing has been done.", "No. Accept one of the formats on offer."
	case apierror.RequestTimeout:
		return "The request took too long to arrive.", "Yes, at once."
	case apierror.Conflict:
		return "The request does not fit the present state of the resource.", "Read the resource again, and decide anew."
	case apierror.Gone:
		return "The resource was here and will not come back.", "No. Forget the address."
	case apierror.PreconditionFailed:
		return "A condition that the request needs or has stated does not hold. Nothing has been done.", "Only after the condition has been met."
	case apierror.RequestEntityTooLarge:
		return "The body is larger than the server reads.", "No. Send a smaller body."
	case apierror.UnsupportedMediaType:
		return "The body is of a media type that the resource does not read. Accept lists those that it does.", "No. Send the body in another format."
	case apierror.UnprocessableEntity:
		return "The request can be read, but some of its values are not valid. The member errors names each of them.", changed
	case apierror.PreconditionRequired:
		return "The request must state a condition, such as If-Match.", "No. Add the condition."
	case apierror.TooManyRequests:
		return "The quota is used up until its window ends.", later
	case apierror.InternalServerError:
		return "Something unexpected happened. The fault is not in the request.", "Once, after some seconds. If it fails again, report the request_id."
	case apierror.NotImplemented:
		return "The server does not support what the request asks for.", "No."
	case apierror.BadGateway:
		return "A server behind this one could not be reached or understood.", behind
	case apierror.ServiceUnavailable:
		return "The service is out of order for a time.", later
	case apierror.GatewayTimeout:
		return "A server behind this one did not answer in time.", behind
	}
	if s >= 500 {
		return s.Detail(), behind
	}
	return s.Detail(), changed
}

// bindingCodes are the codes in the errors of a 400.
var bindingCodes = []fieldCode{
	{"type", "The value has another type than the field. param names the type that is expected."},
	{"range", "The number is too small or too large for the field."},
	{"format", "The text does not have the form that the field reads."},
	{"encoding", "The text is not UTF-8."},
	{"duplicate", "The member, element, attribute or parameter is given twice."},
	{"unknown", "There is no field of this name."},
	{"root", "The root element of the XML has another name."},
	{"required", "The parameter is missing."},
}
