"""What the server says in English is shown on the page in its reader's language (ui/web/told.toml)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from qa.records import FormName
from ui.web.words import LANGUAGES, script, table, told

ROOT = Path(__file__).parent.parent
PLACE = re.compile(r"\{\w*\}")
# Where people see what these functions are given.
ERRORS = ("QuestionError", "MissingConversationError", "AccountError", "FolderError")
SEEN = ("ui/conversations.py", "ui/web", "qa/pipeline.py")


def words_of(node: ast.AST) -> str:
    """The words of a string in the code, with {} for what is put in; "" if it is none."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    parts = node.values if isinstance(node, ast.JoinedStr) else []
    return "".join("{}" if isinstance(part, ast.FormattedValue) else words_of(part) for part in parts)


def code(*places: str) -> Iterator[ast.AST]:
    for place in places:
        files = (ROOT / place).rglob("*.py") if (ROOT / place).is_dir() else [ROOT / place]
        for file in files:
            yield from ast.walk(ast.parse(file.read_text(encoding="utf-8")))


@cache
def said_in_the_code() -> str:
    """Every string of the code, on a line of its own."""
    return "\n".join(filter(None, map(words_of, code("index", "qa", "ui"))))


@pytest.mark.parametrize("message", told())
def test_every_message_is_there_in_every_language_and_is_still_said(message: str) -> None:
    words = told()[message]
    assert list(words) == [language for language in LANGUAGES if language != "en"]
    for text in words.values():
        assert text.strip() == text != ""
        assert "<" not in text
        assert set(PLACE.findall(text)) <= set(PLACE.findall(message))
    for part in PLACE.split(message):
        assert part.strip(" .()") in said_in_the_code(), part


def test_every_reason_of_the_check_is_said_in_every_language() -> None:
    known = {PLACE.sub("{}", message) for message in told()}
    nodes = list(code("qa/checking"))
    pieces = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    said = {words_of(node).replace("“{}”", "{}") for node in nodes if id(node) not in pieces}
    reasons = {words for words in said if words.startswith(("the cited ", "the question is about "))}
    assert len(reasons) > 10
    assert {
        each for each in reasons if each not in known and each.removeprefix("the cited text ") not in known
    } == set()


def refused() -> set[str]:
    """What is said where something is refused."""
    found = set()
    for node in code(*SEEN):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS:
            found |= {words_of(argument) for argument in node.args}
    return found - {""}


def test_whatever_is_refused_on_the_page_is_said_in_every_language() -> None:
    known = {PLACE.sub("{}", message) for message in told()}
    only_for_programs = {
        "A span ends after it starts and is at most {} characters long.",
        "The last message must be a question of the user.",
        "Quoth gives one answer to a question. Leave `n` out, or set it to 1.",
        "Quoth answers in sentences with sources. Leave `response_format` out.",
        "Quoth calls no tools. Leave `tool_choice` out, or use Quoth as an MCP server at /mcp.",
        "Quoth reads text, and no {}. Add the file to your documents, then ask about it.",
        "A name has 1 to 64 letters, digits and signs out of . _ - + @.",
        "{} has an account already. Change it with `quoth users password`.",
        "{} has no account. `quoth users list` shows who has.",
        "{} {}.",  # why a file is not read: ui/web/page/reasons.py
    }
    found = refused()
    assert len(found) > 25
    assert found - known == only_for_programs


def test_a_page_gets_the_messages_of_its_language_alone() -> None:
    assert "Das alte Passwort ist falsch." in script("de")
    assert "旧密码错误。" not in script("de")
    assert "old password is wrong" not in script("en")


def test_every_form_of_an_answer_has_a_name_on_the_page() -> None:
    names = {name.replace(" ", "_") for name in get_args(FormName)}
    assert {key.removeprefix("form_") for key in table() if key.startswith("form_")} <= names
