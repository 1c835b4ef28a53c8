"""The embedder is chosen by the languages of the documents, kept in the index, and changed by one command."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tiny_bert import make_embedder

from index.embedding.choice import FOR_ENGLISH, FOR_MANY_LANGUAGES, FOR_MANY_LANGUAGES_FROM_HUB
from index.errors import MismatchedIndexError, WeightsError
from index.stores.open import noted_embedder
from qa import Chatbot, load_settings

GERMAN = "Die Kaution beträgt 350 Euro und wird nach der Abnahme zurückgezahlt."
ENGLISH = "The deposit is 350 euros and is paid back after the inspection."
Make = Callable[..., Chatbot]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Makes a chatbot whose embedders are tiny and have random weights. Those in `missing` cannot be fetched."""
    tiny = make_embedder(tmp_path / "tiny", dim=384)
    (tmp_path / "documents").mkdir()

    def weights(chatbot: Chatbot, name: str) -> Path:
        if name in chatbot.missing:  # type: ignore[attr-defined]  # set below
            raise WeightsError(f"The model {name} lacks model.safetensors. Check your connection.")
        return tiny

    monkeypatch.setattr(Chatbot, "_weights", weights)
    monkeypatch.setattr("qa.embedders.is_held", lambda *_: True)

    def made(*, missing: tuple[str, ...] = (), **settings: Any) -> Chatbot:
        monkeypatch.setattr(Chatbot, "missing", missing, raising=False)
        paths = {"documents": tmp_path / "documents", "index": tmp_path / "index"}
        return Chatbot(load_settings(**paths, engine="extractive", **settings))

    return made


def write(tmp_path: Path, **texts: str) -> None:
    for name, text in texts.items():
        (tmp_path / "documents" / f"{name}.txt").write_text(text)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("texts", "chosen"),
    [
        ({"a": ENGLISH}, FOR_ENGLISH),
        ({"a": GERMAN}, FOR_MANY_LANGUAGES),
        ({"a": ENGLISH, "b": GERMAN}, FOR_MANY_LANGUAGES),
        ({"a": "4711"}, FOR_ENGLISH),
    ],
)
def test_the_languages_of_the_folder_choose_the_embedder(
    make: Make, tmp_path: Path, texts: dict[str, str], chosen: str
) -> None:
    write(tmp_path, **texts)
    with make() as chatbot:
        chatbot.update()
        assert chatbot.index.embedder.name == noted_embedder(tmp_path / "index") == chosen
        assert chatbot.describe_embedder().startswith(f"Embedder: {chosen}. Languages: ")
        assert chatbot.advise_embedder() == ""


def test_a_setting_overrides_the_choice(make: Make, tmp_path: Path) -> None:
    write(tmp_path, a=GERMAN)
    with make(embedder=FOR_ENGLISH) as chatbot:
        chatbot.update()
        assert noted_embedder(tmp_path / "index") == FOR_ENGLISH
        assert chatbot.advise_embedder() == ""


def test_other_languages_are_told_and_a_rebuild_takes_the_other_embedder_while_the_old_index_serves(
    make: Make, tmp_path: Path
) -> None:
    write(tmp_path, a=ENGLISH)
    with make() as chatbot:
        chatbot.update()
        write(tmp_path, b=GERMAN)
        chatbot.update()
        assert noted_embedder(tmp_path / "index") == FOR_ENGLISH
        assert f"{FOR_MANY_LANGUAGES} suits these languages better" in chatbot.advise_embedder()
        assert "`quoth index --rebuild`" in chatbot.describe_embedder()
        assert chatbot.search("Kaution")
        chatbot.update(rebuild=True)
        assert noted_embedder(tmp_path / "index") == FOR_MANY_LANGUAGES
        assert chatbot.index.embedder.name == FOR_MANY_LANGUAGES
        assert chatbot.search("Kaution")
        assert chatbot.advise_embedder() == ""


def test_without_the_weights_for_many_languages_the_other_ones_are_used_and_one_line_says_so(
    make: Make, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, a=GERMAN)
    with make(missing=(FOR_MANY_LANGUAGES, FOR_MANY_LANGUAGES_FROM_HUB)) as chatbot:
        chatbot.update()
        assert noted_embedder(tmp_path / "index") == FOR_ENGLISH
        chatbot.update()
    (warning,) = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert "Documents in German are found by their words only" in warning
    assert "Check your connection." in warning


@pytest.mark.parametrize(
    ("missing", "chosen"),
    [(FOR_MANY_LANGUAGES, FOR_MANY_LANGUAGES_FROM_HUB), (FOR_MANY_LANGUAGES_FROM_HUB, FOR_MANY_LANGUAGES)],
)
def test_the_embedder_for_many_languages_comes_from_the_package_index_or_else_from_the_hub(
    make: Make, tmp_path: Path, caplog: pytest.LogCaptureFixture, missing: str, chosen: str
) -> None:
    write(tmp_path, a=GERMAN)
    with make(missing=(missing,)) as chatbot:
        chatbot.update()
        assert chatbot.index.embedder.name == noted_embedder(tmp_path / "index") == chosen
        assert chatbot.advise_embedder() == ""
        assert chatbot.embedder_of(chosen).name == chosen
    with make() as chatbot:  # both can be fetched now: the index keeps the one that it was built with
        write(tmp_path, b=GERMAN.replace("350", "400"))
        chatbot.update()
        assert noted_embedder(tmp_path / "index") == chosen
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_an_index_of_the_old_embedder_serves_under_a_new_setting_and_one_line_names_the_cure(
    make: Make, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, a=ENGLISH)
    with make(embedder=FOR_ENGLISH) as chatbot:
        chatbot.update()
    with make(embedder=FOR_MANY_LANGUAGES) as chatbot:
        assert chatbot.search("deposit")
        assert chatbot.search("inspection")
        (warning,) = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
        assert FOR_ENGLISH in warning
        assert "`quoth index --rebuild`" in warning
        with pytest.raises(MismatchedIndexError, match="quoth index --rebuild"):
            chatbot.update()
        chatbot.update(rebuild=True)
        assert chatbot.index.embedder.name == FOR_MANY_LANGUAGES


def test_an_imported_index_is_read_with_the_embedder_that_it_was_built_with(make: Make) -> None:
    with make() as chatbot:
        assert chatbot.embedder_of(FOR_MANY_LANGUAGES).name == FOR_MANY_LANGUAGES
        assert chatbot.embedder_of("").name == FOR_ENGLISH
    with make(embedder=FOR_ENGLISH) as chatbot:
        assert chatbot.embedder_of(FOR_MANY_LANGUAGES).name == FOR_ENGLISH


def test_the_models_are_loaded_before_there_is_an_index_without_choosing_for_it(make: Make) -> None:
    with make(missing=(FOR_ENGLISH, FOR_MANY_LANGUAGES), reranker="off") as chatbot:
        chatbot.load()


def test_the_embedder_that_serves_is_found_with_one_look_into_the_index(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, a=ENGLISH)
    looks: list[Any] = []

    def noted(place: Any) -> str:
        looks.append(place)
        return noted_embedder(place)

    with make() as chatbot:
        chatbot.update()
        monkeypatch.setattr("qa.embedders.noted_embedder", noted)
        assert (chatbot.embedder.name, len(looks)) == (FOR_ENGLISH, 1)
