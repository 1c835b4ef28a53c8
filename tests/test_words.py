"""The strings of the page: every language has all of them, and each is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from scripted import sample_chatbot
from starlette.testclient import TestClient

from qa.forms.follow_ups.follow_up import find_follow_up
from ui.web.app import make_app
from ui.web.words import LANGUAGES, language_of, said, say, script, table

WEB = Path(__file__).parent.parent / "ui" / "web"
STATIC = WEB / "static"


@pytest.mark.parametrize("key", table())
def test_every_string_is_there_in_every_language_with_all_its_places(key: str) -> None:
    words = table()[key]
    assert list(words) == list(LANGUAGES)
    places = {language: sorted(re.findall(r"\{\w+\}", text)) for language, text in words.items()}
    for language, text in words.items():
        assert text.strip() == text != "", language
        assert "<" not in text, language
        if key.endswith("_one"):  # some languages write the number, others say "one"
            assert set(places[language]) <= set(places["en"]), language
        else:
            assert places[language] == places["en"], language


def test_a_string_for_one_belongs_to_a_string_for_many() -> None:
    assert {key for key in table() if key.endswith("_one") and key.removesuffix("_one") not in table()} == set()


def used() -> set[str]:
    """The keys that the code of the page names."""
    scripts = "".join(path.read_text(encoding="utf-8") for path in [*STATIC.glob("*.js"), *STATIC.glob("*.html")])
    python = "".join(path.read_text(encoding="utf-8") for path in WEB.rglob("*.py"))
    words = {*re.findall(r"['\"](\w+)['\"]", scripts + python), *re.findall(r"say:(\w+)", scripts)}
    return words | set(re.findall(r"\b(?:stage|form)_\w+", " ".join(table())))


def test_every_string_is_used_and_every_used_string_is_there() -> None:
    known = {key for key in table() if not key.endswith("_one")}
    assert known - used() == set()
    scripts = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.js"))
    asked = set(re.findall(r"\bt\('(\w+)'", scripts))
    pages = "".join(path.read_text(encoding="utf-8") for path in WEB.rglob("*.py"))
    asked |= set(re.findall(r"\bsaid?y?\(\"(\w+)\"", pages))
    assert len(asked) > 100
    assert asked - set(table()) == set()


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        ("", "", "en"),
        ("", "de-CH,de;q=0.9,en;q=0.8", "de"),
        ("", "pt, es;q=0.2, fr;q=0.7", "fr"),
        ("", "zh-Hant-TW", "zh"),
        ("", "en;q=0, *;q=0.1", "en"),
        ("", "fr;q=x, es", "es"),
        ("es", "de", "es"),
        ("xx", "de", "de"),
        ("<script>", "ja", "en"),
        ("", "," * 5000, "en"),
    ],
)
def test_the_language_is_the_chosen_one_or_else_the_browsers(chosen: str, accepted: str, language: str) -> None:
    assert language_of({"quoth_language": chosen}, {"accept-language": accepted}) == language


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["why", "sure", "shorter"])
def test_the_follow_ups_that_the_page_offers_are_understood(kind: str, language: str) -> None:
    found = find_follow_up(say(f"follow_{kind}", language), "How much leave do I get?")
    assert found is not None
    assert (found.kind, found.may_follow_fact) == (kind, True)


def test_values_are_put_in_and_one_is_said_as_one() -> None:
    assert say("more", "de", n=3) == "3 weitere"
    assert say("searching", "fr", n=1) == "Recherche dans 1 document…"
    assert (
        said("is_back", name="<b> ü") == '<span class="say:is_back name:%3Cb%3E%20%C3%BC">&lt;b&gt; ü is back.</span>'
    )


def test_the_page_comes_with_the_strings_of_its_reader() -> None:
    host = "127.0.0.1:7860"
    app = make_app(sample_chatbot(), hosts={host})  # type: ignore[arg-type]  # a stand-in
    with TestClient(app, base_url=f"http://{host}") as client:
        assert "Dokumente hinzufügen" in client.get("/", headers={"accept-language": "de"}).text
        client.cookies.set("quoth_language", "zh")
        page = client.get("/", headers={"accept-language": "de"}).text
        assert "添加文档" in page
        assert "Dokumente hinzufügen" not in page


def test_nothing_in_a_string_ends_its_script() -> None:
    assert "<" not in script("en").removeprefix("<script>").removesuffix("</script>")
