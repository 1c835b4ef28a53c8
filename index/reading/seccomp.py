"""Seccomp: the Linux kernel permanently refuses some system calls of a process."""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2  # linux/prctl.h, linux/seccomp.h
_ALLOW, _ERROR, _KILL = 0x7FFF0000, 0x00050000, 0x80000000  # linux/seccomp.h
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # linux/bpf_common.h, for 32 bits
_NUMBER, _ARCHITECTURE = 0, 4  # offsets in struct seccomp_data
_IO_URING_SETUP = 425  # on every machine; a ring could open sockets
_X32 = 0x40000000  # marks system calls of another convention on x86_64
_MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}  # linux/audit.h, and the number of `socket`


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def refuse_sockets() -> bool:
    """Stop this process and its children from opening sockets. Returns whether that worked.

    The process must have set `no_new_privs`.
    """
    if sys.platform != "linux" or (machine := os.uname().machine) not in _MACHINES:
        return False
    architecture, open_socket = _MACHINES[machine]
    code = (
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 3, 0, _X32),
        (_EQUAL, 2, 0, open_socket),
        (_EQUAL, 1, 0, _IO_URING_SETUP),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERROR | errno.ENETUNREACH),
    )
    program = _Program(len(code), b"".join(struct.pack("=HBBI", *instruction) for instruction in code))
    return bool(ctypes.CDLL(None).prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0) == 0)
