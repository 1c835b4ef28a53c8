"""The thread behind the served page that keeps the index up to date: it shows every error and continues."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import FakeEmbedder, use_embedder

from index.files import watch
from index.records import Changes
from qa import Chatbot, load_settings
from ui.cli.watching import working
from ui.jobs import jobs_of


@pytest.fixture
def chatbot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Chatbot:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "fox.txt").write_text("The fox jumps.")
    use_embedder(monkeypatch, FakeEmbedder(dim=256))
    monkeypatch.setattr(watch.keep_in_step, "__kwdefaults__", {"every_s": 0.02})
    return Chatbot(load_settings(engine="extractive"))


def wait_for(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not what() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert what()


def test_what_keeps_the_index_from_being_updated_is_shown_and_passes(
    chatbot: Chatbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong: list[Exception] = [OSError(24, "Too many open files")]
    update = chatbot.update

    def fails_once(**settings: object) -> Changes:
        if wrong:
            raise wrong.pop()
        return update(**settings)  # type: ignore[arg-type]

    monkeypatch.setattr(chatbot, "update", fails_once)
    jobs = jobs_of(chatbot)
    with chatbot, working(chatbot, jobs) as start:
        start()
        wait_for(lambda: jobs.index.state.changes)
        shutil.move(tmp_path / "documents", tmp_path / "away")
        wait_for(lambda: "there is no folder documents" in jobs.index.state.error)
        assert [listing.document_id for listing in chatbot.documents()] == ["fox.txt"]
        shutil.move(tmp_path / "away", tmp_path / "documents")
        wait_for(lambda: jobs.index.state.changes)
    said = capsys.readouterr().err
    assert "Too many open files" in said
    assert said.count("there is no folder documents") == 1


def test_it_ends_only_when_no_model_is_being_loaded(chatbot: Chatbot, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = jobs_of(chatbot)
    begun, ended = threading.Event(), threading.Event()

    def load() -> None:
        begun.set()
        jobs.models.closed.wait(20)
        time.sleep(0.5)  # what loads a model cannot be interrupted
        ended.set()

    monkeypatch.setattr(chatbot, "load", load)
    with chatbot, working(chatbot, jobs) as start:
        start()
        assert begun.wait(20)
    assert ended.is_set()
