"""What the language adds to a vector is taken out, so that texts of different languages can be compared."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tiny_bert import make_embedder

from index.embedding.centres import OF, Centres
from index.embedding.embedder import EmbedderOptions, SentenceTransformersEmbedder
from index.stores.fingerprint import has_same_vectors, made_with, mismatch
from index.text.identify import NAMES

GERMAN = "Die Kaution beträgt 350 Euro und wird nach der Abnahme zurückgezahlt."
ENGLISH = "The deposit is 350 euros and is paid back after the inspection."


def unit(row: object) -> np.ndarray:
    return np.array(row, np.float32) / np.linalg.norm(row)


def test_texts_that_mean_the_same_in_two_languages_are_near_each_other_without_what_the_languages_add() -> None:
    means = np.array([[0, 0, 0.9], [0, 0.9, 0]], np.float32)
    centres = Centres(("de", "en"), means, means)
    rows = np.array([unit([0.4, 0, 0.9]), unit([0.4, 0.9, 0])])
    one, other = centres.centre_passages([GERMAN, ENGLISH], rows)
    assert rows[0] @ rows[1] < 0.2
    assert one @ other > 0.9
    assert centres.centre_questions([GERMAN], rows[:1])[0] == pytest.approx(one)


def test_the_means_cover_every_language_that_is_told_apart() -> None:
    centres = Centres.read()
    assert set(centres.languages) == set(NAMES)
    assert centres.passages.shape == centres.questions.shape == (len(NAMES), 384)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_embedder(tmp_path / "tiny", dim=384)


def test_centred_rows_are_unit_rows_and_an_index_notes_the_means(folder: Path) -> None:
    plain = SentenceTransformersEmbedder(folder, name="tiny")
    centred = SentenceTransformersEmbedder(folder, name=OF[0])
    rows = centred.embed_passages([GERMAN, ENGLISH])
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert rows.dtype == np.float32
    assert "language means" not in made_with(plain, 200)
    made = made_with(centred, 200)
    older = {name: value for name, value in made.items() if name != "language means"}
    assert "language means none, but" in mismatch(older, made)
    assert not has_same_vectors(older, made)


@pytest.mark.parametrize("options", [EmbedderOptions(dimensions=128), EmbedderOptions(question_prompt="find: ")])
def test_vectors_made_in_another_way_than_the_means_are_left_as_they_are(
    folder: Path, options: EmbedderOptions
) -> None:
    assert SentenceTransformersEmbedder(folder, name=OF[0], options=options).centres == ""
