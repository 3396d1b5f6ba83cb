# WowCRM in a few short commands. `make run` and `make test` install what they need themselves.
.PHONY: help run test check format demo pictures lock wheel test-postgres bench bench-full torture clean

PY = .venv/bin/python

help:  ## Show these commands
	@sed -n 's/^\([a-z-]*\):  ## /  make \1\t/p' Makefile | expand -t 24

run:  ## Install into .venv, make the database, serve on http://127.0.0.1:8000
	@bash .ci/venv requirements.txt
	@$(PY) -m wowcrm serve

demo:  ## Fill the data folder with a believable business
	@bash .ci/venv requirements.txt
	@$(PY) -m wowcrm demo

test:  ## Install the tools and a browser, run every test
	@bash .ci/venv requirements-dev.txt
	@bash .ci/browser
	@$(PY) -m pytest -n 2

test-postgres:  ## The same tests on a throwaway PostgreSQL server
	@bash .ci/venv requirements-dev.txt
	@bash .ci/browser
	@bash .ci/postgres $(PY) -m pytest -n 2

bench:  ## Measure speed and size beside a bare app, in four minutes
	@bash .ci/venv requirements-dev.txt
	@bash .ci/browser
	@$(PY) -m tests.bench

bench-full:  ## The same with 100,000 clients; takes half an hour
	@bash .ci/venv requirements-dev.txt
	@bash .ci/browser
	@$(PY) -m tests.bench --full

torture:  ## Kills, full disks, old versions, hostile files, mail: three hours; SHORT=1: minutes; ONLY="kills uploads"
	@bash .ci/venv requirements-dev.txt
	@$(PY) -m tests.torture $(if $(SHORT),--short) $(ONLY)
	@$(if $(ONLY)$(SHORT),:,bash .ci/postgres $(PY) -m tests.torture mails)

check:  ## Format, lint and types
	@bash .ci/venv requirements-dev.txt
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy

format:  ## Put the code into shape
	@bash .ci/venv requirements-dev.txt
	@$(PY) -m ruff check --fix-only .
	@$(PY) -m ruff format .

pictures:  ## Take the README's pictures
	@bash .ci/venv requirements-dev.txt
	@bash .ci/browser
	@$(PY) tests/stories/pictures.py

wheel:  ## Build the wheel into dist/
	@bash .ci/venv requirements-dev.txt
	@$(PY) -m hatchling build -t wheel

# --universal: one file for every Python and system; the tools' file keeps the versions of the first.
LOCK = uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q
lock:  ## Pin every requirement again (UPGRADE=--upgrade for newer ones)
	@$(LOCK) $(UPGRADE) -o requirements.txt
	@$(LOCK) $(UPGRADE) --extra postgres --group dev -c requirements.txt -o requirements-dev.txt

clean:  ## Remove what the commands above made, but never data
	@rm -rf .venv dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
