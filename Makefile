# make demo    set up, and fill a new SQLite database from examples/shop.yaml
# make test    set up, and pass every test, lint and type check
# make lint    lint and type check alone
# make bench   run the benchmarks
# make binary  build the program for this machine in dist/, which needs no Python (TARGET=linux-arm64, RUNTIME=host)
# make binaries  the same for Linux and macOS, amd64 and arm64, and Windows
# make links   link the programs that start these binaries, and run them where that can be
# make docs    build the documentation as a site, in site/
# make release-check   whether this commit can be released; make release: gather what a release has
# make clean   remove all that these make
# make golden  accept new output: digests, after a change that is meant to change values

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
SOURCES := src tests tools benchmarks packaging
TARGET ?= here
RUNTIME ?= release

.PHONY: demo test lint bench binary binaries links release-check release docs golden check unit servers clean

demo: $(VENV)/ready
	@rm -f demo.db
	$(BIN)/mockcraft seed --config examples/shop.yaml --db sqlite:///demo.db

test: $(VENV)/ready-dev servers
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory unit

check:
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy

lint: $(VENV)/ready-dev
	@$(MAKE) --no-print-directory check

# In a process a core. Servers are started once a process, so tests stay in the order of their files.
unit:
	$(BIN)/pytest -n auto --dist worksteal

bench: $(VENV)/ready-bench servers
	cd benchmarks && ../$(BIN)/python run.py

# Without the network's release of Python: RUNTIME=host puts this machine's own into it, for tests.
binary: $(VENV)/ready-binary
	$(BIN)/python packaging/build.py $(TARGET) --runtime $(RUNTIME)

binaries: $(VENV)/ready-binary
	$(BIN)/python packaging/build.py
	cd dist && sha256sum mockcraft-* > SHA256SUMS

release-check: $(VENV)/ready-dev
	$(BIN)/python packaging/release_check.py --runtime $(RUNTIME)

# REPOSITORY is OWNER/NAME at GitHub, where the manifests say that the binaries lie.
release:
	@test -n "$(REPOSITORY)" || { echo "say where the release will be: make release REPOSITORY=OWNER/NAME" >&2; exit 2; }
	@$(MAKE) --no-print-directory binaries
	$(BIN)/python packaging/release.py $(REPOSITORY)

# The launcher for every platform, without a Python inside. It is run by wine and qemu where they are installed:
# apt-get install wine64 qemu-user-static, which is 1 GB: too much for every run of the tests.
links: $(VENV)/ready-dev
	$(BIN)/pytest packaging/test_links.py

docs: $(VENV)/ready-docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

golden: $(VENV)/ready-dev
	$(BIN)/python tools/index.py
	$(BIN)/python tools/pages.py
	$(BIN)/python tests/golden/update.py
	$(BIN)/python tests/golden/words.py

# What the tests run against, from Debian's packages; nothing is started here.
servers:
	@sh tools/servers.sh

$(VENV)/ready: pyproject.toml hatch_build.py launcher/mockcraft $(wildcard kernel/*)
	@sh tools/venv.sh "$(PYTHON)" $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

$(VENV)/ready-docs: $(VENV)/ready
	$(BIN)/python -m pip install --quiet --editable '.[docs]'
	@touch $@

$(VENV)/ready-binary: $(VENV)/ready
	$(BIN)/python -m pip install --quiet --editable '.[binary]'
	@touch $@

$(VENV)/ready-bench: $(VENV)/ready-dev
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	@touch $@

clean:
	rm -rf $(VENV) build dist site demo.db src/mockcraft/_version.py src/mockcraft/core/libkernel.* \
		.mypy_cache .ruff_cache .pytest_cache .hypothesis
