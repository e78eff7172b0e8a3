package rivals

import (
	"errors"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"
)

// ginService is gin's usual recipe: ShouldBind, a middleware that sends c.Errors as in
// gin's chapter on errors, NoRoute and NoMethod, and gin's Recovery. Successes have the
// format that c.Negotiate finds. Errors are JSON, as in that chapter: c.Negotiate would
// turn those that are not acceptable into a 406, and so get more wrong. Gin has no
// middleware for keys in a field, nor for quotas. Bodies are limited as in its chapter
// on uploads.
func ginService() http.Handler {
	gin.SetMode(gin.ReleaseMode) // else it prints its routes
	e := gin.New()
	e.HandleMethodNotAllowed = true
	e.Use(gin.RecoveryWithWriter(io.Discard), ginErrors)
	e.NoRoute(func(c *gin.Context) { c.JSON(http.StatusNotFound, gin.H{"message": "Page not found"}) })
	e.NoMethod(func(c *gin.Context) { c.JSON(http.StatusMethodNotAllowed, gin.H{"message": "Method not allowed"}) })

	e.GET("/v1/widgets/:id", func(c *gin.Context) {
		w, err := find(c.Param("id"))
		if err != nil {
			c.JSON(http.StatusNotFound, gin.H{"error": "There is no such widget."})
			return
		}
		ginSend(c, http.StatusOK, w)
	})
	e.POST("/v1/widgets", func(c *gin.Context) {
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxBody)
		var in widget
		if err := c.ShouldBind(&in); err != nil {
			status := http.StatusBadRequest
			if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
				status = http.StatusRequestEntityTooLarge
			}
			c.JSON(status, gin.H{"error": err.Error()})
			return
		}
		ginSend(c, http.StatusCreated, in)
	})
	e.GET("/v1/boom", func(c *gin.Context) { _ = c.Error(errDatabase) })
	e.GET("/v1/panic", func(*gin.Context) { panic(errDatabase) })
	e.GET("/v1/half", func(c *gin.Context) {
		if _, err := c.Writer.Write(half); err == nil {
			_ = c.Error(errDisk)
		}
	})
	return e
}

// ginErrors is the middleware of the chapter on errors.
func ginErrors(c *gin.Context) {
	c.Next()
	if len(c.Errors) > 0 {
		c.JSON(http.StatusInternalServerError, gin.H{"success": false, "message": c.Errors.Last().Err.Error()})
	}
}

func ginSend(c *gin.Context, status int, v any) {
	c.Negotiate(status, gin.Negotiate{Offered: []string{gin.MIMEJSON, gin.MIMEXML}, Data: v})
}
