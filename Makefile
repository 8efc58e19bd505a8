# Every target does all of its own set-up; the machine needs make and Python 3.11+ with venv, nothing else.
PY ?= python3
V := .venv
B := $(V)/bin
PIP := $(B)/python -m pip install -q --disable-pip-version-check
TYPED := $(filter-out tests/%,$(wildcard $(foreach room,domain domain.py actions actions.py,*/$(room) */*/$(room))))
MESSAGES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

.PHONY: run test check demo assets lock clean

run: $(V)/.run assets messages  ## start everything and print the address
	@exec $(B)/python manage.py up

test: $(V)/.dev assets messages  ## the whole suite against real PostgreSQL, Redis and a browser
	@$(B)/python scripts/ensure_browser.py
	@$(B)/python scripts/ensure_checkers.py
	@$(B)/python -m pytest

check: $(V)/.dev  ## style, the street and the rooms, missing migrations, Django's own checks
	@$(B)/ruff check .
	@$(B)/ruff format --check .
	@$(B)/python scripts/run_prettier.py --log-level warn --check static/css static/js
	@$(B)/djlint templates --lint --quiet --extend-exclude templates/django/
	@$(B)/djlint templates/django --lint --quiet --profile django
	@$(B)/mypy $(TYPED)
	@$(B)/lint-imports
	@$(B)/python -W "ignore:Got an error checking a consistent migration history" manage.py makemigrations --check --dry-run
	@$(B)/python manage.py check
	@$(B)/python scripts/audit_packages.py

.PHONY: format
format: $(V)/.dev  ## Python, style sheets and scripts as `make check` wants them
	@$(B)/ruff format -q .
	@$(B)/python scripts/run_prettier.py --log-level warn --write static/css static/js

.PHONY: bench
bench: $(V)/.dev assets messages  ## the product beside the least its stack can do; SIZES="10000 1000000" ROUNDS=20 DURABLE=1
	@$(B)/python -m bench

.PHONY: client
client: $(V)/.dev  ## a Python client and a Postman collection from the description of the interface, in build/
	@mkdir -p build
	@$(B)/python manage.py spectacular --format openapi-json --validate --fail-on-warn --file build/openapi.json
	@$(B)/python scripts/make_client.py build/openapi.json build

demo: $(V)/.run  ## fill the local database with the demo data; harmless when they are there
	@$(B)/python manage.py migrate --noinput
	@$(B)/python manage.py load_demo

assets: $(V)/.run  ## style, icons and fonts from npm to static/vendor/
	@$(B)/python scripts/fetch_assets.py

.PHONY: messages catalogue
messages: $(MESSAGES)  ## the texts of every language, compiled where they are older than their source

%.mo: %.po | $(V)/.run
	@$(B)/pybabel -q compile -i $< -o $@ -l $(word 2,$(subst /, ,$<))

catalogue: $(V)/.run  ## the texts of code and templates into locale/*/LC_MESSAGES/django.po
	@template=$$(mktemp) && trap 'rm -f "$$template"' EXIT && \
	PYTHONPATH=. $(B)/pybabel -q extract --no-location -o "$$template" . && \
	$(B)/pybabel -q update -i "$$template"
	@grep -n '^#~ msgid' locale/*/LC_MESSAGES/django.po && echo "nobody uses these any more" || true

lock:  ## new requirements*.txt from requirements*.in; UPGRADE=--upgrade takes newer versions
	@tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && $(PY) -m venv "$$tmp" && \
	"$$tmp/bin/python" -m pip install -q --disable-pip-version-check uv && \
	for name in requirements requirements-dev; do \
	  "$$tmp/bin/uv" pip compile -q --no-header --universal --python-version 3.11 --generate-hashes $(UPGRADE) $$name.in -o $$name.txt || exit 1; \
	done

clean:  ## everything that a target can make again; never the data in var/
	@rm -rf $(V) static/vendor staticfiles build .pytest_cache .hypothesis .ruff_cache .mypy_cache .import_linter_cache test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@find . -name '*.mo' -delete

$(V)/.run: requirements.txt
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PY=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(B)/python -c 'import pip' 2>/dev/null || $(PY) -m venv --clear $(V) || { rm -rf $(V); echo "Python's venv is needed (Debian: apt-get install python3-venv)"; exit 1; }
	@echo "Installing the Python packages (once) ..."
	@$(PIP) -r requirements.txt
	@touch $@

$(V)/.dev: requirements-dev.txt $(V)/.run
	@echo "Installing the packages for tests and checks (once) ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@
