// Package browsertest holds tests that open the developer guide and the page of an error
// in headless Chromium. It has nothing else. The tests skip without a Chromium, and those
// of accessibility without axe-core, which npm ci installs.
//
// What the browser has shown is left in the folder screenshots.
package browsertest
