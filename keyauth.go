package demur

import (
	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/internal/errtree"
)

// KeyAuthErrorHandler is for the field ErrorHandler of the configuration of
// Echo's KeyAuth middleware. For a key that is missing or not valid it returns a
// 401, which demur answers with a challenge. If the validator returned an error with a
// status, such as apierror.PaymentRequired, that status is kept. Any other error of the
// validator counts as a bad key. So give a status to an error that is not the
// client's fault: apierror.ServiceUnavailable.Wrap(err, "").
//
// The challenge is that of [Config], "Bearer" by default. It should say how the
// key is sent: where a header of another name holds it, configure one such as
// `ApiKey realm="payments"`.
//
//	middleware.KeyAuthWithConfig(middleware.KeyAuthConfig{
//		KeyLookup:    "header:X-API-Key",
//		Validator:    validate,
//		ErrorHandler: demur.KeyAuthErrorHandler,
//	})
func KeyAuthErrorHandler(err error, c echo.Context) error {
	if err == nil {
		return nil
	}
	e := fromEcho(c, err)
	if apierror.StatusOf(e) != apierror.InternalServerError || errtree.Contains(e, apierror.InternalServerError) {
		return e
	}
	return apierror.Unauthorized.Wrap(err, "")
}
