# Everything a developer or a visitor runs. Needs make and Python 3.11 or newer, nothing else.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# Two workers: the suite must stay under two minutes on two cores.
PYTEST_FLAGS ?= -n 2

.PHONY: help demo install dev test slow check lint types imports docs docs-check format wheelhouse constraints clean

help:
	@echo 'make demo        install into .venv and check the sample county'
	@echo 'make test        the test suite'
	@echo 'make check       all that CI checks: style, types, layers, tests, slow tests, docs'
	@echo 'make docs        the generated pages of docs/ and the pictures'
	@echo 'make format      ruff: format and sort imports'
	@echo 'make wheelhouse  gather an offline installation in wheelhouse/ (PLATFORM=win_amd64 PYVER=3.12 for others)'
	@echo 'make clean       remove what was made, .venv too'

$(BIN)/python:
	@test -n '$(PYTHON)' || { echo 'Python 3.11 or newer is needed (make PYTHON=/path/to/python3)' >&2; exit 1; }
	'$(PYTHON)' -m venv $(VENV)

# Stamps, so that nothing is installed twice for the same pyproject.toml and constraints.txt.
$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --quiet -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --quiet -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/.installed

install: $(VENV)/.installed
dev: $(VENV)/.dev

demo: $(VENV)/.installed
	$(BIN)/ruraledu check 2025 --fail-on never

test: $(VENV)/.dev
	$(BIN)/python -m pytest $(PYTEST_FLAGS)

slow: $(VENV)/.dev
	$(BIN)/python -m pytest -m slow $(PYTEST_FLAGS) --ignore tests/test_speed.py
	$(BIN)/python -m pytest -m slow tests/test_speed.py

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

imports: $(VENV)/.dev
	$(BIN)/lint-imports

# The generated pages and the pictures; docs-check says which are out of date.
docs: $(VENV)/.dev
	for script in docs/make_*.py; do $(BIN)/python "$$script" || exit 1; done

docs-check: $(VENV)/.dev
	$(BIN)/python -m pytest $(wildcard tests/test_docs*.py)

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# In this order; with `make -k` (as CI does) each part runs whatever the others gave, the suite last.
check: lint types imports docs-check slow test

# For a machine without network: pip install --no-index --find-links wheelhouse ruraledu
# pip asks the markers of the machine it runs on, so what Windows alone needs is named here.
PLATFORM ?=
PYVER ?= 3.12
wheelhouse: $(VENV)/.installed
	rm -rf wheelhouse && mkdir wheelhouse
ifeq ($(PLATFORM),)
	$(PIP) wheel --quiet -c constraints.txt -w wheelhouse .
else
	$(PIP) wheel --quiet --no-deps -w wheelhouse .
	$(PIP) download --quiet -c constraints.txt -d wheelhouse --only-binary=:all: \
		--platform $(PLATFORM) --python-version $(PYVER) \
		wheelhouse/ruraledu-*.whl $(if $(findstring win,$(PLATFORM)),colorama tzdata)
endif
	@ls wheelhouse | sort

constraints: $(VENV)/.dev
	$(BIN)/python -m pip freeze --exclude-editable --exclude ruraledu --exclude pip --exclude setuptools > constraints.txt

clean:
	rm -rf $(VENV) build dist wheelhouse .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
