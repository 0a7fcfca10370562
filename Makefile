# Every target explains itself: make help
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON := .venv/bin/python
CONVERSATIONS := tests/handlers/test_conversations.py

.PHONY: help run test check lint format talk preview simulate percakapan bench mutants evaluate sizes states train demo doctor setup setup-test test-nlu

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

run: setup train  ## set up whatever is missing and start everything: web chat, panel, webhooks, Rasa
	@exec $(PYTHON) -m bot run

test: setup-test train test-nlu  ## set up what the tests need and run all of them, on SQLite and PostgreSQL
	@$(PYTHON) -m pytest

test-nlu:  ## only the tests of the Rasa components, in Rasa's own environment
	@cd nlu/rasa && .venv/bin/python -m pytest -q tests

check: setup-test lint test  ## format, lint, types, import contracts, tests: what the server runs

lint:  ## format, lint, types and import contracts, without the tests
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports

format:  ## let ruff format the code
	@$(PYTHON) -m ruff format . && $(PYTHON) -m ruff check --fix .

talk: setup  ## talk to the bot in this terminal, without any network
	@$(PYTHON) -m bot talk

preview: setup  ## write the book of all conversations, a page for each script, into data/buku
	@$(PYTHON) -m bot preview

simulate: setup-test  ## ten thousand synthetic residents talk with the whole house; prints what went right and wrong
	@$(PYTHON) -m bot simulate --conversations 10000

percakapan: setup-test  ## rewrite the golden conversations after a change of wording; review the difference
	@$(PYTHON) -m pytest -q $(CONVERSATIONS) --tulis-percakapan

bench: setup-test  ## how fast a turn is, on SQLite and PostgreSQL, measured side by side
	@$(PYTHON) bench/turns.py

mutants: setup-test  ## a million broken bodies for the doors: none may raise
	@$(PYTHON) bench/mutants.py

evaluate: setup-test train  ## how well the bot understands: writes docs/understanding.md and its record
	@$(PYTHON) -m bot evaluate

states:  ## write docs/states.md from the tables of who may do what
	@$(PYTHON) setup/states.py

sizes:  ## the ten biggest files, and how many lines half and nine tenths of the files have
	@$(PYTHON) setup/sizes.py

train: setup  ## train the understanding when there is no model for its present inputs
	@$(PYTHON) -m bot train

demo: setup  ## fill an empty office with a made-up working month to look at
	@$(PYTHON) -m bot demo

doctor: setup  ## look for what is wrong with this installation
	@$(PYTHON) -m bot doctor

setup:  ## bring what running needs
	@python3 setup/prepare.py run

setup-test:  ## bring what the tests need as well
	@python3 setup/prepare.py test
