"""The nouns of `qa`: citation, statement, answer and the like. Frozen values, like those of `index.records`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from index.arrays import Rows
from index.records import Hit, Passage
from qa.text.parsed import ParsedText


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and the answer that was given."""

    question: str
    answer: str
    searched: str = ""  # the standalone question that was searched for; "": the question itself


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a language model."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Thought:
    """A piece of what a reasoning model thinks before it answers: never a part of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was understood."""

    asked: str  # by the user
    searched: ParsedText  # as it is searched for; it can be understood alone if there is no history
    history: tuple[Turn, ...] = ()  # what must be read with it to understand it
    before: str = ""  # what a follow-up goes on from, as it was searched for; "": it is none
    asks_back: str = ""  # what must be asked back, since nothing tells what is meant; "": nothing

    @property
    def stands_alone(self) -> bool:
        """Whether `searched` can be understood without the turns before."""
        return not self.history


@dataclass(frozen=True, slots=True, eq=False)  # two sentences are the same only if they are one object
class Sentence:
    """A sentence of a passage that was found, parsed and embedded once for a question."""

    hit: Hit
    order: int  # in its passage, from 0
    start: int  # characters of the passage's text
    end: int
    parsed: ParsedText  # its own text
    place: ParsedText  # the title and heading above it
    vector: Rows  # (dim,) float32, a unit row
    score: float = 0.0  # 0 to 1: that it answers the question

    @property
    def passage(self) -> Passage:
        return self.hit.passage

    @property
    def text(self) -> str:
        return self.parsed.text


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A passage with all its sentences: what an answer is checked against."""

    passage: Passage
    sentences: tuple[Sentence, ...]
    parsed: ParsedText  # the text of the passage
    place: ParsedText  # its title and heading
    heading: ParsedText


@dataclass(frozen=True, slots=True)
class Prompt:
    """What an engine is given: language models read `messages`, the extractive engine the sentences of the passages.

    Marker `[n]` in what the engine writes names `passages[n - 1]`.
    """

    passages: tuple[Passage, ...]
    messages: tuple[Message, ...]
    sentences: tuple[Sentence, ...] = ()  # of the passages, in order

    def number_of(self, sentence: Sentence) -> int:
        """The number of the marker that names the sentence's passage."""
        return self.passages.index(sentence.passage) + 1


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact words of a source that a statement stands on: `document.text[start:end] == quote`."""

    number: int  # the marker shown as [number]; it names a passage retrieved for this question
    passage: Passage
    quote: str
    start: int  # characters of the document's text
    end: int

    @property
    def document_id(self) -> str:
        return self.passage.document_id

    @property
    def title(self) -> str:
        return self.passage.title

    @property
    def page(self) -> int | None:
        return self.passage.page


# What can be wrong with a sentence as a model writes it: it cites a passage that was never given; or one that does not
# say it, while another does; it quotes words that stand in no one place; or no passage says it.
Failure = Literal["fabricated marker", "wrong passage", "stitched quote", "unsupported"]


# From this score on, a sentence that is supported is shown without a word of doubt. Low, so that a doubt is worth
# heeding: sentences made of rows of tables score low and are mostly right (docs/quality.md).
FIRM = 0.2


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the answer, with its markers, and what the check of it said.

    Its text ends with the markers of its citations, or with "[no source]".
    """

    text: str  # with its markers, as shown
    citations: tuple[Citation, ...]
    supported: bool | None  # None: not checked (it claims nothing)
    score: float | None  # 0 to 1; a higher score is better supported
    reason: str = ""  # why it is not supported, or how its citation was repaired, in words
    verbatim: bool = False  # whether it only quotes
    failures: tuple[Failure, ...] = ()  # of the sentence as it was written, also where they could be repaired

    @property
    def is_doubtful(self) -> bool:
        """Whether its facts stand in the cited words, but these probably do not say what it says."""
        return self.supported is True and not self.verbatim and self.score is not None and self.score < FIRM


@dataclass(frozen=True, slots=True)
class Conflict:
    """What two documents say differently of the same thing."""

    sides: tuple[Statement, ...]  # what each says, quoted
    dates: tuple[str, ...] = ()  # of each side's document, in words, the newest first


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known by now of an answer that is still being made. Pieces that come after it go on with its `text`.

    The texts of `statements` stand at the beginning of `text` in this order; what follows is not checked yet.
    """

    searched: str  # the standalone question that was searched for
    quotes: tuple[Statement, ...]  # the sentences of the documents that are likeliest to answer
    text: str = ""
    statements: tuple[Statement, ...] = ()

    @property
    def checked(self) -> str:
        """The text up to the end of its last statement."""
        end = 0
        for statement in self.statements:
            end = self.text.index(statement.text, end) + len(statement.text)
        return self.text[:end]


@dataclass(frozen=True, slots=True)
class Answer:
    """A cited, checked answer. The texts of `statements` stand in `text` in this order.

    Where `abstained`, `text` says that the documents do not say, there are no statements, and `hits` are the nearest
    passages; or it asks back.
    """

    question: str  # as asked
    searched: str  # the standalone question that was searched for
    text: str
    statements: tuple[Statement, ...]
    hits: tuple[Hit, ...]
    abstained: bool
    confidence: float  # 0 to 1: that the passages hold the answer, estimated before writing
    model: str
    timings: Mapping[str, float] = field(default_factory=dict)  # seconds by stage
    quotes: tuple[Statement, ...] = ()  # the sentences of the documents that are likeliest to answer
    conflicts: tuple[Conflict, ...] = ()  # what documents say differently of what the question asks for
    asks_back: bool = False  # `text` is a question to the reader: nothing tells what was meant
    dropped: tuple[Statement, ...] = ()  # unsupported ones that the settings leave out of `text` and `statements`

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations of all statements in order of appearance, each span once."""
        seen: dict[tuple[int, int, int], Citation] = {}
        for statement in self.statements:
            for citation in statement.citations:
                seen.setdefault((citation.number, citation.start, citation.end), citation)
        return tuple(seen.values())


Piece = str | Thought | Draft | Answer  # what comes of a question: text, what is known by now, and last the answer
