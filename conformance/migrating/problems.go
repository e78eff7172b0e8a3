package migrating

import (
	"net/http"

	"github.com/moogar0880/problems"

	"github.com/seed-86b940f4/demur/apierror"
	"github.com/seed-86b940f4/demur/demurhttp"
)

func problemsBefore() http.Handler {
	mux := http.NewServeMux()
	//page:problems-before
	mux.HandleFunc("POST /charge", func(w http.ResponseWriter, r *http.Request) {
		p := problems.NewDetailedProblem(http.StatusPaymentRequired, "Your balance is 30.")
		p.Type, p.Title = "https://example.com/probs/out-of-credit", "Out of credit"
		problems.ProblemHandler(p)(w, r)
	})
	//page:end
	return mux
}

func problemsAfter() http.Handler {
	mux := http.NewServeMux()
	//page:problems-after
	outOfCredit := apierror.Kind{Status: apierror.PaymentRequired, Code: "out_of_credit", Title: "Out of credit",
		Type: "https://example.com/probs/out-of-credit"}
	mux.Handle("POST /charge", demurhttp.HandlerFunc(func(http.ResponseWriter, *http.Request) error {
		return outOfCredit.New("Your balance is 30.")
	}))
	//page:end
	return demurhttp.Errors(demurhttp.Mux(mux))
}
