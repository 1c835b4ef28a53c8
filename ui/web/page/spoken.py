"""Who speaks in the chat, and in which language, for those who hear the page read aloud. Pure."""

from __future__ import annotations

from functools import lru_cache

from index.text.identify import SURE, identify_language
from ui.web.words import said

_EXCERPT = 500  # characters


def speaker(key: str) -> str:
    """The name of who speaks, as a heading that is not seen: screen readers go from one to the next."""
    return f'<h2 class="unseen">{said(key)}</h2>'


def spoken(text: str) -> str:
    """The attributes of an element with this text: its direction, and its language if that is sure."""
    code = _language(text[:_EXCERPT])
    return f'dir="auto" lang="{code}"' if code else 'dir="auto"'


@lru_cache(maxsize=500)
def _language(text: str) -> str:
    return identify_language(text, least=SURE)
