"""Questions that a language model makes up for passages, to train a reranker with. Pure but for `make_questions`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from index.records import Passage
from index.text.sentences import sentence_spans
from qa.engines.engine import Engine
from qa.evaluation.datasets import read_jsonl
from qa.evidence.prompt import defuse
from qa.records import Message, Prompt

_MAX_TOKENS = 40
_FEWEST_WORDS, _MOST_WORDS = 4, 24
_AT_ONCE = 2  # what the engine decodes side by side
_COPIED_RUN = 7  # words in a row
_SENTENCE_WORDS = (8, 40)  # of a sentence worth asking about
_POINTS_BACK = re.compile(r"\W*(?:this|these|those|that|they|it|its|he|she|such|here|there|then)\b", re.IGNORECASE)

# The sentence alone: with the text around it, or with worked examples, the default model asks for "the main point of
# the text" or talks about the examples, and takes twice as long.
_ASK = "Write one specific question that the sentence above answers. Write only the question."


@dataclass(frozen=True, slots=True)
class MadeQuestion:
    """What a language model made up for a passage; "": nothing of use."""

    document_id: str
    passage: str  # its text
    question: str


def asked_about(text: str, number: int) -> str:
    """The sentence that is asked about: one of those of some length that do not point back, in turn by the number.

    "" where there is none.
    """
    sentences = [" ".join(text[start:end].split()) for start, end in sentence_spans(text)]
    fewest, most = _SENTENCE_WORDS
    chosen = [each for each in sentences if fewest <= len(each.split()) <= most and not _POINTS_BACK.match(each)]
    return chosen[number % len(chosen)] if chosen else ""


def question_prompt(sentence: str) -> Prompt:
    """The prompt for a question that the sentence answers."""
    return Prompt((), (Message("user", f"{defuse(sentence)}\n\n{_ASK}"),))


def question_in(said: str, text: str) -> str:
    """The question in the first line that the model wrote about `text`, or "" if it is of no use.

    Of no use is what is no question, too short, too long, speaks of "the text", or takes seven words in a row from it.

    >>> question_in("Question: Why is it red?\\nText: more", "It is red because of iron.")
    'Why is it red?'
    """
    line = said.strip().partition("\n")[0].removeprefix("Question:").strip(' "`*')
    return line if line.endswith("?") and _is_of_use(line, text) else ""


def is_prose(text: str) -> bool:
    """Whether it is worth asking about: sentences of some length rather than a table, code or a list of links."""
    words = text.split()
    plain = sum(re.fullmatch(r"[(\"'*_]?[A-Za-z][a-z'’-]*[)\"'*_.,;:?!]*", word) is not None for word in words)
    return len(words) >= 40 and plain >= 0.8 * len(words)


def read_made(file: Path) -> list[MadeQuestion]:
    """What an earlier run wrote into the file."""
    if not file.exists():
        return []
    return [MadeQuestion(each["document_id"], each["passage"], each["question"]) for _, each in read_jsonl(file)]


def make_questions(passages: Sequence[Passage], engine: Engine, file: Path) -> None:
    """Append a question for each of those passages to the file that it holds none for, as soon as it is made."""
    made = {each.passage for each in read_made(file)}
    asked = [(number, passage) for number, passage in enumerate(passages) if passage.text not in made]

    def ask(numbered: tuple[int, Passage]) -> MadeQuestion:
        number, passage = numbered
        sentence = asked_about(passage.text, number)
        about = f"{passage.title}: {sentence}" if passage.title else sentence
        said = _text(engine.stream(question_prompt(about), max_tokens=_MAX_TOKENS)) if sentence else ""
        return MadeQuestion(passage.document_id, passage.text, question_in(said, passage.text))

    with ThreadPoolExecutor(_AT_ONCE) as pool, file.open("a", encoding="utf-8") as out:
        for each in pool.map(ask, asked):
            out.write(json.dumps(asdict(each)) + "\n")
            out.flush()


def _text(pieces: Iterable[object]) -> str:
    return "".join(piece for piece in pieces if isinstance(piece, str))


def _is_of_use(question: str, text: str) -> bool:
    words = words_of(question)
    told = " ".join(words_of(text))
    runs = (" ".join(words[first : first + _COPIED_RUN]) for first in range(len(words) - _COPIED_RUN + 1))
    return (
        _FEWEST_WORDS <= len(words) <= _MOST_WORDS
        and not re.search(r"\b(?:text|sentence|passage)\b", question, re.IGNORECASE)
        and not any(run in told for run in runs)
    )


def words_of(text: str) -> list[str]:
    """The words of the text in order, in small letters."""
    return re.findall(r"\w+", text.casefold())
