"""The records of `qa`: citation, statement, answer and others. They are frozen, like those of `index.records`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from index.arrays import Rows
from index.records import Hit, Passage
from qa.text.messages import language_of
from qa.text.parsed import ParsedText


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation, and its answer."""

    question: str
    answer: str
    searched: str = ""  # the standalone question that was searched; "": the question itself


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a language model."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Thought:
    """A piece of what a reasoning model thinks before it answers. It is never part of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and how Quoth understood it."""

    asked: str  # by the user
    searched: ParsedText  # what is searched; without history, it can be understood alone
    history: tuple[Turn, ...] = ()  # the earlier turns that are needed to understand it
    before: str = ""  # if it is a follow-up: the earlier question, as it was searched; otherwise ""
    asks_back: str = ""  # the question to ask the user, if it is unclear what they mean; otherwise ""
    languages: tuple[str, ...] = ()  # the codes of languages of the documents that it is not in
    is_foreign: bool = False  # whether no document is in its language
    answer_in: str = ""  # the name of the language that was asked in, if `searched` or the documents are in others
    speaks: str = ""  # the code of the language of what the answer says in Quoth's own words; "": that of the question

    @property
    def language(self) -> str:
        """The code of the language of what the answer says in Quoth's own words (`qa.text.messages`)."""
        return self.speaks or language_of(self.asked, self.searched.text)

    @property
    def stands_alone(self) -> bool:
        """Whether `searched` can be understood without the earlier turns."""
        return not self.history


@dataclass(frozen=True, slots=True, eq=False)  # two sentences are equal only if they are the same object
class Sentence:
    """A sentence of a retrieved passage. It is parsed and embedded once per question."""

    hit: Hit
    order: int  # its position in the passage, from 0
    start: int  # in characters of the passage's text
    end: int
    parsed: ParsedText  # its text
    place: ParsedText  # the title and heading above it
    vector: Rows  # (dim,) float32, a unit row
    score: float = 0.0  # the probability (0 to 1) that it answers the question
    read: float | None = None  # the reranker's score of the question and the sentence; None: it was not read
    outdated: bool = False  # whether it is of another edition of its document than the one that answers
    replaced_by: Sentence | None = None  # the sentence of the newer edition that replaces it

    def is_at(self, other: Sentence) -> bool:
        """Whether the two are the same place of the same passage, even if their scores differ."""
        return self.passage is other.passage and self.order == other.order

    @property
    def passage(self) -> Passage:
        return self.hit.passage

    @property
    def text(self) -> str:
        return self.parsed.text


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A passage with all its sentences. Answers are checked against it."""

    passage: Passage
    sentences: tuple[Sentence, ...]
    parsed: ParsedText  # the text of the passage
    place: ParsedText  # its title and heading
    heading: ParsedText


@dataclass(frozen=True, slots=True)
class Prompt:
    """The input of an engine. Language models read `messages`; the extractive engine reads `sentences`.

    In the text that the engine writes, the marker `[n]` means `passages[n - 1]`.
    """

    passages: tuple[Passage, ...]
    messages: tuple[Message, ...]
    sentences: tuple[Sentence, ...] = ()  # the sentences of the passages, in order

    def number_of(self, sentence: Sentence) -> int:
        """The marker number of the sentence's passage."""
        return self.passages.index(sentence.passage) + 1


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact words of a source that support a statement: `document.text[start:end] == quote`."""

    number: int  # shown as the marker [number]; always a passage that was retrieved for this question
    passage: Passage
    quote: str
    start: int  # in characters of the document's text
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


# What can be wrong with a sentence that a model writes.
# fabricated marker: it cites a passage that it was not given.
# wrong passage: another passage supports it, but not the cited one.
# stitched quote: it quotes words from several places as one quotation.
# unsupported: no passage supports it.
Failure = Literal["fabricated marker", "wrong passage", "stitched quote", "unsupported"]


# A supported sentence with a lower score is shown as doubtful. The threshold is low because sentences made from table
# rows score low and are mostly right (docs/checking.md): few doubts, but ones worth checking.
FIRM = 0.2


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the answer, with its markers and the result of its check.

    Its text ends with the markers of its citations, or with "[no source]".
    """

    text: str  # as shown, with its markers
    citations: tuple[Citation, ...]
    supported: bool | None  # None: not checked, because it claims nothing
    score: float | None  # 0 to 1; higher is better supported
    reason: str = ""  # why it is not supported, or why its citation was corrected
    verbatim: bool = False  # whether it is only a quotation
    failures: tuple[Failure, ...] = ()  # what was wrong with it as the model wrote it, even if it was corrected

    @property
    def is_doubtful(self) -> bool:
        """Whether its facts are in the cited text, but the cited text probably does not support it."""
        return self.supported is True and not self.verbatim and self.score is not None and self.score < FIRM


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two documents that say different things about the same subject."""

    sides: tuple[Statement, ...]  # one quotation from each document
    dates: tuple[str, ...] = ()  # the date of each side's document, in words; the newest first


@dataclass(frozen=True, slots=True)
class Draft:
    """An unfinished answer. The pieces that follow it continue its `text`.

    `text` begins with the texts of `statements`, in order. The rest is not checked yet.
    """

    searched: str  # the standalone question that was searched
    quotes: tuple[Statement, ...]  # the sentences of the documents that are most likely to answer
    text: str = ""
    statements: tuple[Statement, ...] = ()

    @property
    def checked(self) -> str:
        """The text up to the end of its last statement."""
        end = 0
        for statement in self.statements:
            end = self.text.index(statement.text, end) + len(statement.text)
        return self.text[:end]


# The kinds of answers. "fact" is the ordinary one: a sentence or two.
FormName = Literal[
    "fact", "yes or no", "list", "steps", "comparison", "summary", "place", "library", "table", "small talk"
]


@dataclass(frozen=True, slots=True)
class Answer:
    """A cited, checked answer. `text` contains the texts of `statements`, in order.

    If `abstained`, `text` says that the documents do not say, there are no statements, and `hits` are the nearest
    passages. If `asks_back`, `text` is a question to the user instead.
    """

    question: str  # as asked
    searched: str  # the standalone question that was searched
    text: str
    statements: tuple[Statement, ...]
    hits: tuple[Hit, ...]
    abstained: bool
    confidence: float  # the probability (0 to 1) that the passages contain the answer, estimated before writing
    model: str
    timings: Mapping[str, float] = field(default_factory=dict)  # seconds by stage
    quotes: tuple[Statement, ...] = ()  # the sentences of the documents that are most likely to answer
    conflicts: tuple[Conflict, ...] = ()  # where documents disagree about what the question asks
    asks_back: bool = False  # `text` asks the user what they mean
    dropped: tuple[Statement, ...] = ()  # unsupported statements, left out of `text` because the settings say so
    form: FormName = "fact"
    sql: str = ""  # the query that computed the answer from tables

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations of all statements in order of appearance. Each span appears once."""
        seen: dict[tuple[int, int, int], Citation] = {}
        for statement in self.statements:
            for citation in statement.citations:
                seen.setdefault((citation.number, citation.start, citation.end), citation)
        return tuple(seen.values())


Piece = str | Thought | Draft | Answer  # what answering yields; the last piece is the `Answer`
