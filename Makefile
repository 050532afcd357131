# Two commands: `make demo` opens the playground, `make test` runs the whole suite.
PORT ?= 8080
ifeq ($(OS),Windows_NT)
PYTHON ?= python
BIN := .venv/Scripts
else
PYTHON ?= python3
BIN := .venv/bin
endif
RUN := $(BIN)/python

.PHONY: demo test lint chaos bench requirements clean

# The stamp is newer than what it was made from, so a second run starts at once.
.venv: .venv/installed
.venv/installed: requirements-dev.txt pyproject.toml
	$(PYTHON) -c "import sys; sys.version_info >= (3, 11) or sys.exit('Python 3.11 or later is needed: make PYTHON=python3.12, for one.')"
	$(PYTHON) -m venv .venv
	$(RUN) -m pip install --quiet --require-hashes -r requirements-dev.txt
	$(RUN) -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(RUN) -c "open('.venv/installed', 'w').close()"

demo: export PORT := $(PORT)
demo: .venv
	$(BIN)/whetstone demo

test: .venv
	$(RUN) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: .venv
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(BIN)/lint-imports

chaos: .venv
	$(RUN) -m pytest tests/chaos -m chaos -s --timeout 0

bench: .venv
	$(RUN) -m tests.benchmarks

# For maintainers: needs uv. The files name no index, and hold for every platform and Python.
requirements:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-annotate pyproject.toml --output-file requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-annotate pyproject.toml --group dev --constraints requirements.txt \
		--output-file requirements-dev.txt

clean:
	$(RUN) -c "import shutil; shutil.rmtree('.venv', ignore_errors=True)"
