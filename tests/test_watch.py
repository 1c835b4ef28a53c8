import errno
import os
import shutil
import threading
import time

import pytest
from desk import fox_and_cat
from filelock import FileLock

from index.errors import BusyIndexError, NoDocumentsError, QuothError, StoppedError
from index.files import walk as walk_module
from index.files.watch import keep_in_step
from index.records import Changes

EVERY_S = 0.02
DEADLINE_S = 20


class Watched:
    """A desk whose folder is watched in a thread, and what was told of it."""

    def __init__(self, desk, update=None):
        self.desk = desk
        self.told = []
        self.updates = 0
        self.stop = threading.Event()
        self._update = update or desk.update
        settings = {
            "update": self.update,
            "tell": self.tell,
            "stop": self.stop,
            "every_s": EVERY_S,
        }
        self.thread = threading.Thread(
            target=keep_in_step, args=(desk.documents, desk.index), kwargs=settings, daemon=True
        )

    def tell(self, outcome):
        self.told.append(outcome)

    def update(self):
        self.updates += 1
        return self._update()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join(DEADLINE_S)
        assert not self.thread.is_alive()

    def wait_for(self, what):
        deadline = time.monotonic() + DEADLINE_S
        while not what() and time.monotonic() < deadline:
            time.sleep(EVERY_S)
        assert what(), self.told

    def changes(self):
        return [told for told in self.told if isinstance(told, Changes)]

    def errors(self):
        return [told for told in self.told if isinstance(told, QuothError)]


@pytest.fixture
def desk(tmp_path):
    return fox_and_cat(tmp_path)


def test_files_that_are_added_changed_and_removed_are_picked_up(desk):
    with Watched(desk) as watched:
        watched.wait_for(watched.changes)
        assert watched.changes()[0].added == ("fox.txt", "sub/cat.txt")
        desk.write("new.txt", "New words.")
        watched.wait_for(lambda: any(changes.added == ("new.txt",) for changes in watched.changes()))
        desk.write("fox.txt", "The fox sleeps now.")
        watched.wait_for(lambda: any(changes.changed == ("fox.txt",) for changes in watched.changes()))
        (desk.documents / "new.txt").unlink()
        watched.wait_for(lambda: any(changes.removed == ("new.txt",) for changes in watched.changes()))
    assert desk.search("fox")[0] == "The fox sleeps now."
    assert watched.errors() == []


def test_nothing_is_updated_while_nothing_changes(desk):
    with Watched(desk) as watched:
        watched.wait_for(lambda: watched.updates)
        time.sleep(20 * EVERY_S)
        assert watched.updates == 1


def test_a_file_is_not_read_while_it_is_still_written(desk, monkeypatch):
    monkeypatch.setattr("index.files.watch._PATIENCE", 10**6)
    with Watched(desk) as watched, (desk.documents / "log.txt").open("w") as log:
        for number in range(30):
            log.write(f"Line {number}.\n")
            log.flush()
            time.sleep(EVERY_S / 4)
        assert all("log.txt" not in changes.added or number > 25 for changes in watched.changes())
        watched.wait_for(lambda: any("log.txt" in changes.added for changes in watched.changes()))
    assert len(desk.open().document("log.txt").text.splitlines()) == 30


def test_a_file_that_is_never_quiet_does_not_keep_the_others_from_being_read(desk):
    with Watched(desk) as watched:
        deadline = time.monotonic() + DEADLINE_S
        number = 0
        while not watched.updates and time.monotonic() < deadline:
            desk.write("log.txt", "x" * (number := number + 1))
            time.sleep(EVERY_S / 10)
        assert watched.updates


def test_a_folder_that_vanishes_is_said_once_waited_for_and_leaves_the_index(desk):
    away = desk.documents.with_name("away")
    with Watched(desk) as watched:
        watched.wait_for(watched.changes)
        shutil.move(desk.documents, away)
        watched.wait_for(watched.errors)
        time.sleep(10 * EVERY_S)
        assert [type(error) for error in watched.errors()] == [NoDocumentsError]
        assert desk.search("fox")
        shutil.move(away, desk.documents)
        desk.write("new.txt", "New words.")
        watched.wait_for(lambda: any(changes.added == ("new.txt",) for changes in watched.changes()))
        assert len(watched.errors()) == 1


def test_an_index_that_another_writes_is_tried_again(desk):
    desk.index.mkdir()
    with Watched(desk) as watched:
        with FileLock(desk.index / "lock"):
            watched.wait_for(lambda: watched.updates > 2)
            assert [type(error) for error in watched.errors()] in ([BusyIndexError], [])
        watched.wait_for(watched.changes)
        assert len(watched.errors()) == 1
        assert watched.changes()[0].added == ("fox.txt", "sub/cat.txt")


def test_an_update_that_fails_is_said_once_and_tried_again_when_the_folder_changes(desk):
    def fails():
        raise QuothError("the disk is full.")

    with Watched(desk, fails) as watched:
        watched.wait_for(watched.errors)
        time.sleep(10 * EVERY_S)
        assert watched.updates == 1
        desk.write("new.txt", "New words.")
        watched.wait_for(lambda: watched.updates == 2)


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), RuntimeError("a bug")])
def test_an_update_that_fails_for_whatever_reason_is_said_once_and_tried_again(desk, monkeypatch, caplog, error):
    monkeypatch.setattr("index.files.watch.RETRY_S", 3 * EVERY_S)
    wrong = [error] * 3

    def update():
        if wrong:
            raise wrong.pop()
        return desk.update()

    with Watched(desk, update) as watched:
        watched.wait_for(watched.changes)
    assert watched.updates == 4
    assert [type(told) for told in watched.told] == [QuothError, Changes]
    assert str(error) in str(watched.told[0])
    assert is_logged(caplog) == isinstance(error, RuntimeError)  # the traceback helps only with a bug


def is_logged(caplog):
    return any(record.exc_info for record in caplog.records)


def test_an_update_that_was_stopped_is_not_tried_again_by_itself(desk, monkeypatch):
    monkeypatch.setattr("index.files.watch.RETRY_S", EVERY_S)

    def stopped():
        raise StoppedError("stopped.")

    with Watched(desk, stopped) as watched:
        watched.wait_for(watched.errors)
        time.sleep(10 * EVERY_S)
        assert watched.updates == 1


def test_a_folder_that_cannot_be_looked_through_is_said_once_and_looked_at_again(desk, monkeypatch):
    with Watched(desk) as watched:
        watched.wait_for(watched.changes)
        with monkeypatch.context() as patch:
            patch.setattr("index.files.watch.walk", refuse)
            watched.wait_for(watched.errors)
            time.sleep(10 * EVERY_S)
        assert [str(error) for error in watched.errors()] == [
            f"{desk.documents} cannot be scanned ([Errno 116] Stale file handle). Check its permissions."
        ]
        watched.wait_for(lambda: len(watched.changes()) == 2)  # changes in between can have gone unnoticed
    assert desk.search("fox")


def refuse(*_, **__):
    raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))


def test_what_cannot_be_told_is_logged_and_watching_goes_on(desk, caplog):
    watched = Watched(desk)
    watched.told = ClosedPipe()
    with watched:
        watched.wait_for(lambda: watched.updates == 1)
        desk.write("new.txt", "New words.")
        watched.wait_for(lambda: watched.updates == 2)
    assert "the pipe is closed" in caplog.text
    assert desk.search("new words")[0] == "New words."


class ClosedPipe(list):
    def append(self, _):
        raise BrokenPipeError("the pipe is closed")


def test_a_folder_that_vanishes_while_it_is_listed_leaves_the_index(desk, monkeypatch):
    desk.update()
    for entry in ("fox.txt", "sub"):
        with monkeypatch.context() as patch:
            patch.setattr(walk_module, "is_left_over", lambda name, last=entry: name == last and vanish(desk))
            with pytest.raises(NoDocumentsError, match="there is no folder"):
                desk.update()
        shutil.move(desk.documents.with_name("away"), desk.documents)
    assert desk.search("fox")


def vanish(desk):
    shutil.move(desk.documents, desk.documents.with_name("away"))
    return False


def test_it_ends_at_once_when_it_is_told_to_stop(desk):
    stop = threading.Event()
    stop.set()
    keep_in_step(desk.documents, desk.index, update=desk.update, tell=print, stop=stop, every_s=3600)
    assert not desk.index.exists()
