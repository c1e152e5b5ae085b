// Package bundle is a congress as files: written for everybody who wants to
// verify it, and read again by a house that did not hold it. What comes from
// outside is trusted in nothing but its form here: package verify finds whether
// it is right, and package ratify whether it may come in.
package bundle
