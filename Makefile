# Two commands are enough: `make run` and `make test`. The others are for those who build.
.PHONY: run test setup check types bench shots demo lock clean
PY = .venv/bin/python

run:            ## install what is needed, load the demo, serve it
	@python3 bootstrap.py
	@$(PY) -m anxin.cli.main serve --demo

setup:          ## install what is needed, nothing else
	@python3 bootstrap.py --dev

test: setup     ## everything: style, types, contracts, both databases, browser
	@$(PY) tools/check.py all

check: setup    ## the quick half: style, types, contracts, tests on SQLite without browser
	@$(PY) tools/check.py quick

bench: setup    ## the table of docs/bench.md, ratios in one run
	@$(PY) -m bench

shots: setup    ## screenshots for the README and for looking at
	@$(PY) tools/shots.py

lock: setup     ## write the locks anew; they name no host
	@for f in requirements requirements-dev; do .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header $$f.in -o $$f.lock; done
