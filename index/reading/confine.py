"""Permanently restricts the calling process."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from index.reading.landlock import enforce, make_rules
from index.reading.sandbox import Limits, Protection
from index.reading.seccomp import refuse_sockets

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000  # linux/sched.h
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38  # linux/prctl.h
# What the libraries and programs of the system open. Nothing here belongs to a user.
_SYSTEM = (
    "/usr /bin /lib /lib32 /lib64 /nix/store /gnu/store /dev/urandom /sys/devices/system/cpu"
    " /etc/ld.so.cache /etc/localtime /etc/mime.types"
)
_PACKAGE = Path(__file__).parents[1]


def confine(limits: Limits, parent: int) -> None:
    """Limit what this process can use. It ends with its parent, the process with the id `parent`."""
    os.setsid()
    _limit(resource.RLIMIT_AS, limits.memory_mb << 20)
    _limit(resource.RLIMIT_CPU, limits.computing_s, hard=limits.computing_s + 1)
    _limit(resource.RLIMIT_FSIZE, 0)  # it writes to a pipe, never to a file
    _limit(resource.RLIMIT_NOFILE, 64)
    _limit(resource.RLIMIT_CORE, 0)
    die_with_parent()
    if os.getppid() != parent:  # the parent ended before the line above
        os._exit(1)


def die_with_parent() -> None:
    """Make this process end with its parent. If the parent has ended already, this has no effect."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def shut_in(tesseract: str = "") -> Protection:
    """Block access to other files and to the network. Returns which of these the system enforces.

    Open files stay open. The process can still open what Python and the program `tesseract` need, and it can write
    nowhere. This is 10 ms faster if `prepare` was called before, in this process or the one it was forked from.
    """
    if sys.platform != "linux":
        return Protection(0)
    ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # A separate network does not block sockets in folders, such as that of Docker. Refusing sockets does.
    is_offline = refuse_sockets() | _leave_network()
    is_locked = enforce(prepare(tesseract))
    return Protection(Protection.NETWORK * is_offline | Protection.FILES * is_locked)


@lru_cache(maxsize=4)
def prepare(tesseract: str = "") -> int:
    """The rules for `shut_in`, cached because making them takes longer than reading a short file."""
    return make_rules(_needed(tesseract), writable=[Path(os.devnull)])


def _leave_network() -> bool:
    """Move this process to a separate network without connections. Some containers do not allow it."""
    return bool(ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def _needed(tesseract: str) -> Iterator[Path]:
    """The files and folders that must stay readable: those of the system, of Python and its packages, of tesseract."""
    yield from map(Path, _SYSTEM.split())
    yield _PACKAGE
    yield from {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")}
    yield from (Path(place) for place in sys.path if place.endswith(("/site-packages", "/dist-packages")))
    for program in {Path(tesseract), Path(tesseract).resolve()} if tesseract else ():
        yield program
        yield from (program.parent.parent / name for name in ("lib", "share/tessdata", "share/tesseract-ocr"))


def _limit(kind: int, most: int, *, hard: int | None = None) -> None:
    _, allowed = resource.getrlimit(kind)
    ceiling = most if hard is None else hard
    if allowed != resource.RLIM_INFINITY:
        most, ceiling = min(most, allowed), min(ceiling, allowed)
    with suppress(ValueError):  # macOS does not limit address space
        resource.setrlimit(kind, (most, ceiling))
