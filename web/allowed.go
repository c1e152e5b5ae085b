package web

// allowed says what a field for a number takes, by the field's name; "" where
// the use case has no fixed range.
func allowed(field any) string {
	name, _ := field.(string)
	return map[string]string{
		"seats": "1–200", "alternates": "0–200", "ordinal": "1–200", "copies": "1–20",
		"sheaf_size": "10–25", "size": "1–50", "count": "1–5.000", "reserve": "0–5.000",
		"women": "0–100", "young": "0–100", "minority": "0–100", "renewal": "0–100",
	}[name]
}
