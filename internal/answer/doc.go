// Package answer holds what an adapter needs to answer a failed request and
// what is no web framework's own, so that each adapter stays thin.
package answer
