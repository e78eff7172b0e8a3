package main

import (
	"net/http"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// operator has the switches of those who run the service.
type operator struct {
	provider    *provider
	maintenance atomic.Bool
}

// Switch is the body of PUT /admin/provider and PUT /admin/maintenance.
type Switch struct {
	On *bool `json:"on" xml:"on" validate:"required"` // a pointer, to tell false from absent
}

// setProvider takes the server behind down or brings it up.
func (o *operator) setProvider(c echo.Context) error {
	in, err := demur.Bind[Switch](c)
	if err != nil {
		return err
	}
	if !*in.On {
		o.provider.down()
	} else if err := o.provider.up(); err != nil {
		return err
	}
	return demur.Respond(c, http.StatusNoContent, nil)
}

// setMaintenance closes or opens /v1.
func (o *operator) setMaintenance(c echo.Context) error {
	in, err := demur.Bind[Switch](c)
	if err != nil {
		return err
	}
	o.maintenance.Store(*in.On)
	return demur.Respond(c, http.StatusNoContent, nil)
}

// gate is middleware that refuses everything while maintenance is on.
func (o *operator) gate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if o.maintenance.Load() {
			return apierror.ServiceUnavailable.New("Maintenance is under way. Try again later.").
				WithRetryAfter(5 * time.Minute)
		}
		return next(c)
	}
}
