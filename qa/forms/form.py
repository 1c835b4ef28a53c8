"""A form: a kind of answer, such as a list or a summary. Each recognises its questions by rules and answers them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol

from index.arrays import Rows
from index.records import Failure, Hit, Listing, Passage
from qa.checking.conflicts import Documents
from qa.checking.judge import Judge
from qa.evidence.gather import Readers
from qa.evidence.injection import without_orders
from qa.evidence.sentences import read_sentences
from qa.forms.words.in_english import in_english
from qa.records import Answer, FormName, Piece, Question, Sentence, Statement, Turn
from qa.settings import Settings
from qa.stopwatch import Stopwatch
from qa.text.calendar_words import Date
from qa.text.courtesy import without_courtesies
from qa.text.messages import listed, say, say_amount, say_day
from qa.text.quantities import Quantity

BY_RULE = "no model"  # shown as the model of answers that need none
_ENDS = " ?!.？！。؟"  # of questions


class Retriever(Documents, Protocol):
    """The part of an index that answers use."""

    def search(self, question: str, k: int = 8, within: Collection[str] | None = None) -> list[Hit]: ...

    def documents(self) -> list[Listing]: ...

    def failures(self) -> list[Failure]: ...

    def changed_on(self, document_id: str) -> date: ...

    def passages(self, document_id: str) -> list[Passage]: ...

    def passages_with(self, word: str, within: Collection[str] | None = None) -> list[Passage]: ...

    def languages(self) -> tuple[str, ...]: ...

    def vectors(self, passages: Sequence[Passage]) -> Rows: ...


class Models(Readers, Protocol):
    """The models. Each is loaded when it is first used, and a question answered by a rule uses none."""

    @property
    def judge(self) -> Judge: ...


@dataclass(frozen=True, slots=True)
class Request:
    """A question, and what a form can use to answer it."""

    question: Question
    index: Retriever
    models: Models
    settings: Settings
    within: Collection[str] | None = None  # limits the documents to these ids
    watch: Stopwatch = field(default_factory=Stopwatch)
    ordinary: Callable[[Question], Iterator[Piece]] = lambda _: iter(())  # the answer that states a fact
    history: Sequence[Turn] = ()  # the earlier turns
    text: str = ""  # the wording of the question that the form recognised
    kept: dict[Any, Any] = field(default_factory=dict)  # what one form has found and the next one needs too

    def say(self, name: str, /, **values: object) -> str:
        """The message of `messages.toml` in the language of the answer, with the values in their places."""
        return say(name, self.question.language, **values)

    def listed(self, parts: Sequence[str]) -> str:
        """The parts as a list in words of that language: "a, b and c"."""
        return listed(parts, self.question.language)

    def day(self, day: date | Date) -> str:
        """The day in words of that language."""
        return say_day(day, self.question.language)

    def amount(self, amount: Quantity) -> str:
        """The amount in words of that language."""
        return say_amount(amount, self.question.language)

    def read(self, hits: Sequence[Hit]) -> list[Sentence]:
        """The sentences of the passages, embedded, without orders to a language model."""
        sentences = read_sentences(hits, self.models.embedder)
        return without_orders(sentences, lambda document_id: self.index.document(document_id).text)

    def abstain(self, text: str) -> Answer:
        """The answer that the documents do not say it, in these words."""
        return replace(self.finish(text), abstained=True, confidence=0.0)

    def finish(
        self, text: str, statements: Sequence[Statement] = (), hits: Sequence[Hit] = (), *, model: str = BY_RULE
    ) -> Answer:
        """The answer. `text` contains the texts of the statements, in order; the marker [n] means `hits[n - 1]`."""
        self.watch.lap("answer")
        return Answer(
            question=self.question.asked,
            searched=self.text,
            text=text,
            statements=tuple(statements),
            hits=tuple(hits),
            abstained=False,
            confidence=1.0,
            model=model,
            timings=dict(self.watch.seconds),
        )


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of answer.

    `recognises` says whether a question seems to ask for it, in well under .1 s and without a model. `answer` yields
    drafts and pieces of the text, and last the `Answer`. If it yields nothing, it declines, and the next form is tried.
    """

    name: FormName
    recognises: Callable[[str], bool]
    answer: Callable[[Request], Iterator[Piece]]
    is_exact: bool = False  # its questions say what they ask for, even if a pronoun in them is unclear
    is_wide: bool = False  # its rules also take questions that want something else

    def takes(self, question: Question) -> bool:
        """Whether it recognises one of the wordings of the question."""
        return any(map(self.recognises, _wordings(question)))

    def try_answer(self, request: Request) -> Iterator[Piece]:
        """Yield the pieces of the answer, the last with the form's name. Yield nothing if the form declines."""
        for text in _wordings(request.question):
            if self.recognises(text):
                piece: Piece | None = None
                for piece in self.answer(replace(request, text=text)):
                    yield replace(piece, form=self.name) if isinstance(piece, Answer) else piece
                if piece is not None:
                    return


def tidy(question: str) -> str:
    """The question on one line, without punctuation at its end."""
    return " ".join(question.split()).rstrip(_ENDS)


def bare(question: str) -> str:
    """The question on one line, without punctuation at its beginning and end."""
    return tidy(question).lstrip(_ENDS + "¿¡")


def wordings_of(text: str) -> list[str]:
    """The text, the same without courtesies, and in English if it is about the documents as such or asks to sum up."""
    plain = without_courtesies(text)
    return list(filter(None, dict.fromkeys((text, plain, in_english(plain)))))


def _wordings(question: Question) -> list[str]:
    """The question as asked, or as a rule completed it if it is a follow-up; also as `wordings_of` has it.

    As asked, "How many people can it take?" could mean all boats.
    """
    completed = [question.searched.text] if question.stands_alone else []
    texts = completed if completed and question.before else [question.asked, *completed]
    return list(dict.fromkeys(wording for text in texts for wording in wordings_of(text)))
