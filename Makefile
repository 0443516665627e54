# The first Python of at least 3.11; name another with `make PYTHON=...`.
PYTHON ?= $(shell for python in python3 python3.11 python3.12 python3.13 python3.14 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BOOTSTRAP = $(if $(PYTHON),$(PYTHON),@echo "Waypost needs Python 3.11 or newer, and none is found." >&2; exit 1;) tools/bootstrap.py

.PHONY: help demo test drills setup static lock

help: ## say what there is
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

demo: ## the whole loop with a made-up force, until Ctrl-C
	@$(BOOTSTRAP) demo

test: ## every check and test (ONLY="unit mypy" for some)
	@$(BOOTSTRAP) test $(ONLY)

drills: ## kill a running system in every way (WITH="--messages 10000 --kills 1000 --workers 4 --minutes 300")
	@$(BOOTSTRAP) drills $(WITH)

setup: ## install what developing needs, into the checkout
	@$(BOOTSTRAP) setup

static: ## build the pages' CSS and JS
	@$(BOOTSTRAP) static

lock: ## choose the newest allowed versions and write them down with hashes
	@$(BOOTSTRAP) lock
