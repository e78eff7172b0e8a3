// Package migrating has the programs of MIGRATING.md: each guide has a service before and
// after. Its test sends the same requests to both, and holds the page to what clients get.
package migrating
