"""Small models with correct hashes, a hub on loopback that can misbehave, and wheels with model files, for tests."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from loopback import LoopbackServer

from index.weights.models import Model
from index.weights.sources import Hub, ModelFile
from index.weights.wheels import Wheels

WEIGHTS = bytes(range(256)) * 1200  # 307,200 bytes
POOLING = b'{"pooling_mode_mean_tokens": true}'
FILES = {"model.safetensors": WEIGHTS, "1_Pooling/config.json": POOLING}
REPOSITORY, REVISION = "people/tiny", "0123abcd"


def tiny_model(files: Mapping[str, bytes] = FILES, wheels: Wheels | None = None) -> Model:
    """A model of those files, on the hub as people/tiny."""
    known = tuple(ModelFile(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in files.items())
    return Model("tiny", "for tests", "embedder", "CC0-1.0", known, Hub(REPOSITORY, REVISION), wheels)


class LoopbackHub(LoopbackServer):
    """A hub that serves `files` from 127.0.0.1, with the faults that its attributes say."""

    def __init__(self, files: Mapping[str, bytes] = FILES) -> None:
        self.files = dict(files)
        self.cuts = 0  # the number of answers that end early
        self.cut_after = 0  # the bytes after which they end
        self.statuses: list[int] = []  # of the next answers, which send no file
        self.knows_ranges = True
        self.says_size = True
        self.redirects = False
        self.revision = REVISION
        self.content_range = ""  # sent instead of the correct one
        self.requests: list[tuple[str, str]] = []  # file, and its Range
        super().__init__(self._handler())

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        hub = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hub.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        return Answer

    def answer(self, to: BaseHTTPRequestHandler) -> None:
        if self.redirects and not to.path.startswith("/moved"):
            to.send_response(302)
            to.send_header("Location", f"/moved{to.path}")
            to.end_headers()
            return
        name = to.path.removeprefix("/moved").removeprefix(f"/{REPOSITORY}/resolve/{self.revision}/")
        self.requests.append((name, to.headers.get("Range", "")))
        if self.statuses or name not in self.files:
            to.send_response(self.statuses.pop(0) if self.statuses else 404)
            to.end_headers()
            return
        self._send(to, self.files[name])

    def _send(self, to: BaseHTTPRequestHandler, data: bytes) -> None:
        asked = to.headers.get("Range", "") if self.knows_ranges else ""
        start = int(asked.removeprefix("bytes=").rstrip("-") or 0)
        if start >= len(data):
            to.send_response(416)
            to.end_headers()
            return
        to.send_response(206 if asked else 200)
        if asked:
            to.send_header("Content-Range", self.content_range or f"bytes {start}-{len(data) - 1}/{len(data)}")
        to.send_header("Content-Type", "text/html")
        if self.says_size:
            to.send_header("Content-Length", str(len(data) - start))
        to.end_headers()
        end = start + self.cut_after if self.cuts else len(data)
        self.cuts = max(0, self.cuts - 1)
        with suppress(ConnectionError):  # the client can have closed the connection
            to.wfile.write(data[start:end])


def make_wheel(
    folder: Path, package: str, members: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED
) -> Path:
    """A wheel of `package`, version 1.0, as small as pip accepts, with those members."""
    module = package.replace("-", "_")
    path = folder / f"{module}-1.0-py3-none-any.whl"
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", compression) as wheel:
        for name, data in members.items():
            wheel.writestr(name, data)
        wheel.writestr(f"{module}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        wheel.writestr(
            f"{module}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{module}-1.0.dist-info/RECORD", "")
    return path
