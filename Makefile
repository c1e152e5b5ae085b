SHELL         := bash
.SHELLFLAGS   := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS     += --no-print-directory

LISTEN   ?= 127.0.0.1:8080
FUZZTIME ?= 30s

# What is shipped, and so what is vetted.
PLATFORMS := linux/amd64 linux/arm64 windows/amd64 darwin/arm64

GOLANGCI_VERSION    := v2.15.0
GOVULNCHECK_VERSION := v1.8.0
CYCLONEDX_VERSION   := v1.10.0
GOLANGCI            := bin/golangci-lint-$(GOLANGCI_VERSION)

# The race detector watches our code and its libraries, but not SQLite, which
# was translated from C and alone would make tests many times slower.
UNWATCHED := -gcflags='modernc.org/...=-race=false -d=checkptr=0'

.PHONY: help
help: ## Show these targets
	@awk -F ':.*## ' '/^[a-z0-9\/]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## Build ./bin/kiemphieu, one static binary
	@CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o bin/kiemphieu ./cmd/kiemphieu

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
	@exec bin/kiemphieu serve --data data/demo --listen $(LISTEN)

# Browser tests wait more than they work: three at a time fill two processors.
.PHONY: test
test: tools lint verify cover histories test/script ## Check everything, installing what it misses
	@echo 'Tests, with the race detector, in random order'
	@go test -race $(UNWATCHED) -shuffle=on -parallel 3 -timeout 30m ./...

.PHONY: test/script
test/script: ## Check the scripts of the counting station with node
	@echo 'Scripts of the station'
	@command -v node >/dev/null || scripts/install-test-tools
	@node --test --test-reporter=tap web/test/*.test.js | awk '/^not ok/, /^  \.\.\./; /^# (tests|pass|fail|skipped) /'

.PHONY: test/postgres
test/postgres: tools ## Check the store on a private PostgreSQL, or on the one at TEST_POSTGRES_URL
	@go test -count=1 -timeout 15m ./store/...

.PHONY: e2e
e2e: tools ## Check whole days in a headless browser (tests named TestE2E…)
	@go test -count=1 -v -timeout 20m -run '^TestE2E' ./e2e

.PHONY: fuzz
fuzz: ## Fuzz each target for FUZZTIME (30s)
	@for package in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz' || true); do \
			echo "$$package $$target"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$package; \
		done; \
	done

.PHONY: soak
soak: tools ## Run the long counts of docs/quality.md (hours)
	@KIEMPHIEU_SOAK=1 go test -count=1 -shuffle=on -timeout 12h ./...

.PHONY: bench
bench: tools ## Measure the figures the program is held to, as one table
	@go run ./scripts/figures

.PHONY: lint
lint: $(GOLANGCI) web/node_modules ## Check formatting and style (gofmt, vet, staticcheck and more), and the types of scripts
	@echo 'Lint'
	@$(GOLANGCI) run ./...
	@for os in $(sort $(foreach p,$(PLATFORMS),$(firstword $(subst /, ,$(p))))); do echo "vet for $$os"; GOOS=$$os CGO_ENABLED=0 go vet ./...; done
	@web/node_modules/.bin/tsc -p web && web/node_modules/.bin/tsc -p web/tsconfig.worker.json

.PHONY: cover
cover: ## Check that tests reach 95 % of ballot and of tally
	@echo 'Coverage of the pure rooms'
	@go test -cover ./ballot ./tally | tee /dev/stderr | awk '/coverage:/ {n++; if (substr($$0, index($$0, "coverage:") + 10) + 0 < 95) low = 1} END {if (low || n != 2) {print "make: coverage of ballot or tally is below 95 %"; exit 1}}'

.PHONY: histories
histories: tools ## Play what is too long for the race detector: random histories of a round, whole districts
	@echo 'Histories on SQLite, PostgreSQL and the model; whole districts'
	@go test -count=1 -timeout 20m -run '^(TestR8|TestS3TreeOf|TestS4Progress)' ./congress ./demo

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
