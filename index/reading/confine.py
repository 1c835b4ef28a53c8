"""Takes rights away from the process that calls, for good."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from contextlib import suppress

from index.reading.sandbox import Limits

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000  # linux/sched.h
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38  # linux/prctl.h


def confine(limits: Limits, parent: int) -> None:
    """Bound what this process can use, and let it end with its parent, the process `parent`."""
    os.setsid()
    _limit(resource.RLIMIT_AS, limits.memory_mb << 20)
    _limit(resource.RLIMIT_CPU, limits.computing_s, hard=limits.computing_s + 1)
    _limit(resource.RLIMIT_FSIZE, 0)  # it writes into a pipe, never into a file
    _limit(resource.RLIMIT_NOFILE, 64)
    _limit(resource.RLIMIT_CORE, 0)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    die_with_parent()
    if os.getppid() != parent:  # it ended before the line above
        os._exit(1)


def die_with_parent() -> None:
    """Let this process end with its parent; it starts to hold now, so the parent may be gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def cut_network() -> bool:
    """Move this process to a network of its own, which leads nowhere; whether the system allowed it.

    Some containers forbid user namespaces. The other limits hold there all the same. Files that only root's rights
    open have to be open before.
    """
    if sys.platform != "linux":
        return False
    return bool(ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def _limit(kind: int, most: int, *, hard: int | None = None) -> None:
    _, allowed = resource.getrlimit(kind)
    ceiling = most if hard is None else hard
    if allowed != resource.RLIM_INFINITY:
        most, ceiling = min(most, allowed), min(ceiling, allowed)
    with suppress(ValueError):  # macOS does not limit address space
        resource.setrlimit(kind, (most, ceiling))
