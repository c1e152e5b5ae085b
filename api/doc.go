// Package api is the door of the program: one server, one table of routes, one
// gate in front of each, one table of errors behind all.
//
// What people see stands in api/pages, what programs and the counting station
// call in api/v1. Both give their routes to this package and neither is known
// to it; package app joins them.
//
// Nothing internal leaves the server: errors go through one table, and what is
// not in it is 500 with a request id.
package api
