package migrating

import (
	"database/sql"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

// load fails as a database does.
func load(id string) error {
	switch id {
	case "7":
		return nil
	case "8":
		return errors.New("pq: password authentication failed for user app")
	}
	return sql.ErrNoRows
}

func errorsBefore() http.Handler {
	//page:errors-before
	e := echo.New()
	e.HTTPErrorHandler = func(err error, c echo.Context) {
		if c.Response().Committed {
			return
		}
		code, message := http.StatusInternalServerError, any(err.Error())
		var he *echo.HTTPError
		if errors.As(err, &he) {
			code, message = he.Code, he.Message
		}
		_ = c.JSON(code, echo.Map{"error": message})
	}
	e.GET("/widgets/:id", func(c echo.Context) error {
		if err := load(c.Param("id")); errors.Is(err, sql.ErrNoRows) {
			return echo.NewHTTPError(http.StatusNotFound, "There is no such widget.")
		} else if err != nil {
			return err
		}
		return c.NoContent(http.StatusNoContent)
	})
	//page:end
	return e
}

func errorsAfter() http.Handler {
	//page:errors-after
	e := echo.New()
	demur.Install(e) // replaces the HTTPErrorHandler
	e.GET("/widgets/:id", func(c echo.Context) error {
		if err := load(c.Param("id")); errors.Is(err, sql.ErrNoRows) {
			return apierror.NotFound.New("There is no such widget.") // echo.NewHTTPError would do, too
		} else if err != nil {
			return err
		}
		return c.NoContent(http.StatusNoContent)
	})
	//page:end
	return e
}
