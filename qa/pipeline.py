"""`Pipeline`: turns one question into a cited and checked answer."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from index.errors import QuestionError
from qa.checking.cite import SentenceCheck
from qa.checking.draft import check_while_written
from qa.checking.finalize import LIKELY, Checked
from qa.conversation.rephrase import rephrase
from qa.conversation.translate import translate
from qa.conversation.understand import understand
from qa.evidence.answerability import Written, estimate_confidence
from qa.evidence.gather import Evidence, gather_evidence
from qa.forms.dispatch import answer_in_form
from qa.forms.form import Models, Request, Retriever
from qa.records import Answer, Piece, Question, Turn
from qa.settings import Settings
from qa.stopwatch import Stopwatch
from qa.text.messages import say
from qa.text.parsed import ParsedText

MAX_QUESTION_CHARACTERS = 8_000
UNLIKELY = 0.2  # below this share of `min_confidence`, nothing is written
EARLIER = 3  # passages of the earlier question that stay candidates for a follow-up


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Answers questions with an index, its models and settings."""

    index: Retriever
    models: Models
    settings: Settings

    def answer(
        self, asked: str, *, history: Sequence[Turn] = (), within: Collection[str] | None = None
    ) -> Iterator[Piece]:
        """Yield a `Draft` with the likeliest sentences, then the answer's text in pieces, and last the `Answer`.

        Another `Draft` follows each finished sentence, with its citations. Pieces are empty while nothing is written.
        Pieces are not checked yet: a sentence can turn out to be unsupported, its citation can be corrected, and the
        whole text can be withdrawn. Closing the iterator stops the computation.

        A follow-up is rewritten as a standalone question (`searched`). If no rule can rewrite it, the model does, and
        the first `Draft` comes again. If the question is unclear, the answer asks the user what they mean.

        If the question asks for another form than a fact, such as a list, that form answers it instead.

        Raises `QuestionError` if the question is empty or too long.
        """
        watch = Stopwatch()
        question = understand(check_question(asked), history, self.index.languages())
        fact = partial(self._answer_fact, within=within, watch=watch)
        request = Request(question, self.index, self.models, self.settings, within, watch, fact, history)
        if not (yield from answer_in_form(request)):
            yield from fact(question)

    def _answer_fact(
        self, question: Question, within: Collection[str] | None, watch: Stopwatch
    ) -> Generator[Piece, None, None]:
        """Yield the ordinary answer: a sentence or two from the best passages."""
        evidence = self._find(question, within, watch)
        yield evidence.draft
        if not question.stands_alone:
            rephrased = yield from rephrase(question, self.models.engine)
            watch.lap("rephrase")
            if rephrased:
                evidence = self._find(rephrased, within, watch)
                yield evidence.draft
        question = evidence.question
        # An embedder of many languages finds the passages, and small models translate badly.
        translates_first = question.is_foreign and not self.models.embedder.multilingual
        translated = (yield from self._answer_translated(question, within, watch)) if translates_first else None
        if translated is None:
            confidence, checked = yield from self._answer_from(evidence, watch)
            if question.languages and not translates_first and not checked.is_supported:
                translated = yield from self._answer_translated(question, within, watch)
        if translated:
            evidence, confidence, checked = translated
        if not checked.text:
            yield say("abstention", question.language)
        yield self._finish(evidence, confidence, checked, watch)

    def _find(self, question: Question, within: Collection[str] | None, watch: Stopwatch) -> Evidence:
        """The evidence for the question. For a follow-up, the best passages of the earlier question are kept."""
        hits = self.index.search(question.searched.text, k=self.settings.k, within=within)
        if question.before:
            earlier = self.index.search(question.before, k=EARLIER, within=within)
            known = {hit.passage.id for hit in hits}
            hits += [replace(hit, score=hits[-1].score) for hit in earlier if hit.passage.id not in known]
        watch.lap("search")
        evidence = gather_evidence(question, hits, self.index, models=self.models, settings=self.settings)
        watch.lap("compose")
        return evidence

    def _answer_from(self, evidence: Evidence, watch: Stopwatch) -> Generator[Piece, None, tuple[float, Checked]]:
        """Yield the text while it is written. Return the confidence (0 to 1) that the documents answer the question,
        and the checked text, which is empty if the confidence is below `min_confidence`. A `reply` needs no model.

        If the passages alone are unlikely to answer, the text is held back until its quotes have been read again. A
        quotation in place of a withdrawn text must be likely to answer.
        """
        question, prompt, settings = evidence.question.searched, evidence.prompt, self.settings
        if reply := evidence.reply:
            return 1.0, reply
        engine, least = self.models.engine, settings.min_confidence
        confidence = yield from estimate_confidence(evidence.decision, engine)
        watch.lap("decide")
        if confidence < least * UNLIKELY:
            return confidence, Checked("")
        if evidence.question.answer_in:  # the answer repeats words of the question as it was asked
            question = ParsedText(f"{evidence.question.asked}\n{question.text}")
        check = SentenceCheck(evidence.sources, self.models.judge, question, confidence)
        written = watch.time_writing(engine.stream(prompt, max_tokens=self._room))
        drops, is_hidden = settings.unsupported == "drop", confidence < least
        pieces = check_while_written(written, check, evidence.draft, prompt, drops=drops, hides=is_hidden)
        checked = yield from pieces
        if cited := checked.cited:
            found = Written(evidence.question.searched.text, cited, confidence)
            confidence = yield from estimate_confidence(evidence.decision, engine, found)
            watch.lap("check")
        if confidence < (max(least, LIKELY) if checked.is_quoted else least):
            return confidence, Checked("")
        if is_hidden:
            yield checked.text
        return confidence, checked

    def _answer_translated(
        self, question: Question, within: Collection[str] | None, watch: Stopwatch
    ) -> Generator[Piece, None, tuple[Evidence, float, Checked] | None]:
        """Ask in the other languages of the documents. Return the evidence that answers, and what `_answer_from` does.

        None if no language answers.
        """
        for code in question.languages:
            translated = yield from translate(question, code, self.models.engine)
            watch.lap("translate")
            if translated:
                other = self._find(translated, within, watch)
                yield other.draft
                found, checked = yield from self._answer_from(other, watch)
                if checked.is_supported:
                    return other, found, checked
        return None

    def _finish(
        self,
        evidence: Evidence,
        confidence: float,
        checked: Checked,
        watch: Stopwatch,
    ) -> Answer:
        """The answer, with the conflicts between documents. If nothing is supported, it abstains."""
        question, abstained = evidence.question, not checked.is_supported
        conflicts = () if abstained else evidence.conflicts_with(checked.statements, self.index)
        watch.lap("check")
        return Answer(
            question=question.asked,
            searched=question.searched.text,
            text=say("abstention", question.language) if abstained else checked.text,
            statements=() if abstained else checked.statements,
            hits=evidence.hits,
            abstained=abstained,
            confidence=confidence,
            model=self.models.engine.name,
            timings=watch.seconds,
            quotes=evidence.draft.quotes,
            conflicts=conflicts,
            dropped=(*checked.statements, *checked.dropped) if abstained else checked.dropped,
        )

    @property
    def _room(self) -> int:
        """How many tokens the engine can write, including its thoughts."""
        thoughts = self.settings.thinking_tokens if self.models.engine.thinks else 0
        return self.settings.max_tokens + thoughts


def check_question(question: str) -> str:
    """`question` without surrounding white space. Raises `QuestionError` if it is empty or too long."""
    question = question.strip()
    if not question:
        raise QuestionError("The question is empty. Type a question about your documents.")
    if not question.isascii() and any("\ud800" <= sign <= "\udfff" for sign in question):
        raise QuestionError("The question contains a broken character that cannot be read. Type it again.")
    if len(question) > MAX_QUESTION_CHARACTERS:
        raise QuestionError(
            f"The question has {len(question):,} characters; the limit is {MAX_QUESTION_CHARACTERS:,}. Shorten it, or "
            "put the text into a file in your documents folder and ask about that file."
        )
    return question
