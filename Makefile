# make run          sets everything up, indexes documents/ and serves the chat on http://127.0.0.1:7860
#                   with MODEL=NAME it uses another model of `quoth weights --list`
# make test         sets everything up and runs all tests, with real model weights and a real browser
# make test-fast    runs the quick tests, which need neither weights nor a browser
# make index        updates the index from documents/
# make ask Q="How many days of leave do I get?"
# make eval         asks the gold questions and reports how many are answered right
# make check        runs ruff and mypy
# make bench        measures speed, memory and the page, and reads hostile files; with GOLD=FOLDER also search beside other systems
# make bench-growth  measures an index in a folder beside one in PostgreSQL, with 20,000 and 150,000 passages; PASSAGES=20000: only
#                   these; with BESIDE=FOLDER the index in a folder beside that of another checkout of Quoth
# make screenshots  takes the pictures of the README from the running page

PYTHON ?= python3
PORT ?= 7860
BIN := .venv/bin
TORCH := torch==2.13.0
# Two processes, because each loads weights, and the tests are written for two cores. A file's fixtures are made once.
PYTEST := $(BIN)/pytest -n 2 --dist loadfile
export PIP_DISABLE_PIP_VERSION_CHECK := 1

run: .venv/ready
	$(if $(MODEL),QUOTH_MODEL='$(MODEL)') $(BIN)/quoth serve --port $(PORT)

index: .venv/ready
	$(BIN)/quoth index

ask: .venv/ready
	@$(BIN)/quoth ask "$$Q"
ask: export Q := $(Q)

eval: .venv/ready index
	$(BIN)/quoth eval tests/gold/questions.jsonl

test: .venv/ready test-tools
	$(PYTEST)

test-fast: .venv/ready
	$(PYTEST) -m "not weights and not browser and not slow"

check: .venv/ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: .venv/ready index
	$(BIN)/python -m benchmarks $(GOLD)

bench-growth: .venv/ready
	$(BIN)/python -m $(if $(BESIDE),benchmarks.folder_speed '$(BESIDE)',benchmarks.growth --passages $(or $(PASSAGES),20000 150000))

screenshots: .venv/ready test-tools
	$(BIN)/python docs/screenshots.py

# What the tests need besides Python: a Chromium, tesseract and nginx, from the system, or from Debian if we can install them.
debian = { [ "$$(id -u)" = 0 ] && command -v apt-get && apt-get update -q \
  && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $(1); }

test-tools: .venv/ready
	@command -v chromium || command -v chromium-browser || command -v google-chrome \
	  || $(call debian,chromium fonts-dejavu-core) || $(BIN)/playwright install chromium
	@command -v tesseract || $(call debian,tesseract-ocr) \
	  || echo 'The tests that read scans are skipped. To run them: sudo apt-get install tesseract-ocr' >&2
	@PATH="$$PATH:/usr/sbin" command -v nginx || $(call debian,nginx-light openssl) \
	  || echo 'The tests behind a proxy are skipped. To run them: sudo apt-get install nginx-light' >&2

# torch comes first, pinned by version only, because its CPU and CUDA builds differ: a local build (find-links), or else
# the build for a GPU if there is one, or else the build for the CPU. Everything else is pinned by hash.
.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Quoth needs Python 3.11 or newer; for instance: make PYTHON=python3.12 run" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv || { echo 'No venv module: sudo apt-get install python3-venv'; exit 1; }
	$(BIN)/pip install --quiet --no-index --no-deps $(TORCH) 2>/dev/null \
	  || if command -v nvidia-smi >/dev/null; then $(BIN)/pip install $(TORCH); \
	  else $(BIN)/pip install --no-deps --index-url https://download.pytorch.org/whl/cpu $(TORCH); fi
	$(BIN)/pip install --no-deps --require-hashes --requirement requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

# Needs uv. The CUDA packages that torch requires are only for its CUDA build. openvino-telemetry is left out: OpenVINO
# runs without it, and Quoth reports nothing to anyone. pip is that of the environment. milvus-lite, with pyarrow, is
# another server than the one that the tests use.
lock:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-emit-index-url --no-emit-package torch --no-emit-package openvino-telemetry --no-emit-package pip \
	  --no-emit-package milvus-lite --no-emit-package pyarrow -o requirements.lock
	$(PYTHON) -c 'import re, pathlib; p = pathlib.Path("requirements.lock"); p.write_text(re.sub(r"(?m)^(?:nvidia-|cuda-|triton)[^\n]*\n(?:[ ]+[^\n]*\n)*", "", p.read_text()))'

.PHONY: run index ask eval test test-fast check bench bench-growth screenshots test-tools lock
