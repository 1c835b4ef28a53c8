"""Answers "how many steps are there?", "what comes after step 3?" and "what is the last step?" by the order of a list.

The list is a numbered one, a table, or a paragraph whose sentences begin with words such as "then".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.records import Document
from index.text.headings import innermost
from index.text.sentences import sentence_spans
from qa.forms.form import Request, bare
from qa.forms.lists.listing import candidate_documents, show_row
from qa.forms.quoting import Quotes
from qa.forms.structure.documents import held_documents, named_documents
from qa.forms.structure.topic import Fit, Topic, fitting_lists
from qa.forms.structure.written_lists import Item, ItemList, find_lists, words_of
from qa.forms.words.roots import roots
from qa.records import Answer, Piece, Statement
from qa.text.ordinals import ORDINALS
from qa.text.quotes import one_line
from qa.text.words import content_words

LIKE = 0.6  # a step must have this share of the words that describe it, as in "after filling the tank"
PLACES = ORDINALS | dict.fromkeys("last final letzte letzten letzter dernier dernière último última".split(), -1)
ORDINAL = rf"(?P<nth>{'|'.join(PLACES)})[rsnm]?"
STEP = r"(?:steps?|schritte?s?|étapes?|pasos?|points?|punkte?|items?|stages?|phases?)"
_DO = r"(?:do|does|did|must|should|shall|can|have to|need to|is|are|to be)"
_AFTER = (
    r"(?P<after>(?:right |directly |immediately |straight )?after|following|once(?: (?:i|you|we)(?:['’]ve| have)?)?"
    r"|nach|après|después de|tras)"
)
_BEFORE = r"(?P<before>(?:right |directly |immediately |just )?before|vor|avant(?: de)?|antes de)"
_FOLLOWS = r"(?P<after>follows?|succeeds?|folgt auf|suit|sigue a|sigue)"
_PRECEDES = r"(?P<before>precedes?|précède|precede a)"
_BESIDE = tuple(
    re.compile(rule, re.IGNORECASE)
    for when in (_AFTER, _BEFORE)
    for rule in (
        rf"what (?:comes|is|happens|(?:{_DO} )+(?:i|you|we|one|they)(?: {_DO})* do|(?:{_DO} )*done)(?: next)? {when}"
        r" (?P<x>.+)",
        rf"(?:what(?: is|'s)|which is) the (?:next |following |previous |preceding )?{STEP} {when} (?P<x>.+)",
        rf"(?:which|what) {STEP} (?:comes|is|happens)(?: next)? {when} (?P<x>.+)",
        r"(?:was|welcher schritt) (?:kommt|passiert|geschieht|folgt|ist|mache ich|macht man|muss ich)(?: direkt)?"
        rf" {when} (?P<x>.+?)(?: tun| machen)?",
        r"(?:qu['’]est-ce qu['’ei]+|que|quoi|quelle étape) ?(?:vient|se passe(?:-t-il)?|fait-on|dois-je faire"
        rf"|faut-il faire|faut faire)(?: juste)? {when} (?P<x>.+)",
        rf"(?:what|which {STEP})(?:'s| is| do i do| comes| happens| should i do)?(?: next| now)?,? {when} (?P<x>.+)",
        rf"qué (?:paso )?(?:viene|pasa|hay que hacer|se hace|hago|debo hacer)(?: justo)? {when} (?P<x>.+)",
    )
) + tuple(
    re.compile(rf"(?:what|which {STEP}|was|welcher schritt|que|quelle étape|qué(?: paso)?) {verb} (?P<x>.+)", re.I)
    for verb in (_FOLLOWS, _PRECEDES)
)
_NTH = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        rf"(?:what(?: is|'s)|which is|name|show me) the {ORDINAL} {STEP}(?: (?:of|in|for|to|when|on)(?P<x> .+))?",
        rf"what {_DO} (?:i|you|we|one) (?:have to |need to )?do (?P<nth>first|last)"
        r"(?: (?:when|to|for|in|if|while)(?P<x> .+))?",
        rf"(?:was ist|wie lautet|welcher ist) der {ORDINAL} {STEP}"
        r"(?: (?:bei|beim|von|vom|zum|zur|für|des|der|um)(?P<x> .+))?",
        rf"quelle est la {ORDINAL} étape(?: (?:de|du|des|pour|dans)(?P<x> .+))?",
        rf"cuál es el {ORDINAL} paso(?: (?:de|del|para|en)(?P<x> .+))?",
    )
)
_COUNT = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        rf"(?:in |with )?how many {STEP}(?: (?:does|do|are|is|was|were|that|this|has|have|did|must|should|it|there"
        r"|takes?|needed|required|i|we|you|one|follow|to|for|in|of))+(?P<x> .+?)?(?: (?:have|take|need|involve"
        r"|require|consist of|there))?",
        rf"(?:the )?(?:total )?number of {STEP}(?: (?:in|of|for|to)(?P<x> .+?))?",
        rf"wie viele {STEP}(?: (?:hat|haben|braucht|sind|waren|war|gibt|es|man|ich|umfasst|nötig|für|bei|beim|bis|zum"
        r"|zur|um|in|das|die|der|dem))+(?P<x> .+)?",
        r"combien d['’]étapes(?: (?:y a-t-il|a|compte|faut-il|comporte|pour|dans|le|la|les))+(?P<x> .+)?",
        r"cuántos pasos(?: (?:hay|tiene|se necesitan|son|eran|necesito|para|en|el|la))+(?P<x> .+)?",
    )
)
_NUMBERED = re.compile(
    rf"(?:the |der |dem |den |l['’]|la |el )?(?:{STEP} (?:no\.? |nr\.? )?(?P<number>\d{{1,3}})|{ORDINAL} {STEP})"
    r"(?: (?:of|in|for|when|to|bei|beim|von|zum|de|du|para|pour)(?P<of> .+))?",
    re.IGNORECASE,
)
_BEGIN = (
    r"first(?:ly)?|then|next|after (?:that|this|which)|afterwards|finally|lastly|at the end|zuerst|dann|danach"
    r"|anschließend|schließlich|zuletzt|zum schluss|d['’]abord|ensuite|puis|enfin|primero|luego|después|finalmente"
    r"|por último"
)
_IN_SEQUENCE = re.compile(rf"\W*(?:{_BEGIN})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Order:
    """A question about the order of steps.

    `kind` is "after", "before", "nth" or "count". `number` is the step that is named, -1 for the last and 0 for none;
    then `words` describe it. `topic` says of what.
    """

    kind: str
    number: int = 0
    words: str = ""
    topic: str = ""


def find_order(text: str) -> Order | None:
    """What the question asks about the order of steps. None if it asks nothing about it.

    >>> find_order("What comes after step 3 of descaling?")
    Order(kind='after', number=3, words='', topic='descaling')
    """
    asked = bare(text).lstrip("¿ ")
    for rule in _BESIDE:
        if match := rule.fullmatch(asked):
            kind = "after" if match.groupdict().get("after") else "before"
            if named := _NUMBERED.fullmatch(match["x"]):
                number = int(named["number"]) if named["number"] else PLACES[named["nth"].lower()]
                return Order(kind, number, topic=(named["of"] or "").strip())
            return Order(kind, words=match["x"])
    for rule in _NTH:
        if match := rule.fullmatch(asked):
            return Order("nth", PLACES[match["nth"].lower()], topic=(match["x"] or "").strip())
    match = next(filter(None, (rule.fullmatch(asked) for rule in _COUNT)), None)
    return Order("count", topic=(match["x"] or "").strip()) if match else None


def asks_for_order(text: str) -> bool:
    """Whether the question asks how many steps there are, or for a step by its place."""
    return find_order(text) is not None


def answer_order(request: Request) -> Iterator[Piece]:
    """Yield the step, or the number of steps. Decline if it is unclear which list or which step is meant."""
    order = find_order(request.text)
    if order is None or request.question.asks_back:
        return
    phrase = order.topic or order.words
    listings = held_documents(request.index.documents(), request.within)
    named = named_documents(phrase, listings) if phrase else []
    documents = candidate_documents(request, phrase or request.text, named)
    if order.words:
        document, one, at = _step_like(order.words, documents)
    else:
        document, one = _list_on(order.topic, documents)
        at = _index(order.number, one) if one else -1
    if document and one:
        yield from tell_order(request, document, one, order, at)


def answer_order_of(request: Request, order: Order, earlier: Answer) -> Iterator[Piece]:
    """Yield the answer to a follow-up about the order of the list that the earlier answer cites."""
    citation = next(iter(earlier.citations), None)
    document = request.index.document(citation.document_id) if citation else None
    around = list_around(document, citation.start) if document and citation else None
    if document is None or around is None:
        return
    one, at = around
    if order.words:
        document_, _, at = _step_like(order.words, [document], within=one)
        if document_ is None:
            return
    elif order.number or order.kind == "count":
        at = _index(order.number, one)
    for piece in tell_order(request, document, one, order, at):
        # so that the next "and then?" continues from here
        searched = f"What comes {order.kind} step {at + 1} of {innermost(one.heading) or document.title}?"
        is_beside = order.kind in ("after", "before")
        yield replace(piece, searched=searched) if isinstance(piece, Answer) and is_beside else piece


def tell_order(request: Request, document: Document, one: ItemList, order: Order, at: int) -> Iterator[Piece]:
    """Yield the answer about the order of this list. `at` is the place of the step that is named."""
    quotes = Quotes(request.index)
    texts = [document.text[item.words : item.end] for item in one.items]

    def quote(places: Sequence[int]) -> list[Statement]:
        words = [show_row(text) if one.kind == "rows" else f"“{one_line(text)}”" for text in texts]
        found = [quotes.quote(document.id, one.items[n].words, one.items[n].end, words[n]) for n in places]
        return [statement for statement in found if statement]

    if order.kind == "count":
        cited = quote(range(len(texts)))
        lines = [f"{n}. {statement.text}" for n, statement in enumerate(cited, 1)]
        text = "\n".join([request.say("steps_counted", n=len(one.items)), "", *lines])
    else:
        if not 0 <= at < len(texts):
            yield request.abstain(request.say("only_steps", n=len(texts)))
            return
        wanted = at + {"after": 1, "before": -1}.get(order.kind, 0)
        shown = [wanted] if 0 <= wanted < len(texts) else []
        named = [] if order.kind == "nth" else [at]
        cited = quote([*shown, *named])
        if shown:
            told = [request.say("step_of", place=wanted + 1, all=len(texts))]
            told += [request.say("step_is", place=at + 1, step=cited[-1].text)] if named else []
            text = f"{cited[0].text}\n\n{' '.join(told)}"
        else:
            text = request.say("is_last_step" if order.kind == "after" else "is_first_step", step=cited[0].text)
    yield text
    yield request.finish(text, cited, quotes.hits)


def list_around(document: Document, start: int) -> tuple[ItemList, int] | None:
    """The ordered list of the document that has an item at this position, and the place of the item."""
    for one in _ordered(document):
        for at, item in enumerate(one.items):
            if item.start <= start < item.end:
                return one, at
    return None


def _index(number: int, one: ItemList) -> int:
    """The place of the step with this number: the one that is labelled so, or the nth."""
    labels = [item.label for item in one.items]
    if str(number) in labels:
        return labels.index(str(number))
    return number - 1 if number > 0 else len(labels) - 1


def _ordered(document: Document) -> list[ItemList]:
    """The lists of the document whose order means something."""
    return [*(one for one in find_lists(document) if one.kind != "bulleted"), *_sequences(document)]


def _sequences(document: Document) -> Iterator[ItemList]:
    """Paragraphs that describe steps in order: at least two of their sentences begin with words such as "then"."""
    for section in document.sections:
        run: list[tuple[int, int]] = []
        for start, end in [*sentence_spans(document.text, section.start, section.end), (section.end, section.end)]:
            if run and ("\n" in document.text[run[-1][1] : start] or start == end):
                if sum(bool(_IN_SEQUENCE.match(document.text[slice(*span)])) for span in run) > 1:
                    yield ItemList("prose", tuple(Item("", a, b, a) for a, b in run), section.heading, "")
                run = []
            run.append((start, end))


def _list_on(topic: str, documents: Sequence[Document]) -> tuple[Document | None, ItemList | None]:
    """The ordered list on the topic. If no topic is named, the only numbered list of all documents."""
    words = frozenset(content_words(topic))
    if not words:
        every = [(document, one) for document in documents for one in find_lists(document) if one.kind == "numbered"]
        return every[0] if len(every) == 1 else (None, None)
    fits = fitting_lists(Topic(words, words), documents, ("numbered",), by_items=False)
    fits = fits or [
        Fit(document, one, 1.0)
        for document in documents
        for one in _ordered(document)
        if one.kind in ("numbered", "prose") and _is_on(set(roots(topic)), one, document)
    ]
    best = max(fits, key=lambda fit: fit.score, default=None)
    return (best.document, best.list) if best else (None, None)


def _is_on(topic: set[str], one: ItemList, document: Document) -> bool:
    """Whether the list is on the topic: some of its words are in what names the list, and the others in its items."""
    place = set(roots(f"{one.heading} {document.title}"))
    return bool(topic & place) and topic <= place | set(roots(words_of(one.items, document.text)))


def _step_like(
    words: str, documents: Sequence[Document], within: ItemList | None = None
) -> tuple[Document | None, ItemList | None, int]:
    """The step of an ordered list that the words describe best. None if none does, or if two do equally."""
    wanted = set(roots(words))
    scored: list[tuple[float, Document, ItemList, int]] = []
    for document in documents:
        for one in [within] if within else _ordered(document):
            place = set(roots(f"{one.heading} {document.title}"))
            for at, item in enumerate(one.items):
                own = set(roots(document.text[item.words : item.end]))
                shared = len(wanted & own)
                if shared and shared + len(wanted & place - own) >= LIKE * len(wanted):
                    scored.append((shared + len(wanted & place - own) / 2, document, one, at))
    if not scored:
        return None, None, -1
    best = max(score for score, *_ in scored)
    found = [entry for entry in scored if entry[0] == best]
    return found[0][1:] if len(found) == 1 else (None, None, -1)
