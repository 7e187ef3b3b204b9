# `make check` is all that has to be clean before a commit. Needs: pip install -r requirements-dev.txt
PYTHON ?= python
SOURCE ?=

.PHONY: check lint types test run words wheel

check: lint types test

lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types:
	$(PYTHON) -m pyright

test:
	$(PYTHON) -m pytest -n auto --dist loadfile

# The app on SOURCE, or on the sample.
run:
	$(PYTHON) -m explorer.launcher $(SOURCE)

# Adds what the app says anew to the catalogues of its languages, explorer/words/*.po; translate it there.
words:
	$(PYTHON) -m tests.words

# The source archive and the wheel, in dist/.
wheel:
	$(PYTHON) -m build --no-isolation
