"""Fits and measures what tells the form that a question wants: `python -m benchmarks.question_forms [--fit]`.

The questions are in tests/gold/question_forms. Those to fit on and those to test on were written by different authors,
who saw neither Quoth nor each other's questions. With --fit, `qa/forms/wanted/classifier.npz` is made anew.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.tables import share_row
from index.embedding.embedder import Embedder
from qa.chatbot import Chatbot
from qa.evaluation.report import markdown
from qa.forms.dispatch import recognise
from qa.forms.wanted.classifier import FILE, WORDS_ALONE, FormClassifier, likeliest, terms_of, words_row
from qa.settings import load_settings

QUESTIONS = Path(__file__).parent.parent / "tests" / "gold" / "question_forms"
LEAST = 3  # questions that have a term
INVERSE_PENALTY = 3.0  # of the squares of the weights
_LANGUAGES = (("en",), ("de", "fr"))  # of documents; each pair has another embedder


def read_questions(name: str) -> list[Mapping[str, str]]:
    """The questions of a file, with their form and language."""
    lines = (QUESTIONS / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def fit(embedders: Sequence[Embedder]) -> None:
    """Fit the weights for each embedder, and for the words alone, and write them."""
    rows = read_questions("fitting")
    texts = [row["question"] for row in rows]
    counted = Counter(term for text in texts for term in set(terms_of(text)))
    names = sorted(term for term, count in counted.items() if count >= LEAST)
    terms = {term: place for place, term in enumerate(names)}
    rarity = np.array([1 + math.log((1 + len(rows)) / (1 + counted[term])) for term in names], np.float32)
    words = np.stack([words_row(text, terms, rarity) for text in texts])
    features = {WORDS_ALONE: words} | {
        one.name: np.concatenate([one.embed_questions(texts), words], axis=1) for one in embedders
    }
    held: dict[str, Any] = {"embedders": np.array(list(features)), "terms": np.array(names), "rarity": rarity}
    for place, feature in enumerate(features.values()):
        fitted = LogisticRegression(C=INVERSE_PENALTY, max_iter=3000).fit(feature, [row["form"] for row in rows])
        held["forms"] = np.array(list(fitted.classes_))
        held[f"weights{place}"] = fitted.coef_.T.astype(np.float16)
        held[f"offsets{place}"] = fitted.intercept_.astype(np.float32)
    held["rarity"] = rarity.astype(np.float16)
    np.savez_compressed(FILE, **held)


def measure(embedders: Sequence[Embedder]) -> str:
    """The share of the test questions whose form is told: by the rules, by the words alone, with each embedder."""
    rows = read_questions("test")
    classifier = FormClassifier.read()
    told: dict[str, list[str]] = {"rules": [recognise(row["question"]) for row in rows]}
    for one in embedders:
        told[one.name] = [likeliest(classifier.odds(row["question"], one))[0] for row in rows]
    told["words alone"] = [likeliest(classifier.odds(row["question"], None))[0] for row in rows]
    languages = sorted({row["language"] for row in rows}, key=lambda code: (code != "en", code))
    table = []
    for name, forms in told.items():
        right = [form == row["form"] for form, row in zip(forms, rows, strict=True)]
        table.append((name, *share_row("all", right)[1:]))
        for code in languages:
            own = [each for each, row in zip(right, rows, strict=True) if row["language"] == code]
            table.append((f"{name}, {code}", *share_row(code, own)[1:]))
    return markdown(("told by", "right %", "n", "95 % interval"), table)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.question_forms", description=__doc__)
    parser.add_argument("--fit", action="store_true", help="fit the weights before they are measured")
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        settings = load_settings(documents=Path(folder) / "documents", index=Path(folder) / "index")
        with closing(Chatbot(settings)) as chatbot:
            embedders = [chatbot.embedder_for(codes) for codes in _LANGUAGES]
            if options.fit:
                fit(embedders)
            print(measure(embedders))


if __name__ == "__main__":
    main()
