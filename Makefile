# The ways in. `make` alone lists them.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Where it is set, every start would compile the whole product again: two seconds each.
unexport PYTHONDONTWRITEBYTECODE

# They would lead Python to other libraries than those in .venv.
unexport PYTHONHOME PYTHONPATH PYTHONUSERBASE

# The first Python that is new enough; `make install PYTHON=...` chooses another.
find_python = for python in "$${PYTHON:-}" python3.11 python3.12 python3.13 python3; do \
    if [ -n "$$python" ] && "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
    then exec "$$python" tools/install.py $(1); fi; done; \
    echo "Python 3.11 or newer is needed. On Debian 12:  apt-get install python3 python3-venv" >&2; exit 1

# How many test processes. All tests of a file come to one of them, which makes what they share once; files come in order.
WORKERS ?= 2
shared_out = -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.PHONY: help
help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

# ---- running it

.PHONY: install
install: ## Everything it takes to run, into .venv; quick when nothing changed
	@$(call find_python,runtime)

.PHONY: demo
demo: install ## A seeded rehearsal at http://127.0.0.1:8000 (PORT=... for another); Ctrl-C stops everything
	@exec .venv/bin/programme demo

.PHONY: demo-reset
demo-reset: install ## The same, with its data thrown away and seeded again
	@exec .venv/bin/programme demo --reset

.PHONY: serve
serve: install ## The web service with production settings, from PROGRAMME_... in the environment
	@exec .venv/bin/programme serve

# ---- working on it

.PHONY: dev
dev: ## Everything it takes to work on it: `install` and the tools and test libraries
	@$(call find_python,development)

.PHONY: test
test: dev ready lint contracts types ## Everything: style, contracts, types, every test on both databases, a real browser
	@.venv/bin/pytest $(shared_out) tests

.PHONY: test-long
test-long: dev ready ## Simulated years with more troubles and other chances, on both databases: an hour or so
	@.venv/bin/pytest -n $(WORKERS) -m long tests

.PHONY: check
check: dev lint contracts types ## The fast half, under a minute: style, contracts, types, pure and house tests on SQLite
	@.venv/bin/pytest $(shared_out) --engine sqlite tests/stages tests/house

.PHONY: ready
ready: dev
	@.venv/bin/python tools/ready_to_test.py

.PHONY: lint
lint: dev
	@.venv/bin/ruff check --output-format concise
	@.venv/bin/ruff format --check

.PHONY: contracts
contracts: dev
	@.venv/bin/lint-imports

.PHONY: types
types: dev
	@.venv/bin/mypy

.PHONY: format
format: dev ## Put style right where that can be done by machine
	@.venv/bin/ruff check --fix-only --exit-zero
	@.venv/bin/ruff format

.PHONY: mutate
mutate: dev ## Which changed lines would no test notice? About a quarter of an hour; FULL=1 every one, MODULES="..." of these
	@exec nice -n 15 .venv/bin/python tools/mutate.py $(if $(FULL),--all) $(if $(WRITE),--write) $(MODULES)

.PHONY: screens
screens: dev ready ## Take the pictures in docs/screens/ anew that are older than their pages
	@exec .venv/bin/python tools/take_screens.py

.PHONY: bench
bench: dev ## Measure it against its own floors
	@exec .venv/bin/python -m benchmarks

.PHONY: words
words: dev ## What a second language would have to say, as var/words.pot for gettext
	@mkdir -p var && PYTHONPATH=tools .venv/bin/pybabel -q extract -F babel.cfg --project programme --no-wrap -o var/words.pot src/programme
	@echo "var/words.pot: $$(grep -c ^msgid var/words.pot) texts"

.PHONY: lock
lock: dev ## Write the lock files again after a change of dependencies; UPGRADE=1 takes newer versions too
	@.venv/bin/python tools/lock.py $(if $(UPGRADE),--upgrade)

.PHONY: clean
clean: ## Remove the environment and every cache; data under var/ stays
	@rm -rf .venv dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find src tests tools migrations -name __pycache__ -type d -prune -exec rm -rf {} +
