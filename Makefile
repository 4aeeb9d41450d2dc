# `make` or `make help` lists the targets. Needs Python 3.11 or later with venv, and make; nothing runs as root.

PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && exit; done; echo python3)
TORCH_INDEX ?=
ARGS ?=
BIN := .venv/bin

export TORCH_INDEX

.DEFAULT_GOAL := help
.PHONY: help setup runtime demo test check check-types check-rest bench bench-accuracy bench-speed bench-languages bench-load bench-faults bench-desk fix

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "Variables: PYTHON=python3.12 (setup; kept after that), ARGS=--keep (demo), '-k name' (test) or '--case name' (bench), TORCH_INDEX=URL (see README.md)"

setup: ## make .venv/bin/oncue: a virtual environment with pinned packages; quick when nothing changed
	@$(PYTHON) scripts/setup.py $(if $(filter file,$(origin PYTHON)),--keep-python)

runtime: # as setup, without what only tests and measurements need
	@$(PYTHON) scripts/setup.py text speech whisper service $(if $(filter file,$(origin PYTHON)),--keep-python)

demo: runtime ## start the whole service, caption the recording in demo/ over HTTP, and stop it again (ARGS=--keep: leave it open)
	@$(BIN)/python -m scripts.demo $(ARGS)

test: setup ## run the tests (ARGS='-k name' selects some)
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

check: setup ## style, formatting, types, import rules, Docker files, stray whitespace
	@$(MAKE) --no-print-directory --keep-going --jobs 2 check-types check-rest

check-types: # of all checks the one that takes longest: the others run beside it
	@$(BIN)/mypy

check-rest:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/hadolint Dockerfile
	@$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	@if git rev-parse --git-dir >/dev/null 2>&1; then SKIP=ruff,ruff-format,mypy,imports $(BIN)/pre-commit run --all-files; fi

bench: bench-accuracy bench-speed ## measure accuracy and speed (docs/benchmarks.md)

bench-accuracy: setup ## accuracy, beside others, in noise, with wrong texts; nothing that needs a quiet machine
	@$(BIN)/python -m bench accuracy peers robustness confidence border-classes judge misprints worst pictures --write $(ARGS)

bench-speed: setup ## speed and memory, with nothing else running
	@$(BIN)/python -m bench speed cost matcher pictures --write $(ARGS)

bench-languages: setup ## measure every language that a voice is installed for (docs/languages.md); about an hour
	@$(BIN)/python -m bench languages phonemes --write $(ARGS)

bench-load: setup ## load the running service and measure how it answers (docs/load.md); about eight minutes
	@$(BIN)/python -m bench.load --write $(ARGS)

bench-faults: setup ## break the running service in every way and count its jobs (docs/reliability.md); about half an hour
	@$(BIN)/python -m bench.faults --database sqlite --write $(ARGS)
	@$(BIN)/python -m bench.faults --database postgresql --write $(ARGS)

bench-desk: setup ## the caption desk against what it must reach (docs/desk.md); about an hour, with nothing else running
	@$(BIN)/python -m bench desk-borders --write
	@$(BIN)/python -m bench.desk --write $(ARGS)

fix: setup ## format, and mend what can be mended by machine
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
