# Every target installs what it needs first; `make` alone lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
export CHECKPOINT_DISABLE := 1

.PHONY: help demo test test-image check bench install install-checkov install-image install-image-tools install-chromium clean

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: install ## Run the whole fleet on this machine, against an AWS emulator
	@bin/fleet.cjs demo $(DEMO_FLAGS)

test: install ## Run all tests
	@# The tests that need these say so where they are missing; the others run all the same.
	@-$(MAKE) --no-print-directory --keep-going install-checkov install-image
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

install-image: .venv-image/.installed ## Install Ansible, which images are built and tested with

install-image-tools: ## Install Debian's packer, shellcheck and what make test-image needs (as root; tests that need them are skipped without)
	@scripts/install-image-tools.sh

test-image: install install-image install-image-tools ## Make the contents of a Linux image here, check and boot it, boot a stock instance (as root on Debian)
	@tsx scripts/test-image.ts $(IMAGE_FLAGS)
	@tsx scripts/test-stock.ts

install-chromium: ## Install Debian's Chromium, which one of the tests opens a page with (as root; without it that test is skipped)
	@scripts/install-chromium.sh

clean: ## Remove what the other targets made
	rm -rf node_modules .venv .venv-checkov .venv-image cdktf.out

node_modules/.installed: package-lock.json
	@scripts/install.sh npm

.venv/.installed: local/emulator/requirements.txt
	@scripts/install.sh python .venv $<

.venv-checkov/.installed: __tests__/checkov/requirements.txt
	@scripts/install.sh python .venv-checkov $<

.venv-image/.installed: packer/requirements.txt
	@scripts/install.sh python .venv-image $<
