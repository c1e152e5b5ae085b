// Package minutes writes what goes on paper: ballots, labels, the minutes of
// a count, the papers of a dossier; as PDF, DOCX and XLSX. Every document is
// described once, as a [Document], and both writers draw that description.
// Figures come from the same reports that the screens show.
package minutes
