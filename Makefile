# Foothold's two commands are `make run` and `make test`; the others serve those who change it.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
ASSETS := search_api/static/built/.done
TOOLS := .tools
SIDE_BY_SIDE := -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: run test test-all elasticsearch test-elasticsearch test-api check bench bench-elasticsearch assets wheel lock sbom audit clean

## run: install, crawl the sample city, index it and serve it on loopback
run: $(VENV)/.run $(ASSETS)
	$(BIN)/foothold demo --port $(PORT)

## test: install what tests need and run them all, two side by side
test: $(VENV)/.test $(ASSETS)
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) $(PYTEST_ARGS)

## test-all: as test, and the whole of each cross of which test takes a part
test-all: $(VENV)/.test $(ASSETS)
	$(BIN)/python -m pytest --whole $(SIDE_BY_SIDE) $(PYTEST_ARGS)

## elasticsearch: the server that the tests of the search cluster start, fetched once a machine (950 MB)
elasticsearch: | $(VENV)/bin/python
	$(BIN)/python -m tests.elasticsearch_tree

## test-elasticsearch: the tests of the search cluster, on real servers on loopback
test-elasticsearch: $(VENV)/.test elasticsearch
	FOOTHOLD_REQUIRE=elasticsearch $(BIN)/python -m pytest -m elasticsearch tests/contract tests/index tests/search_api tests/deploy $(PYTEST_ARGS)

## test-api: 500 generated requests for every operation of the API, ten minutes; the numbers are in var/test-api.xml
test-api: $(VENV)/.test
	FOOTHOLD_API_EXAMPLES=500 $(BIN)/python -m pytest tests/search_api/api/test_contract.py --timeout=0 --junitxml=var/test-api.xml

## check: formatting, lint and types
check: $(VENV)/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

## bench: the benchmarks, each beside its reference in the same run
bench: $(VENV)/.test $(ASSETS)
	$(BIN)/python -m benchmarks

## bench-elasticsearch: both search engines beside each other on 20,000 and 200,000 adverts, an hour; ARGS=--million by hand
bench-elasticsearch: $(VENV)/.test
	$(BIN)/python -m tests.elasticsearch_tree
	FOOTHOLD_REQUIRE=elasticsearch $(BIN)/python -m benchmarks.elasticsearch $(ARGS)

## assets: the styles and scripts of the pages, compiled from GOV.UK components
assets: $(ASSETS)

## wheel: a wheel that carries the compiled assets
wheel: $(VENV)/.test $(ASSETS)
	rm -rf build
	$(BIN)/python -m build --wheel --no-isolation

## lock: pin every dependency again, with hashes and without addresses
lock: $(VENV)/.test
	$(PIP) install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --upgrade setup.cfg -o requirements/run.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --upgrade --extra test --extra elasticsearch --extra places setup.cfg -o requirements/test.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --upgrade requirements/audit.in -o requirements/audit.txt

## sbom: write what is locked, with hashes and licences, as CycloneDX 1.6 into requirements/sbom.cdx.json
sbom: $(VENV)/.run $(TOOLS)/.done
	$(TOOLS)/bin/python -m scripts.write_sbom $(VENV)/lib/python3*/site-packages

## audit: hold the lock against the SBOM and ask for known vulnerabilities; 3 where a registry tells of none
audit: $(TOOLS)/.done
	$(TOOLS)/bin/python -m scripts.audit

clean:
	rm -rf $(VENV) $(TOOLS) node_modules build dist search_api/static/built

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt setup.cfg | $(VENV)/bin/python
	@echo "Installing Foothold into $(VENV) (about a minute the first time) …"
	$(PIP) install --quiet --require-hashes -r requirements/run.txt
	$(PIP) install --quiet --no-deps --editable .
	@touch $@

$(VENV)/.test: requirements/test.txt setup.cfg | $(VENV)/bin/python
	@echo "Installing what the tests need …"
	$(PIP) install --quiet --require-hashes -r requirements/test.txt
	$(PIP) install --quiet --no-deps --editable .
	@touch $@ $(VENV)/.run

$(TOOLS)/.done: requirements/audit.txt
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements/audit.txt
	@touch $@

$(ASSETS): package-lock.json scripts/build_assets.py $(wildcard search_api/assets/*) | $(VENV)/bin/python
	$(BIN)/python scripts/build_assets.py
