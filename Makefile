# Every task of this project is a target here; `make` alone lists them. CI calls .ci/run, which calls these.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
# Two cores are what CI has; the .NET build is parallel by itself.
.NOTPARALLEL:
.PHONY: help setup build demo test soak check bench bench-maintenance bench-validate image clean

# Tests, demo and benchmark run what users run: the release build.
CONFIGURATION ?= Release
RUNTIME ?= linux-$(if $(filter aarch64 arm64,$(shell uname -m)),arm64,x64)

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install what is missing for everything below; quiet and quick when nothing is
	@eng/setup.sh

build: ## Build all projects, and publish ./artifacts/cairn
	dotnet build Cairn.slnx --configuration $(CONFIGURATION) --nologo --verbosity quiet
	dotnet publish src/Cairn.Cli --configuration $(CONFIGURATION) --runtime $(RUNTIME) --self-contained false --no-restore \
		--output artifacts/publish/cairn --nologo --verbosity quiet
	@ln -sfn publish/cairn/cairn artifacts/cairn

demo: setup build ## Back up 900 MB, lose the database, restore it, prove it is the same; compare with pg_dump | restic
	@eng/demo.sh

test: setup build ## Run all tests; PROJECT=Cairn.Restic.Tests for one project
	@CONFIGURATION=$(CONFIGURATION) eng/test.sh $(PROJECT)

soak: setup build ## Crash campaign: failing storage, and SIGKILL (CASES=100 for each, SEED=random; a failure says which SEED repeats it)
	@CONFIGURATION=$(CONFIGURATION) SEED=$(SEED) CASES=$(CASES) eng/soak.sh

check: build ## Format, warnings, scripts, lock files, tidy tests: what a change must pass besides the tests
	@CONFIGURATION=$(CONFIGURATION) eng/check.sh

bench: setup build ## Measure against pg_dump | restic, interleaved, with medians and ratios (ROUNDS=3)
	@eng/bench.sh

bench-maintenance: build ## Measure prune, check and index loading against restic (ROUNDS=3)
	@eng/bench-maintenance.sh

bench-validate: build ## Measure cairn validate on 1,000 manifests
	@eng/bench-validate.sh

image: ## Build the container image from packages, try it, and write artifacts/image/cairn.oci.tar (as root)
	@eng/image.sh

clean: ## Remove everything that was built; .tools stays
	rm -rf artifacts
