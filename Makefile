# Chaque commande marche sur un clone neuf : elle installe d’abord ce qu’il lui faut dans .venv.
.DEFAULT_GOAL := help
.PHONY: help serve build test annonce check links crawl bench lock clean etat tranches tranche fusionner garder signaler publication proposition reponse reprises demande
PYTHON ?= python3
BIN := .venv/bin
# Ce que les tests demandent au système : des commandes, et les paquets de Debian qui les apportent.
TOOLS := chromium jq faketime java
PACKAGES := chromium jq faketime default-jre-headless
# Le même Chromium sans fenêtre, qui ouvre une page pour le tiers du processeur : pris s’il existe ici, sans rien exiger.
LIGHT := chromium-headless-shell
MISSING = $(strip $(foreach tool,$(TOOLS),$(shell command -v $(tool) >/dev/null || echo $(tool))))
APT := DEBIAN_FRONTEND=noninteractive sh -c '{ apt-get -qq update && apt-get -qq install -y "$$@"; } >.venv/apt.log 2>&1 || { grep "^E:" .venv/apt.log >&2; exit 1; }' -
PIP := .ci/patience $(BIN)/pip install --quiet --disable-pip-version-check
OFFLINE := echo 'L’installation n’a pas abouti. Vérifiez votre connexion à Internet, puis relancez la même commande (détail : .venv/pip.log).' >&2; exit 1
LOCK := $(BIN)/uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --quiet pyproject.toml
SCHEMA := $(BIN)/check-jsonschema --quiet --builtin-schema
# Material annonce sa fin de vie à chaque construction.
export NO_MKDOCS_2_WARNING := 1
# Ce qui construit le site : mkdocs, ou properdocs, qui poursuit MkDocs 1 et donne les mêmes octets.
GENERATEUR ?= mkdocs

# Les commandes de .venv portent le chemin du dossier : s’il a changé de nom, elles ne marchent plus.
ifneq ($(or $(shell cat .venv/pip 2>/dev/null),$(CURDIR)),$(CURDIR))
$(info Ce dossier a changé de nom : l’environnement .venv est refait.)
$(shell rm -rf .venv)
endif

# Ce qui donne les adresses que mkdocs.yml attend de la forge ; et les réglages, relus avant que le générateur les lise.
ADRESSES := $(wildcard .ci/adresses)
REGLAGES = told=$$($(ADRESSES) $(BIN)/annuaire verifier mkdocs.yml & wait $$!) || { echo "$$told" >&2; false; }

help: ## afficher cette aide
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 20

serve: .venv/site ## construire le site et le servir sur http://127.0.0.1:8000 (ou PORT=…), reconstruit à chaque changement
	@test -z "$$PORT" || test "$$PORT" -ge 1024 -a "$$PORT" -le 65535 2>/dev/null || \
	{ echo "PORT=$$PORT ne convient pas : donnez un nombre de 1024 à 65535, comme make serve PORT=8001." >&2; exit 1; }
	@$(REGLAGES)
	@$(ADRESSES) $(BIN)/$(GENERATEUR) serve --config-file mkdocs.yml $(if $(PORT),--dev-addr 127.0.0.1:$(PORT))

# Ctrl-C arrête la construction, jamais la mise en place ; sous « & », Python n’en sait rien et n’en dit rien.
build: .venv/site ## construire le site dans site/
	@find . -maxdepth 1 -name '.site.*' -mmin +60 -exec rm -rf {} + # what a killed build left
	@trap 'rm -rf "$$fresh"' EXIT; trap 'kill $$pid 2>/dev/null; wait; exit 130' INT TERM HUP; \
	fresh=$$(mktemp -d .site.XXXXXX 2>/dev/null) || \
	{ echo "$$PWD : accès interdit. Vérifiez à qui appartient ce dossier, et qui peut y écrire." >&2; exit 1; }; \
	{ $(REGLAGES); } && { $(ADRESSES) $(BIN)/$(GENERATEUR) build --strict --config-file mkdocs.yml --site-dir "$$fresh" & pid=$$!; wait $$pid; } || \
	{ echo "Rien n’a été publié$$(test ! -d site || echo ' : le site d’avant reste en place')." >&2; exit 1; }; \
	(trap '' INT TERM HUP; $(BIN)/annuaire publier "$$fresh" site)

test: annonce .venv/test .venv/browser ## lancer tous les tests, navigateur compris
	@echo 'Les tests durent cinq minutes environ sur deux cœurs ; chaque point est un test réussi.'
	@$(BIN)/pytest -n 4 --dist loadfile --no-loadscope-reorder

annonce:
	@test -e .venv/test || echo 'À installer d’abord, une fois : les paquets Python des tests, dans .venv (une à deux minutes).'
	@test -z "$(MISSING)" || echo 'À installer d’abord, une fois, sur cette machine : $(MISSING) (une à trois minutes).'

check: .venv/test ## vérifier le code et les données
	$(BIN)/annuaire verifier
	$(BIN)/ruff check hooks tests
	$(BIN)/ruff format --check hooks tests
	$(BIN)/mypy
	$(BIN)/zizmor --offline --no-progress --quiet --persona pedantic .github
	$(SCHEMA) vendor.github-workflows .github/workflows/*.yml
	$(SCHEMA) vendor.github-issue-forms .github/ISSUE_TEMPLATE/*.yml
	$(SCHEMA) vendor.dependabot .github/dependabot.yml
	$(SCHEMA) vendor.gitlab-ci --data-transform gitlab-ci .gitlab-ci.yml

links: build ## vérifier les liens internes du site, puis les adresses de l’annuaire ; écrire rapport-liens.md
	$(BIN)/annuaire liens internes site
	$(BIN)/annuaire liens --etat liens.json --rapport rapport-liens.md

crawl: build ## faire parcourir le site servi par LinkChecker (chaque semaine : c’est plus long)
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory site $(or $(PORT),8765) 2>/dev/null & server=$$!; \
	trap 'kill $$server' EXIT; sleep 1; \
	$(BIN)/linkchecker --no-status --threads=20 --ignore-url='!^http://127\.0\.0\.1:$(or $(PORT),8765)/' http://127.0.0.1:$(or $(PORT),8765)/

bench: .venv/bench .venv/dirmaker ## mesurer les temps, et ouvrir les exports dans LibreOffice (make bench SCRIPT=… pour une seule mesure)
	@for script in $(or $(SCRIPT),tests/bench/*.py); do $(BIN)/python $$script || exit 1; done

lock: .venv/test build ## renouveler les versions verrouillées, et dire ce que cela change au site
	@rm -rf .site.avant && cp -R site .site.avant
	$(LOCK) --group install -o requirements.txt
	$(LOCK) --group install --group test -o requirements-test.txt
	$(LOCK:pyproject.toml=) --group browser --constraint requirements-test.txt -o requirements-browser.txt
	@echo 'Versions qui changent :'; git --no-pager diff -U0 -- requirements.txt requirements-test.txt | sed -nE 's/^([-+])([A-Za-z0-9._-]+==[^ ;\\]+).*/  \1 \2/p' | sort -u -k2
	$(MAKE) --no-print-directory build
	@git --no-pager diff --no-index --stat .site.avant site || true

# Les étapes de l’intégration continue : voir .ci/ et .github/workflows/.
etat:
	.ci/liens lire
tranche:
	.ci/liens tranche "$${TRANCHE:-1}" "$${NOMBRE:-1}"
demande: # somebody else's failing site blocks nobody: only a check that could not be done is red
	@code=0; $(BIN)/annuaire liens --depuis "$(DEPUIS)" $${GITHUB_STEP_SUMMARY:+--rapport "$$GITHUB_STEP_SUMMARY"} || code=$$?; test "$$code" -le 1
tranches fusionner garder signaler publication:
	.ci/liens $@
proposition: .venv/site ## ajouter à resources.yaml ce qu’un message propose : make proposition FICHIER=message.eml
	@if [ -n "$(EVENEMENT)" ]; then .ci/proposition verifier "$(EVENEMENT)"; \
	elif [ -e "$$FICHIER" ]; then $(BIN)/annuaire proposition "$$FICHIER"; \
	else $(BIN)/annuaire proposition $$FICHIER; fi
reponse:
	.ci/proposition repondre "$(EVENEMENT)"
reprises:
	.ci/proposition reprendre

clean: ## effacer le site construit et l’environnement
	rm -rf site .site.* .venv

.venv/pip:
	@command -v $(PYTHON) >/dev/null || { echo 'Python n’est pas installé : apt install python3 (Debian, Ubuntu), ou https://www.python.org/downloads/.' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Il faut Python 3.11 ou plus récent (essayez make PYTHON=python3.12).")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo 'Il manque le module venv de Python : apt install python3-venv (Debian, Ubuntu).' >&2; exit 1; }
	@echo 'Préparation de l’environnement dans .venv…'
	@$(PYTHON) -m venv .venv
	@echo '$(CURDIR)' >$@

.venv/site: .venv/pip requirements.txt pyproject.toml
	@echo 'Installation de ce qui construit le site (une demi-minute environ)…'
	@$(PIP) --require-hashes -r requirements.txt 2>.venv/pip.log || { $(OFFLINE); }
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/test: .venv/site requirements-test.txt
	@echo 'Installation de ce qui vérifie : pytest, Playwright, mypy, ruff… (une demi-minute environ)…'
	@$(PIP) --require-hashes -r requirements-test.txt 2>.venv/pip.log || { $(OFFLINE); }
	@touch $@

# Debian’s Chromium where apt can install it, else the one that Playwright downloads; jq runs the documented example,
# Java the W3C’s HTML checker; faketime sets the clock wrong.
.venv/browser: .venv/test
	@if [ -z "$(MISSING)" ]; then :; \
	elif command -v apt-get >/dev/null; then \
		if [ "$$(id -u)" = 0 ]; then sudo=''; elif sudo -n true 2>/dev/null; then sudo='sudo -n'; \
		else echo 'Il manque : $(MISSING). À copier, puis relancez « make test » : sudo apt-get install -y $(PACKAGES)' >&2; exit 1; fi; \
		echo 'Installation de $(MISSING) sur cette machine (une à trois minutes)…'; \
		.ci/patience $$sudo env $(APT) $(PACKAGES); \
	elif [ "$(MISSING)" = chromium ]; then .ci/patience $(BIN)/playwright install chromium; \
	else echo 'Il manque : $(filter-out chromium,$(MISSING)). Installez-les, puis relancez « make test ».' >&2; exit 1; fi
	@test "$$(id -u)" != 0 || command -v $(LIGHT) >/dev/null || timeout 60 env $(APT) $(LIGHT) 2>/dev/null || true
	@touch $@

# À qui l’annuaire se compare, à part : ses dépendances sont figées en 2022.
.venv/dirmaker: .venv/pip
	$(PYTHON) -m venv $@
	$@/bin/pip install --quiet --disable-pip-version-check --no-deps dirmaker==1.1.0 jinja2 markupsafe pyyaml

.venv/bench: .venv/browser
	@if command -v soffice >/dev/null; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then apt-get -qq update && apt-get -qq install -y --no-install-recommends libreoffice-calc-nogui; \
	else echo 'Installez LibreOffice Calc, puis relancez « make bench ».' >&2; exit 1; fi
	@touch $@
