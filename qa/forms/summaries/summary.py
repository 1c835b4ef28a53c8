"""Answers "summarise X", "what is X about?", "key points" and "tell me more about X".

Embeddings choose central passages from all sections of the text, and from each passage the sentences whose words recur.
They are shown at once as quotations. Then the model writes about them, section by section, and each of its sentences is
checked.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from itertools import groupby

from index.files.names import visible
from index.records import Hit, Passage
from qa.checking.cite import SentenceCheck
from qa.checking.finalize import check_sentences, is_refusal
from qa.engines.extractive_engine import ExtractiveEngine
from qa.evidence.injection import without_orders
from qa.evidence.prompt import SYSTEM, defuse, language_request
from qa.evidence.sentences import group_sources
from qa.forms.form import BY_RULE, Request, bare
from qa.forms.places.place import REFERENCE
from qa.forms.structure.documents import documents_of_kind, held_documents, named_documents, topic_words
from qa.forms.structure.outline import numbered, outline
from qa.forms.summaries.central_sentences import Scope, central_sentences
from qa.forms.words.negation import find_negated
from qa.records import Draft, Message, Piece, Prompt, Sentence, Statement
from qa.text.parsed import ParsedText
from qa.text.quotes import quote_sentence
from qa.text.words import content_words

POINTS = 12  # sentences quoted
SHORT_POINTS = 4  # if the question only asks what something is about
GROUP_TOKENS = 350  # of passages that the model reads at once
GROUPS = 4  # texts that the model writes
WRITTEN_TOKENS = 90  # of each
MAX_S = 40.0  # seconds of writing; then the quotations alone are left
TOPIC_PASSAGES = 12

_PLEASE = r"(?:please |can you |could you |would you )*"
_KINDS = r"(?:summary|overview|recap|abstract|synopsis|outline|gist|digest|rundown|short version)"
_KEY = r"(?:key|main|most important|central|important|essential)"
_IDEAS = r"(?:points?|ideas?|messages?|takeaways?|findings?|facts)"
_LONG = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        rf"{_PLEASE}(?:summari[sz]e|sum up|recap|outline)(?: for me)?\b(?P<x>.*?)(?: for me| briefly| in short)?",
        rf"{_PLEASE}(?:give|write|show|make)(?: me| us)? (?:an? |the )?(?:\w+ )?{_KINDS}\b(?P<x>.*)",
        r"(?:an? |the )?(?:summary|overview|synopsis|gist|digest|rundown) (?:of|on|about)(?P<x> .+)",
        r"(?:tl;?dr|what(?: is|'s|’s) the gist)(?: of| for| on)?(?P<x> .+)",
        rf"(?:what|which) (?:are|were) (?:the |its )?{_KEY} {_IDEAS}\b(?P<x>.*)",
        rf"{_PLEASE}(?:give|list|show|tell)(?: me)?(?: the)? {_KEY} {_IDEAS}\b(?P<x>.*)",
        rf"{_PLEASE}tell (?:me|us) (?:more|something|everything) about(?P<x> .+)",
        rf"{_PLEASE}(?:explain|describe)(?P<x> .+?) (?:simply|in simple (?:words|terms)|briefly|like i'?m (?:five|5))",
        r"(?:bitte )?fass?e?(?P<x> .+?)(?: kurz)? zusammen",
        r"(?:gib mir |schreibe? (?:mir )?)?(?:eine |einen )?(?:kurze )?(?:zusammenfassung|überblick)\b(?P<x>.*)",
        r"(?:was|welche) sind die (?:wichtigsten|zentralen) (?:punkte|aussagen|ergebnisse)\b(?P<x>.*)",
        r"(?:erzähl(?:e)? mir mehr über|erkläre? (?:mir )?einfach)(?P<x> .+)",
        r"(?:resume|resúmeme|resumen de|hazme un resumen de)(?P<x> .+)",
        r"(?:résume|résumez|résumé de|fais un résumé de)(?P<x> .+)",
    )
)
_SHORT = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        r"what(?: is|'s|’s| are|s)(?P<x> .+?) (?:all )?about",
        r"what (?:does|do)(?P<x> .+?) (?:deal with|cover|contain)",
        r"what(?: is|'s|’s) in(?P<x> .+)",
        r"worum geht(?: e|['’])s(?: in| bei| im)?(?P<x> .+)",
        r"wovon handel[tn](?P<x> .+)",
        r"¿?de qué trata(?P<x> .+)",
        r"de quoi parle(?P<x> .+)",
    )
)
# How short the answer shall be, after the question.
_STYLE = re.compile(
    r"[,;.?!–—-]*\s+(?:(?:bitte )?(?:ganz |sehr )?kurz(?: und knapp)?(?: bitte)?|in (?:kürze|\w+ (?:sätzen|worten))"
    r"|(?:please )?(?:keep it (?:short|brief)|(?:be )?brief(?:ly)?|in (?:short|brief)|in (?:a few|\w+) (?:words"
    r"|sentences))(?: please)?"
    r"|en (?:bref|résumé|quelques mots|\w+ phrases)|bri[eè]vement|en (?:breve|pocas palabras|\w+ frases)|brevemente"
    r"|in breve|in het kort|em resumo)$",
    re.IGNORECASE,
)
_THIS = re.compile(
    r"\W*(?:of |about |in |from |die |das |der |dieses? |diese |this |that |these |the |all |my |your |our |whole )*"
    r"(?:it|this|everything|documents?|files?|texts?|folder|library|collection|dokumente?s?|dateien?|alles|them)?\W*",
    re.IGNORECASE,
)
# What the only document of a library can be called.
_ONLY = re.compile(
    r"(?:the |this |that |das |dem |den |der |die |diese[mnsr]? )?(?:book|report|story|manual|contract|letter|paper"
    r"|article|novel|policy|presentation|thread|handbook|buch|bericht|vertrag|brief|geschichte|anleitung|handbuch"
    r"|artikel)s?",
    re.IGNORECASE,
)


_POINTS_BACK = re.compile(
    r"that|this|it|them|these|those|the same|das|dies\w*|es|ihn|sie|dazu|davon|ça|cela|ceci|eso|esto|ello|questo|quello"
    r"|isso|isto|dat|dit|это|этом|这个?|那个?|それ|これ",
    re.IGNORECASE,
)


def find_subject(text: str) -> tuple[str, bool] | None:
    """What to summarise ("" for the whole library), and whether a short summary is enough. None for other questions."""
    asked = bare(_STYLE.sub("", bare(text)))
    for rules, short in ((_LONG, False), (_SHORT, True)):
        for rule in rules:
            if match := rule.fullmatch(asked):
                subject = re.sub(r"^(?:of|on|about|from|in|for|von|zu|über|de|des) ", "", match["x"].strip())
                return ("" if _THIS.fullmatch(subject) else subject), short
    return None


def asks_for_summary(text: str) -> bool:
    """Whether the question asks for a summary. "What does the guarantee not cover?" does not."""
    return find_subject(text) is not None and find_negated(text) is None


def answer_summary(request: Request) -> Iterator[Piece]:
    """Yield the central sentences, then what the model writes about them, and last the answer.

    Decline if a question such as "what is X about?" names no document and no section.
    """
    found = find_subject(request.text)
    if found is None:
        return
    subject, short = found
    if request.history and _POINTS_BACK.fullmatch(subject):
        scope = _around(request, request.history[-1].searched or request.history[-1].question)
    else:
        scope = find_scope(request, subject, short=short)
    if scope is None and short:
        return
    points, read = central_sentences(request, scope, SHORT_POINTS if short else POINTS) if scope else ([], [])
    if scope is None or not points:
        yield request.abstain(_nothing(subject, scope))
        return
    passages = list({point.passage.id: point.passage for point in points}.values())
    number = {passage.id: n for n, passage in enumerate(passages, 1)}
    quotes = [quote_sentence(point, number[point.passage.id]) for point in points]
    request.watch.lap("search")
    yield Draft(request.text, tuple(quotes))
    written: list[Statement] = []
    if not isinstance(request.models.engine, ExtractiveEngine):
        for statement in _write(request, scope, passages, read):
            if statement is None:
                yield ""
                continue
            written.append(statement)
            yield Draft(request.text, tuple(quotes), " ".join(one.text for one in written), tuple(written))
    request.watch.lap("write")
    yield _finished(request, scope, written, quotes, passages)


def _nothing(subject: str, scope: Scope | None) -> str:
    if scope is not None:
        return f"There is no text to summarise in {visible(scope.name)}."
    return (
        f"I found no document and no passage about “{subject}”." if subject else "There are no documents in the index."
    )


def _finished(
    request: Request,
    scope: Scope,
    written: Sequence[Statement],
    quotes: Sequence[Statement],
    passages: Sequence[Passage],
) -> Piece:
    """The answer: what was written and is supported, then the quoted points, and what was read."""
    kept = [one for one in written if one.supported]
    listed = "\n".join(f"- {quote.text}" for quote in quotes)
    prose = " ".join(one.text for one in kept)
    head = "Key points:" if prose else f"**{visible(scope.name)}**"
    text = "\n\n".join(filter(None, [prose, f"{head}\n\n{listed}", scope.read]))
    hits = [Hit(passage, 1.0, "dense") for passage in passages]
    model = request.models.engine.name if written else BY_RULE
    return request.finish(text, [*kept, *quotes], hits, model=model)


def _around(request: Request, question: str) -> Scope | None:
    """The section of the passage that answered the earlier question, or the passages beside it if it stands alone."""
    hits = request.index.search(question, k=1, within=request.within)
    if not hits:
        return None
    best = hits[0].passage
    all_of_it = request.index.passages(best.document_id)
    section = [one for one in all_of_it if best.heading and one.heading == best.heading]
    at = next((place for place, one in enumerate(all_of_it) if one.id == best.id), 0)
    passages = section if len(section) > 1 else all_of_it[max(0, at - 1) : at + 2]
    return Scope(visible(best.title), tuple(passages), "")


def find_scope(request: Request, subject: str, *, short: bool) -> Scope | None:
    """The section, the document, the documents or the passages that the subject names. None if there are none."""
    listings = held_documents(request.index.documents(), request.within)
    is_all = not subject or (len(listings) == 1 and _ONLY.fullmatch(subject))
    named = listings if is_all else named_documents(subject, listings) or documents_of_kind(subject, listings)
    match = REFERENCE.search(subject)
    if named and match and (section := _section(request, match, named[0].document_id)):
        return section
    # "Incident IR-2025-06" is not the document on IR-2025-07.
    named = [one for one in named if _numbers(subject) <= _numbers(f"{one.document_id} {one.title}")]
    if named:
        passages = [passage for one in named for passage in request.index.passages(one.document_id)]
        names = visible(named[0].title) if len(named) == 1 else f"{len(named)} documents"
        pages = sum(one.pages or 0 for one in named)
        size = f"{pages:,} pages" if pages else f"{len(passages):,} passages"
        return Scope(names, tuple(passages), f"(Chosen from all {size} of {names}.)" if len(passages) > 1 else "")
    if subject and not short:
        return _topic(request, subject)
    return None


def _numbers(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\d+", text))


def _section(request: Request, match: re.Match[str], document_id: str) -> Scope | None:
    """The section of the document that the subject names by its number."""
    document = request.index.document(document_id)
    for entry in numbered(outline(document), match["number"] or ""):
        inside = [p for p in request.index.passages(document_id) if p.start < entry.end and p.end > entry.start]
        name = f"{visible(document.title)}, {visible(entry.title)}"
        return Scope(name, tuple(inside), f"(Chosen from all of {name}.)")
    return None


def _topic(request: Request, subject: str) -> Scope | None:
    """The passages about a topic. None if none contains all its words."""
    wanted = set(topic_words(subject))
    hits = request.index.search(subject, TOPIC_PASSAGES, request.within)
    having = [
        hit.passage
        for hit in hits
        if wanted & set(content_words(f"{hit.passage.title} {hit.passage.heading} {hit.passage.text}"))
    ]
    covered = set(content_words(" ".join(f"{p.title} {p.heading} {p.text}" for p in having)))
    if not wanted or not wanted <= covered:
        return None
    ordered = sorted(having, key=lambda passage: (passage.document_id, passage.start))
    read = f"(Chosen from the {len(ordered)} passages that fit best.)" if len(ordered) > 1 else ""
    return Scope(subject[:1].upper() + subject[1:], tuple(ordered), read, topic=subject)


def _write(
    request: Request, scope: Scope, passages: Sequence[Passage], sentences: Sequence[Sentence]
) -> Iterator[Statement | None]:
    """Yield the checked sentences that the model writes about the passages, some passages at a time.

    `sentences` are those of these passages, and perhaps of others.

    Yield None from time to time while the model writes: closing the iterator then stops it.
    """
    models = request.models
    order = {passage.id: place for place, passage in enumerate(passages)}
    own = [sentence for sentence in sentences if sentence.passage.id in order]
    read = sorted(own, key=lambda sentence: order[sentence.passage.id])  # a stable sort keeps each passage in order
    kept = without_orders(read, lambda document_id: request.index.document(document_id).text)
    check = SentenceCheck(group_sources(kept), models.judge, ParsedText(request.text))
    texts = {
        passage.id: " ".join(sentence.text for sentence in group)
        for passage, group in groupby(kept, key=lambda sentence: sentence.passage)
    }
    started = time.monotonic()
    for group in _groups(request, passages, texts):
        if time.monotonic() - started > MAX_S:
            return
        task = f"Summarise the passages above in one or two short sentences. They are from: {scope.name}."
        task = f"{task} {language_request(request.text)}".strip()
        body = "\n\n".join(texts[passage.id] for passage in group)
        messages = (Message("system", SYSTEM), Message("user", defuse(f"{body}\n\n{task}")))
        written = ""
        for piece in models.engine.stream(Prompt(tuple(group), messages), max_tokens=WRITTEN_TOKENS):
            written += piece if isinstance(piece, str) else ""
            yield None
        text = written.strip()
        if text[-1:] not in ".!?。！？":  # the last sentence is cut off
            text = text[: max(text.rfind(". "), text.rfind("。")) + 1]
        if text and not is_refusal(text):
            yield from check_sentences(text, check, drops=True).statements


def _groups(request: Request, passages: Sequence[Passage], texts: dict[str, str]) -> list[list[Passage]]:
    """The passages in at most `GROUPS` groups of neighbours, each as long as the model reads at once."""
    count = request.models.engine.count_tokens
    groups: list[list[Passage]] = []
    size = 0
    for passage in (one for one in passages if one.id in texts):
        tokens = count(texts[passage.id])
        if not groups or size + tokens > GROUP_TOKENS:
            groups.append([])
            size = 0
        groups[-1].append(passage)
        size += tokens
    return groups[:GROUPS]
