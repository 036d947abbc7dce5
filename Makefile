# Two commands do everything: `make run` and `make test`.
PYTHON ?= python3
KB_HOME ?= $(CURDIR)/.home
PORT ?= 8000
BIN := .venv/bin
export KB_HOME

.PHONY: run test lint audit lock words screenshots clean

run: .venv/run
	@$(BIN)/kb demo
	@$(BIN)/kb serve --port $(PORT)

test: .venv/test lint
	$(BIN)/pytest -n auto --dist worksteal

lint: .venv/test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml kb bib index web

# Known holes in the locked dependencies, asked of a server with OSV's interface; without one nobody is asked.
audit: .venv/test
ifdef ADVISORIES
	$(BIN)/pip-audit --vulnerability-service osv --osv-url $(ADVISORIES)/v1/query --requirement requirements.lock \
		--no-deps --disable-pip --progress-spinner off
else
	@echo "Not asked for known holes in dependencies; to ask: make audit ADVISORIES=https://api.osv.dev"
endif

# The lock holds every version, the tests' too; `make lock` renews it on purpose.
.venv/run: pyproject.toml requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable .
	@touch $@

.venv/test: .venv/run
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable '.[test]'
	@touch $@

lock:
	uv pip compile --quiet --universal --all-extras --python-version 3.11 --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links --upgrade --output-file requirements.lock pyproject.toml

# Bring the messages of the other languages up to date with the code; the new ones are then to be translated.
words: .venv/run
	$(BIN)/pybabel --quiet extract --mapping pyproject.toml --keyword marked --add-location file \
		--sort-by-file --output-file .words.pot .
	for file in web/translations/*/messages.po; do \
		$(BIN)/pybabel --quiet update --input-file .words.pot --no-fuzzy-matching --no-wrap --ignore-obsolete \
			--ignore-pot-creation-date --locale $$(basename $$(dirname $$file)) --output-file $$file; \
	done
	rm .words.pot

# The pictures in docs/screenshots, taken anew with the demonstration corpus.
screenshots: .venv/test
	$(BIN)/python -m tests.screenshots

clean:
	rm -rf .venv .home
