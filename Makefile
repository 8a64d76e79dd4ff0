# Two commands matter to a newcomer: `make demo` and `make test`. README.md says what they show.
.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format bench soak lock

PYTHON ?= python3.11
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY)  ## .venv from the lock, nothing outside this folder

$(READY): requirements-dev.lock
	@if command -v uv >/dev/null 2>&1; then \
		uv venv --quiet --allow-existing --python $(PYTHON) $(VENV) && \
		uv pip sync --quiet --python $(BIN)/python requirements-dev.lock; \
	else \
		$(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock; \
	fi
	@touch $(READY)

demo: setup  ## load the demo studies, run their analyses, serve http://127.0.0.1:8000 (PORT=8010: another port)
	@$(BIN)/python manage.py up --port $(PORT) --first load_demo

test: setup  ## every test that belongs in a commit
	@BIN=$(BIN) ./tests/run

lint: setup  ## ruff, mypy, import contracts, templates, migrations, spelling
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/djlint templates --check --quiet
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/codespell
	$(BIN)/deptry .

format: setup  ## ruff and djlint, writing
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/djlint templates --reformat --quiet

bench: setup  ## the benchmarks, as a table of ratios
	@$(BIN)/python -m benchmarks

soak: setup  ## the long tests: kills, repeats
	@$(BIN)/python -m pytest -q -p no:randomly -m soak tests/soak

lock:  ## rewrite the locks from requirements*.txt (needs uv)
	uv pip compile --quiet --no-header --python-version 3.11 requirements.txt -o requirements.lock
	uv pip compile --quiet --no-header --python-version 3.11 requirements-dev.txt -o requirements-dev.lock
