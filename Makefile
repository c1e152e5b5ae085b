SHELL         := bash
.SHELLFLAGS   := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS     += --no-print-directory

# Whatever is built without it is built once for all targets; the race detector alone needs it.
export CGO_ENABLED := 0

LISTEN   ?= 127.0.0.1:8080
FUZZTIME ?= 30s

# What is shipped, and so what is vetted.
PLATFORMS := linux/amd64 linux/arm64 windows/amd64 darwin/arm64

GOLANGCI_VERSION    := v2.15.0
GOVULNCHECK_VERSION := v1.8.0
CYCLONEDX_VERSION   := v1.10.0
GOLANGCI            := bin/golangci-lint-$(GOLANGCI_VERSION)

# Where goroutines meet: two rooms, the tests of the store that start some, and
# tablets that send at once. These alone run under the race detector. It watches our
# code and its libraries, but not SQLite, which was translated from C and would make
# tests many times slower; nor a process that is traced (*_linux_test.go).
RACED       := ./api/live ./api/webhook
RACED_CALLS := TestR7TabletsSendAtOnce
raced_store  = $$(scripts/raced $$(ls store/*_test.go | grep -v _linux_))
RACE        := CGO_ENABLED=1 go test -vet=off -race -gcflags='modernc.org/...=-race=false -d=checkptr=0' -shuffle=on -timeout 20m

# Rooms whose tests must reach 95 % of them.
COVERED := ./ballot ./tally

# rooms lists the packages but for those given.
rooms = $$(go list ./... | grep -vxF "$$(go list $(1))")

.PHONY: help
help: ## Show these targets
	@awk -F ':.*## ' '/^[a-z0-9\/]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## Build ./bin/kiemphieu, one static binary
	@go build -trimpath -ldflags '-s -w' -o bin/kiemphieu ./cmd/kiemphieu

.PHONY: release
release: ## Build static binaries, their SBOMs and checksums into dist (needs the network)
	@CYCLONEDX_VERSION=$(CYCLONEDX_VERSION) scripts/release dist $(PLATFORMS)

.PHONY: release/twice
release/twice: ## Build the release twice, in two folders and without a common cache, and compare
	@CYCLONEDX_VERSION=$(CYCLONEDX_VERSION) scripts/release-twice $(PLATFORMS)

.PHONY: run
run: build ## Open the demonstration ward at http://LISTEN (needs Go alone)
	@[ -n "$$(ls -A data/demo 2>/dev/null)" ] || bin/kiemphieu demo --data data/demo || { rm -rf data/demo; exit 1; }
	@cat data/demo/tai-khoan-dien-mau.txt
	@exec bin/kiemphieu serve --data data/demo --listen $(LISTEN) --showcase

# Where rooms find the ward that one of them made of the same source: results of
# rooms that have not changed are then kept from run to run.
ward = $${TMPDIR:-/tmp}/kiemphieu-ward-$$(go list -export -f '{{.BuildID}}' ./app/apptest | tr / -)

# none where this machine lets nobody mount: tests of full disks are left out, and make says so.
disks = $$(unshare -m true 2>/dev/null || unshare -Um true 2>/dev/null || { echo none; echo 'make: nobody may mount here: full disks are not tested' >&2; })

.PHONY: quick
quick: export KIEMPHIEU_SIZE = quick
quick: export GOGC = 200
quick: export GOFLAGS += -ldflags=-w
quick: ## Check all rooms in a minute, with Go alone: no browser, no database server
	@echo 'Rooms, without what make test has: PostgreSQL, Chromium, LibreOffice, and tests of a second or more'
	@find "$${TMPDIR:-/tmp}" -maxdepth 1 -name 'kiemphieu-ward-*' -mtime +7 -exec rm -rf {} +
	@export KIEMPHIEU_SHARED="$(ward)"; mkdir -p "$$KIEMPHIEU_SHARED"; \
	TEST_POSTGRES_URL=none go test -short -vet=off -timeout 5m -skip LibreOffice $(call rooms,./e2e)

# Rooms, of which e2e begins first: its browser waits more than it works, as the race
# detector's rooms do, so that the checks find time beside them; documents are generated
# before anybody reads them. vet is lint's; garbage is collected half as often as usual,
# and no binary is linked with what only a debugger reads.
.PHONY: test
test: export KIEMPHIEU_SIZE = test
test: export GOGC = 200
test: export GOFLAGS += -ldflags=-w
test: tools verify ## Check everything, installing what it misses (12 minutes)
	@echo 'Stories and rooms, in random order, and the checks beside them'
	@export KIEMPHIEU_DISKS="$(disks)" KIEMPHIEU_SHARED=$$(mktemp -d); trap 'rm -rf "$$KIEMPHIEU_SHARED"' EXIT; \
	$(MAKE) test/checks & checks=$$!; failed=0; \
	go test -vet=off -shuffle=on -p 2 -parallel 3 -timeout 30m -skip "^($(RACED_CALLS)|$(raced_store))\$$" ./e2e $(call rooms,./e2e $(RACED) $(COVERED)) || failed=1; \
	wait $$checks && exit $$failed

# What waits for no browser, two at a time, the longest first.
.PHONY: test/checks
test/checks:
	@$(MAKE) -j2 --output-sync=target race lint test/script cover

.PHONY: race
race: tools ## Check what goroutines share, with the race detector
	@echo 'Rooms where goroutines meet, with the race detector'
	@$(RACE) $(RACED)
	@$(RACE) -run "^($(raced_store))\$$" ./store
	@$(RACE) -run '^$(RACED_CALLS)$$' ./api/v1

.PHONY: test/script
test/script: ## Check the scripts of the counting station with node
	@echo 'Scripts of the station'
	@command -v node >/dev/null || scripts/install-test-tools
	@node --test --test-reporter=tap web/test/*.test.js | awk '/^not ok/, /^  \.\.\./; /^# (tests|pass|fail|skipped) /'

.PHONY: test/postgres
test/postgres: tools ## Check the store on a private PostgreSQL, or on the one at TEST_POSTGRES_URL
	@KIEMPHIEU_SIZE=test go test -count=1 -timeout 15m ./store/...

.PHONY: test/windows
test/windows: tools ## Start the Windows program under wine: a double click, sign-in, a roster
	@scripts/windows

.PHONY: cluster
cluster: build ## Run three PostgreSQL, two programs and their door here, at http://LISTEN, until Ctrl-C
	@scripts/install-cluster-tools
	@mkdir -p data/cluster
	@go build -o bin/cluster ./scripts/cluster
	@exec bin/cluster bin/kiemphieu data/cluster $(LISTEN)

# In networks and a process table of its own, which are gone with it; the shell
# buries processes that lost their parents, as init does.
.PHONY: cluster-test
cluster-test: build ## Let every part of a cluster fail under load (root; 10 minutes)
	@scripts/install-cluster-tools
	@go test -c -o bin/e2e.test ./e2e
	@cd e2e && KIEMPHIEU_CLUSTER=$(CURDIR)/bin/kiemphieu unshare --net --mount --pid --fork --kill-child --mount-proc \
		sh -c '../bin/e2e.test -test.run "^TestR5Cluster$$" -test.v -test.timeout 60m; exit $$?'

.PHONY: e2e
e2e: tools ## Play all stories in a headless browser: make test has one of each kind
	@KIEMPHIEU_SIZE=test KIEMPHIEU_STORIES=all go test -count=1 -parallel 3 -timeout 20m ./e2e

.PHONY: fuzz
fuzz: ## Fuzz each target for FUZZTIME (30s)
	@for package in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz' || true); do \
			echo "$$package $$target"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$package; \
		done; \
	done

.PHONY: soak
soak: tools vet test/windows ## Run the long counts of docs/quality.md (hours)
	@KIEMPHIEU_DISKS="$(disks)" KIEMPHIEU_SIZE=soak go test -count=1 -shuffle=on -timeout 12h ./...

.PHONY: bench
bench: tools ## Measure the figures the program is held to, as one table
	@go run ./scripts/figures

.PHONY: lint
lint: $(GOLANGCI) web/node_modules ## Check formatting and style (gofmt, vet, staticcheck and more), types of scripts, vendored files
	@echo 'Lint'
	@go test -vet=off -run '^TestVendoredFilesAreTheNamedOnes$$' ./web
	@$(GOLANGCI) run ./...
	@web/node_modules/.bin/tsc -p web && web/node_modules/.bin/tsc -p web/tsconfig.worker.json

# Each system compiles all libraries anew, which takes minutes the first time.
.PHONY: vet
vet: ## Vet the code for every system that is shipped
	@for os in $(sort $(foreach p,$(PLATFORMS),$(firstword $(subst /, ,$(p))))); do echo "vet for $$os"; GOOS=$$os go vet ./...; done

.PHONY: cover
cover: ## Check that tests reach 95 % of ballot and of tally
	@echo 'Coverage of the pure rooms'
	@go test -vet=off -shuffle=on -cover $(COVERED) | tee /dev/stderr | awk '/coverage:/ {n++; if (substr($$0, index($$0, "coverage:") + 10) + 0 < 95) low = 1} END {if (low || n != 2) {print "make: coverage of ballot or tally is below 95 %"; exit 1}}'

.PHONY: vuln
vuln: ## Look for known vulnerabilities in the code that is called (needs the network)
	@go run golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK_VERSION) ./...

.PHONY: generate
generate: ## Write the generated documents again
	@go generate ./...

.PHONY: keep
keep: ## Keep data of this version in app/testdata, for upgrades of later ones
	@go test -count=1 -run '^TestDataOfEveryVersionOpens$$' -v ./app -keep

.PHONY: verify
verify: ## Check that the generated documents and go.mod are what the code says
	@echo 'Generated documents and go.mod'
	@go mod tidy -diff || { echo 'make: go.mod or go.sum is not tidy: run go mod tidy'; exit 1; }
	@sum() { find docs README.md -type f -print0 | sort -z | xargs -0 sha256sum; }; \
	before=$$(sum); go generate ./...; \
	diff <(echo "$$before") <(sum) || { echo 'make: a generated document had drifted; it is written again, commit it'; exit 1; }

.PHONY: tools
tools: ## Install what the tests need and this machine lacks
	@scripts/install-test-tools

web/node_modules: web/package-lock.json
	@echo 'Installing what checks the scripts'
	@command -v npm >/dev/null || scripts/install-test-tools
	@npm ci --silent --no-audit --no-fund --prefix web || { echo 'make: cannot install the packages of web/package-lock.json with npm'; exit 1; }
	@touch $@

$(GOLANGCI):
	@echo 'Building golangci-lint $(GOLANGCI_VERSION), once'
	@GOBIN=$(CURDIR)/bin go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION) || { echo 'make: cannot install golangci-lint $(GOLANGCI_VERSION) from the Go module proxy'; exit 1; }
	@mv bin/golangci-lint $@
