package main

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur/apierror"
)

// echoDefault returns an Echo as echo.New makes it.
func echoDefault(h echo.HandlerFunc) http.Handler {
	e := echo.New()
	e.GET("/widgets/:id", h)
	return e
}

func echoConst(echo.Context) error { return echo.ErrNotFound }

func echoDetail(echo.Context) error { return echo.NewHTTPError(http.StatusNotFound, detail) }

// echoCustom returns an Echo with an error handler of the kind that services
// write for themselves: a typed error, sent with c.XML or c.JSON.
func echoCustom(fail func() *problem) http.Handler {
	e := echo.New()
	e.HTTPErrorHandler = sendProblem
	e.GET("/widgets/:id", func(echo.Context) error { return fail() })
	return e
}

func sendProblem(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	var p *problem
	if !errors.As(err, &p) {
		p = &problem{Status: http.StatusInternalServerError, Title: "Internal Server Error", Code: "internal_server_error"}
	}
	if strings.Contains(c.Request().Header.Get(echo.HeaderAccept), "xml") {
		err = c.XML(p.Status, p)
	} else {
		err = c.JSON(p.Status, p)
	}
	if err != nil {
		c.Logger().Error(err)
	}
}

// floorService returns an Echo that sends ready bytes from below one middleware
// that does nothing: what no error handler in a middleware can be faster than.
func floorService() http.Handler {
	body, err := apierror.JSON{}.Append(nil, apierror.NotFound.New(detail))
	if err != nil {
		panic(err)
	}
	contentType := []string{echo.MIMEApplicationJSON}
	e := echo.New()
	e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error { return next(c) }
	})
	e.GET("/widgets/:id", func(c echo.Context) error {
		res := c.Response()
		res.Header()[echo.HeaderContentType] = contentType
		res.WriteHeader(http.StatusNotFound)
		_, err := res.Write(body)
		return err
	})
	return e
}
