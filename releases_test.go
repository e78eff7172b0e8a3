package demur_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/seed-86b940f4/demur"
)

// TestReleases sends one table of requests to a service and holds the answers, byte
// for byte, to golden files. They are the same for all releases of Go: what a client
// is sent does not depend on the one that the service was built with.
func TestReleases(t *testing.T) {
	t.Parallel()
	if len(documents) < 80 {
		t.Fatalf("%d requests", len(documents))
	}
	for name, binder := range map[string]echo.Binder{
		"lenient": nil, // demur.Bind, with what Install sets
		"strict":  demur.Binder{RejectUnknown: true},
		"echo":    new(echo.DefaultBinder),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, _ := quietService(t)
			if binder != nil {
				e.Binder = binder
			}
			e.POST("/object", bindWith(func(c echo.Context) (any, error) {
				if binder == nil {
					return demur.Bind[everything](c)
				}
				return reflected(c, reflect.TypeFor[everything]())
			}))
			for path, typ := range map[string]reflect.Type{
				"/list": reflect.TypeFor[[]line](), "/dict": reflect.TypeFor[map[string]int8](), "/any": reflect.TypeFor[any](), "/odd": oddNames, "/unread": unreadNames,
			} {
				e.POST(path, bindWith(func(c echo.Context) (any, error) { return reflected(c, typ) }))
			}
			server := serve(t, e)
			var b strings.Builder
			for _, doc := range documents {
				for _, accept := range []string{"application/json", "application/xml"} {
					if accept == "application/xml" && !doc.xml {
						continue
					}
					// A body that ends too early is whole for HTTP.
					req, err := http.NewRequest(http.MethodPost, server.URL+doc.path, strings.NewReader(doc.body))
					if err != nil {
						t.Fatal(err)
					}
					req.Header.Set("Content-Type", "application/json")
					req.Header.Set("Accept", accept)
					res, err := http.DefaultTransport.RoundTrip(req)
					if err != nil {
						t.Fatal(err)
					}
					body, err := io.ReadAll(res.Body)
					res.Body.Close()
					if err != nil {
						t.Fatal(err)
					}
					fmt.Fprintf(&b, "POST %s %.120q\n%s %s\n", doc.path, doc.body, res.Proto, res.Status)
					for _, header := range []string{"Content-Type", "Content-Length", "Content-Language", "Cache-Control", "Vary", "Accept", "Location"} {
						for _, value := range res.Header.Values(header) {
							fmt.Fprintf(&b, "%s: %s\n", header, value)
						}
					}
					fmt.Fprintf(&b, "\n%s\n\n", bytes.TrimSuffix(body, []byte("\n")))
				}
			}
			golden(t, "releases/"+name+".txt", b.String())
		})
	}
}

// bindWith answers with what was bound.
func bindWith(bind func(echo.Context) (any, error)) echo.HandlerFunc {
	return func(c echo.Context) error {
		v, err := bind(c)
		if err != nil {
			return err
		}
		if c.Path() == "/unread" { // its names are for each release to say
			return c.NoContent(http.StatusNoContent)
		}
		doc, err := json.Marshal(v)
		var bound any
		if err == nil {
			decoder := json.NewDecoder(bytes.NewReader(doc))
			decoder.UseNumber()
			err = decoder.Decode(&bound)
		}
		if err != nil {
			return err
		}
		return c.JSON(http.StatusOK, pruned(bound))
	}
}

// pruned leaves out the members that are empty, which most are.
func pruned(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			if v[name] = pruned(member); v[name] == nil {
				delete(v, name)
			}
		}
		if len(v) == 0 {
			return nil
		}
	case []any:
		for i := range v {
			v[i] = pruned(v[i])
		}
		if len(v) == 0 {
			return nil
		}
	default:
		if v == nil || v == json.Number("0") || reflect.ValueOf(v).IsZero() {
			return nil
		}
	}
	return v
}

func reflected(c echo.Context, t reflect.Type) (any, error) {
	v := reflect.New(t)
	if err := c.Bind(v.Interface()); err != nil {
		return nil, err
	}
	return v.Elem().Interface(), nil
}
