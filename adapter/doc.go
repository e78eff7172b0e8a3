// Package adapter has what every adapter needs to answer a failed request. It knows
// no web framework, so that each adapter stays thin.
package adapter
