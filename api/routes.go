package api

import (
	"slices"

	"kiemphieu/congress"
)

// routes is the whole table of pages and API calls with their gates.
func (s *Server) routes() []route {
	return slices.Concat(s.officeRoutes(), s.congressRoutes(), s.roundRoutes(), s.stationRoutes(), s.boardRoutes(), s.outsideRoutes())
}

// officeRoutes: signing in, organisations, accounts, the superior's desk.
func (s *Server) officeRoutes() []route {
	admin := only(congress.RoleAdministrator)
	tree := only(congress.RoleAdministrator, congress.RoleSuperior)
	superior := only(congress.RoleSuperior)
	dossier := to("/dai-hoi/%s/ho-so", "congress")
	return []route{
		{"GET", "/dang-nhap", open(), s.showSignIn},
		{"POST", "/dang-nhap", open(), s.signIn},
		{"POST", "/dang-xuat", open(), s.signOut},
		{"GET", "/thiet-lap/:secret", open(), s.showSetUp},
		{"POST", "/thiet-lap/:secret", open(), s.act(s.setUp, s.showSetUp, to("/dang-nhap", ""), "set_up")},
		{"GET", "/mat-khau", anybody(), s.showPassword},
		{"POST", "/mat-khau", anybody(), s.act(s.changePassword, s.showPassword, to("/", ""), "password")},
		{"GET", "/", anybody(), s.showHome},
		{"GET", "/to-chuc/:org", anybody(), s.showOrganisation},
		{"POST", "/to-chuc/:org/them", tree, s.act(s.addOrganisation, s.showOrganisation, to("/to-chuc/%s", "org"), "organisation_added")},
		{"POST", "/to-chuc/:org/sua", tree, s.act(s.editOrganisation, s.showOrganisation, to("/to-chuc/%s", "org"), "saved")},
		{"POST", "/to-chuc/:org/cach-quyet-dinh", admin, s.act(s.setPractice, s.showOrganisation, to("/to-chuc/%s", "org"), "saved")},
		{"GET", "/to-chuc/:org/tong-hop.xlsx", anybody(), s.downloadSummary},
		{"GET", "/to-chuc/:org/thong-ke", tree, s.showStatistics},
		{"GET", "/to-chuc/:org/thong-ke/chi-bo/:name", tree, s.showUnits},
		{"GET", "/to-chuc/:org/thong-ke/tai/:name", tree, s.downloadStatistics},
		{"GET", "/to-chuc/:org/dai-hoi-moi", only(congress.RoleAdministrator, congress.RoleSuperior, congress.RoleOrganiser), s.showNewCongress},
		{"POST", "/to-chuc/:org/dai-hoi-moi", only(congress.RoleAdministrator, congress.RoleSuperior, congress.RoleOrganiser), s.createCongress},
		{"GET", "/to-chuc/:org/ke-hoach", anybody(), s.showPlan},
		{"POST", "/to-chuc/:org/ke-hoach", tree, s.act(s.savePlan, s.showPlan, to("/to-chuc/%s/ke-hoach", "org"), "plan_saved")},
		{"POST", "/to-chuc/:org/ke-hoach/theo-doi", tree, s.act(s.assignCells, s.showPlan, to("/to-chuc/%s/ke-hoach", "org"), "assigned")},
		{"GET", "/lich-nghi", anybody(), s.showCalendar},
		{"POST", "/lich-nghi", admin, s.act(s.addDay, s.showCalendar, toYear, "day_saved")},
		{"POST", "/lich-nghi/xoa", admin, s.act(s.removeDay, s.showCalendar, toYear, "removed")},
		{"POST", "/lich-nghi/nhap", admin, s.act(s.importDays, s.showCalendar, toYear, "days_imported")},
		{"GET", "/quan-tri", admin, s.showAccounts},
		{"POST", "/quan-tri/tai-khoan", admin, s.createAccount},
		{"POST", "/quan-tri/tai-khoan/:account/mat-khau", admin, s.resetAccount},
		{"POST", "/quan-tri/tai-khoan/:account/khoa", admin, s.act(s.disableAccount, s.showAccounts, to("/quan-tri", ""), "saved")},
		{"GET", "/chuan-y", superior, s.showInbox},
		{"POST", pathBundle, superior, s.checkBundle},
		{"POST", "/chuan-y/nhan", superior, s.importBundle},
		{"POST", "/dai-hoi/:congress/chuan-y", superior, s.decide("", "ratified", ratifyForm)},
		{"POST", "/dai-hoi/:congress/huy-ket-qua", superior, s.decide("annul.", "annulled", annulForm)},
		{"POST", "/dai-hoi/:congress/chi-dinh", superior, s.decide("appoint.", "appointed", appointForm)},
		{"POST", "/dai-hoi/:congress/tra-lai", superior, s.act(s.returnDossier, s.showDossier, dossier, "returned")},
		{"POST", "/dai-hoi/:congress/xac-nhan", superior, s.act(s.confirmDecision, s.showDossier, dossier, "decision_confirmed")},
		{"POST", "/dai-hoi/:congress/rut-de-xuat", superior, s.act(s.withdrawDecision, s.showDossier, dossier, "decision_withdrawn")},
	}
}

// congressRoutes: what is prepared and recorded for a congress.
func (s *Server) congressRoutes() []route {
	prepare := only(congress.RoleOrganiser, congress.RolePresidium)
	organise := only(congress.RoleOrganiser)
	back := func(path string) func(*request) string { return to("/dai-hoi/%s"+path, "congress") }
	return []route{
		{"GET", "/dai-hoi/:congress", anybody(), s.showCongress},
		{"GET", "/dai-hoi/:congress/thong-tin", anybody(), s.showSettings},
		{"POST", "/dai-hoi/:congress/thong-tin", organise, s.act(s.saveSettings, s.showSettings, back(""), "saved")},
		{"POST", "/dai-hoi/:congress/hoan", organise, s.act(s.postpone, s.showSettings, back(""), "postponed")},
		{"POST", "/dai-hoi/:congress/tiep-tuc", organise, s.act(s.resume, s.showSettings, back(""), "resumed")},
		{"POST", "/dai-hoi/:congress/be-mac", prepare, s.act(s.closeCongress, s.showCongress, back(""), "closed")},
		{"POST", "/dai-hoi/:congress/mo-lai", prepare, s.act(s.reopenCongress, s.showCongress, back(""), "reopened")},
		{"GET", "/dai-hoi/:congress/chuan-bi", anybody(), s.showPreparation},
		{"POST", "/dai-hoi/:congress/chuan-bi", only(congress.RoleOrganiser, congress.RoleSuperior), s.act(s.notePreparation, s.showPreparation, back("/chuan-bi"), "saved")},
		{"POST", "/dai-hoi/:congress/kinh-nghiem", only(congress.RoleOrganiser, congress.RoleSuperior), s.act(s.addLesson, s.showCongress, back(""), "lesson_added")},
		{"POST", "/dai-hoi/:congress/kinh-nghiem/xoa", only(congress.RoleOrganiser, congress.RoleSuperior), s.act(s.removeLesson, s.showCongress, back(""), "removed")},
		{"GET", "/dai-hoi/:congress/dang-vien", anybody(), s.showRoster},
		{"GET", "/dai-hoi/:congress/dang-vien/mau.xlsx", anybody(), s.downloadTemplate},
		{"GET", "/dai-hoi/:congress/dang-vien/danh-sach.xlsx", anybody(), s.downloadRoster},
		{"POST", "/dai-hoi/:congress/dang-vien/xem-truoc", organise, s.previewRoster},
		{"POST", "/dai-hoi/:congress/dang-vien/nhap", organise, s.act(s.importRoster, s.showRoster, back("/dang-vien"), "imported")},
		{"POST", "/dai-hoi/:congress/dang-vien/luu", organise, s.act(s.saveMember, s.showRoster, back("/dang-vien"), "saved")},
		{"POST", "/dai-hoi/:congress/dang-vien/xoa", organise, s.act(s.removeMember, s.showRoster, back("/dang-vien"), "removed")},
		{"GET", "/dai-hoi/:congress/ban", anybody(), s.showOfficers},
		{"POST", "/dai-hoi/:congress/ban", prepare, s.act(s.giveDuty, s.showOfficers, back("/ban"), "saved")},
		{"POST", "/dai-hoi/:congress/ban/thoi", prepare, s.act(s.takeDuty, s.showOfficers, back("/ban"), "saved")},
		{"POST", "/dai-hoi/:congress/ban/tai-khoan", organise, s.officerAccount},
		{"GET", "/dai-hoi/:congress/co-mat", anybody(), s.showAttendance},
		{"POST", "/dai-hoi/:congress/co-mat", prepare, s.act(s.markAttendance, s.showAttendance, back("/co-mat"), "saved")},
		{"POST", "/dai-hoi/:congress/co-mat/giam", prepare, s.act(s.deduct, s.showAttendance, back("/co-mat"), "saved")},
		{"GET", "/dai-hoi/:congress/noi-dung", anybody(), s.showContests},
		{"POST", "/dai-hoi/:congress/noi-dung", prepare, s.act(s.addContest, s.showContests, back("/noi-dung"), "contest_added")},
		{"GET", "/noi-dung/:contest", anybody(), s.showList},
		{"POST", "/noi-dung/:contest/sua", prepare, s.act(s.editContest, s.showList, to("/noi-dung/%s", "contest"), "saved")},
		{"POST", "/noi-dung/:contest/xoa", prepare, s.removeContest},
		{"POST", "/noi-dung/:contest/de-cu", prepare, s.act(s.nominate, s.showList, to("/noi-dung/%s", "contest"), "saved")},
		{"POST", "/noi-dung/:contest/rut", prepare, s.act(s.withdraw, s.showList, to("/noi-dung/%s", "contest"), "saved")},
		{"POST", "/noi-dung/:contest/bo", prepare, s.act(s.unnominate, s.showList, to("/noi-dung/%s", "contest"), "saved")},
		{"POST", "/noi-dung/:contest/lan-bau", prepare, s.startRound},
		{"POST", "/noi-dung/:contest/ket-thuc", prepare, s.act(s.settle, s.showList, to("/noi-dung/%s", "contest"), "settled")},
		{"GET", "/dai-hoi/:congress/bien-ban", anybody(), s.showDocuments},
		{"GET", "/dai-hoi/:congress/van-ban/:name", anybody(), s.downloadCongressPaper},
		{"GET", "/dai-hoi/:congress/ho-so", anybody(), s.showDossier},
		{"GET", "/dai-hoi/:congress/ho-so.kpz", only(congress.RoleAdministrator, congress.RoleSuperior, congress.RoleOrganiser), s.downloadBundle},
		{"POST", "/dai-hoi/:congress/ho-so/trinh", organise, s.act(s.submit, s.showDossier, back("/ho-so"), "submitted")},
		{"POST", "/dai-hoi/:congress/ho-so/tep", organise, s.act(s.uploadDocument, s.showDossier, back("/ho-so"), "uploaded")},
		{"POST", "/dai-hoi/:congress/ho-so/tep/xoa", organise, s.act(s.removeDocument, s.showDossier, back("/ho-so"), "removed")},
		{"GET", "/dai-hoi/:congress/ho-so/tep/:document", anybody(), s.downloadDocument},
	}
}

// roundRoutes: a round from the adopted list to the sealed result.
func (s *Server) roundRoutes() []route {
	lead := only(congress.RoleOrganiser, congress.RolePresidium)
	print := only(congress.RoleOrganiser, congress.RoleChief)
	chief := only(congress.RoleChief)
	two := only(congress.RoleChief, congress.RolePresidium)
	count := only(congress.RoleChief, congress.RoleTeller)
	back := to("/lan-bau/%s", "round")
	return []route{
		{"GET", "/lan-bau/:round", anybody(), s.showRound},
		{"POST", "/lan-bau/:round/chot-danh-sach", lead, s.act(s.freeze, s.showRound, back, "frozen")},
		{"POST", "/lan-bau/:round/mo-danh-sach", lead, s.act(s.unfreeze, s.showRound, back, "unfrozen")},
		{"POST", "/lan-bau/:round/huy", lead, s.act(s.cancelRound, s.showRound, back, "cancelled")},
		{"POST", "/lan-bau/:round/in-phieu", print, s.printPapers},
		{"POST", "/lan-bau/:round/in-lai", two, s.act(s.confirmReprint, s.showRound, back, "confirmed")},
		{"POST", "/lan-bau/:round/phat-phieu", chief, s.act(s.handOut, s.showRound, back, "handed_out")},
		{"POST", "/lan-bau/:round/doi-phieu", chief, s.act(s.exchange, s.showRound, back, "exchanged")},
		{"POST", "/lan-bau/:round/mo-thung", chief, s.act(s.openBox, s.showRound, back, "box_opened")},
		{"POST", "/lan-bau/:round/sua-so", chief, s.act(s.correctNumbers, s.showRound, back, "corrected")},
		{"POST", "/lan-bau/:round/cach-kiem", chief, s.act(s.chooseCounting, s.showRound, back, "bundled")},
		{"POST", "/lan-bau/:round/co-tap", chief, s.act(s.resizeSheaf, s.showRound, back, "corrected")},
		{"POST", "/lan-bau/:round/nhap-lai", chief, s.act(s.supersede, s.showRound, back, "superseded")},
		{"GET", "/lan-bau/:round/kiem-tay/:entry", count, s.showHandCount},
		{"POST", "/lan-bau/:round/kiem-tay/:entry", count, s.act(s.enterHandCount, s.showHandCount, back, "hand_counted")},
		{"POST", "/lan-bau/:round/kiem-tay-lai", chief, s.act(s.clearHandCounts, s.showRound, back, "saved")},
		{"POST", "/lan-bau/:round/giai-trinh", two, s.act(s.explain, s.showRound, back, "confirmed")},
		{"POST", "/lan-bau/:round/chot", two, s.seal},
		{"GET", "/lan-bau/:round/van-ban/:name", anybody(), s.downloadRoundPaper},
	}
}

// stationRoutes: tablets join, are taken over, and count.
func (s *Server) stationRoutes() []route {
	chief := only(congress.RoleChief)
	return []route{
		{"GET", "/dai-hoi/:congress/may", chief, s.showDevices},
		{"POST", "/dai-hoi/:congress/may", chief, s.inviteDevice},
		{"POST", "/may/:device/nhan", chief, s.admitDevice},
		{"POST", "/may/:device/thu-hoi", chief, s.revokeDevice},
		{"GET", "/nhan-may/:secret", open(), s.showJoin},
		{"POST", "/nhan-may/:secret", open(), s.join},
		{"GET", "/tram", open(), s.showStation},
		{"GET", "/tram-sw.js", open(), s.stationWorker},
		{"GET", "/kiem-tra-may", open(), s.showDoctor},
		{"GET", "/huong-dan-kiem-phieu.pdf", anybody(), s.downloadGuide},
		{"GET", "/api/v1/station", tablet(), s.stationHome},
		{"POST", "/api/v1/station/person", tablet(), s.changePerson},
		{"POST", "/api/v1/station/state", tablet(), s.stationState},
		{"POST", "/api/v1/rounds/:round/passes/:pass/pair", tablet(), s.takePass},
		{"POST", "/api/v1/rounds/:round/passes/:pass/leave", tablet(), s.leavePass},
		{"GET", "/api/v1/rounds/:round/passes/:pass/station", tablet(), s.station},
		{"PUT", "/api/v1/rounds/:round/passes/:pass/batches/:batch", tablet(), s.putBatch},
	}
}

// boardRoutes: those who look and do not count.
func (s *Server) boardRoutes() []route {
	presidium := only(congress.RolePresidium)
	lead := only(congress.RolePresidium, congress.RoleChief)
	board := to("/dai-hoi/%s/dieu-hanh", "congress")
	return []route{
		{"GET", "/dai-hoi/:congress/dieu-hanh", presidium, s.showPresidium},
		{"GET", "/dai-hoi/:congress/dieu-hanh/truc-tiep", presidium, s.streamPresidium},
		{"POST", "/dai-hoi/:congress/man-chieu", lead, s.act(s.openProjector, s.showCongress, s.boardOf(board), "projector_opened")},
		{"POST", "/dai-hoi/:congress/man-chieu/dong", lead, s.act(s.closeProjector, s.showCongress, s.boardOf(board), "projector_closed")},
		{"POST", "/lan-bau/:round/cong-bo", only(congress.RoleChief), s.act(s.release, s.showRound, to("/lan-bau/%s", "round"), "released")},
		{"POST", "/lan-bau/:round/so-phieu-dang-kiem", presidium, s.act(s.showRunning, s.showRound, to("/lan-bau/%s", "round"), "running_shown")},
		{"GET", "/trinh-chieu", open(), s.showProjectorDoor},
		{"GET", "/trinh-chieu/:code", open(), s.showProjector},
		{"GET", "/trinh-chieu/:code/truc-tiep", open(), s.streamProjector},
	}
}
