package congress

// EventsIn returns the events of one kind among entries of a log, in order.
func EventsIn[E Event](entries []LogEntry) ([]E, error) {
	var all []E
	for _, entry := range entries {
		e, err := eventIn[E](entry)
		if err != nil {
			return nil, err
		}
		if e != nil {
			all = append(all, *e)
		}
	}
	return all, nil
}
