"""Completion in shells, and `quoth open`."""

from __future__ import annotations

import http.server
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from ui.cli import serve
from ui.cli.main import main


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("quoth se", {"search", "serve"}),
        ("quoth serve --po", {"--port"}),
        ("quoth completion f", {"fish"}),
        ("quoth ask --js", {"--json"}),
        ("quoth users re", {"remove"}),
        ("quoth nothing --x", set()),
    ],
)
def test_bash_completes_commands_options_and_choices(
    capsys: pytest.CaptureFixture[str], line: str, wanted: set[str]
) -> None:
    assert main(["completion", "bash"]) == 0
    script = capsys.readouterr().out
    words = line.split()
    asked = f"COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}; _quoth; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    bash = shutil.which("bash")
    assert bash is not None
    done = subprocess.run([bash, "-c", f"{script}\n{asked}"], capture_output=True, text=True, check=True)
    assert {word for word in done.stdout.split("\n") if word} == wanted


def test_every_shell_knows_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    for shell in ("bash", "zsh", "fish"):
        assert main(["completion", shell]) == 0
        script = capsys.readouterr().out
        for command in ("index", "ask", "serve", "open", "users", "completion"):
            assert command in script


@pytest.fixture
def elsewhere() -> Iterator[tuple[http.server.ThreadingHTTPServer, dict[str, Any]]]:
    """A server that answers `/api/health` with what the dictionary holds."""
    said: dict[str, Any] = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(503)
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server, said
    server.shutdown()
    thread.join()
    server.server_close()


def test_open_opens_a_page_that_is_served_already(
    elsewhere: tuple[http.server.ThreadingHTTPServer, dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server, said = elsewhere
    port = server.server_address[1]
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    said["ready"] = False  # it is still loading
    assert main(["open", "--port", str(port)]) == 0
    assert opened == [f"http://127.0.0.1:{port}"]
    said.clear()  # another program
    assert main(["open", "--port", str(port)]) == 1
    assert "--port" in capsys.readouterr().err


def test_nothing_that_is_no_quoth_counts_as_served() -> None:
    assert not serve._is_served(1)
