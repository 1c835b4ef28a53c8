"""The update of the index as a background job."""

from __future__ import annotations

import threading
import time

import pytest

from index.errors import MissingDocumentError, NoDocumentsError, StoppedError
from index.records import Changes, Failure, Progress, no_progress
from ui.index_job import IndexJob, JobState


def wait_until_done(job: IndexJob) -> None:
    deadline = time.monotonic() + 10
    while job.state.running and time.monotonic() < deadline:
        time.sleep(0.005)


def test_progress_can_be_looked_at_while_the_job_runs() -> None:
    told, go_on = threading.Event(), threading.Event()

    def update(progress: Progress) -> Changes:
        progress("reading", 1, 3, "a.md")
        told.set()
        go_on.wait(10)
        return Changes(added=("a.md",))

    job = IndexJob(update)
    job.start()
    assert told.wait(10)
    state = job.state
    assert (state.running, state.stage, state.done, state.total, state.name) == (True, "reading", 1, 3, "a.md")
    go_on.set()
    wait_until_done(job)
    assert job.state.changes == Changes(added=("a.md",))


def test_a_second_start_does_not_run_a_second_update() -> None:
    runs, go_on = [], threading.Event()

    def update(_progress: Progress) -> Changes:
        runs.append(1)
        go_on.wait(10)
        return Changes()

    job = IndexJob(update)
    for _ in range(5):
        job.start()
    go_on.set()
    wait_until_done(job)
    assert runs == [1]
    job.start()
    wait_until_done(job)
    assert runs == [1, 1]


def test_a_rebuild_is_another_update_in_the_same_turn() -> None:
    ran = []

    def update(_progress: Progress) -> Changes:
        ran.append("update")
        return Changes()

    def rebuild(_progress: Progress) -> Changes:
        ran.append("rebuild")
        return Changes(changed=("a.md",))

    job = IndexJob(update, rebuild=rebuild)
    for is_rebuild in (True, False):
        job.start(rebuild=is_rebuild)
        wait_until_done(job)
    assert ran == ["rebuild", "update"]


def test_a_stopped_update_says_so_and_another_can_be_started() -> None:
    told, go_on = threading.Event(), threading.Event()

    def update(progress: Progress) -> Changes:
        progress("reading", 0, 2)
        told.set()
        go_on.wait(10)
        progress("reading", 1, 2)
        return Changes(added=("a.md",))

    job = IndexJob(update)
    job.start()
    assert told.wait(10)
    job.stop()
    go_on.set()
    wait_until_done(job)
    assert "the next update resumes" in job.state.error
    job.start()
    wait_until_done(job)
    assert job.state.changes == Changes(added=("a.md",))


def test_an_update_that_another_thread_runs_is_seen_waited_for_and_started_by_none_meanwhile() -> None:
    told, go_on, runs = threading.Event(), threading.Event(), []

    def update(progress: Progress) -> Changes:
        runs.append(1)
        progress("reading", 0, 2)
        told.set()
        go_on.wait(10)
        return Changes()

    job = IndexJob(update)
    seen: list[str] = []
    thread = threading.Thread(target=lambda: job.run(lambda stage, *_: seen.append(stage)))
    thread.start()
    assert told.wait(10)
    job.start()
    assert job.state.running
    go_on.set()
    thread.join(10)
    assert (runs, seen, job.state.running) == ([1], ["reading"], False)


def test_a_closed_job_begins_nothing() -> None:
    def update(progress: Progress) -> Changes:
        progress("reading", 0, 2)
        return Changes()

    job = IndexJob(update)
    job.close()
    with pytest.raises(StoppedError):
        job.run(no_progress)


def test_an_error_is_reported_in_its_own_words() -> None:
    def update(_progress: Progress) -> Changes:
        raise MissingDocumentError("There is no folder documents. Make one.")

    job = IndexJob(update)
    job.start()
    wait_until_done(job)
    assert job.state.error == "There is no folder documents. Make one."


def test_a_fault_ends_the_job_and_does_not_show_its_inside() -> None:
    def update(_progress: Progress) -> Changes:
        raise RuntimeError("/secret/path")

    job = IndexJob(update)
    job.start()
    wait_until_done(job)
    assert not job.state.running
    assert job.state.error
    assert "/secret" not in job.state.error


def test_what_went_wrong_outside_of_an_update_is_its_state_until_the_next_one() -> None:
    job = IndexJob(lambda _progress: Changes(unchanged=1))
    job.report(NoDocumentsError("there is no folder documents."))
    assert job.state.error == "there is no folder documents."
    assert job.state.is_empty
    job.run(no_progress)
    assert job.state == JobState(changes=Changes(unchanged=1))


def test_an_update_that_is_running_is_not_said_to_have_failed() -> None:
    def update(_progress: Progress) -> Changes:
        job.report(NoDocumentsError("there is no folder documents."))
        assert job.state.running
        return Changes()

    job = IndexJob(update)
    job.run(no_progress)


def test_the_error_of_the_system_is_shown_as_it_is() -> None:
    def update(_progress: Progress) -> Changes:
        raise OSError(28, "No space left on device")

    job = IndexJob(update)
    with pytest.raises(OSError, match="No space"):
        job.run(no_progress)
    assert "No space left on device" in job.state.error


def test_what_files_that_are_added_one_by_one_caused_is_told_as_one_and_not_lost() -> None:
    bad = Failure("b.pdf", "is empty")
    runs = [
        Changes(added=("a.md",)),
        Changes(added=("b.md", "c.md"), removed=("a.md", "old.md"), failed=(bad,)),
        Changes(changed=("b.md",), unchanged=2),
        Changes(unchanged=3, failed=(bad,)),
        Changes(unchanged=3),
    ]
    job = IndexJob(lambda _progress: runs.pop(0))
    for _ in range(4):
        job.run(no_progress)
    assert job.state.changes == Changes(added=("b.md", "c.md"), removed=("old.md",), unchanged=3, failed=(bad,))
    job.start(anew=True)  # somebody asks what there is to do now
    wait_until_done(job)
    assert job.state.changes == Changes(unchanged=3)


def test_updates_that_are_long_apart_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.index_job._TOGETHER_S", 0.0)
    runs = [Changes(added=("a.md",)), Changes(added=("b.md",))]
    job = IndexJob(lambda _progress: runs.pop(0))
    job.run(no_progress)
    assert job.run(no_progress) == job.state.changes == Changes(added=("b.md",))
