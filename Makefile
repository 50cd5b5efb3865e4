# The two that matter: `make run` and `make test`. The rest is for those who change the code.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup python run test lint unit stack-tests lock package verifier bench clean

PY := .venv/bin/python
LOCKS := requirements infra/layers/pdf infra/layers/issuer infra/layers/names infra/layers/reading requirements-dev
COMPILE := $(PY) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command 'make lock'

help: ## What there is
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12

setup: ## Virtual environment and the programs that the tests run
	@scripts/setup.sh all

python: # the virtual environment alone
	@scripts/setup.sh python

run: python ## The whole service on this machine, with a sample application; ARGS="--help" says more
	@exec $(PY) -m infra.local.run $(ARGS)

test: setup lint unit stack-tests ## Everything that is checked

lint: python ## Rules that a machine checks
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports

unit: python # what needs no running stack
	$(PY) -m pytest -q -n 2 -m "not stack and not browser"

stack-tests: setup # what drives the running stack
	$(PY) -m pytest -q -n 2 -m "stack or browser"

lock: python ## Lock the requirements again, with hashes
	set -e; for name in $(LOCKS); do $(COMPILE) $$(sed -n 's/^# options: //p' $$name.in) $$name.in -o $$name.txt; done

package: python ## What is deployed, in build/, and the checks on it
	$(PY) -m infra.package
	$(PY) -m pytest -q tests/package

verifier: python ## The file that checks codes without a network; ARGS="--origin https://verify.example"
	$(PY) -m infra.verifier $(ARGS)

bench: python ## What is measured
	$(PY) -m bench $(ARGS)

clean: ## Forget what was built; keeps the virtual environment
	rm -rf build .local .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
