# Two commands do everything on a fresh Debian machine: `make run` and `make test`.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
BIN := .venv/bin
PYTHON ?= python3

.PHONY: run test check tools geodata lock

run: .venv/run ## the main job on the demo inputs; leaves out/
	$(BIN)/svitlo demo

test: .venv/dev tools ## everything, PostGIS and a real browser included; a skipped test fails it
	$(MAKE) --no-print-directory check PYTEST_SELECT=""

PYTEST_SELECT ?= -m "not server and not slow"
check: .venv/dev ## format, lint, types, import contracts, unit tests; no server, no network
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q -n 2 $(PYTEST_SELECT)

tools: .venv/dev ## PostGIS, Chromium, and the inputs of the place data
	.ci/install-tools

geodata: .venv/dev ## build geodata/data/ua from its pinned inputs
	$(BIN)/python -m geodata.build .tools/geodata

lock: ## after a change of dependencies
	uv pip compile -q --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	uv pip compile -q --generate-hashes --no-emit-index-url --no-header --extra postgres -c requirements.lock pyproject.toml -o requirements-postgres.lock
	uv pip compile -q --generate-hashes --no-emit-index-url --no-header - <<< "hatchling>=1.27" -o requirements-build.lock
	uv pip compile -q --generate-hashes --no-emit-index-url --no-header --all-extras --group dev pyproject.toml -o requirements-dev.lock

.venv/bin/python:
	$(PYTHON) -m venv .venv 2>/dev/null || { rm -rf .venv; .ci/install-python; $(PYTHON) -m venv .venv; }

.venv/run: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --editable .
	touch $@

.venv/dev: requirements-dev.lock .venv/run
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@
