package api

import "kiemphieu/congress"

// outsideRoutes: what other programs get, and where it is given to them.
func (s *Server) outsideRoutes() []route {
	admin := only(congress.RoleAdministrator)
	page := to("/quan-tri/tich-hop", "")
	return []route{
		{"GET", "/quan-tri/tich-hop", admin, s.showOutside},
		{"POST", "/quan-tri/tich-hop/ma", admin, s.createToken},
		{"POST", "/quan-tri/tich-hop/ma/:token/thu-hoi", admin, s.act(s.revokeToken, s.showOutside, page, "token_revoked")},
		{"POST", "/quan-tri/tich-hop/bao-tin", admin, s.createWebhook},
		{"POST", "/quan-tri/tich-hop/bao-tin/:webhook/xoa", admin, s.act(s.deleteWebhook, s.showOutside, page, "webhook_deleted")},
		{"GET", "/lich/:secret", open(), s.downloadCalendar},
		{"POST", "/mat-khau/lich", anybody(), s.makeFeed},
		{"POST", "/mat-khau/lich/thoi", anybody(), s.act(s.dropFeed, s.showPassword, to("/mat-khau", ""), "feed_dropped")},
		{"GET", "/api/v1/openapi.json", open(), s.openAPI},
		{"GET", "/api/v1/organisations", program(congress.ScopeCongresses), s.listOrganisations},
		{"GET", "/api/v1/organisations/:org", program(congress.ScopeCongresses), s.readOrganisation},
		{"GET", "/api/v1/organisations/:org/summary", program(congress.ScopeStatistics), s.readSummary},
		{"GET", "/api/v1/congresses", program(congress.ScopeCongresses), s.listCongresses},
		{"GET", "/api/v1/congresses/:congress", program(congress.ScopeCongresses), s.readCongress},
		{"GET", "/api/v1/congresses/:congress/results", program(congress.ScopeResults), s.readResults},
		{"GET", "/api/v1/congresses/:congress/dossiers", program(congress.ScopeResults), s.readDossiers},
		{"POST", pathBundleProgram, program(congress.ScopeBundles, congress.RoleSuperior), s.bringBundle},
	}
}
