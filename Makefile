# `make demo` and `make test` need Python 3.11 to 3.13 with its venv module, and nothing else: they set up .venv once.
SHELL := /bin/sh
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
READY := .venv/.ready
WHEEL_VENV := .dist/venv

.PHONY: help demo test thorough chaos check lint test-wheel clean
help:
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /	/' | sort

$(READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "hansard needs Python 3.11, 3.12 or 3.13 with its venv module" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(PIP) hatchling
	$(PIP) --no-build-isolation --editable '.[dev]'
	@touch $@

demo: $(READY) ## the report of one hour of vLLM, from a local stand-in for GitHub: no token, no network
	@$(BIN)/hansard demo

test: $(READY) ## the quick test suite
	$(BIN)/python -m pytest -n 2 --dist loadfile

thorough: $(READY) ## what takes long: sweeps of kills and crashes, chaos, interleavings, more examples
	$(BIN)/python -m pytest -n 2 --dist worksteal -m 'thorough or hypothesis' --hypothesis-profile thorough

chaos: $(READY) ## faults, kills and edits at random, with a seed of their own each time
	$(BIN)/python -m pytest tests/e2e/test_chaos.py -s --seed $$(od -An -N3 -tu4 /dev/urandom)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test ## everything CI checks, but the suite against the wheel

test-wheel: $(READY) ## the suite against the built wheel in a fresh environment
	rm -rf .dist
	$(BIN)/python -m hatchling build --target wheel --directory .dist
	$(PYTHON) -m venv $(WHEEL_VENV)
	$(WHEEL_VENV)/bin/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt \
		"$$(ls .dist/*.whl)[dev]" hatchling
	$(WHEEL_VENV)/bin/python -m pytest -n 3 --dist worksteal

clean: ## remove what the targets above have made
	rm -rf .venv .dist demo .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
