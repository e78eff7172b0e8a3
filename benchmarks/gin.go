package main

import (
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
)

// ginService returns a gin with an error middleware as gin's documentation
// shows it: handlers call c.Error, and the last error is sent.
func ginService(fail func(c *gin.Context)) http.Handler {
	gin.SetMode(gin.ReleaseMode) // else it prints its routes
	e := gin.New()
	e.Use(func(c *gin.Context) {
		c.Next()
		if len(c.Errors) == 0 {
			return
		}
		var p *problem
		if !errors.As(c.Errors.Last().Err, &p) {
			p = &problem{Status: http.StatusInternalServerError, Title: "Internal Server Error", Code: "internal_server_error"}
		}
		if strings.Contains(c.GetHeader("Accept"), "xml") {
			c.XML(p.Status, p)
		} else {
			c.JSON(p.Status, p)
		}
	})
	e.GET("/widgets/:id", fail)
	return e
}

func ginConst(c *gin.Context) { _ = c.Error(problemNotFound) }

func ginDetail(c *gin.Context) { _ = c.Error(problemDetail()) }

func ginFields(c *gin.Context) { _ = c.Error(problemFields()) }
