// A service that has not heard of demur is asked what any service can be asked.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"

	"github.com/seed-86b940f4/demur/demurtest"
)

func createPayment(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Amount int64 `json:"amount"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	_ = json.NewEncoder(w).Encode(in)
}

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /payments", createPayment)
	//readme:results
	results, err := demurtest.Service{Handler: mux, Without: map[string]string{"XML": "our clients all read JSON"}}.Results(
		context.Background(), demurtest.Sample{Name: "pay", Method: "POST", Target: "/payments", Body: `{"amount":5}`, Status: 201})
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range results {
		if r.Err != nil {
			fmt.Printf("%s: %s\n", r.Check, r.Why)
		}
	}
	//readme:end

	fmt.Println()
	for _, r := range results {
		if r.Check == "body/trailing text" {
			fmt.Println(r.Err)
		}
	}
}
