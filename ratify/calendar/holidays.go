package calendar

import "kiemphieu/congress"

// Holidays lists the public holidays that fall on working days, as announced
// for 2022 to 2026, with the days off in lieu. Years beyond count Monday to
// Friday alone: a deadline may then be shown earlier than it is, never later.
func Holidays() []congress.Date {
	return []congress.Date{
		"2022-01-03", "2022-01-31", "2022-02-01", "2022-02-02", "2022-02-03", "2022-02-04", "2022-04-11", "2022-05-02",
		"2022-05-03", "2022-09-01", "2022-09-02",
		"2023-01-02", "2023-01-20", "2023-01-23", "2023-01-24", "2023-01-25", "2023-01-26", "2023-05-01", "2023-05-02",
		"2023-05-03", "2023-09-01", "2023-09-04",
		"2024-01-01", "2024-02-08", "2024-02-09", "2024-02-12", "2024-02-13", "2024-02-14", "2024-04-18", "2024-04-29",
		"2024-04-30", "2024-05-01", "2024-09-02", "2024-09-03",
		"2025-01-01", "2025-01-27", "2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31", "2025-04-07", "2025-04-30",
		"2025-05-01", "2025-05-02", "2025-09-01", "2025-09-02",
		"2026-01-01", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20", "2026-04-27", "2026-04-30",
		"2026-05-01", "2026-09-01", "2026-09-02",
	}
}

// Shipped is the calendar that comes with the program: the holidays
// above by their names, and the Saturdays that were worked for days off in
// exchange.
func Shipped() Calendar {
	var days []Day
	for _, day := range Holidays() {
		days = append(days, Day{Day: day, Kind: Off, Name: holidayName(day)})
	}
	for _, day := range []congress.Date{"2024-05-04", "2025-04-26"} {
		days = append(days, Day{Day: day, Kind: Worked, Name: "Làm bù ngày nghỉ hoán đổi dịp 30/4"})
	}
	return Of(days)
}

// holidayName names a holiday by the time of the year.
func holidayName(day congress.Date) string {
	switch date := string(day[5:]); {
	case date <= "01-03":
		return "Tết Dương lịch"
	case date < "03-01":
		return "Tết Nguyên đán"
	case date < "04-29":
		return "Giỗ Tổ Hùng Vương"
	case date < "05-04":
		return "Ngày Chiến thắng 30/4 và Quốc tế Lao động 1/5"
	}
	return "Quốc khánh"
}
