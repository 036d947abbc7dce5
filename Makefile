# Two commands do everything: `make run` and `make test`.
PYTHON ?= python3
KB_HOME ?= $(CURDIR)/.home
PORT ?= 8000
BIN := .venv/bin
export KB_HOME

.PHONY: run test test-databases test-postgresql lint audit opensearch lock words screenshots clean

run: .venv/run
	@$(BIN)/kb demo
	@$(BIN)/kb serve --port $(PORT)

test: .venv/test lint
	$(BIN)/pytest -n auto --dist worksteal

# What most leans on the database, with every catalogue in PostgreSQL.
test-databases: .venv/test
	$(BIN)/pytest -n auto --dist worksteal --database postgresql \
		tests/test_kb_catalogue.py tests/test_kb_desk.py tests/test_kb_merging.py tests/test_kb_terms.py \
		tests/test_kb_versions.py tests/test_index_sync.py -k "not opensearch"

# The whole suite once more, with every catalogue in PostgreSQL, which the tests start themselves.
test-postgresql: .venv/test
	$(BIN)/pytest -n auto --dist worksteal --database postgresql

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

# OpenSearch for the tests, which skip what needs it where this was never made. Java and Maven are needed.
opensearch: .venv/opensearch/Node.class

.venv/opensearch/Node.class: tests/opensearch/pom.xml tests/opensearch/Node.java
	rm -rf $(@D)
	mvn --quiet --batch-mode --file $< dependency:copy-dependencies -DoutputDirectory=$(CURDIR)/$(@D)
	javac -classpath '$(@D)/*' -d $(@D) tests/opensearch/Node.java

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
