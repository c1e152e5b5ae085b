package pages

import (
	"kiemphieu/api"
	"kiemphieu/congress"
)

// The gates that several topics share.
var (
	admin     = api.Only(congress.RoleAdministrator)
	superior  = api.Only(congress.RoleSuperior)
	tree      = api.Only(congress.RoleAdministrator, congress.RoleSuperior)
	offices   = api.Only(congress.RoleAdministrator, congress.RoleSuperior, congress.RoleOrganiser)
	organise  = api.Only(congress.RoleOrganiser)
	advise    = api.Only(congress.RoleOrganiser, congress.RoleSuperior)
	prepare   = api.Only(congress.RoleOrganiser, congress.RolePresidium)
	printing  = api.Only(congress.RoleOrganiser, congress.RoleChief)
	presidium = api.Only(congress.RolePresidium)
	two       = api.Only(congress.RoleChief, congress.RolePresidium) // each signs what both must
	hall      = api.Only(congress.RoleOrganiser, congress.RolePresidium, congress.RoleChief)
	chief     = api.Only(congress.RoleChief)
	count     = api.Only(congress.RoleChief, congress.RoleTeller)
)

// Where a form leads when it was taken.
var (
	ofContest = api.To("/noi-dung/%s", "contest")
	ofRound   = api.To("/lan-bau/%s", "round")
)

func ofOrg(path string) func(*api.Request) string { return api.To("/to-chuc/%s"+path, "org") }

func ofCongress(path string) func(*api.Request) string {
	return api.To("/dai-hoi/%s"+path, "congress")
}
