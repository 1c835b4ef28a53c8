"""Remembers who opened each page, because Gradio sends the output of a page to everybody who knows its number."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any
from urllib.parse import parse_qs

from ui.web.accounts.people import Person
from ui.web.bodies import Scope

_HEARTBEAT = "/gradio_api/heartbeat/"
_REMEMBERED = 10_000  # pages


class Streams:
    """The pages that were opened last. A page belongs to whoever used its number first."""

    def __init__(self) -> None:
        self._owners: OrderedDict[str, str] = OrderedDict()

    def is_own(self, scope: Scope, said: Any, person: Person) -> bool:
        """Whether the request, whose body says `said`, is for no page or for one of this person's."""
        if not scope["path"].startswith("/gradio_api/"):
            return True
        own = [self._owners.setdefault(number, person.visitor) == person.visitor for number in _numbers(scope, said)]
        while len(self._owners) > _REMEMBERED:
            self._owners.popitem(last=False)
        return all(own)


def _numbers(scope: Scope, said: Any) -> list[str]:
    """The numbers of pages in a request to Gradio."""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    found = [*query.get("session_hash", []), said.get("session_hash") if isinstance(said, dict) else None]
    if scope["path"].startswith(_HEARTBEAT):
        found.append(scope["path"].removeprefix(_HEARTBEAT))
    return [number for number in found if isinstance(number, str)]
