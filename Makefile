# The entry to everything. `make run` and `make test` work on a fresh Debian 12 with git, make, root and Swift 6.
.PHONY: build run test test-v2 test-browser attack attack-v2 chaos bench format lint languages clean setup-build setup-test help

SWIFT ?= swift
# One release build serves the server, the tests and the benchmarks.
BUILD = $(SWIFT) build -c release
SETUP = scripts/setup-debian.sh

help: ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 14

setup-build:
	@$(SETUP) build

build: setup-build ## the release binary, .build/release/runlet
	$(BUILD) --product runlet

run: setup-build ## installs python3, golang and bash, builds, and serves on http://localhost:8000
	@$(SETUP) base
	$(BUILD) --product runlet
	.build/release/runlet run standalone

languages: ## the tool chains of all languages, from Debian's packages
	@$(SETUP) languages

test: ## installs what the tests need, builds once, runs them all
	@$(SETUP) test
	scripts/test.sh

bench: setup-build ## latency and throughput beside a bare interpreter
	@$(SETUP) base bench
	$(BUILD) --product runlet
	$(BUILD) --product runlet-bench
	.build/release/runlet-bench $(ARGS)

format: ## rewrites the sources in the house style
	$(SWIFT) format --in-place --parallel --recursive Package.swift Sources Tests Benchmarks examples

lint: ## the style, and which layer imports which
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests Benchmarks examples
	scripts/check-layers.sh

clean: ## removes what was built
	rm -rf .build

test-browser: setup-build ## the playground and the operators' page, in a real browser
	@$(SETUP) languages
	$(BUILD) --product runlet
	scripts/test-browser.sh $(ARGS)

test-v2: setup-build ## the sandbox on cgroup v2: boots a kernel under qemu's software emulation
	$(BUILD) --build-tests
	scripts/test-cgroup-v2.sh

attack: ## attacks a server of its own with the whole corpus, and looks whether it did harm; needs root and some 15 minutes
	@$(SETUP) test
	$(BUILD) --build-tests
	.build/release/runlet-attack --json .build/attack.json $(ARGS)

attack-v2: ## the same in the machine with cgroup v2, where also what would harm this one is tried
	@$(SETUP) test
	$(BUILD) --build-tests
	RUNLET_CGROUPV2_PARTS=attacks RUNLET_CGROUPV2_TIME=3600 RUNLET_ATTACK_ARGS="$(ARGS)" scripts/test-cgroup-v2.sh

chaos: ## kills, stops and cuts off every machine of a set of them under load, and looks whether a job was lost; needs root and some 15 minutes
	@$(SETUP) test
	$(BUILD) --product runlet
	$(BUILD) --product runlet-chaos
	.build/release/runlet-chaos --json .build/chaos.json $(ARGS)
