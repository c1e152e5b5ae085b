package ratify

import (
	"context"
	"errors"
	"io"

	"kiemphieu/congress"
	"kiemphieu/congress/bundle"
	"kiemphieu/record"
)

// ExportBundle writes a congress that is over as a bundle; see [bundle.Files].
// signer signs it; see [congress.Service.LogKey]. [ErrNoBundle] where there is more than
// a bundle holds.
func (s *Service) ExportBundle(ctx context.Context, id congress.CongressID, w io.Writer, signer string) error {
	var files []record.File
	err := s.store.View(ctx, func(tx Tx) error {
		var err error
		files, err = bundle.Files(ctx, tx, id, signer)
		return err
	})
	if err != nil {
		return err
	}
	if err = record.WriteBundle(w, files, signer); errors.Is(err, record.ErrBundle) {
		err = errors.Join(ErrNoBundle, err)
	}
	return err
}

// ImportBundle takes in the congress of a bundle, so that the superior has the
// same dossier as the cell. The caller has verified the bundle. It is refused
// when it was a rehearsal ([ErrRehearsal]), and with a [*congress.FieldError]
// of the field "file" when nothing was submitted ("bundle_no_dossier"), when
// the cell is not here ("bundle_no_cell") or its name is linked to another
// ("bundle_other_cell"), when nobody has compared its key ("bundle_unknown_key",
// see [Service.AcceptKey]), when a decision is inside that its committee did not
// sign ("bundle_decision_inside"), when the cell has another congress of the
// term ("bundle_second"), when its log is not longer than the one
// that is here ("bundle_older") or no continuation of it ("bundle_forked"), when a
// decision is dated after the day on which it was logged ("bundle_decided_ahead").
// On the way back the cell takes the superior's decision in by the same call.
func (s *Service) ImportBundle(ctx context.Context, by congress.Actor, b bundle.Contents) (congress.CongressID, error) {
	if b.Congress.Rehearsal {
		return "", ErrRehearsal
	}
	if len(b.Passages) == 0 {
		return "", &congress.FieldError{Field: "file", Code: "bundle_no_dossier", Value: b.Congress.Title}
	}
	if b.DecidedAhead() {
		return "", &congress.FieldError{Field: "file", Code: "bundle_decided_ahead", Value: b.Congress.Title}
	}
	err := s.acts.Do(ctx, by, bundled{b}, func(tx Tx, a *congress.Act) error {
		in := arrival{Act: a, bundle: b.In(a.Congress.OrgID)}
		if err := in.trust(ctx, tx); err != nil {
			return err
		}
		a.Recount()
		return in.write(ctx, tx)
	})
	return b.Congress.ID, err
}

// Preview is what taking in a bundle would do.
type Preview struct {
	Cell      congress.Organisation // who it would be taken in for
	ByName    bool                  // found by its name: from now on by its id
	Home      bool                  // it was held here, and comes back
	Decisions int                   // about the dossier, that this house does not have yet
	Err       error                 // why it would be refused; nil when it would not
}

// errPreview ends an act that shall leave nothing.
var errPreview = errors.New("ratify: only a preview")

// PreviewBundle does what [Service.ImportBundle] does, and takes all of it back.
func (s *Service) PreviewBundle(ctx context.Context, by congress.Actor, b bundle.Contents) (Preview, error) {
	var p Preview
	if b.Congress.Rehearsal {
		return Preview{Err: ErrRehearsal}, nil
	}
	if len(b.Passages) == 0 {
		p.Err = &congress.FieldError{Field: "file", Code: "bundle_no_dossier", Value: b.Congress.Title}
		return p, nil
	}
	err := s.acts.Do(ctx, by, bundled{b}, func(tx Tx, a *congress.Act) error {
		in := arrival{Act: a, bundle: b.In(a.Congress.OrgID)}
		var err error
		if p.Cell, err = tx.Organisation(ctx, a.Congress.OrgID); err != nil {
			return err
		}
		p.ByName, p.Decisions = p.Cell.ID != b.Organisation.ID, len(in.decisions())
		trust := in.trust(ctx, tx)
		if p.Home = in.home; trust != nil && !isRefusal(trust) {
			return trust
		}
		if err := congress.WrongFields(trust, in.write(ctx, tx)); err != nil {
			return err
		}
		return errPreview
	})
	switch {
	case errors.Is(err, errPreview):
	case isRefusal(err):
		p.Err = err
	default:
		return p, err
	}
	return p, nil
}

// isRefusal reports whether an error is about the bundle and not about the house.
func isRefusal(err error) bool {
	_, field := congress.FieldsOf(err)
	var broken *congress.RecordError
	return field || errors.As(err, &broken)
}

// arrival is a bundle at its place in this house.
type arrival struct {
	*congress.Act // on the congress as it is here; its log is empty when it is new
	bundle        bundle.Contents
	// home: the congress was held here, its roster is complete, and the bundle
	// brings back what the superior did.
	home bool
}

// bundled is the congress of a bundle, which may be here or not.
type bundled struct{ contents bundle.Contents }

// Enter implements [congress.Subject].
func (b bundled) Enter(ctx context.Context, tx congress.Tx, a *congress.Act) error {
	was, err := tx.LockCongress(ctx, b.contents.Congress.ID)
	if err != nil && !errors.Is(err, congress.ErrNotFound) {
		return err
	}
	org, err := b.cell(ctx, tx, a.By, was)
	if err != nil || was.ID != "" {
		a.Congress = was
		return err
	}
	a.Congress = b.contents.In(org.ID).Congress
	a.Congress.LogSize = 0
	if a.Congress.Founded, err = congress.NextFounded(ctx, tx, org.ID); err != nil {
		return err
	}
	return tx.PutCongress(ctx, a.Congress)
}

// cell finds the organisation that held the congress: where the congress is,
// else by id, else the one cell of the same name that the importer sees.
func (b bundled) cell(ctx context.Context, tx congress.Tx, by congress.Actor,
	was congress.Congress) (congress.Organisation, error) {
	sought := b.contents.Organisation
	id := sought.ID
	if was.ID != "" {
		id = was.OrgID
	}
	org, err := tx.Organisation(ctx, id)
	if err == nil && by.Sees(org.Path) {
		return org, nil
	}
	if err != nil && !errors.Is(err, congress.ErrNotFound) {
		return org, err
	}
	return b.linked(ctx, tx, by, was)
}

// linked finds the cell that the id means since a bundle of it was taken in, or
// before that the one of its name that is not linked yet.
func (b bundled) linked(ctx context.Context, tx congress.Tx, by congress.Actor,
	was congress.Congress) (congress.Organisation, error) {
	sought := b.contents.Organisation
	none := &congress.FieldError{Field: "file", Code: "bundle_no_cell", Value: sought.Name}
	keys, ok := tx.(Keys)
	if !ok || was.ID != "" {
		return congress.Organisation{}, none
	}
	link, err := keys.Linked(ctx, sought.ID)
	if err == nil {
		org, err := tx.Organisation(ctx, link.OrgID)
		if err == nil && !by.Sees(org.Path) {
			return org, none
		}
		return org, err
	}
	if !errors.Is(err, congress.ErrNotFound) {
		return congress.Organisation{}, err
	}
	below, err := tx.OrganisationsUnder(ctx, by.OrgPath)
	if err != nil {
		return congress.Organisation{}, err
	}
	var found []congress.Organisation
	for _, o := range below {
		if o.Kind == sought.Kind && congress.SameName(o.Name, sought.Name) {
			found = append(found, o)
		}
	}
	if len(found) != 1 {
		return congress.Organisation{}, none
	}
	if _, err := keys.LinkOf(ctx, found[0].ID); err == nil {
		return found[0], &congress.FieldError{Field: "file", Code: "bundle_other_cell", Value: sought.Name}
	} else if !errors.Is(err, congress.ErrNotFound) {
		return found[0], err
	}
	return found[0], keys.PutLink(ctx, Link{ForeignID: sought.ID, OrgID: found[0].ID})
}

// write stores what the bundle tells; the log goes first and decides.
func (in arrival) write(ctx context.Context, tx Tx) error {
	b := in.bundle
	here := in.Congress
	in.Congress = b.Congress
	in.Congress.LogSize, in.Congress.Founded = here.LogSize, here.Founded
	grown, err := bundle.Growth(ctx, tx, in.Congress, b.Leaves)
	if err != nil {
		return err
	}
	in.Adopt(grown)
	for _, kept := range b.Checkpoints {
		if err := tx.PutCheckpoint(ctx, kept); err != nil {
			return err
		}
	}
	if err := in.countComplaints(); err != nil {
		return err
	}
	if err := in.writePeople(ctx, tx); err != nil {
		return err
	}
	if err := writeRounds(ctx, tx, b); err != nil {
		return err
	}
	if err := writeDocuments(ctx, tx, b); err != nil {
		return err
	}
	if err := writeDossiers(ctx, tx, b); err != nil {
		return err
	}
	if err := writeAppointments(ctx, tx, b); err != nil {
		return err
	}
	if err := writeMandates(ctx, tx, b); err != nil {
		return err
	}
	return in.announce(ctx, tx)
}

// announce lets those who asked know how the dossier stands now that the bundle is
// in, unless that is how it stood before.
func (in arrival) announce(ctx context.Context, tx Tx) error {
	var event congress.Event
	seq := int64(-1)
	for _, p := range in.bundle.Passages {
		switch {
		case p.Appointed != nil:
			continue
		case p.Decided != nil:
			event = *p.Decided
		default:
			event = congress.CongressMoved{Action: congress.ActionSubmit}
		}
		seq = p.Seq
	}
	if seq < in.Congress.LogSize {
		return nil
	}
	return tx.Announce(ctx, in.Congress, seq, event)
}

// writePeople replaces the roster and the officers of a copy; at home they stand.
func (in arrival) writePeople(ctx context.Context, tx Tx) error {
	if in.home {
		return nil
	}
	b := in.bundle
	officers, err := tx.Officers(ctx, b.Congress)
	if err != nil {
		return err
	}
	for _, o := range officers {
		if err := tx.DeleteOfficer(ctx, b.Congress, o.MemberID); err != nil {
			return err
		}
	}
	members, err := tx.Members(ctx, b.Congress)
	if err != nil {
		return err
	}
	for _, m := range members {
		if bundle.Named(m.ID) {
			continue
		}
		if err := tx.DeleteMember(ctx, b.Congress, m.ID); err != nil {
			return err
		}
	}
	if err := tx.PutMembers(ctx, b.Members); err != nil {
		return err
	}
	for _, o := range b.Officers {
		if err := tx.PutOfficer(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

func writeRounds(ctx context.Context, tx Tx, b bundle.Contents) error {
	if err := foreign(ctx, tx, b); err != nil {
		return err
	}
	for _, c := range b.Contests {
		if err := tx.PutContest(ctx, c); err != nil {
			return err
		}
	}
	for _, r := range b.Rounds {
		if err := tx.PutRound(ctx, r); err != nil {
			return err
		}
		if report := b.Reports[r.ID]; report != "" {
			if err := tx.PutReport(ctx, r, report); err != nil {
				return err
			}
		}
	}
	if err := tx.PutSheaves(ctx, b.Sheaves); err != nil {
		return err
	}
	return tx.PutElected(ctx, b.Elected)
}

// foreign refuses a bundle whose contests or rounds are those of another
// congress that is here: it would overwrite them.
func foreign(ctx context.Context, tx Tx, b bundle.Contents) error {
	refused := &congress.FieldError{Field: "file", Code: "bundle_forked", Value: b.Congress.Title}
	for _, c := range b.Contests {
		stored, err := tx.Contest(ctx, c.ID)
		if err != nil && !errors.Is(err, congress.ErrNotFound) {
			return err
		}
		if err == nil && stored.CongressID != b.Congress.ID {
			return refused
		}
	}
	for _, r := range b.Rounds {
		stored, err := tx.Round(ctx, r.ID)
		if err != nil && !errors.Is(err, congress.ErrNotFound) {
			return err
		}
		if err == nil && stored.CongressID != b.Congress.ID {
			return refused
		}
	}
	return nil
}

// writeDocuments makes the stored files those of the bundle.
func writeDocuments(ctx context.Context, tx Tx, b bundle.Contents) error {
	stored, err := tx.DocumentsOf(ctx, b.Congress)
	if err != nil {
		return err
	}
	for _, d := range stored {
		if err := tx.DeleteDocument(ctx, b.Congress, d.ID); err != nil {
			return err
		}
	}
	for _, d := range b.Documents {
		if err := tx.PutDocument(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// writeDossiers stores the versions that the log tells of. A name that the
// bundle does not know stays as it is here.
func writeDossiers(ctx context.Context, tx Tx, b bundle.Contents) error {
	stored, err := tx.Dossiers(ctx, b.Congress)
	if err != nil {
		return err
	}
	for i, d := range dossiersOf(b) {
		if i < len(stored) {
			d.SubmittedBy, d.DecidedBy = known(d.SubmittedBy, stored[i].SubmittedBy),
				known(d.DecidedBy, stored[i].DecidedBy)
			d.AnnulledBy = known(d.AnnulledBy, stored[i].AnnulledBy)
		}
		if err := tx.PutDossier(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// writeAppointments stores who was appointed. The log names a member of the
// roster by id: where the roster does not know the name, the paper does.
func writeAppointments(ctx context.Context, tx Tx, b bundle.Contents) error {
	members, err := tx.Members(ctx, b.Congress)
	if err != nil {
		return err
	}
	for _, p := range b.Passages {
		if p.Appointed == nil {
			continue
		}
		a := Appointment{OrgID: b.Congress.OrgID, CongressID: b.Congress.ID, ContestID: p.Appointed.Contest,
			MemberID: p.Appointed.Member, Name: p.Appointed.Name,
			Number: p.Appointed.Number, DecidedOn: p.Appointed.DecidedOn, AppointedBy: p.By, AppointedAt: p.At}
		for _, c := range b.Contests {
			if c.ID == a.ContestID {
				a.Office = string(c.Office)
			}
		}
		for _, m := range members {
			if m.ID == a.MemberID {
				a.Name, a.Born = m.Name, m.Born
			}
		}
		if a.Office == "" {
			return &congress.FieldError{Field: "file", Code: "bundle_forked", Value: b.Congress.Title}
		}
		if a.Name == "" {
			a.Name = bundle.UnnamedName
		}
		if err := tx.PutAppointment(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// writeMandates writes down who holds which office by the decisions that the
// bundle brings.
func writeMandates(ctx context.Context, tx Tx, b bundle.Contents) error {
	dossiers := dossiersOf(b)
	if len(dossiers) > 0 {
		newest := dossiers[len(dossiers)-1]
		var err error
		switch newest.State {
		case DossierRatified:
			err = recognise(ctx, tx, b.Congress, newest)
		case DossierAnnulled:
			err = takeBack(ctx, tx, b.Congress, newest)
		case DossierSubmitted, DossierReturned:
		}
		if err != nil {
			return err
		}
	}
	appointed, err := tx.Appointments(ctx, b.Congress)
	for _, a := range appointed {
		if err == nil && b.Congress.State != congress.StateAnnulled {
			err = recogniseAppointed(ctx, tx, b.Congress, a)
		}
	}
	return err
}

func known(name, otherwise string) string {
	if name == "" {
		return otherwise
	}
	return name
}

// dossiersOf follows the passages of the dossier.
func dossiersOf(b bundle.Contents) []Dossier {
	var all []Dossier
	for _, p := range b.Passages {
		if p.Appointed != nil {
			continue
		}
		if p.Decided == nil {
			all = append(all, Dossier{OrgID: b.Congress.OrgID, CongressID: b.Congress.ID, Version: len(all) + 1,
				State: DossierSubmitted,
				Note:  p.Note, SubmittedBy: p.By, SubmittedAt: p.At})
			continue
		}
		if len(all) == 0 {
			continue
		}
		last := len(all) - 1
		all[last] = all[last].decided(*p.Decided, p.By, p.At)
	}
	return all
}
