# Everything starts from a fresh clone: each target first makes what it needs, and does nothing where that is there.
#
#   PYTHON      the Python to build .venv with (3.11 or later); found by itself when left out
#   ARGS        goes to the program (run), to pytest (quick, test), to the benchmarks (bench), the soak, translations
#   WORKERS     how many processes the tests run in
#   CHECK       1 to compare with PyTorch and optax, too: they are installed, and no such test is left out
#   EXPERIMENT  what `make run` computes where there is no display to open a window on

EXPERIMENT ?= ravine
WORKERS ?= 2

export PYTHON

BIN := .venv/bin
INSTALLED := .venv/.installed
BENCHED := .venv/.benched
CHECKED := .venv/.checked
# Ruff finds files by the ending .py, which this one does not have.
LINTED := . scripts/with_xvfb

# Each process of the tests has a display of its own: windows would take the focus from each other.
SIDE_BY_SIDE := --dist loadfile --tx '$(WORKERS)*popen//python=scripts/with_xvfb $(BIN)/python'

.DEFAULT_GOAL := help
# The system packages come before .venv, which needs one of them, and two installations must not meet.
.NOTPARALLEL:
.PHONY: help run quick test soak lint translations format bench clean clean-all packages-for-run packages-for-test

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r target what; do \
	    printf '  make %-10s %s\n' "$$target" "$$what"; done

run: packages-for-run $(INSTALLED) ## Start the program; without a display, run one experiment into out/
	@exec scripts/run $(EXPERIMENT) $(ARGS)

quick: packages-for-test $(INSTALLED) ## Run the tests that take no time to speak of, in under a minute
	@exec $(BIN)/python -m pytest $(SIDE_BY_SIDE) -m 'not slow' $(ARGS)

test: packages-for-test $(INSTALLED) $(if $(CHECK),$(CHECKED)) ## Run the tests, side by side, on displays of their own
	@exec $(BIN)/python -m pytest $(SIDE_BY_SIDE) $(if $(CHECK),--check) $(ARGS)

soak: packages-for-test $(INSTALLED) ## Use the real window at random for ten minutes, and say what came of it
	@exec scripts/with_xvfb $(BIN)/python -m soak $(ARGS)

bench: packages-for-test $(BENCHED) ## Run the benchmarks on a display of their own
	@exec scripts/with_xvfb $(BIN)/python -m benchmarks $(ARGS)

lint: $(INSTALLED) ## Check style, types, the layers and the translations
	$(BIN)/ruff check $(LINTED)
	$(BIN)/ruff format --check $(LINTED)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m translating --check

translations: $(INSTALLED) ## Bring the catalogues of all languages up to date, and say how far they are
	@exec $(BIN)/python -m translating $(ARGS)

format: $(INSTALLED) ## Put the sources into the common style
	$(BIN)/ruff check --fix $(LINTED)
	$(BIN)/ruff format $(LINTED)

clean: ## Remove caches and built packages
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .grimp_cache
	find . -path ./.venv -prune -o -name __pycache__ -type d -exec rm -rf {} +

clean-all: clean ## Remove .venv and the results in out/ as well
	rm -rf .venv out

$(BENCHED): $(INSTALLED)
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	@touch $@

$(CHECKED): $(INSTALLED)
	@echo "Installing PyTorch and optax into .venv, to compare with."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[check]'
	@touch $@

packages-for-run:
	@scripts/system_packages run

packages-for-test:
	@scripts/system_packages test

# A .venv without pip is what a failed attempt leaves behind: it is made anew.
$(INSTALLED): pyproject.toml
	@scripts/system_packages venv
	@$(BIN)/python -c 'import pip' 2>/dev/null || { \
	    python=$$(scripts/find_python) && "$$python" -m venv --clear .venv; }
	@echo "Installing the Python packages into .venv; this takes a minute, and only the first time."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
