PYTHON ?= python3
BIN := .venv/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: install run test lint bench bench-faults bench-places bench-questions bench-chaos bench-replicas bench-fairness bench-fuzz bench-hostile bench-pushes bench-alerts bench-alert-year bench-standby bench-memory bench-small-machine bench-pictures bench-sharing pictures browser screenshots

# Prints a dot every two seconds until its shell ends, so that no step is silent.
DOTS = (while sleep 2 && kill -0 $$$$ 2>/dev/null; do printf . >&2; done) >/dev/null &

install: .venv/.installed

.venv/.installed: pyproject.toml constraints.txt services/places/index/schema.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make install PYTHON=python3.12")'
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { $(DOTS) printf 'Creating .venv ' >&2; $(PYTHON) -m venv --clear .venv && echo >&2; }
	@$(DOTS) printf 'Installing packages into .venv, a minute or two ' >&2; $(PIP) --editable '.[dev,index]' 1>&2 && echo >&2
	@$(BIN)/python -m services.places.index.build # installed beside the packages; does nothing if it exists
	@touch $@

run: install
	@echo 'Starting ...' >&2
	@$(BIN)/python -m sandbox

# COVERAGE=1 measures the coverage, which takes half as long again, and fails below the floor.
# An empty PYTHONDONTWRITEBYTECODE counts as not set: without bytecode, each process compiles all tests again.
test: install
	PYTHONDONTWRITEBYTECODE= PYTEST_PLUGINS=tests.preload $(BIN)/pytest $(if $(COVERAGE),--cov) --numprocesses auto --maxprocesses 4

lint: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# SECTIONS="updates start" runs only these of look-ups, updates, start, cost, upstream and others, and writes no file
bench: .venv/.bench
	@$(BIN)/python -m benchmarks.suite $(SECTIONS)

.venv/.bench: .venv/.installed
	@$(DOTS) $(PIP) --editable '.[bench]' 1>&2
	@touch $@

bench-faults: install
	@$(BIN)/python -m benchmarks.answers
	@$(BIN)/python -m benchmarks.faults
	@$(BIN)/python -m benchmarks.two_services_down

# LISTS=directory uses your own lists instead of lists made from the index
bench-places: install
	@$(BIN)/python -m benchmarks.places $(LISTS)

bench-questions: install
	@$(BIN)/python -m benchmarks.asked $(LIST)

bench-chaos: install
	@$(BIN)/python -m benchmarks.chaos

# Needs postgresql, redis-server and nginx-light from Debian's packages. QUESTIONS=2000 and DURATION=60 make a shorter run; REDIS=0 leaves Redis out
bench-replicas: install
	@$(BIN)/python -m benchmarks.replica_costs
	@$(BIN)/python -m benchmarks.replicas

# SCENES="a d" plays only these scenes
bench-fairness: install
	@$(BIN)/python -m benchmarks.fairness $(SCENES)

# DURATION=600 sets the seconds; SEED=7 repeats the mutations of another run with this seed
bench-fuzz: install
	@$(BIN)/python -m benchmarks.fuzz $(or $(DURATION),60) $(SEED)

bench-pushes: install
	@$(BIN)/python -m benchmarks.pushes

# DURATION=600 sets the seconds of the search for costlier texts
bench-hostile: install
	@$(BIN)/python -m benchmarks.hostile $(or $(DURATION),60)

# OPTIONS="--chats 1000" uses fewer chats
bench-alerts: install
	@$(BIN)/python -m benchmarks.alerts $(OPTIONS)

bench-alert-year: install
	@$(BIN)/python -m benchmarks.alert_year $(PLACES)

# TEST_POSTGRES_URL=postgresql+asyncpg://USER@HOST/DATABASE names the server
bench-standby: install
	@$(BIN)/python -m benchmarks.standby

bench-memory: install
	@$(BIN)/python -m benchmarks.memory

# Needs root and cgroup v1. OPTIONS="--limit 300" gives the group less memory
bench-small-machine: install
	@$(BIN)/python -m benchmarks.small_machine $(OPTIONS)

bench-pictures: install
	@$(BIN)/python -m benchmarks.pictures

# Needs redis-server from Debian's packages
bench-sharing: install
	@$(BIN)/python -m benchmarks.sharing

# Draws the pictures in docs/ and replaces the tests' reference pictures; review them before committing
pictures: install
	@$(BIN)/python -m tests.pictures

# Installs Playwright, which runs the tests of the sandbox's page in Chromium (apt-get install chromium)
browser: .venv/.browser

.venv/.browser: .venv/.installed
	@$(DOTS) $(PIP) --editable '.[browser]' 1>&2
	@touch $@

# Makes the pictures of the chat in docs/ from the sandbox's page; needs Chromium, look at them before committing
screenshots: browser
	@$(BIN)/python -m tests.sandbox.browser.screenshots
