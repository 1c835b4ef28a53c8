"""A worker whose reader does in the child what the name of the file says: `loop.txt` loops forever."""

import ctypes
import json
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # this checkout, whichever is installed

from index.reading import confine as confine_module
from index.reading import worker as worker_module
from index.reading.sandbox import Protection
from index.reading.worker import TASKS, serve


def loop():
    while True:
        pass


def sleep():
    time.sleep(600)


def grow():
    held = []
    while True:
        held.append(bytearray(16 << 20))


def crash():
    ctypes.string_at(0)


def abort():
    os.abort()


def end():
    os.kill(os.getpid(), signal.SIGKILL)  # as the system does when it is short of memory


def leave():
    sys.exit(7)


def interrupt():
    raise KeyboardInterrupt


def stumble():
    raise KeyError("word/document.xml")


def recurse():
    recurse()


def flood():
    return "x" * (2 << 20)


def chatter():
    os.write(1, b"noise" * 10_000)
    os.write(2, b"noise")
    with suppress(OSError):
        os.write(0, b"noise")  # the worker talks to the sandbox on this descriptor


def environment():
    return dict(os.environ)


def worker():
    return os.getppid()


def write():
    with open("/tmp/quoth-hostile", "wb") as file:
        file.write(b"x")


def connect():
    with socket.socket() as line:
        line.settimeout(2)
        line.connect(("127.0.0.1", 9))


def send():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.sendto(b"x", ("127.0.0.1", 9))


def call(path):
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(path)


def peek(path):
    return Path(path).read_text()


def look(path):
    return os.listdir(path)


def remove(path):
    os.unlink(path)


def kill():
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(600)


def read(data, document_id, **_):
    name = document_id.removesuffix(".txt")
    if name == "kill-once" and os.path.exists(data):
        os.unlink(data)
        kill()
    if name.startswith("nonsense"):
        return data
    given = [data.decode()] if name in ("peek", "look", "remove", "call") else []
    found = globals()[name](*given) if name in globals() else name
    return json.dumps({"sha256": "", "title": "", "text": json.dumps(found), "sections": [], "notes": []}).encode()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--unconfined"]:  # as on a system that has none of it
            worker_module.shut_in = lambda *_: Protection(0)
        case ["--no-namespaces"]:
            confine_module._leave_network = lambda: False
        case ["--once-confined"]:  # the first process is, those for files are not
            worker_module._try_protection = lambda: Protection(3)
            confine_module.enforce = lambda _: False
    serve(socket.socket(fileno=0), {**TASKS, "read": read})
