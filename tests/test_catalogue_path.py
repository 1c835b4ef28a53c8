"""The whole path of a model: its name in the catalogue, `quoth weights NAME`, `QUOTH_MODEL=NAME quoth ask`."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fakes import FakeEmbedder, use_embedder
from sample_models import REPOSITORY, REVISION, LoopbackHub
from tiny_gguf import HYBRID_TEMPLATES, save_tiny_gguf

from index.weights import models
from index.weights.models import catalogue
from qa.engines import memory
from ui.cli.main import main

ROOT = Path(__file__).resolve().parent.parent
NAME, FILE = "qwen3-tiny", "Qwen3-Tiny-Q4_K_M.gguf"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackHub]:
    """A hub with a tiny model, and a catalogue that has it twice: as it is, and with terms of its own."""
    data = save_tiny_gguf(tmp_path / FILE, template=HYBRID_TEMPLATES["qwen3-8b"]).read_bytes()
    known = f'size = {len(data)}, sha256 = "{hashlib.sha256(data).hexdigest()}"'
    model = f"""
[[model]]
name = "{{}}"
about = "tiny"
kind = "language model"
licence = "CC0-1.0"
{{}}
hub = {{{{ repository = "{REPOSITORY}", revision = "{REVISION}" }}}}
files = [{{{{ name = "{FILE}", {known} }}}}]
"""
    terms = 'terms = "https://example.org/terms"'
    (tmp_path / "weights.toml").write_text(model.format(NAME, "") + model.format("qwen3-terms", terms))
    monkeypatch.setattr(models, "CATALOGUE", tmp_path / "weights.toml")
    catalogue.cache_clear()
    with LoopbackHub({FILE: data}) as hub:
        monkeypatch.setenv("QUOTH_HUB", hub.address)
        yield hub
    catalogue.cache_clear()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in a folder with a document: its exit status, stdout and stderr."""
    for name, value in {"CACHE": tmp_path / "cache", "RERANKER": "off", "THREADS": 1, "MODEL": NAME}.items():
        monkeypatch.setenv(f"QUOTH_{name}", str(value))
    monkeypatch.setenv("QUOTH_ENGINE", "llamacpp")
    monkeypatch.chdir(tmp_path)
    use_embedder(monkeypatch, FakeEmbedder(dim=256))
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "prices.md").write_text("# Prices\n\nThe monthly price is 40 euros.\n")

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(list(arguments))
        return status, *capsys.readouterr()

    return run


def test_a_model_is_fetched_by_its_name_and_answers(hub: LoopbackHub, run: Run, tmp_path: Path) -> None:
    hub.cuts, hub.cut_after = 1, 30_000
    status, out, _ = run("weights", NAME)
    assert (status, out) == (0, f"{NAME}\t{tmp_path / 'cache' / NAME}\n")
    assert [asked for _, asked in hub.requests] == ["", "bytes=30000-"]
    assert "\theld\tneeds 0.0 GB of memory\n" in run("weights", "--list")[1]
    assert run("index")[0] == 0
    status, out, _ = run("ask", "What is the monthly price?")
    assert status == 0
    assert "40 euros" in out
    assert len(hub.requests) == 2, "the file is fetched once"


def test_a_model_of_the_setting_is_fetched_when_it_is_first_asked(hub: LoopbackHub, run: Run) -> None:
    assert run("index")[0] == 0
    assert "40 euros" in run("ask", "What is the monthly price?")[1]
    assert [name for name, _ in hub.requests] == [FILE]


def test_terms_are_shown_in_the_list_and_accepted_on_the_command_line(hub: LoopbackHub, run: Run) -> None:
    assert "terms to accept: add --accept-terms (https://example.org/terms)\n" in run("weights", "--list")[1]
    status, out, err = run("weights", "qwen3-terms")
    assert (status, out, hub.requests) == (1, "", [])
    assert "https://example.org/terms" in err
    assert "`quoth weights qwen3-terms --accept-terms`" in err
    status, out, _ = run("weights", "qwen3-terms", "--accept-terms")
    assert (status, len(hub.requests)) == (0, 1)
    assert "terms accepted (https://example.org/terms)\n" in run("weights", "--list")[1]


def test_a_model_that_does_not_fit_is_told_before_it_is_fetched_and_refused_when_it_is_asked(
    hub: LoopbackHub, run: Run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(memory, "available_memory", lambda: 50_000)
    monkeypatch.setattr(memory, "machine_memory", lambda: 50_000)
    assert run("weights", NAME)[0] == 0
    (warning,) = [record.getMessage() for record in caplog.records]
    assert warning.startswith(f"{NAME} needs at least 0.0 GB of memory")
    assert "too much for this machine now" in run("weights", "--list")[1]
    assert run("index")[0] == 0
    status, out, err = run("ask", "What is the monthly price?")
    assert (status, out) == (1, "")
    assert err.count("\n") == 1
    assert "choose a smaller model" in err
    assert len(caplog.records) == 1
    assert len(hub.requests) == 1


def test_make_run_passes_the_name_of_the_model() -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MODEL", "MAKELEVEL")}
    for arguments, begins in (["MODEL=smollm3-3b"], "QUOTH_MODEL='smollm3-3b' "), ([], ""):
        command = ["make", "-n", "-o", ".venv/ready", "run", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == f"{begins}.venv/bin/quoth serve --port 7860"
