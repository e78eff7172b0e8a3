package migrating

import (
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/seed-86b940f4/demur"
	"github.com/seed-86b940f4/demur/apierror"
)

func fourBefore() http.Handler {
	//page:five-before
	e := echo.New()
	demur.Install(e)
	e.Use(middleware.BodyLimit("1K"))
	e.POST("/users", func(c echo.Context) error {
		u, err := demur.Bind[User](c)
		if err != nil {
			return err
		}
		return demur.Created(c, "/users/"+u.Name, u)
	})
	e.GET("/users/:name", func(c echo.Context) error {
		if c.Param("name") == "eve" {
			return echo.NewHTTPError(http.StatusForbidden, "Eve may not be read.")
		}
		return apierror.NotFound
	})
	//page:end
	return e
}
