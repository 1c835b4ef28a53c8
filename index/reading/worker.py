"""The process that reads files. It imports the readers once, then forks a child for every request.

`index.reading.sandbox` starts `python -m index.reading.worker` and talks to it over a socket, its standard input. The
process has one thread and no open files, so that a fork is cheap and the child inherits nothing useful.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import astuple
from typing import Any, NoReturn

from index.errors import DocumentError
from index.files.safe_open import open_inside, read_whole
from index.reading import read as readers
from index.reading.confine import confine, prepare, shut_in
from index.reading.read import check_suffix
from index.reading.sandbox import ANOTHER_VERSION, READY, Limits, Protection
from index.records import PageSpan

_GIVEN_UP = "was not read: the system killed its reader, perhaps because memory is low"

Task = Callable[..., bytes]  # (data, document_id, **arguments) -> the bytes for the sandbox

# Exit codes of the child. With _REFUSED and _PASSING its output is the reason; a _PASSING one is temporary.
_DONE, _REFUSED, _PASSING, _OUT_OF_MEMORY, _FAILED = range(5)


def read_document(data: bytes, document_id: str, *, tesseract: str, hidden: str) -> bytes:
    """The document as JSON."""
    document = readers.read(data, document_id, tesseract=tesseract, hidden=hidden)
    found = {
        "sha256": document.sha256,
        "title": document.title,
        "text": document.text,
        "sections": [astuple(section) for section in document.sections],
        "notes": document.notes,
    }
    return json.dumps(found, ensure_ascii=False).encode()


def page_image(data: bytes, document_id: str, *, page: int, width: int) -> bytes:
    """The page as a PNG."""
    return readers.page_image(data, document_id, page, width=width)


def boxes(data: bytes, document_id: str, *, span: Mapping[str, Any], tesseract: str) -> bytes:
    """The boxes as JSON."""
    found = readers.boxes(data, document_id, PageSpan(**span), tesseract=tesseract)
    return json.dumps([astuple(box) for box in found]).encode()


def cells(data: bytes, document_id: str, *, page: int | None, start: int, end: int, quote: str) -> bytes:
    """The reference of the cells, as ASCII."""
    return readers.cells(data, document_id, page, start, end, quote=quote).encode()


TASKS: Mapping[str, Task] = {"read": read_document, "page_image": page_image, "boxes": boxes, "cells": cells}


def serve(line: socket.socket, tasks: Mapping[str, Task] = TASKS) -> None:
    """Send "ready" and the protection of children, then answer requests until the connection closes.

    A request is one line of JSON. A reply is a line of JSON, `{"done": bool, "passing": bool, "length": bytes}`, and
    then the result, or the reason why there is none (`passing`: a temporary reason). Raises `OSError` if it cannot
    fork.
    """
    protection = _try_protection()
    with line, line.makefile("rb") as requests:
        line.sendall(READY % protection)
        while message := requests.readline():
            code, body = _answer({**json.loads(message), "protection": protection}, line, tasks)
            header = json.dumps({"done": code == _DONE, "passing": code == _PASSING, "length": len(body)})
            line.sendall(header.encode() + b"\n" + body)


def _try_protection() -> Protection:
    """The protection that a child has on this system. Raises `OSError` if no child can be started."""
    prepare()
    child = os.fork()
    if child == 0:
        try:
            os._exit(shut_in())
        finally:
            os._exit(_FAILED + 1)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in range(4):
        raise ChildProcessError
    return Protection(code)


def _answer(request: dict[str, Any], line: socket.socket, tasks: Mapping[str, Task]) -> tuple[int, bytes]:
    """The exit code of the child, or an equivalent one, and the outcome."""
    limits = Limits(**request["limits"])
    deadline = time.monotonic() + limits.waiting_s
    worker = os.getpid()
    prepare(_tesseract(request))
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _be_child(request, limits, writing, tasks, worker)
    os.close(writing)
    try:
        output, reason = _gather(reading, line, limits, deadline)
    except ConnectionError:
        _kill(child)
        sys.exit()
    os.close(reading)
    if reason:
        _kill(child)
    status, usage = _await(child, deadline)
    if reason:
        return _REFUSED, reason.encode()
    if reason := _why_ended(status, usage, limits):
        return (_PASSING if reason == _GIVEN_UP else _REFUSED), reason.encode()
    return os.WEXITSTATUS(status), bytes(output)


def _gather(reading: int, line: socket.socket, limits: Limits, deadline: float) -> tuple[bytearray, str]:
    """The output of the child until it closes the pipe, and the reason if it must be stopped earlier.

    Raises `ConnectionError` if the sandbox closes the connection. It sends no other request before the reply.
    """
    output = bytearray()
    ready = select.poll()
    ready.register(reading, select.POLLIN)
    ready.register(line, select.POLLIN)
    while True:
        events = dict(ready.poll(max(0.0, deadline - time.monotonic()) * 1000))
        if line.fileno() in events:
            raise ConnectionError
        if not events:
            return output, f"took longer than {limits.waiting_s} s"
        piece = os.read(reading, 1 << 20)
        output += piece
        if not piece:
            return output, ""
        if len(output) > limits.output_mb << 20:
            return output, f"contains more than {limits.output_mb} MB of text: split it"


def _await(child: int, deadline: float) -> tuple[int, resource.struct_rusage]:
    """How the child ended and what it used. If it does not end, it is killed at the deadline."""
    while True:
        pid, status, usage = os.wait4(child, os.WNOHANG)
        if pid:
            return status, usage
        if time.monotonic() > deadline:
            _kill(child)
        time.sleep(0.001)


def _kill(child: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # and everything it started
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)  # perhaps it has no process group yet


def _why_ended(status: int, usage: resource.struct_rusage, limits: Limits) -> str:
    """The reason if the child ended without an answer."""
    too_much = f"needed more than {limits.memory_mb / 1024:.2g} GB of memory"
    if os.WIFEXITED(status):
        code = os.WEXITSTATUS(status)
        if code in (_DONE, _REFUSED, _PASSING):
            return ""
        return too_much if code == _OUT_OF_MEMORY else f"stopped the reader (code {code}): it may be damaged"
    number = os.WTERMSIG(status)
    if number == signal.SIGXCPU:
        return f"took more than {limits.computing_s} s of processor time"
    # PDFium aborts when it gets no more memory. It has then used most of its limit.
    if usage.ru_maxrss * 1024 > limits.memory_mb << 19:
        return too_much
    if number == signal.SIGKILL:
        return _GIVEN_UP
    return f"crashed the reader (signal {number}): it may be damaged"


def _be_child(
    request: dict[str, Any], limits: Limits, writing: int, tasks: Mapping[str, Task], worker: int
) -> NoReturn:
    """Do the task and exit. This must never return to the loop of the worker."""
    code = _FAILED
    try:
        confine(limits, worker)
        code, outcome = _outcome(request, limits, tasks)
        with open(writing, "wb") as stream:
            stream.write(outcome)
    except MemoryError:
        code = _OUT_OF_MEMORY
    finally:
        os._exit(code)


def _tesseract(request: dict[str, Any]) -> str:
    return str(request["arguments"].get("tesseract", ""))


def _outcome(request: dict[str, Any], limits: Limits, tasks: Mapping[str, Task]) -> tuple[int, bytes]:
    document_id, code = request["document_id"], _REFUSED
    try:
        with open_inside(request["folder"], document_id) as file:
            check_suffix(document_id)  # after opening it, so that a link is reported as a link, whatever its name
            data = read_whole(file, max_mb=limits.file_mb)
        if request["sha256"] and hashlib.sha256(data).hexdigest() != request["sha256"]:
            raise DocumentError(ANOTHER_VERSION, passing=True)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # the child must not use the connection to the sandbox
        if shut_in(_tesseract(request)) != request["protection"]:
            raise DocumentError("was not opened: the system failed to restrict its reader", passing=True)
        return _DONE, tasks[request["task"]](data, document_id, **request["arguments"])
    except DocumentError as error:
        reason, code = error.reason, _PASSING if error.passing else _REFUSED
    except MemoryError:
        raise
    except RecursionError:
        reason = "is nested too deeply"
    except Exception as error:
        reason = f"could not be read, perhaps because it is damaged ({type(error).__name__}: {error})"[:500]
    return code, reason.encode("utf-8", "replace")


if __name__ == "__main__":
    serve(socket.socket(fileno=0))
