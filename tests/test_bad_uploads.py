"""Uploads that go wrong, to a real server process: killed servers, enormous files, full disks, the same file twice."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest

pytestmark = pytest.mark.slow  # each starts a server process

ROOT = Path(__file__).resolve().parent.parent
MB = 1_000_000
PROGRAM = """
    import resource, socket, sys
    from dataclasses import replace
    from pathlib import Path
    from scripted import sample_chatbot
    from ui.web.app import make_app
    from ui.web.serving import make_server

    folder, max_upload_mb, largest_file = sys.argv[1:]
    if int(largest_file):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(largest_file), resource.RLIM_INFINITY))
    chatbot = sample_chatbot()
    chatbot.go_on.set()
    chatbot.settings = replace(chatbot.settings, documents=Path(folder), max_upload_mb=int(max_upload_mb))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host = f"127.0.0.1:{listener.getsockname()[1]}"
        server = make_server(make_app(chatbot, hosts={host}))
        print(host, flush=True)
        server.run(sockets=[listener])
"""


@dataclass
class Server:
    """A server process, and its documents folder."""

    process: subprocess.Popen[str]
    host: str
    folder: Path
    connections: list[http.client.HTTPConnection] = field(default_factory=list)

    def connect(self) -> http.client.HTTPConnection:
        self.connections.append(http.client.HTTPConnection(self.host, timeout=60))
        return self.connections[-1]

    @property
    def visible(self) -> set[str]:
        return {path.name for path in self.folder.iterdir() if not path.name.startswith(".")}

    @property
    def incomplete(self) -> list[Path]:
        return list((self.folder / ".quoth" / "incoming").glob("*"))

    @property
    def peak_memory(self) -> int:
        """The most bytes of memory that the process has used so far."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) * 1024


@contextmanager
def serving(folder: Path, *, max_mb: int = 50, largest_file: int = 0) -> Iterator[Server]:
    program = f"import sys; sys.path[:0] = {[str(ROOT / 'tests'), str(ROOT)]}\n{textwrap.dedent(PROGRAM)}"
    command = [sys.executable, "-W", "ignore", "-c", program, str(folder), str(max_mb), str(largest_file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        server = Server(process, process.stdout.readline().strip(), folder)
        try:
            yield server
        finally:
            process.kill()
            for connection in server.connections:
                connection.close()


class Upload:
    """One file that is sent piece by piece."""

    def __init__(self, server: Server, name: str, size: int) -> None:
        self.connection = server.connect()
        self.connection.putrequest("PUT", f"/api/documents?name={quote(name)}")
        self.connection.putheader("content-length", str(size))
        self.connection.endheaders()

    def send(self, data: bytes) -> None:
        self.connection.send(data)

    def reply(self) -> tuple[int, dict[str, object]]:
        with self.connection.getresponse() as reply:
            return reply.status, json.loads(reply.read())


def put(server: Server, name: str, data: bytes) -> tuple[int, dict[str, object]]:
    upload = Upload(server, name, len(data))
    upload.send(data)
    return upload.reply()


def wait_until(is_so: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_of_a_file_that_was_being_sent_to_a_killed_server_nothing_is_left_after_the_next_start(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        upload = Upload(server, "report.txt", 8 * MB)
        upload.send(b"x" * 4 * MB)
        wait_until(lambda: any(path.stat().st_size >= MB for path in server.incomplete))
        server.process.kill()
        server.process.wait()
        assert server.visible == set()
    with serving(tmp_path) as server:
        assert server.incomplete == []
        assert put(server, "report.txt", b"whole") == (201, {"document": "report.txt", "added": True})
        assert (tmp_path / "report.txt").read_bytes() == b"whole"
        assert server.incomplete == []


def test_of_a_file_whose_sender_is_gone_nothing_is_left_while_the_server_goes_on(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        upload = Upload(server, "report.txt", 8 * MB)
        upload.send(b"x" * 4 * MB)
        wait_until(lambda: server.incomplete)
        upload.connection.close()
        wait_until(lambda: not server.incomplete)
        assert server.visible == set()
        connection = server.connect()
        connection.request("GET", "/api/shelf")
        shown = json.loads(connection.getresponse().read())["uploads"]
        assert "was not received completely. Add it again." in shown


def test_two_gigabytes_are_refused_at_once_and_a_file_without_a_length_at_the_limit(tmp_path: Path) -> None:
    words = "film.txt is larger than 50 MB, the most that Quoth accepts."
    with serving(tmp_path) as server:
        assert Upload(server, "film.txt", 2_000 * MB).reply() == (413, {"error": words})
        connection = server.connect()
        pieces = (b"x" * MB for _ in range(2_000))
        try:
            connection.request("PUT", "/api/documents?name=film.txt", body=pieces, encode_chunked=True)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the server has stopped reading
        else:
            raise AssertionError("everything was read")
        assert server.visible == set()
        wait_until(lambda: not server.incomplete)


def test_a_large_file_does_not_fill_the_memory(tmp_path: Path) -> None:
    with serving(tmp_path, max_mb=500) as server:
        assert put(server, "small.txt", b"x" * MB)[0] == 201
        before = server.peak_memory
        upload = Upload(server, "large.txt", 200 * MB)
        for _ in range(200):
            upload.send(b"x" * MB)
        assert upload.reply()[0] == 201
        assert server.peak_memory - before < 40 * MB
        assert (tmp_path / "large.txt").stat().st_size == 200 * MB


def test_a_file_that_the_disk_does_not_take_leaves_nothing_and_says_why(tmp_path: Path) -> None:
    with serving(tmp_path, largest_file=3 * MB) as server:
        status, reply = put(server, "large.txt", b"x" * 8 * MB)
        assert status == 507
        assert "The disk takes no file of this size" in str(reply["error"])
        assert server.visible == set()
        assert server.incomplete == []
        assert put(server, "small.txt", b"x")[0] == 201  # and everything else goes on


@pytest.mark.parametrize("same", [True, False])
def test_one_name_that_is_sent_twice_at_once_is_one_whole_file(tmp_path: Path, same: bool) -> None:
    contents = [b"a" * 3 * MB, (b"a" if same else b"b") * 3 * MB]
    with serving(tmp_path) as server:
        uploads = [Upload(server, "report.txt", len(content)) for content in contents]
        for upload, content in zip(uploads, contents, strict=True):
            upload.send(content[: 2 * MB])
        wait_until(lambda: len(server.incomplete) == 2)
        replies: list[tuple[int, dict[str, object]]] = []

        def finish(upload: Upload, content: bytes) -> None:
            upload.send(content[2 * MB :])
            replies.append(upload.reply())

        threads = [threading.Thread(target=finish, args=pair) for pair in zip(uploads, contents, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert sorted(status for status, _ in replies) == ([200, 201] if same else [201, 409])
        assert (tmp_path / "report.txt").read_bytes() in contents
        assert server.visible == {"report.txt"}
        assert server.incomplete == []
