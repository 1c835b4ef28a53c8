"""Landlock: the Linux kernel (5.13 and newer) permanently removes a process's right to open files.

The system calls and their structures: https://docs.kernel.org/userspace-api/landlock.html
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION = 1
_PATH_BENEATH = 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_ALL_FILES = {1: 13, 2: 14, 3: 15, 4: 15}  # version of Landlock -> number of file rights; later versions: 16
_ALL_TCP = 3  # bind and connect, from version 4
_SCOPED = 3  # abstract sockets and signals, from version 6


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """The version of Landlock in the kernel; 0 for none."""
    return max(0, _call(_CREATE_RULESET, None, 0, _ASK_VERSION)) if sys.platform == "linux" else 0


def make_rules(readable: Iterable[Path], *, writable: Iterable[Path] = ()) -> int:
    """A descriptor of rules that allow only these files and folders; -1 if there is no Landlock.

    Paths that do not exist are left out. If the kernel supports it, the rules also block TCP connections, and signals
    to other processes.
    """
    offered = version()
    wanted = _Ruleset(
        files=(1 << _ALL_FILES.get(offered, 16)) - 1,
        network=_ALL_TCP if offered >= 4 else 0,
        scoped=_SCOPED if offered >= 6 else 0,
    )
    size = 8 if offered < 4 else 16 if offered < 6 else 24
    rules = _call(_CREATE_RULESET, ctypes.byref(wanted), size, 0) if offered else -1
    if rules >= 0:
        for path in readable:
            _allow(rules, path, _READ_FILE | _READ_DIR | _EXECUTE)
        for path in writable:
            _allow(rules, path, _READ_FILE | _WRITE_FILE)
    return rules


def enforce(rules: int) -> bool:
    """Apply the rules of `make_rules` permanently to this process and its children. Returns whether that worked.

    Open files stay open. The process must have set `no_new_privs`.
    """
    return rules >= 0 and _call(_RESTRICT_SELF, rules, 0) == 0


def _allow(rules: int, path: Path, rights: int) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rule = _PathBeneath(rights if path.is_dir() else rights & ~_READ_DIR, opened)
        _call(_ADD_RULE, rules, _PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(opened)


def _call(number: int, *arguments: object) -> int:
    padded = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    return int(ctypes.CDLL(None).syscall(ctypes.c_long(number), *padded))
