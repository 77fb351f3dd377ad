# Every target sets itself up: a Python 3.11 with pip and venv is all it takes.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test browser postgres screenshots check lint fix soak crash torture fleet bench bench-check clean
.DEFAULT_GOAL := check

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

demo: $(READY)          ## watch a simulated news site for a minute
	$(BIN)/monitor demo

test: $(READY) browser postgres  ## every test but the long simulations
	$(BIN)/python -m pytest -n 3 --dist loadgroup -q

browser:                ## get what the tests in a browser need, where it can be had
	tests/web/browser/setup.sh

postgres:               ## get the server that tests run themselves, where it can be had
	tests/store/setup.sh

screenshots: $(READY) browser  ## write docs/screenshots/ anew
	$(BIN)/python -m tests.web.browser.screenshots docs/screenshots

lint: $(READY)          ## format, lint, layers, types
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/lint-imports
	$(BIN)/mypy

check: lint test        ## what the checks of the project run

fix: $(READY)           ## format and mend what can be mended
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

soak: $(READY)          ## the long simulations
	$(BIN)/python -m pytest -m soak -q -s

crash: $(READY)         ## kill -9 a thousand times over receivers that misbehave; some minutes
	$(BIN)/python -m benchmarks.crash --kills 1000

torture: $(READY)       ## all that a hostile web may do, in full; hours
	$(BIN)/python -m benchmarks.torture

fleet: $(READY) postgres  ## many workers on a server of PostgreSQL: promises and figures; half an hour
	$(BIN)/python -m benchmarks.fleet

bench: $(READY)         ## every benchmark; writes docs/benchmarks-measured.md; half an hour
	$(BIN)/python -m benchmarks --write

bench-check: $(READY)   ## has a pinned ratio got worse?
	$(BIN)/python -m benchmarks --short --check

clean:
	rm -rf $(VENV) build dist *.egg-info
