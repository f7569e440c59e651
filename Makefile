# Each of these makes what it needs first, so that it works on a fresh machine with nothing but Python 3.11 or uv.

PYTHON_HERE = .venv/bin/python
PORT ?= 8000
COMPILE = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make pins"

.PHONY: help environment demo test lint bench pins

help:
	@echo "make demo         serve the demo on http://127.0.0.1:8000 (PORT=8001 elsewhere, FRESH=1 anew)"
	@echo "make test         run every test (ARGS=... goes to pytest)"
	@echo "make lint         run every linter"
	@echo "make bench        measure everything that has a figure (results in bench/results.json)"
	@echo "make pins         compile requirements*.in into requirements*.txt (UPGRADE=1 to newer versions)"

environment:
	@bin/environment

# The port is looked at with whatever Python there is, before anything is installed.
demo:
	@if command -v python3 >/dev/null; then python3 -m demo.serve --port "$(PORT)" --check; fi
	@bin/environment
	@exec $(PYTHON_HERE) -m demo.serve --port "$(PORT)" $(if $(filter-out 0 no false,$(FRESH)),--fresh)

test: environment
	@CHROMIUM="$$($(PYTHON_HERE) -m tests.chromium)" $(PYTHON_HERE) -m pytest $(ARGS)

lint: environment
	@bin/lint

bench: environment
	@CHROMIUM="$$($(PYTHON_HERE) -m tests.chromium)" $(PYTHON_HERE) -m bench

pins: environment
	$(COMPILE) $(if $(UPGRADE),--upgrade) --output-file requirements.txt requirements.in
	$(COMPILE) $(if $(UPGRADE),--upgrade) --constraint requirements.txt --output-file requirements-dev.txt requirements-dev.in
