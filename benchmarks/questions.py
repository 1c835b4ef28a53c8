"""Questions that a language model makes up for passages, to train a reranker with. Pure but for `make_questions`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from index.records import Passage
from qa.engine import Engine
from qa.gold import read_jsonl
from qa.prompt import defuse
from qa.records import Message, Prompt

_PASSAGE_CHARACTERS = 560  # about 120 tokens
_MAX_TOKENS = 72  # of the three lines together
_FEWEST_WORDS, _MOST_WORDS = 2, 24
_AT_ONCE = 2  # what the engine decodes side by side
_COPIED_RUN = 7  # words in a row
_STYLES = ("what", "why", "how many", "when", "which", "how", "who", "can", "does", "where")

# Made up for this, like the passages in it. It comes first, so that an engine with a prompt cache reads it once.
_EXAMPLES = """\
Write three searches of people who do not know the passage but look for what it says: a question, a short question in \
other words than the passage uses, and some keywords.

Passage: The harbour of Vell froze in January 1911. For nine weeks the mail came by sledge from Orn, 40 km to the south.
Begin with: how
1. How did letters reach Vell when ships could not get in?
2. winter the port of Vell was blocked by ice?
3. Orn to Vell distance sledge post

Passage: A worker that has not answered for 30 s is marked as lost, and its tasks go back to the queue. This keeps one \
broken machine from holding up a whole run.
Begin with: does
1. Does a task get lost when the machine running it breaks?
2. after how long is a silent worker given up?
3. reassign tasks dead worker timeout

Passage: {passage}
Begin with: {style}
1."""


@dataclass(frozen=True, slots=True)
class MadeQuestion:
    """What a language model made up for a passage: up to three questions, in different styles."""

    document_id: str
    passage: str  # its text
    questions: tuple[str, ...]


def question_prompt(text: str, number: int) -> Prompt:
    """The prompt for questions that `text` answers; the style of the first goes round with the number."""
    passage = " ".join(defuse(text)[:_PASSAGE_CHARACTERS].split())
    content = _EXAMPLES.format(passage=passage, style=_STYLES[number % len(_STYLES)])
    return Prompt((), (Message("user", content),))


def questions_in(said: str, text: str) -> tuple[str, ...]:
    """The questions among the lines that the model wrote about `text`, without those that are of no use.

    Of no use is what is too short, too long, speaks of "the passage", or takes seven words in a row from it.

    >>> questions_in("1. Why is it red?\\n2. what does the passage say?\\n3. red", "It is red because of iron.")
    ('Why is it red?',)
    """
    lines = (re.sub(r"^\s*(?:\d[.)]|[-*])\s*", "", line).strip(' "`') for line in said.splitlines())
    return tuple(dict.fromkeys(line for line in lines if _is_of_use(line, text)))[:3]


def is_prose(text: str) -> bool:
    """Whether it is worth asking about: sentences of some length rather than a table, code or a list of links."""
    words = text.split()
    plain = sum(re.fullmatch(r"[(\"'*_]?[A-Za-z][a-z'’-]*[)\"'*_.,;:?!]*", word) is not None for word in words)
    return len(words) >= 40 and plain >= 0.8 * len(words)


def read_made(file: Path) -> list[MadeQuestion]:
    """What an earlier run wrote into the file."""
    if not file.exists():
        return []
    return [
        MadeQuestion(each["document_id"], each["passage"], tuple(each["questions"])) for _, each in read_jsonl(file)
    ]


def make_questions(passages: Sequence[Passage], engine: Engine, file: Path) -> None:
    """Append the questions for those passages to the file that it holds none for, each as soon as it is made."""
    made = {each.passage for each in read_made(file)}
    asked = [(number, passage) for number, passage in enumerate(passages) if passage.text not in made]

    def ask(numbered: tuple[int, Passage]) -> MadeQuestion:
        number, passage = numbered
        prompt = question_prompt(passage.text, number)
        said = _text(engine.stream(prompt, max_tokens=_MAX_TOKENS))
        return MadeQuestion(passage.document_id, passage.text, questions_in(said, passage.text))

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
        and not re.search(r"\b(?:passage|begin with)\b", question, re.IGNORECASE)
        and not any(run in told for run in runs)
    )


def words_of(text: str) -> list[str]:
    """The words of the text in order, in small letters."""
    return re.findall(r"\w+", text.casefold())
