# Deblur Studio. `make run` on a fresh clone sets everything up and opens the studio; `make help` lists the rest.
# On Windows without make, the README gives the same steps as commands.

VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
# Touched after a complete set-up; older than either file below means: do it again.
STAMP := $(VENV)/.deblur-studio-installed
PYTEST_ARGS ?=

.PHONY: run samples test benchmark lint format app wheel setup constraints translations clean help
.DELETE_ON_ERROR:

## run: open the studio, on a photo or folder with PHOTO=path, else on the samples
run: $(STAMP)
ifdef PHOTO
	$(BIN)/deblur-studio open "$(PHOTO)"
else
	$(BIN)/deblur-studio open --samples
endif

## samples: make six blurry photos, fix them, and say how much better they are
samples: $(STAMP)
	$(BIN)/python -m tools.samples

## test: run the tests (PYTEST_ARGS="-k photo" for some of them)
test: $(STAMP)
	$(BIN)/python -m pytest $(PYTEST_ARGS)

## benchmark: measure speed and memory, as ratios within one run
benchmark: $(STAMP)
	for script in tests/benchmarks/bench_*.py; do $(BIN)/python $$script || exit 1; done

## lint: ruff, mypy and the doors of the house
lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

## format: let ruff rewrite what it can
format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

## app: build the stand-alone program into dist/deblur-studio
app: $(STAMP)
	$(BIN)/pyinstaller --noconfirm --clean --log-level WARN build.spec

## wheel: build the sdist and the wheel into dist
wheel: $(STAMP)
	$(BIN)/python -m build --no-isolation

## setup: create .venv and install, once
setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@PYTHON="$(PYTHON)" sh tools/setup.sh $(VENV)
	@touch $@

## constraints: write constraints.txt anew from what is installed in .venv
constraints: $(STAMP)
	$(BIN)/python -m tools.constraints

## translations: collect the window's texts and compile their translations
translations: $(STAMP)
	$(BIN)/python -m tools.translations

## clean: remove what was built, the environment too
clean:
	rm -rf $(VENV) build dist samples .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

## help: this list
help:
	@sed -n 's/^## //p' Makefile
