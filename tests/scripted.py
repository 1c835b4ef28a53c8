"""A chatbot that answers from a script: documents in memory, answers written beforehand, paced like a model's."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
import threading
import time
import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from made_pdfs import PdfSandbox, make_pdf

from index.errors import MissingDocumentError, QuestionError
from index.records import Changes, Document, Failure, Hit, Listing, Passage, Progress, Section
from index.scope import Hidden, Scope
from qa.records import Answer, Citation, Draft, Piece, Statement, Thought, Turn

HANDBOOK = "hr/employee-handbook.pdf"
MIXED = "How many days of leave do I have, and what if I lose my laptop?"

LEAVE = "Up to five unused days carry over into the next year and expire on 31 March."
PAGES = (
    "Employee handbook\nWelcome to the company.\nThis handbook was last reviewed in June.",
    "Leave\nEvery full-time employee receives twenty-five days of paid annual leave.\n"
    + LEAVE
    + "\nSick leave of more than three days requires a medical certificate.",
    "Travel\nBook trains rather than planes for journeys of less than five hours.",
)
LOST = "Report a lost device within two hours to the security desk."
PASSWORDS = "Passwords are at least fourteen characters long."
BADGE = "Visitors wear a badge. "
SECURITY = (
    f"# Security guide\n\n{PASSWORDS}\n\n"
    + "All laptops use full-disk encryption. " * 60
    + f"\n\n## Incidents\n\n{LOST} The desk answers day and night.\n\n"
    + BADGE * 60
)
HOSTILE = "<img src=x onerror=\"document.body.dataset.pwned='yes'\">${document.body.dataset.pwned='yes'}{{7*7}}"


def plain(html: str) -> str:
    """The HTML without the elements around the strings that the page translates."""
    return re.sub(r'<span class="say:[^"]*"(?: title="[^"]*")?>(.*?)</span>', r"\1", html)


def make_document(document_id: str, text: str, *, title: str = "") -> Document:
    """A document of one section a page; form feeds part the pages of a PDF."""
    sections, start = [], 0
    paged = document_id.endswith(".pdf")
    for page, part in enumerate(text.split("\f"), 1):
        sections.append(Section(start, start + len(part), page if paged else None, part.split("\n")[0].strip("# ")))
        start += len(part) + 1
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Document(document_id, sha256, title or document_id, text, tuple(sections))


def cite(document: Document, quote: str, number: int) -> Citation:
    """The citation of `quote`, whose passage is the quote itself."""
    start = document.text.index(quote)
    section = next(s for s in reversed(document.sections) if s.start <= start)
    end = start + len(quote)
    passage = Passage(
        f"{document.id}-{start}", document.id, document.title, quote, start, end, section.page, section.heading
    )
    return Citation(number, passage, quote, start, end)


def hit(document: Document, quote: str, score: float = 0.5) -> Hit:
    return Hit(cite(document, quote, 1).passage, score, "fused")


def reply(
    question: str,
    *statements: Statement,
    hits: Sequence[Hit] = (),
    abstained: bool = False,
    quotes: Sequence[Statement] = (),
) -> Answer:
    """An answer made of `statements`."""
    text = "".join(statement.text for statement in statements)
    timings = {"search": 0.12, "first words": 1.34, "write": 2.2, "check": 0.05, "total": 3.71}
    return Answer(
        question=question,
        searched=question,
        text=text,
        statements=() if abstained else statements,
        hits=tuple(hits),
        abstained=abstained,
        confidence=0.8,
        model="scripted-1b",
        timings=timings,
        quotes=tuple(quotes),
    )


def say(text: str, *citations: Citation, supported: bool | None = True, reason: str = "") -> Statement:
    return Statement(text, citations, supported, None if supported is None else 0.9, reason)


def quote(citation: Citation) -> Statement:
    """What was found at once: the cited words by themselves."""
    return Statement(f"“{citation.quote}” [{citation.number}]", (citation,), True, 1.0, verbatim=True)


@dataclass(frozen=True, slots=True)
class ScriptedSettings:
    documents: Path
    index: Path
    store: str = ""
    bucket: str = ""
    engine: str = "llama.cpp"
    model: str = "scripted-1b"
    min_confidence: float = 0.25
    evidence_tokens: int = 300
    fixed: str = ""
    max_upload_mb: int = 1


class ScriptedChatbot:
    """Answers each question of its script; any other with a long text, until it is stopped."""

    def __init__(
        self,
        documents: Sequence[Document],
        answers: Sequence[Answer],
        *,
        pdfs: Mapping[str, bytes] | None = None,
        pace_s: float = 0.0,
        failures: Sequence[Failure] = (),
    ) -> None:
        folder = Path(tempfile.mkdtemp(prefix="scripted-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        (folder / "documents").mkdir()
        self.settings = ScriptedSettings(folder / "documents", folder / "index")
        self._begin(documents, answers, pdfs or {}, pace_s, failures)

    def _begin(
        self,
        documents: Sequence[Document],
        answers: Sequence[Answer],
        pdfs: Mapping[str, bytes],
        pace_s: float,
        failures: Sequence[Failure],
    ) -> None:
        self.sandbox = PdfSandbox(pdfs)
        self.held = {document.id: document for document in documents}
        self.answers = {answer.question: answer for answer in answers}
        self.pace_s = pace_s
        self.failed = list(failures)
        self.within: Scope | None = None  # what the last question was limited to
        self.preferences: Mapping[str, float] = {}  # of whoever asked the last question
        self.asked: list[tuple[str, tuple[Turn, ...]]] = []
        self.error: Exception | None = None  # what the next question fails with
        self.closed = threading.Event()  # an answer was left before its end
        self.go_on = threading.Event()  # lets an update end
        self.go_on_searching = threading.Event()  # nothing is found before this is set
        self.go_on_searching.set()
        self.go_on_writing = threading.Event()  # the quotes are shown at once; nothing is written before this is set
        self.go_on_writing.set()
        self.go_on_finishing = threading.Event()  # the last statement is not written before this is set
        self.go_on_finishing.set()
        self.thoughts: Sequence[str] = ()  # before the next answers; the last comes once `go_on_thinking` is set
        self.go_on_thinking = threading.Event()
        self.accepted_empty = False  # by the last update
        self.rebuilt = False  # the same
        self.coming: list[Document] = []  # what the next update adds

    def renew(self) -> None:
        """Be as at the beginning, for the next test. The folder and what the server keeps stay."""
        fresh = sample_chatbot(self.pace_s)
        self._begin([*fresh.held.values()], [*fresh.answers.values()], fresh.sandbox.files, self.pace_s, fresh.failed)

    def without(self, _hidden: Hidden) -> Self:
        """The same, for whoever asks: what is asked of it is kept here."""
        return self

    def ask(self, question: str, *, within: Scope | None = None) -> Answer:
        *_, answer = self.stream(question, within=within)
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        within: Scope | None = None,
        preferences: Mapping[str, float] | None = None,
    ) -> Iterator[Piece]:
        self.within, self.preferences = within, preferences or {}
        if not question.strip():
            raise QuestionError("The question is empty. Ask something.")
        if len(question) > 8000:
            raise QuestionError(f"The question is {len(question):,} characters long; at most 8,000 are read.")
        if self.error is not None:
            raise self.error
        self.asked.append((question, tuple(history)))
        closed = self.closed
        answer = self.answers.get(question)
        draft = Draft(question, answer.quotes if answer else ())
        try:
            self.go_on_searching.wait(60)
            yield draft
            for thought in self.thoughts:
                if thought is self.thoughts[-1]:
                    self.go_on_thinking.wait(60)
                time.sleep(self.pace_s)
                yield Thought(thought)
            self.go_on_writing.wait(30)
            texts = [s.text for s in answer.statements] or [answer.text] if answer else ["word " * 600]
            for text in texts:
                if text is texts[-1]:
                    self.go_on_finishing.wait(60)
                for word in re.findall(r"\S+\s*", text):
                    time.sleep(self.pace_s)
                    yield word
                if answer and answer.statements:
                    done = answer.statements[: len(draft.statements) + 1]
                    draft = replace(draft, text=draft.text + text, statements=done)
                    yield draft
        except GeneratorExit:
            closed.set()
            raise
        yield answer or reply(question, say("word " * 600, supported=None))

    def search(self, question: str, *, within: Scope | None = None, k: int | None = None) -> list[Hit]:
        if not question.strip():
            raise QuestionError("The question is empty. Ask something.")
        self.within = within
        answer = self.answers.get(question)
        return list(answer.hits[:k]) if answer else []

    def documents(self) -> list[Listing]:
        if self.error is not None:
            raise self.error
        return [Listing(d.id, d.title, d.sections[-1].page, len(d.sections), len(d.text)) for d in self.held.values()]

    def failures(self) -> list[Failure]:
        return self.failed

    def describe_embedder(self) -> str:
        return "Embedder: scripted. Languages: English."

    def document(self, document_id: str) -> Document:
        if document_id not in self.held:
            raise MissingDocumentError(f"{document_id} is no longer in the index.")
        return self.held[document_id]

    def passages(self, document_id: str) -> list[Passage]:
        document = self.document(document_id)
        return [hit(document, document.text[s.start : s.end]).passage for s in document.sections if s.end > s.start]

    def update(self, *, progress: Progress, accept_empty: bool = False, rebuild: bool = False) -> Changes:
        self.accepted_empty = accept_empty
        self.rebuilt = rebuild
        progress("reading", 1, 3, "new.md")
        self.go_on.wait(30)
        progress("reading", 3, 3)
        self.held |= {document.id: document for document in self.coming}
        return Changes(added=tuple(document.id for document in self.coming), unchanged=2)


def sample_chatbot(pace_s: float = 0.0) -> ScriptedChatbot:
    """A chatbot with a PDF, a text and a hostile file, and an answer of every kind."""
    handbook = make_document(HANDBOOK, "\f".join(PAGES), title="Employee handbook")
    security = make_document("security.md", SECURITY, title="Security guide")
    hostile = make_document(f"{HOSTILE.replace('/', '')}.txt", f"Before. {HOSTILE} After.", title=HOSTILE)
    leave, lost, bad = cite(handbook, LEAVE, 1), cite(security, LOST, 2), cite(hostile, HOSTILE, 1)
    paid = cite(handbook, "twenty-five days of paid annual leave", 1)
    answers = [
        reply(
            MIXED,
            say("You have **25 days** of paid annual leave per calendar year [1]. ", paid),
            say("Up to five unused days carry over into the next year, but expire on **31 March** [1].\n\n", leave),
            say("If you lose a company device, report it to the security desk within two hours [2]. ", lost),
            say(
                "The desk replaces it the same day [2].",
                lost,
                supported=False,
                reason="the cited text does not say “same day”",
            ),
            hits=[hit(handbook, LEAVE), hit(security, LOST)],
            quotes=[quote(leave), quote(lost)],
        ),
        reply(
            "Who won the world cup?",
            say("Your documents do not say.", supported=None),
            hits=[hit(security, quote) for quote in (LOST, PASSWORDS, BADGE)]
            + [hit(handbook, page) for page in PAGES[1:]],
            abstained=True,
        ),
        reply(HOSTILE, say(f"{HOSTILE} ![x](http://203.0.113.9/leak) `a[1]` [1]", bad), hits=[hit(hostile, HOSTILE)]),
        reply("Short?", say("Yes [1].", leave), hits=[hit(handbook, LEAVE)]),
    ]
    return ScriptedChatbot(
        [handbook, security, hostile],
        answers,
        pdfs={HANDBOOK: make_pdf(PAGES)},
        pace_s=pace_s,
        failures=[Failure("scans/contract.pdf", "is protected by a password; save it without one")],
    )
