package main

import (
	_ "github.com/danielgtaylor/huma/v2/adapters/humaecho"
	_ "github.com/gin-gonic/gin"
	_ "github.com/golang/gddo/httputil"
	_ "github.com/labstack/echo/v4"
	_ "github.com/seed-86b940f4/demur"
)

func main() {}
