# Every target installs what it needs first; `make` alone lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
export CHECKPOINT_DISABLE := 1

.PHONY: help demo test check bench install install-checkov install-chromium clean

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: install ## Run the whole fleet on this machine, against an AWS emulator
	@bin/fleet.cjs demo $(DEMO_FLAGS)

test: install install-checkov ## Run all tests
	@jest $(TEST_FLAGS)

check: install ## Types, lint, formatting, dead code
	tsc
	tsc -p simulator/report/page
	biome check
	knip
	knip --production --include files

bench: install ## Run the benchmarks and print medians
	@tsx bench/main.ts

install: node_modules/.installed .venv/.installed ## Install npm packages and the Python environment

install-checkov: .venv-checkov/.installed ## Install checkov, which one of the tests runs

install-chromium: ## Install Debian's Chromium, which one of the tests opens a page with (as root; without it that test is skipped)
	@scripts/install-chromium.sh

clean: ## Remove what the other targets made
	rm -rf node_modules .venv .venv-checkov cdktf.out

node_modules/.installed: package-lock.json
	@scripts/install.sh npm

.venv/.installed: local/emulator/requirements.txt
	@scripts/install.sh python .venv $<

.venv-checkov/.installed: __tests__/checkov/requirements.txt
	@scripts/install.sh python .venv-checkov $<
