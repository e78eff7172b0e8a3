package header

import (
	"net/http"
	"strings"
)

// RequestID returns the ID that the answer or else the request carries, if it
// is fit to be repeated: markup and quotes in it are somebody's attack.
func RequestID(answer, request http.Header) string {
	const name = "X-Request-Id"
	ids := answer[name]
	if len(ids) == 0 {
		ids = request[name]
	}
	if len(ids) == 0 || len(ids[0]) > 128 {
		return ""
	}
	for i := 0; i < len(ids[0]); i++ {
		switch c := ids[0][i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-_.:+/=@", c) >= 0:
		default:
			return ""
		}
	}
	return ids[0]
}
