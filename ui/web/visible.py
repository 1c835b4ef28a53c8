"""Decides which documents a person may see, for the page, the API, files, images and answers.

With accounts, `private/ann/` in the documents folder is Ann's alone. Everything outside `private/` is everybody's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import Request

from index.scope import Hidden
from ui.web.accounts.people import Person, Role, person_of

if TYPE_CHECKING:
    from qa.chatbot import Chatbot

PRIVATE = "private"


def may_see(person: Person, path: str) -> bool:
    """Whether the person may see the document at this path of the documents folder, and change it as their role may."""
    hidden = hidden_from(person)
    return hidden is None or path not in hidden


def hidden_from(person: Person) -> Hidden | None:
    """The documents that the person may not see. None: there are no accounts, and so nobody else."""
    if not person.name:
        return Hidden("") if person.role is Role.NOBODY else None
    return Hidden(PRIVATE, own=private_folder(person.name), shows_loose=person.role is Role.ADMIN)


def owner_of(path: str) -> str | None:
    """Whose document it is by its path: None for everybody's, "" if it lies in `private/` but in nobody's folder."""
    top, *inner = path.split("/")
    if top.casefold() != PRIVATE:
        return None
    return inner[0] if len(inner) > 1 else ""


def private_folder(name: str) -> str:
    """The folder of the documents that only this person sees."""
    return f"{PRIVATE}/{name}"


def seen_by(chatbot: Chatbot, person: Person) -> Chatbot:
    """The chatbot as this person may use it: the same if there are no accounts."""
    hidden = hidden_from(person)
    return chatbot if hidden is None else chatbot.without(hidden)


def seen_in(chatbot: Chatbot, request: Request) -> Chatbot:
    """The chatbot as whoever sends the request may use it."""
    return seen_by(chatbot, person_of(request.scope))
