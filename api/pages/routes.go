package pages

import (
	"slices"

	"kiemphieu/api"
	"kiemphieu/congress"
)

// Routes is the whole table of pages with their gates.
func (s *Pages) Routes() []api.Route {
	return slices.Concat(s.officeRoutes(), s.congressRoutes(), s.roundRoutes(), s.stationRoutes(), s.boardRoutes(), s.outsideRoutes())
}

// officeRoutes: signing in, organisations, accounts, the superior's desk.
func (s *Pages) officeRoutes() []api.Route {
	admin := api.Only(congress.RoleAdministrator)
	tree := api.Only(congress.RoleAdministrator, congress.RoleSuperior)
	superior := api.Only(congress.RoleSuperior)
	dossier := api.To("/dai-hoi/%s/ho-so", "congress")
	return []api.Route{
		api.Get("/dang-nhap", api.Everybody(), s.showSignIn),
		api.Post("/dang-nhap", api.Everybody(), s.signIn),
		api.Post("/dang-xuat", api.Everybody(), s.signOut),
		api.Get("/thiet-lap/:secret", api.Everybody(), s.showSetUp),
		api.Post("/thiet-lap/:secret", api.Everybody(), s.act(s.setUp, s.showSetUp, api.To("/dang-nhap", ""), "set_up")),
		api.Get("/mat-khau", api.Anybody(), s.showPassword),
		api.Post("/mat-khau", api.Anybody(), s.act(s.changePassword, s.showPassword, api.To("/", ""), "password")),
		api.Get("/", api.Anybody(), s.showHome),
		api.Get("/to-chuc/:org", api.Anybody(), s.showOrganisation),
		api.Post("/to-chuc/:org/them", tree, s.act(s.addOrganisation, s.showOrganisation, api.To("/to-chuc/%s", "org"), "organisation_added")),
		api.Post("/to-chuc/:org/sua", tree, s.act(s.editOrganisation, s.showOrganisation, api.To("/to-chuc/%s", "org"), "saved")),
		api.Post("/to-chuc/:org/cach-quyet-dinh", admin, s.act(s.setPractice, s.showOrganisation, api.To("/to-chuc/%s", "org"), "saved")),
		api.Get("/to-chuc/:org/tong-hop.xlsx", api.Anybody(), s.downloadSummary),
		api.Get("/to-chuc/:org/thong-ke", tree, s.showStatistics),
		api.Get("/to-chuc/:org/thong-ke/chi-bo/:name", tree, s.showUnits),
		api.Get("/to-chuc/:org/thong-ke/tai/:name", tree, s.downloadStatistics),
		api.Get("/to-chuc/:org/dai-hoi-moi", api.Only(congress.RoleAdministrator, congress.RoleSuperior, congress.RoleOrganiser), s.showNewCongress),
		api.Post("/to-chuc/:org/dai-hoi-moi", api.Only(congress.RoleAdministrator, congress.RoleSuperior, congress.RoleOrganiser), s.createCongress),
		api.Get("/to-chuc/:org/ke-hoach", api.Anybody(), s.showPlan),
		api.Post("/to-chuc/:org/ke-hoach", tree, s.act(s.savePlan, s.showPlan, api.To("/to-chuc/%s/ke-hoach", "org"), "plan_saved")),
		api.Post("/to-chuc/:org/ke-hoach/theo-doi", tree, s.act(s.assignCells, s.showPlan, api.To("/to-chuc/%s/ke-hoach", "org"), "assigned")),
		api.Get("/lich-nghi", api.Anybody(), s.showCalendar),
		api.Post("/lich-nghi", admin, s.act(s.addDay, s.showCalendar, toYear, "day_saved")),
		api.Post("/lich-nghi/xoa", admin, s.act(s.removeDay, s.showCalendar, toYear, "removed")),
		api.Post("/lich-nghi/nhap", admin, s.act(s.importDays, s.showCalendar, toYear, "days_imported")),
		api.Get("/quan-tri", admin, s.showAccounts),
		api.Post("/quan-tri/tai-khoan", admin, s.createAccount),
		api.Post("/quan-tri/tai-khoan/:account/mat-khau", admin, s.resetAccount),
		api.Post("/quan-tri/tai-khoan/:account/khoa", admin, s.act(s.disableAccount, s.showAccounts, api.To("/quan-tri", ""), "saved")),
		api.Get("/chuan-y", superior, s.showInbox),
		api.Post("/chuan-y/goi", superior, s.checkBundle).WithBundle(),
		api.Post("/chuan-y/nhan", superior, s.importBundle),
		api.Post("/dai-hoi/:congress/chuan-y", superior, s.decide("", "ratified", ratifyForm)),
		api.Post("/dai-hoi/:congress/huy-ket-qua", superior, s.decide("annul.", "annulled", annulForm)),
		api.Post("/dai-hoi/:congress/chi-dinh", superior, s.decide("appoint.", "appointed", appointForm)),
		api.Post("/dai-hoi/:congress/tra-lai", superior, s.act(s.returnDossier, s.showDossier, dossier, "returned")),
		api.Post("/dai-hoi/:congress/xac-nhan", superior, s.act(s.confirmDecision, s.showDossier, dossier, "decision_confirmed")),
		api.Post("/dai-hoi/:congress/rut-de-xuat", superior, s.act(s.withdrawDecision, s.showDossier, dossier, "decision_withdrawn")),
	}
}

// congressRoutes: what is prepared and recorded for a congress.
func (s *Pages) congressRoutes() []api.Route {
	prepare := api.Only(congress.RoleOrganiser, congress.RolePresidium)
	organise := api.Only(congress.RoleOrganiser)
	back := func(path string) func(*api.Request) string { return api.To("/dai-hoi/%s"+path, "congress") }
	return []api.Route{
		api.Get("/dai-hoi/:congress", api.Anybody(), s.showCongress),
		api.Get("/dai-hoi/:congress/thong-tin", api.Anybody(), s.showSettings),
		api.Post("/dai-hoi/:congress/thong-tin", organise, s.act(s.saveSettings, s.showSettings, back(""), "saved")),
		api.Post("/dai-hoi/:congress/hoan", organise, s.act(s.postpone, s.showSettings, back(""), "postponed")),
		api.Post("/dai-hoi/:congress/tiep-tuc", organise, s.act(s.resume, s.showSettings, back(""), "resumed")),
		api.Post("/dai-hoi/:congress/be-mac", prepare, s.act(s.closeCongress, s.showCongress, back(""), "closed")),
		api.Post("/dai-hoi/:congress/mo-lai", prepare, s.act(s.reopenCongress, s.showCongress, back(""), "reopened")),
		api.Get("/dai-hoi/:congress/chuan-bi", api.Anybody(), s.showPreparation),
		api.Post("/dai-hoi/:congress/chuan-bi", api.Only(congress.RoleOrganiser, congress.RoleSuperior), s.act(s.notePreparation, s.showPreparation, back("/chuan-bi"), "saved")),
		api.Post("/dai-hoi/:congress/kinh-nghiem", api.Only(congress.RoleOrganiser, congress.RoleSuperior), s.act(s.addLesson, s.showCongress, back(""), "lesson_added")),
		api.Post("/dai-hoi/:congress/kinh-nghiem/xoa", api.Only(congress.RoleOrganiser, congress.RoleSuperior), s.act(s.removeLesson, s.showCongress, back(""), "removed")),
		api.Get("/dai-hoi/:congress/dang-vien", api.Anybody(), s.showRoster),
		api.Get("/dai-hoi/:congress/dang-vien/mau.xlsx", api.Anybody(), s.downloadTemplate),
		api.Get("/dai-hoi/:congress/dang-vien/danh-sach.xlsx", api.Anybody(), s.downloadRoster),
		api.Post("/dai-hoi/:congress/dang-vien/xem-truoc", organise, s.previewRoster),
		api.Post("/dai-hoi/:congress/dang-vien/nhap", organise, s.act(s.importRoster, s.showRoster, back("/dang-vien"), "imported")),
		api.Post("/dai-hoi/:congress/dang-vien/luu", organise, s.act(s.saveMember, s.showRoster, back("/dang-vien"), "saved")),
		api.Post("/dai-hoi/:congress/dang-vien/xoa", organise, s.act(s.removeMember, s.showRoster, back("/dang-vien"), "removed")),
		api.Get("/dai-hoi/:congress/ban", api.Anybody(), s.showOfficers),
		api.Post("/dai-hoi/:congress/ban", prepare, s.act(s.giveDuty, s.showOfficers, back("/ban"), "saved")),
		api.Post("/dai-hoi/:congress/ban/thoi", prepare, s.act(s.takeDuty, s.showOfficers, back("/ban"), "saved")),
		api.Post("/dai-hoi/:congress/ban/tai-khoan", organise, s.officerAccount),
		api.Get("/dai-hoi/:congress/co-mat", api.Anybody(), s.showAttendance),
		api.Post("/dai-hoi/:congress/co-mat", prepare, s.act(s.markAttendance, s.showAttendance, back("/co-mat"), "saved")),
		api.Post("/dai-hoi/:congress/co-mat/giam", prepare, s.act(s.deduct, s.showAttendance, back("/co-mat"), "saved")),
		api.Get("/dai-hoi/:congress/noi-dung", api.Anybody(), s.showContests),
		api.Post("/dai-hoi/:congress/noi-dung", prepare, s.act(s.addContest, s.showContests, back("/noi-dung"), "contest_added")),
		api.Get("/noi-dung/:contest", api.Anybody(), s.showList),
		api.Post("/noi-dung/:contest/sua", prepare, s.act(s.editContest, s.showList, api.To("/noi-dung/%s", "contest"), "saved")),
		api.Post("/noi-dung/:contest/xoa", prepare, s.removeContest),
		api.Post("/noi-dung/:contest/de-cu", prepare, s.act(s.nominate, s.showList, api.To("/noi-dung/%s", "contest"), "saved")),
		api.Post("/noi-dung/:contest/rut", prepare, s.act(s.withdraw, s.showList, api.To("/noi-dung/%s", "contest"), "saved")),
		api.Post("/noi-dung/:contest/bo", prepare, s.act(s.unnominate, s.showList, api.To("/noi-dung/%s", "contest"), "saved")),
		api.Post("/noi-dung/:contest/lan-bau", prepare, s.startRound),
		api.Post("/noi-dung/:contest/ket-thuc", prepare, s.act(s.settle, s.showList, api.To("/noi-dung/%s", "contest"), "settled")),
		api.Get("/dai-hoi/:congress/bien-ban", api.Anybody(), s.showDocuments),
		api.Get("/dai-hoi/:congress/van-ban/:name", api.Anybody(), s.downloadCongressPaper),
		api.Get("/dai-hoi/:congress/ho-so", api.Anybody(), s.showDossier),
		api.Get("/dai-hoi/:congress/ho-so.kpz", api.Only(congress.RoleAdministrator, congress.RoleSuperior, congress.RoleOrganiser), s.downloadBundle),
		api.Post("/dai-hoi/:congress/ho-so/trinh", organise, s.act(s.submit, s.showDossier, back("/ho-so"), "submitted")),
		api.Post("/dai-hoi/:congress/ho-so/tep", organise, s.act(s.uploadDocument, s.showDossier, back("/ho-so"), "uploaded")),
		api.Post("/dai-hoi/:congress/ho-so/tep/xoa", organise, s.act(s.removeDocument, s.showDossier, back("/ho-so"), "removed")),
		api.Get("/dai-hoi/:congress/ho-so/tep/:document", api.Anybody(), s.downloadDocument),
	}
}

// roundRoutes: a round from the adopted list to the sealed result.
func (s *Pages) roundRoutes() []api.Route {
	lead := api.Only(congress.RoleOrganiser, congress.RolePresidium)
	print := api.Only(congress.RoleOrganiser, congress.RoleChief)
	chief := api.Only(congress.RoleChief)
	two := api.Only(congress.RoleChief, congress.RolePresidium)
	count := api.Only(congress.RoleChief, congress.RoleTeller)
	back := api.To("/lan-bau/%s", "round")
	return []api.Route{
		api.Get("/lan-bau/:round", api.Anybody(), s.showRound),
		api.Post("/lan-bau/:round/chot-danh-sach", lead, s.act(s.freeze, s.showRound, back, "frozen")),
		api.Post("/lan-bau/:round/mo-danh-sach", lead, s.act(s.unfreeze, s.showRound, back, "unfrozen")),
		api.Post("/lan-bau/:round/huy", lead, s.act(s.cancelRound, s.showRound, back, "cancelled")),
		api.Post("/lan-bau/:round/in-phieu", print, s.printPapers),
		api.Post("/lan-bau/:round/in-lai", two, s.act(s.confirmReprint, s.showRound, back, "confirmed")),
		api.Post("/lan-bau/:round/phat-phieu", chief, s.act(s.handOut, s.showRound, back, "handed_out")),
		api.Post("/lan-bau/:round/doi-phieu", chief, s.act(s.exchange, s.showRound, back, "exchanged")),
		api.Post("/lan-bau/:round/mo-thung", chief, s.act(s.openBox, s.showRound, back, "box_opened")),
		api.Post("/lan-bau/:round/sua-so", chief, s.act(s.correctNumbers, s.showRound, back, "corrected")),
		api.Post("/lan-bau/:round/cach-kiem", chief, s.act(s.chooseCounting, s.showRound, back, "bundled")),
		api.Post("/lan-bau/:round/co-tap", chief, s.act(s.resizeSheaf, s.showRound, back, "corrected")),
		api.Post("/lan-bau/:round/nhap-lai", chief, s.act(s.supersede, s.showRound, back, "superseded")),
		api.Get("/lan-bau/:round/kiem-tay/:entry", count, s.showHandCount),
		api.Post("/lan-bau/:round/kiem-tay/:entry", count, s.act(s.enterHandCount, s.showHandCount, back, "hand_counted")),
		api.Post("/lan-bau/:round/kiem-tay-lai", chief, s.act(s.clearHandCounts, s.showRound, back, "saved")),
		api.Post("/lan-bau/:round/giai-trinh", two, s.act(s.explain, s.showRound, back, "confirmed")),
		api.Post("/lan-bau/:round/chot", two, s.seal),
		api.Get("/lan-bau/:round/van-ban/:name", api.Anybody(), s.downloadRoundPaper),
	}
}

// stationRoutes: tablets join, are taken over, and count.
func (s *Pages) stationRoutes() []api.Route {
	chief := api.Only(congress.RoleChief)
	return []api.Route{
		api.Get("/dai-hoi/:congress/may", chief, s.showDevices),
		api.Post("/dai-hoi/:congress/may", chief, s.inviteDevice),
		api.Post("/may/:device/nhan", chief, s.admitDevice),
		api.Post("/may/:device/thu-hoi", chief, s.revokeDevice),
		api.Get("/nhan-may/:secret", api.Everybody(), s.showJoin),
		api.Post("/nhan-may/:secret", api.Everybody(), s.join),
		api.Get("/tram", api.Everybody(), s.showStation),
		api.Get("/tram-sw.js", api.Everybody(), s.stationWorker),
		api.Get("/kiem-tra-may", api.Everybody(), s.showDoctor),
		api.Get("/huong-dan-kiem-phieu.pdf", api.Anybody(), s.downloadGuide),
	}
}

// boardRoutes: those who look and do not count.
func (s *Pages) boardRoutes() []api.Route {
	presidium := api.Only(congress.RolePresidium)
	lead := api.Only(congress.RolePresidium, congress.RoleChief)
	board := api.To("/dai-hoi/%s/dieu-hanh", "congress")
	return []api.Route{
		api.Get("/dai-hoi/:congress/dieu-hanh", presidium, s.showPresidium),
		api.Get("/dai-hoi/:congress/dieu-hanh/truc-tiep", presidium, s.streamPresidium),
		api.Post("/dai-hoi/:congress/man-chieu", lead, s.act(s.openProjector, s.showCongress, s.boardOf(board), "projector_opened")),
		api.Post("/dai-hoi/:congress/man-chieu/dong", lead, s.act(s.closeProjector, s.showCongress, s.boardOf(board), "projector_closed")),
		api.Post("/lan-bau/:round/cong-bo", api.Only(congress.RoleChief), s.act(s.release, s.showRound, api.To("/lan-bau/%s", "round"), "released")),
		api.Post("/lan-bau/:round/so-phieu-dang-kiem", presidium, s.act(s.showRunning, s.showRound, api.To("/lan-bau/%s", "round"), "running_shown")),
		api.Get("/trinh-chieu", api.Everybody(), s.showProjectorDoor),
		api.Get("/trinh-chieu/:code", api.Everybody(), s.showProjector),
		api.Get("/trinh-chieu/:code/truc-tiep", api.Everybody(), s.streamProjector),
	}
}

// outsideRoutes: what other programs get, and where it is given to them.
func (s *Pages) outsideRoutes() []api.Route {
	admin := api.Only(congress.RoleAdministrator)
	page := api.To("/quan-tri/tich-hop", "")
	return []api.Route{
		api.Get("/quan-tri/tich-hop", admin, s.showOutside),
		api.Post("/quan-tri/tich-hop/ma", admin, s.createToken),
		api.Post("/quan-tri/tich-hop/ma/:token/thu-hoi", admin, s.act(s.revokeToken, s.showOutside, page, "token_revoked")),
		api.Post("/quan-tri/tich-hop/bao-tin", admin, s.createWebhook),
		api.Post("/quan-tri/tich-hop/bao-tin/:webhook/xoa", admin, s.act(s.deleteWebhook, s.showOutside, page, "webhook_deleted")),
		api.Get("/lich/:secret", api.Everybody(), s.downloadCalendar),
		api.Post("/mat-khau/lich", api.Anybody(), s.makeFeed),
		api.Post("/mat-khau/lich/thoi", api.Anybody(), s.act(s.dropFeed, s.showPassword, api.To("/mat-khau", ""), "feed_dropped")),
	}
}
