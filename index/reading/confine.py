"""Takes rights away from the process that calls, for good."""

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
# What the libraries and programs of the system open. None of it belongs to a person.
_SYSTEM = (
    "/usr /bin /lib /lib32 /lib64 /nix/store /gnu/store /dev/urandom /sys/devices/system/cpu"
    " /etc/ld.so.cache /etc/localtime /etc/mime.types"
)
_PACKAGE = Path(__file__).parents[1]


def confine(limits: Limits, parent: int) -> None:
    """Bound what this process can use, and let it end with its parent, the process `parent`."""
    os.setsid()
    _limit(resource.RLIMIT_AS, limits.memory_mb << 20)
    _limit(resource.RLIMIT_CPU, limits.computing_s, hard=limits.computing_s + 1)
    _limit(resource.RLIMIT_FSIZE, 0)  # it writes into a pipe, never into a file
    _limit(resource.RLIMIT_NOFILE, 64)
    _limit(resource.RLIMIT_CORE, 0)
    die_with_parent()
    if os.getppid() != parent:  # it ended before the line above
        os._exit(1)


def die_with_parent() -> None:
    """Let this process end with its parent; it starts to hold now, so the parent may be gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def shut_in(tesseract: str = "") -> Protection:
    """Keep this process from other files and from the network; what of that the system allowed.

    What is open stays open. It can still open what Python and the program `tesseract` need; it can write nowhere.
    It is done 10 ms sooner if `prepare` was called before, in this process or the one it was forked from.
    """
    if sys.platform != "linux":
        return Protection(0)
    ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # Another network does not keep it from the sockets in folders, such as that of Docker; refusing sockets does.
    is_offline = refuse_sockets() | _leave_network()
    is_locked = enforce(prepare(tesseract))
    return Protection(Protection.NETWORK * is_offline | Protection.FILES * is_locked)


@lru_cache(maxsize=4)
def prepare(tesseract: str = "") -> int:
    """The rules for `shut_in`, made once: opening all that is needed takes longer than reading a short file."""
    return make_rules(_needed(tesseract), writable=[Path(os.devnull)])


def _leave_network() -> bool:
    """Move this process to a network of its own, which leads nowhere; some containers do not allow it."""
    return bool(ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def _needed(tesseract: str) -> Iterator[Path]:
    """The files and folders that must be readable: of the system, of Python and its packages, of tesseract."""
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
