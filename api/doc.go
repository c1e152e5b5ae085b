// Package api serves the pages and the few calls of the counting station.
//
// The method routes of Server gives the whole table: method, address, who passes, handler. A page is
// a row there, a handler in page_<subject>.go that calls one use case, and a
// template of the same name in web/templates. A form is wrapped in act: when
// the use case refuses, the page is shown again with what was typed and the
// sentence of the error's code from web/locale/vi.json at its field.
//
// Nothing internal leaves the server: errors go through one table, and what is
// not in it is 500 with a request id.
package api
