# Every target sets up `.venv` first; only Python 3.11+ and make are needed.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test lint golden bench soak docs clean

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "specc needs Python 3.11 or later"'
	test -x $(RUN)/python || $(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

demo: $(STAMP)  ## compile a spec and run its trainer
	$(RUN)/specc build specs/digits_classifier.yaml
	$(RUN)/python generated/digits_classifier.py --workdir runs/demo

test: $(STAMP)  ## all tests except the long ones
	$(RUN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m 'not soak and not exact'
	$(RUN)/python -m pytest -n 2 --dist load -m 'not soak and exact' tests/trainers tests/optimizers

soak: $(STAMP)  ## the long tests
	$(RUN)/python -m pytest -n 2 -m soak

lint: $(STAMP)  ## style, types, and whether committed trainers match their specs
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/mypy --config-file= --python-version 3.11 --ignore-missing-imports --disallow-incomplete-defs generated/*.py
	$(RUN)/specc check --strict specs/*.yaml
	$(RUN)/specc build --check --pristine specs/*.yaml

golden: $(STAMP)  ## rebuild the gallery; read the diff before committing
	$(RUN)/specc build --force specs/*.yaml
	git --no-pager diff --stat generated

bench: $(STAMP)  ## run benchmarks and write benchmarks/results/latest.json
	$(RUN)/python -m benchmarks

docs: $(STAMP)  ## generate documentation from the code
	$(RUN)/python -m specc.rules.page > docs/rules.md
	$(RUN)/python -m specc.language.page > docs/language.md
	$(RUN)/python -m specc.emit.slots > docs/slots.md
	$(RUN)/python -m tests.mistakes.page > docs/mistakes.md
	$(RUN)/specc plot -o docs/schedules.png $(filter-out %/base.yaml,$(wildcard docs/schedules/*.yaml))

clean:
	rm -rf $(VENV) .cache .mypy_cache .pytest_cache .ruff_cache runs
