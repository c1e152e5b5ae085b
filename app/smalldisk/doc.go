// Package smalldisk gives tests a disk of a few megabytes, which they can fill
// to the last byte. It is for Linux, and imported by test files alone.
package smalldisk
