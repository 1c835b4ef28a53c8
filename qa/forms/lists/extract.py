"""Lets the model name the items of a list that the documents do not have as a list. Each item is checked."""

from __future__ import annotations

import re
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import groupby

from index.records import Hit, Passage
from index.text.sentences import sentence_spans
from qa.engines.write_text import write_text
from qa.evidence.answerability import estimate_confidence
from qa.evidence.gather import gather_evidence
from qa.evidence.prompt import SYSTEM, defuse, language_request
from qa.forms.form import Request
from qa.forms.lists.cast import asks_for_characters, is_stage_word
from qa.forms.places.mentions import sentences_saying
from qa.forms.quoting import Quotes
from qa.records import Draft, Message, Piece, Prompt, Question, Statement
from qa.text.parsed import ParsedText
from qa.text.quotes import one_line

MAX_S = 40.0  # seconds; then the list so far is the answer
MOST = 48  # passages read
BATCH_TOKENS = 250  # read at once; a small model overlooks items in a longer text
MOST_BARREN = 3  # batches one after another without a new item; then the rest is not read
ITEMS_TOKENS = 160  # written for one batch
_NOTHING = re.compile(r"\W*(?:none|nothing|no items?|n/a|not mentioned|keine|nichts|ninguno|aucun)\b", re.IGNORECASE)
_LABEL = re.compile(r"^\s*(?:[-*•]|\d{1,3}[.)])?\s*|\s*(?:\[\d+\])*\s*$")


def extract_items(request: Request, phrase: str) -> Iterator[Piece]:
    """Yield the list as it grows, and last the answer.

    Passages are read in batches, the best first, until some in a row add no item or the time is over. An item is kept
    if its words are in the passages that were read.
    """
    engine, settings = request.models.engine, request.settings
    hits = request.index.search(request.text, MOST, request.within)
    question = Question(request.question.asked, ParsedText(request.text))
    evidence = gather_evidence(question, hits[: settings.k], request.index, models=request.models, settings=settings)
    request.watch.lap("search")
    yield evidence.draft
    confidence = yield from estimate_confidence(evidence.decision, engine)
    request.watch.lap("decide")
    if confidence < settings.min_confidence:
        yield request.abstain(request.say("abstention"))
        return
    quotes = Quotes(request.index)
    found: dict[str, Statement] = {}
    read, barren, stopped = 0, 0, False
    started = time.monotonic()
    for batch in _batches(request, hits):
        if time.monotonic() - started > MAX_S:
            stopped = True
            break
        before = len(found)
        for item in (yield from _items(request, phrase, batch)):
            is_stage = is_stage_word(item) and asks_for_characters(phrase)
            statement = None if is_stage else _locate(item, batch, quotes)
            if statement and item.casefold() not in found:
                found[item.casefold()] = statement
                yield Draft(request.text, evidence.draft.quotes, _lines(found.values()), tuple(found.values()))
        read += len(batch)
        barren = barren + 1 if len(found) == before else 0
        if barren == MOST_BARREN:
            break
    request.watch.lap("write")
    found = {item: statement for item, statement in found.items() if not _is_shorter(item, found)}
    if not found:
        yield request.abstain(request.say("abstention"))
        return
    documents = len({c.document_id for one in found.values() for c in one.citations})
    name = "found_so_far" if stopped or read < len(hits) else "found_there"
    head = request.say(name, n=len(found), where=request.say("in_documents", n=documents), read=read)
    statements = tuple(found.values())
    yield request.finish(f"{head}\n\n{_lines(statements)}", statements, quotes.hits, model=engine.name)


def _is_shorter(item: str, items: Iterable[str]) -> bool:
    """Whether another item has all its words and more: "Byron" beside "Ada Byron"."""
    words = set(item.split())
    return any(words < set(other.split()) for other in items)


def _lines(statements: Iterable[Statement]) -> str:
    return "\n".join(f"- {statement.text}" for statement in statements)


def _batches(request: Request, hits: Sequence[Hit]) -> Iterator[list[Passage]]:
    """The passages in batches of about `BATCH_TOKENS`, the best first, those of a batch in reading order."""
    count = request.models.engine.count_tokens
    batch: list[Passage] = []
    size = 0
    for hit in hits:
        tokens = count(hit.passage.text)
        if batch and size + tokens > BATCH_TOKENS:
            yield sorted(batch, key=lambda passage: (passage.document_id, passage.start))
            batch, size = [], 0
        batch.append(hit.passage)
        size += tokens
    if batch:
        yield sorted(batch, key=lambda passage: (passage.document_id, passage.start))


def _items(request: Request, phrase: str, batch: Sequence[Passage]) -> Generator[str, None, list[str]]:
    """Return the items that the model finds in the passages. Until then, yield "" from time to time."""
    texts = "\n\n".join(
        f"[{n}] {passage.title}: {read}" for n, (passage, read) in enumerate(_readable(request, batch), 1)
    )
    task = (
        f"List {phrase} that the passages above name: one a line, only the name or a few words of the passage, "
        "without explanation. Write None if there are none."
    )
    task = f"{task} {language_request(request.text)}".strip()
    messages = (Message("system", SYSTEM), Message("user", defuse(f"{texts}\n\n{task}")))
    written = yield from write_text(request.models.engine, Prompt(tuple(batch), messages), max_tokens=ITEMS_TOKENS)
    lines = [_LABEL.sub("", line) for line in written.splitlines()]
    items = [line.strip(' .;*`"“”') for line in lines if line.strip() and not _NOTHING.match(line)]
    if len(items) == 1 and items[0].count(",") >= 2:  # on one line
        items = [item.strip() for item in re.split(r",(?: and| und)? ", items[0])]
    return items


def _readable(request: Request, batch: Sequence[Passage]) -> Iterator[tuple[Passage, str]]:
    """The passages, each with the text that the model reads: without sentences that give orders to a model."""
    kept = request.read([Hit(passage, 1.0, "fused") for passage in batch])
    for passage, group in groupby(kept, key=lambda sentence: sentence.passage):
        yield passage, "\n".join(sentence.text for sentence in group)


def _locate(item: str, batch: Sequence[Passage], quotes: Quotes) -> Statement | None:
    """The item as a statement that cites the first sentence with its words. None if no passage has them."""
    for passage in batch:
        for start, end in sentences_saying(passage, item) if any(map(str.isalnum, item)) else []:
            return quotes.quote(passage.document_id, passage.start + start, passage.start + end, one_line(item))
    words = ParsedText(item).word_set
    for passage in batch if len(words) > 1 else ():
        for start, end in sentence_spans(passage.text):
            if words <= ParsedText(passage.text[start:end]).word_set:
                return quotes.quote(passage.document_id, passage.start + start, passage.start + end, one_line(item))
    return None
