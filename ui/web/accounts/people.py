"""Who sends a request, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from index.errors import QuothError
from ui.web.bodies import Scope

_KEY = "quoth.person"


class AccountError(QuothError):
    """An account, a password or a token cannot be made or changed as asked. The message says why."""


class Role(IntEnum):
    """What somebody may do. Each role may do all that those before it may."""

    NOBODY = 0  # has not logged in
    READER = 1  # asks questions and reads documents
    EDITOR = 2  # also adds, renames and deletes documents
    ADMIN = 3  # also sees how the server is used, and rebuilds the index


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose request is answered. `visitor` is the key to their conversations."""

    name: str  # "" if no account was needed
    role: Role
    visitor: str = ""  # "" if the browser has sent no cookie yet


NOBODY = Person("", Role.NOBODY)


def put_person(scope: Scope, person: Person) -> Scope:
    """The scope of a request that this person sends."""
    return {**scope, _KEY: person}


def person_of(scope: Scope) -> Person:
    """Who sends the request; `NOBODY` if that is not known."""
    person = scope.get(_KEY, NOBODY)
    assert isinstance(person, Person)
    return person
