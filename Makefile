PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

# Where it is set, each of the many processes that the tests start would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup run test check lock messages tour

setup: $(STAMP)

# --no-build-isolation: the build tool is in the lock too, so nothing outside of it is fetched.
$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: setup
	@exec $(BIN)/hotelmate run

test: setup
	@$(BIN)/pytest -n 3 --dist worksteal $(PYTEST_ARGS)

check: setup
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy
	$(BIN)/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run --settings tests.offline_settings
	$(BIN)/pytest --quiet tests/house

# Needs `pip install uv`; write the lock anew after a change of the dependencies in pyproject.toml.
lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --quiet --output-file requirements.lock

# The texts of the desk: finds all, adds the new ones to hotelmate/desk/locale, compiles.
messages: setup
	DJANGO_SETTINGS_MODULE=tests.offline_settings $(BIN)/python -m tests.desk.messages

# Pictures of every screen of a demo hotel of its own: docs/tour.md.
tour: setup
	$(BIN)/python -m tests.desk.tour
