"""Reads gold questions and gold sets from JSON lines, to evaluate answers and retrieval.

A gold set is a folder. A line of its `corpus.jsonl` is {"id", "title", "text"}; a line of its `queries.jsonl` is {"id",
"question", "gold_doc_ids"}. A question with {"answerable": false} is skipped. {"codes": {id: -1}} excludes documents
from the rankings of a question. A set in several languages has `corpus.es.jsonl`, `queries.es.jsonl` and so on.

A user's own questions about an existing index are lines of {"id", "question", "document", "quote"}. To evaluate
answers too, they also have "answers".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from index.errors import SettingsError
from qa.records import Turn

_CORPUS, _QUERIES = "corpus", "queries"


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with a known answer. `answers` is empty if the documents do not contain one."""

    id: str
    question: str
    answers: tuple[str, ...]  # the answer must contain one of these
    also: tuple[str, ...]  # and one of these, if there are any
    documents: tuple[str, ...]  # the answer must cite one of these
    history: tuple[Turn, ...]
    items: tuple[tuple[str, ...], ...] = ()  # and one of each of these, for an answer of several parts
    form: str = ""  # the form of answer that is asked for, as the report names it

    @property
    def answerable(self) -> bool:
        return bool(self.answers or self.items)


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """One document of a gold set."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class RetrievalQuestion:
    """A question and the ids of the documents that answer it."""

    id: str
    question: str
    gold: tuple[str, ...]
    excluded: frozenset[str] = frozenset()  # documents to skip in its rankings, such as the question's own source
    quote: str = ""  # the words that answer it, if known


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Documents, and questions about them."""

    name: str
    documents: tuple[GoldDocument, ...]
    questions: tuple[RetrievalQuestion, ...]


def read_questions(path: Path) -> list[GoldQuestion]:
    """The gold questions of a JSON lines file. Raises `SettingsError`, which names the invalid line."""
    questions = [_gold_question(path, number, entry) for number, entry in read_jsonl(path)]
    if not questions:
        raise SettingsError(f"{path} contains no questions.")
    return questions


def read_sets(folder: Path, names: Sequence[str] = ()) -> list[GoldSet]:
    """The gold sets in a folder, or the folder itself if it is a gold set. `names` limits which.

    Raises `SettingsError` if there are none, and for an unknown name, an invalid line, a duplicate id, a gold id
    without a document, and a set without documents or answerable questions.
    """
    found = list(_pairs(folder)) or [pair for inside in _folders(folder) for pair in _pairs(inside)]
    if not found:
        raise SettingsError(f"{folder} contains no gold set. It needs {_CORPUS}.jsonl and {_QUERIES}.jsonl.")
    known = [name for name, _, _ in found]
    if unknown := [name for name in names if name not in known]:
        raise SettingsError(f"{folder} contains no set '{unknown[0]}'. Choose one of: {', '.join(known)}.")
    return [_read_set(name, corpus, queries) for name, corpus, queries in found if not names or name in names]


def read_own_questions(path: Path, documents: Collection[str]) -> tuple[RetrievalQuestion, ...]:
    """The answerable questions in a user's file. `documents` are the ids in the index.

    Follow-ups are skipped because they cannot be searched alone. Raises `SettingsError` like `read_sets`.
    """
    questions = tuple(question for question in _each(path, _own_question) if question)
    if not questions:
        raise SettingsError(f"{path} contains no answerable question that names its document.")
    _check_questions(path, questions, documents, "the index")
    return questions


def read_documents(path: Path) -> tuple[GoldDocument, ...]:
    """The documents of a corpus file. Raises `SettingsError` like `read_sets`."""
    documents = tuple(_each(path, _document))
    _check_ids(path, [document.id for document in documents])
    return documents


def read_jsonl(path: Path) -> Iterator[tuple[int, Any]]:
    """Every line that is not blank, with its number. Raises `SettingsError`, which names a line that is not JSON."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except ValueError as error:
                raise SettingsError(f"{path}, line {number} is not JSON: {error}.") from error


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def _pairs(folder: Path) -> Iterator[tuple[str, Path, Path]]:
    """The name, the corpus and the questions of each set in the folder."""
    for corpus in sorted(folder.glob(f"{_CORPUS}*.jsonl")):
        language = corpus.name.removeprefix(_CORPUS).removesuffix(".jsonl")
        queries = folder / f"{_QUERIES}{language}.jsonl"
        if queries.exists():
            yield folder.resolve().name + language, corpus, queries


def _read_set(name: str, corpus: Path, queries: Path) -> GoldSet:
    documents = read_documents(corpus)
    known = {document.id for document in documents}
    questions = tuple(question for question in _each(queries, _question) if question)
    if not questions:
        raise SettingsError(f"{queries} contains no answerable question.")
    _check_questions(queries, questions, known, str(corpus))
    return GoldSet(name, documents, questions)


def _check_questions(path: Path, questions: Sequence[RetrievalQuestion], known: Collection[str], where: str) -> None:
    _check_ids(path, [question.id for question in questions])
    for question in questions:
        if missing := sorted(set(question.gold) - set(known)):
            raise SettingsError(f"{path}: the gold id {missing[0]!r} of question {question.id} is not in {where}.")


_Entry = TypeVar("_Entry")


def _each(path: Path, build: Callable[[Any], _Entry]) -> Iterator[_Entry]:
    for number, entry in read_jsonl(path):
        try:
            yield build(entry)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise SettingsError(f"{path}, line {number} is not valid ({error!r}).") from error


def _gold_question(path: Path, number: int, entry: Any) -> GoldQuestion:
    try:
        answerable = entry.get("answerable", True)
        document = entry.get("document") or ()
        gold = GoldQuestion(
            id=str(entry.get("id", number)),
            question=entry["question"],
            answers=tuple(entry["answers"] if "items" not in entry else entry.get("answers", ())) if answerable else (),
            also=tuple(entry.get("also", ())),
            documents=(document,) if isinstance(document, str) else tuple(document),
            history=tuple(Turn(**turn) for turn in entry.get("history", ())),
            items=tuple(map(tuple, entry.get("items", ()))) if answerable else (),
            form=entry.get("form", ""),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise SettingsError(
            f"{path}, line {number} is not a gold question ({error!r}). See tests/gold/README.md."
        ) from error
    if answerable and not gold.answerable:
        raise SettingsError(f'{path}, line {number}: no answers. Mark it "answerable": false if there is none.')
    return gold


def _document(entry: Any) -> GoldDocument:
    return GoldDocument(_text(entry["id"]), _text(entry.get("title") or ""), _text(entry["text"]))


def _question(entry: Any) -> RetrievalQuestion | None:
    if not entry.get("answerable", True):
        return None
    gold = tuple(map(_text, entry["gold_doc_ids"]))
    if not gold:
        raise ValueError("gold_doc_ids is empty")
    excluded = frozenset(found for found, code in entry.get("codes", {}).items() if code == -1)
    return RetrievalQuestion(_text(entry["id"]), _text(entry["question"]), gold, excluded)


def _own_question(entry: Any) -> RetrievalQuestion | None:
    if not entry.get("answerable", True) or entry.get("history"):
        return None
    gold = [entry["document"]] if isinstance(entry["document"], str) else entry["document"]
    if not gold:
        raise ValueError("document is empty")
    quote = _text(entry.get("quote") or "")
    return RetrievalQuestion(_text(entry["id"]), _text(entry["question"]), tuple(map(_text, gold)), quote=quote)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a string")
    return value


def _check_ids(path: Path, ids: list[str]) -> None:
    if not ids:
        raise SettingsError(f"{path} is empty.")
    if len(set(ids)) < len(ids):
        twice = next(each for each in ids if ids.count(each) > 1)
        raise SettingsError(f"{path}: the id {twice!r} appears twice.")
