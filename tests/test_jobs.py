"""The jobs behind the page: how models are fetched and loaded, and what the page shows meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from scripted import sample_chatbot

import ui.jobs
from index.errors import (
    EngineError,
    MissingDocumentError,
    MissingIndexError,
    NoDocumentsError,
    StoppedError,
    WeightsError,
)
from ui.index_job import JobState
from ui.jobs import ModelJob, jobs_of


class Loading:
    """A chatbot whose models are loaded as each of these says."""

    def __init__(self, *loads: Callable[[], object]) -> None:
        self.loads = list(loads)

    def load(self) -> None:
        self.loads.pop(0)()


def fail(error: Exception) -> Callable[[], object]:
    def load() -> None:
        raise error

    return load


def test_models_are_seen_being_fetched_and_then_loaded() -> None:
    job = ModelJob()
    seen: list[JobState] = []

    def load() -> None:
        for done in (30, 100):
            job.progress("fetching", done, 100, "model.gguf")
            seen.append(job.state)

    job.run(Loading(load), pytest.fail)  # type: ignore[arg-type]  # a stand-in
    assert [(state.stage, state.done, state.total) for state in seen] == [
        ("fetching", 30, 100),
        ("loading the models", 0, 0),
    ]
    assert job.state == JobState()


def test_models_that_cannot_be_had_are_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ui.jobs, "RETRY_S", 0.01)
    job, told = ModelJob(), []

    def tell(error: str) -> None:
        told.append((error, job.state.error))

    unreachable = fail(WeightsError("There is no network."))
    job.run(Loading(unreachable, fail(RuntimeError("/secret")), lambda: None), tell)  # type: ignore[arg-type]
    assert told == [("There is no network.",) * 2, (ui.jobs.FAULT,) * 2]
    assert job.state == JobState()


def test_a_closed_job_stops_fetching() -> None:
    job, fetching = ModelJob(), threading.Event()

    def load() -> None:
        while True:
            job.progress("fetching", 1, 100)
            fetching.set()
            time.sleep(0.001)

    thread = threading.Thread(target=job.run, args=(Loading(load), pytest.fail), daemon=True)
    thread.start()
    assert fetching.wait(10)
    job.closed.set()
    thread.join(10)
    assert not thread.is_alive()
    with pytest.raises(StoppedError):
        job.progress("fetching", 2, 100)


def test_what_is_said_of_a_missing_index_is_what_becomes_of_it() -> None:
    jobs = jobs_of(sample_chatbot())  # type: ignore[arg-type]  # a stand-in
    missing = MissingIndexError("there is no index")
    assert jobs.explain(missing) == "there is no index"
    assert jobs.explain(EngineError("It does not run.")) == "It does not run."
    jobs.index.report(MissingDocumentError("the drive is away"))
    assert jobs.explain(missing) == "the drive is away"
    jobs.index.report(NoDocumentsError("there is no folder documents: `quoth index`"))
    assert jobs.explain(missing) == ui.jobs.NO_DOCUMENTS
    jobs.index.own = JobState(running=True, stage="starting")
    assert "read for the first time. Ask again" in jobs.explain(missing)


def test_questions_wait_for_models_that_are_loaded_but_not_for_those_that_are_fetched() -> None:
    jobs = jobs_of(sample_chatbot())  # type: ignore[arg-type]  # a stand-in
    assert jobs.not_ready() == ""
    jobs.models.state = JobState(running=True, stage=ui.jobs.LOADING)
    assert jobs.not_ready() == ""
    jobs.models.state = JobState(running=True, stage="fetching", done=1, total=4)
    assert "fetching 1 of 4" in jobs.not_ready()
    jobs.models.state = JobState(error="There is no network.")
    assert jobs.not_ready() == "There is no network."
