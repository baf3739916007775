# Every target does its own set-up, in .venv. `make` alone lists them.
BIN := .venv/bin
UV ?= uv

.PHONY: help
help:
	@awk -F ':.*## ' '/^##@/ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

##@ Try it

.PHONY: demo
demo: ready-demo ## Two branded shops, checkout and sandbox on this machine; ONCE=1 buys something and exits
	@$(BIN)/awning demo $(if $(ONCE),--once)

##@ Work on it

.PHONY: test
test: ready-test ## All tests, those in a browser too; T=tests/site/test_money.py for some of them
	@$(BIN)/pytest $(or $(T),--numprocesses auto --maxprocesses 4 --dist loadfile)

.PHONY: bench
bench: ready-test ## What it costs, against what it could cost: a table, and var/bench.json; N=100000 offerings
	@$(BIN)/python tests/benchmarks/run.py $(if $(N),--offerings $(N))

.PHONY: audit
audit: ready-audit ## Hold the shops to their figures: Lighthouse, axe, HTML, bytes; ONLY=links,html THEME=canopy SHOP=havelwerk
	@$(AUDIT) tests/audit/run.py $(if $(ONLY),--only $(ONLY)) $(if $(THEME),--theme $(THEME)) $(if $(SHOP),--shop $(SHOP))
AUDIT = PYTHONPATH=tests/support:tests/benchmarks $(BIN)/python

.PHONY: check
check: lint-code lint-format lint-types lint-imports ## Lint, format, types and import contracts, as CI asks for them

.PHONY: format
format: ready-test ## Put the code in the house's format, and repair what the linter can repair by itself
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .

.PHONY: golden
golden: ready-test ## Store today's storefronts as the expected ones; read the diff before committing it
	@$(BIN)/pytest tests/golden --update-golden

.PHONY: screenshots
screenshots: ready-test ## Take contact sheets of both shops in both themes, and the README's picture, anew
	@$(AUDIT) tests/browser/screenshots.py $(if $(THEME),--theme $(THEME))

##@ Ship it

.PHONY: wheel
wheel: ready-test ## Build the wheel into dist/
	@$(BIN)/python -m pip --disable-pip-version-check wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .
	@ls -1t dist/*.whl | head -n 1

.PHONY: lock
lock: ## Pin the packages of pyproject.toml with hashes (needs uv); UPGRADE=1 takes the newest ones
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: pip install uv, or make lock UV=/path/to/uv" >&2; exit 1; }
	@$(LOCK) pyproject.toml --extra dev --group build -o requirements-dev.txt
	@$(LOCK) pyproject.toml --extra checkout --group build -c requirements-dev.txt -o requirements.txt
	@$(LOCK) --group stripe-spec --no-deps -o requirements-stripe-spec.txt
LOCK = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	$(if $(UPGRADE),--upgrade)

##@ Start over

.PHONY: clean
clean: ## Remove built shops, wheels and caches; keeps var/ (orders live there) and .venv
	@rm -rf output dist build test-results .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

# --- Parts of the above ---

.PHONY: ready-demo ready-test ready-audit
ready-demo:
	@.ci/setup demo
ready-test:
	@.ci/setup test
ready-audit:
	@.ci/setup audit

.PHONY: lint-code lint-format lint-types lint-imports
lint-code: ready-test
	@$(BIN)/ruff check .
lint-format: ready-test
	@$(BIN)/ruff format --check .
lint-types: ready-test
	@$(BIN)/pyright
lint-imports: ready-test
	@$(BIN)/lint-imports
