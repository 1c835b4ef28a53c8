"""Hashes and verifies passwords with argon2id. The only import of argon2."""

from __future__ import annotations

import secrets
import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from ui.web.accounts.people import AccountError

SHORTEST, LONGEST = 10, 1000  # characters
_AT_ONCE = threading.BoundedSemaphore(2)  # each takes 64 MB of memory while it computes
_HASHER = PasswordHasher()
_OF_NOBODY = _HASHER.hash(secrets.token_hex())  # verified for unknown names, so that they take as long as known ones


def hashed(password: str) -> str:
    """The hash of a new password. Raises `AccountError` if it is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise AccountError(f"A password needs {SHORTEST} to {LONGEST:,} characters. A sentence of your own works well.")
    with _AT_ONCE:
        return _HASHER.hash(_normal(password))


def is_right(password: str, stored: str) -> bool:
    """Whether this is the password with the hash `stored`. It takes equally long if there is none ("")."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(stored or _OF_NOBODY, _normal(password[: LONGEST + 1])) and bool(stored)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False


def _normal(password: str) -> bytes:
    """The password as bytes, normalised: keyboards write "é" in two ways, and both must be the same password."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace")
