package migrating

import (
	"net/http"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
)

//page:binding-before
type CustomValidator struct{ validator *validator.Validate }

func (cv *CustomValidator) Validate(i any) error {
	if err := cv.validator.Struct(i); err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, err.Error())
	}
	return nil
}

type User struct {
	Name string `json:"name" validate:"required"`
	Age  int    `json:"age" validate:"gte=18"`
}

func newUser(c echo.Context) error {
	var u User
	if err := c.Bind(&u); err != nil {
		return err
	}
	if err := c.Validate(&u); err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, u)
}

//page:end

func bindingBefore() http.Handler {
	e := echo.New()
	e.Validator = &CustomValidator{validator.New()}
	e.POST("/users", newUser)
	return e
}

//page:binding-after
func createUser(c echo.Context) error {
	u, err := demur.Bind[User](c)
	if err != nil {
		return err
	}
	return demur.Created(c, "/users/"+u.Name, u)
}

//page:end

func bindingAfter() http.Handler {
	e := echo.New()
	demur.Install(e) // sets the binder and the validator
	e.POST("/users", createUser)
	return e
}
