package ratify

// OnPaper returns the dossier as its papers tell it: who was elected, and where,
// stays what the seals kept, whatever the roster, the term or the name of the
// organisation have become since.
func (v DossierView) OnPaper() DossierView {
	v.Overview = v.Overview.AsReported(v.Reports, v.Remarks)
	return v
}
