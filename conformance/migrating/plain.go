package migrating

import (
	"encoding/json"
	"net/http"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
)

//page:plain-before
func writeError(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": message})
}

func show(w http.ResponseWriter, r *http.Request) {
	if err := load(r.PathValue("id")); err != nil {
		writeError(w, http.StatusInternalServerError, err.Error())
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

//page:end

func plainBefore() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /widgets/{id}", show)
	return mux
}

//page:plain-after
func showWidget(w http.ResponseWriter, r *http.Request) error {
	if err := load(r.PathValue("id")); err != nil {
		return apierror.InternalServerError.Wrap(err, "") // the cause is for the log
	}
	return demurhttp.Respond(w, r, http.StatusNoContent, nil)
}

//page:end

func plainAfter() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /widgets/{id}", demurhttp.HandlerFunc(showWidget))
	return demurhttp.Errors(demurhttp.Mux(mux))
}
