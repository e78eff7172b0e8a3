package apierror

// Kind is a documented way to fail: what a service promises to call a failure,
// whatever its details. It is comparable and meant for package-level variables:
//
//	var CardDeclined = apierror.Kind{
//		Status: apierror.PaymentRequired,
//		Code:   "card_declined",
//		Title:  "Card declined",
//		Doc:    "The issuer refused the charge. Ask for another card.",
//	}
//
// A Kind is itself an error, so a handler can return one as it is. errors.Is
// finds an [Error] that came from it, also on the client's side, by its status
// and code; the type is not compared. The zero value is a mistake, which [From] answers with
// [InternalServerError]. A Kind is a value, which goroutines may share.
type Kind struct {
	Status Status // must be set
	Code   string // the name for programs; "" stands for the status's
	Title  string // a short phrase, the same each time; "" stands for the status's
	Type   string // the URI of the kind's page (RFC 9457 section 3.1.1); "" stands for the [Writer]'s TypeBase and the code
	Doc    string // for the developer guide; never sent with an error
}

// New returns an Error of this kind. The client reads the detail; "" stands for
// the sentence of the status.
func (k Kind) New(detail string) *Error { return k.Wrap(nil, detail) }

// Wrap returns an Error of this kind that has a cause. The client reads the
// detail; the cause is logged and unwrapped, never sent.
func (k Kind) Wrap(cause error, detail string) *Error {
	e := k.Status.Wrap(cause, detail)
	k.name(e)
	return e
}

// name gives e what the kind has of its own.
func (k Kind) name(e *Error) {
	if k.Code != "" {
		e.Code = k.Code
	}
	if k.Title != "" {
		e.Title = k.Title
	}
	e.Type = k.Type
}

// Error returns the number and the code, such as "402 card_declined".
func (k Kind) Error() string { return k.New("").Error() }

// Is reports whether target is the status of the kind, or a kind with its
// status and code, for errors.Is.
func (k Kind) Is(target error) bool { return k.New("").Is(target) }

// StatusCode returns the number of the status.
func (k Kind) StatusCode() int { return k.Status.StatusCode() }
