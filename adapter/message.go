package adapter

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/errtree"
)

// withMessage returns e with what the author of he has written for the client. The log
// gets the names of what is not sent.
func (he HTTPError) withMessage(e *apierror.Error) *apierror.Error {
	detail, withheld := he.message()
	e.Detail = detail
	if typed, ok := he.Message.(error); ok && !isNilPointer(typed) {
		if own, ok := errtree.Find[*apierror.Error](typed); ok && own != nil { // which has words for the client
			e.Detail = own.Detail
			return e.WithFields(own.Fields...)
		}
	}
	return withhold(e, withheld...)
}

// message returns the words for the client in the Message of an HTTPError, and the
// names of what else is in it. The Message is
//
//	text                   sent, unless it holds the text of the cause: then it was made
//	                       of that, as the messages of Echo's binder and proxy are
//	a map or a struct      its member "detail", or else "message" or "error", if that is
//	                       text; the other members are withheld
//	an error               withheld: its text is for developers
//	anything else          withheld
//
// The phrase of the status says no more than the status does.
func (he HTTPError) message() (text string, withheld []string) {
	switch m := he.Message.(type) {
	case nil:
		return "", nil
	case string:
		text = m
	case error:
		return "", []string{"message"}
	default:
		if text, withheld = membersOf(m); text == "" && withheld == nil {
			return "", []string{"message"}
		}
	}
	if text == http.StatusText(he.Status) {
		return "", withheld
	}
	if he.Cause != nil && holdsCause(text, he.Cause) {
		return "", append(withheld, "message")
	}
	return text, withheld
}

// holdsCause reports whether text holds that of the cause or of what it wraps. There
// is no other way to tell where it comes from: Echo formats causes into messages.
func holdsCause(text string, cause error) bool {
	if !errtree.Ends(cause) {
		return true
	}
	const most = 32 // no cause of an author's is as deep
	looked := 0
	return errtree.Visit(cause, func(at error) bool {
		looked++
		of := fmt.Sprint(at)
		return looked > most || of != "" && strings.Contains(text, of)
	})
}

// membersOf returns the words for the client in a message that is an object in JSON,
// and the names of its other members in order. It returns nothing for a message that
// is none, or that cannot be encoded.
func membersOf(message any) (text string, withheld []string) {
	defer func() {
		if recover() != nil { // in a method of the message
			text, withheld = "", nil
		}
	}()
	data, err := json.Marshal(message)
	if err != nil {
		return "", nil
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(data, &members) != nil {
		return "", nil
	}
	sent := ""
	for _, name := range []string{"detail", "message", "error"} {
		if json.Unmarshal(members[name], &text) == nil && text != "" {
			sent = name
			break
		}
	}
	for name := range members {
		if name != sent {
			withheld = append(withheld, "message."+name)
		}
	}
	slices.Sort(withheld)
	return text, withheld
}

// withhold returns e with names for its log record: of what an author has written for
// the client and what is not sent.
func withhold(e *apierror.Error, names ...string) *apierror.Error {
	for _, name := range names {
		e = e.With(name, struct{}{}) // which no format can send
	}
	return e
}
