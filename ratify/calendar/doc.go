// Package calendar counts working days: which days of a year are off, which
// Saturdays are worked instead, and how many days a deadline leaves. Every tree
// of organisations may keep a calendar of its own; for the years of which it
// has none, that of the program counts.
//
// What a deadline is for, and how many days it has, is not known here.
package calendar
