"""Answers questions about the set of documents: how many, which, the newest, and which mention something.

Rules recognise them, and the index answers them without a model. A few retrieved passages could not answer them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from index.files.names import visible
from index.records import Hit, Listing
from index.text.sentences import sentence_spans
from qa.forms.form import Request, Retriever, bare
from qa.forms.library.everything import asks_for_everything, type_of_one
from qa.forms.library.kinds import asks_for_kind, documents_called
from qa.forms.library.library_words import (
    ABOUT,
    ANYTHING,
    ARTICLE,
    BESIDE,
    BESIDE_DATED,
    CAN_ASK,
    DOCUMENTS,
    EACH,
    FOLDERS,
    LARGEST,
    LISTS,
    NEWEST,
    OLDEST,
    SAID_OF_IT,
    SINGULAR,
    SMALLEST,
    TYPE_OF,
)
from qa.forms.quoting import Quotes
from qa.forms.words.naming import without_naming
from qa.records import Citation, Piece, Statement
from qa.text.calendar_words import first_date
from qa.text.messages import ENGLISH, say, say_day
from qa.text.parsed import ParsedText
from qa.text.words import tokens

CITED = 5  # documents of a type; of so few, each cites how it begins, which opens it
SHOWN = 20  # documents listed by name; the rest is only counted
SEARCHED = 40  # passages searched for documents that mention something

# A topic that is told in a clause.
_CLAUSE = re.compile(
    r"(?:how|what|when|where|who|why|whether|if|that|wie|was|wann|wo|wer|warum|ob|dass|comment|ce qu\w*|quand|où|qui"
    r"|pourquoi|si|qu[e'’]\w*|cómo|qué|cuándo|dónde|quién|come|cosa|quando|dove|chi|hoe|wat|waar|wie|como|onde|quem)\b",
    re.IGNORECASE,
)
_NEXT = re.compile(r"[?？؟]\s*\w")  # a second question, on something else
_UNMENTIONED = re.compile(
    r"(?:which|what|how many) (?:documents?|files?) (?:do|does|are|is)(?: not|n['’]t) (?:mention|contain|say|about)"
    r" (?P<a>.+)"
    r"|(?:welche|wie viele) (?:dokumente|dateien) (?:erwähnen|enthalten) (?P<b>.+) nicht",
    re.IGNORECASE,
)

# "… about wall colours among all this, and in which file?"
_AMONG = re.compile(
    r"(?:,? (?:(?:somewhere |anywhere )?among(?:st)? (?:all )?(?:of )?(?:this|these|that|it|them|(?:my|the) files)"
    r"|(?:and|und|et|y|e|en) (?:if so,? )?(?:in )?(?:which|what|welche[rmn]?|quel|qué|quale|welk) (?:files?|documents?"
    r"|one|papers?|datei|dokument|fichier|archivo|documento|bestand)(?: (?:is it|is that))?))+$",
    re.IGNORECASE,
)

_DATED = {"newest": "newest_dated", "oldest": "oldest_dated"}  # the messages
_EXTREMES = {"newest": NEWEST, "oldest": OLDEST, "largest": LARGEST, "smallest": SMALLEST}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer about the set of documents. `text` contains the texts of `statements`, in order."""

    text: str
    statements: tuple[Statement, ...] = ()
    hits: tuple[Hit, ...] = ()
    abstained: bool = False


@dataclass(frozen=True, slots=True)
class _Library:
    """The documents in scope, and the language of the answer."""

    index: Retriever
    language: str
    within: Collection[str] | None
    quotes: Quotes  # of this answer

    def held(self) -> list[Listing]:
        return [one for one in self.index.documents() if self.within is None or one.document_id in self.within]

    def say(self, name: str, /, **values: object) -> str:
        return say(name, self.language, **values)


def is_about_library(text: str) -> bool:
    """Whether the question is about the set of documents.

    >>> [is_about_library(text) for text in ("How many files are in this folder?", "Which file format is best?")]
    [True, False]
    """
    asked = bare(without_naming(text))
    is_for_some = _UNMENTIONED.fullmatch(asked) or _topic_of(asked) or _extreme_of(asked) or asks_for_kind(asked)
    return bool(is_for_some or _asks_for_all(asked))


def _words(text: str) -> list[str]:
    text = re.sub(r"\be-mail", "email", text, flags=re.IGNORECASE)
    return [word.casefold() for word in tokens(text.replace("-t-", " t ").replace("-", " - "))]


def _asks_for_all(asked: str) -> bool:
    """Whether it asks which documents there are: all its words are in `LISTS` or `BESIDE`, or mean documents."""
    if CAN_ASK.fullmatch(asked) or asks_for_everything(asked) or type_of_one(asked):
        return True
    words = set(_words(asked))
    is_meant = words & (DOCUMENTS - SINGULAR) or (words & FOLDERS and words & LISTS)
    is_meant = is_meant or (words & EACH and words & SINGULAR)
    return bool(is_meant) and words <= LISTS | BESIDE | DOCUMENTS | FOLDERS | TYPE_OF.keys() | {"tell", "dime"}


def _extreme_of(asked: str) -> str:
    """Which one of the documents the question asks for, as "newest" or "largest"; "" if it asks for something else."""
    words = set(_words(asked))
    known = LISTS | BESIDE | DOCUMENTS | FOLDERS | BESIDE_DATED | TYPE_OF.keys()
    if not words & DOCUMENTS or not words <= known.union(*_EXTREMES.values()):
        return ""
    return next((name for name, meant in _EXTREMES.items() if words & meant), "")


def _topic_of(asked: str) -> str:
    """What the question asks documents about; "" if it does not ask which documents are about something."""
    for match in ABOUT.finditer(asked):
        before = set(_words(asked[: match.start()]))
        known = LISTS | BESIDE | DOCUMENTS | FOLDERS | TYPE_OF.keys() | ANYTHING | {"welcher", "welchem", "quelle"}
        if before & (DOCUMENTS | (ANYTHING - {"some", "any", "ein"})) and before <= known:
            topic = ARTICLE.sub("", SAID_OF_IT.sub("", _AMONG.sub("", asked[match.end() :])).strip())
            return topic if _words(topic) and not _NEXT.search(topic) else ""
    return ""


def answer_library(request: Request) -> Iterator[Piece]:
    """Yield the answer to a question about the set of documents.

    That no document mentions a word of another language says nothing: decline.
    """
    reply = answer_about_library(request.text, request.index, request.within, request.question.language)
    if reply and not (reply.abstained and request.question.is_foreign):
        yield reply.text
        answer = request.finish(reply.text, reply.statements, reply.hits)
        yield replace(answer, abstained=True) if reply.abstained else answer


def answer_about_library(
    question: str, index: Retriever, within: Collection[str] | None = None, language: str = ENGLISH
) -> Reply | None:
    """The answer to a question about the set of documents. None for other questions. `within` limits the documents."""
    library = _Library(index, language, within, Quotes(index))
    asked = bare(without_naming(question))
    if match := _UNMENTIONED.fullmatch(asked):
        return _not_mentioning((match["a"] or match["b"]).strip('"“”„'), library)
    if topic := _topic_of(asked).lstrip(", "):
        reply = _mentioning(topic, library)
        # "In which file does it say how to get there?" asks for a passage, and its source is the file.
        return None if reply.abstained and _CLAUSE.match(topic) else reply
    extreme = _extreme_of(asked)
    held = library.held()
    if not extreme and not _asks_for_all(asked):
        kind, called = documents_called(asked, held)
        if not called:
            return None
        return _listed(called, library, kind, library.say("documents_called", n=len(called), all=len(held), kind=kind))
    named = (type_of_one(asked), *_words(asked))
    kinds = dict.fromkeys(TYPE_OF[word] for word in named if word in TYPE_OF)
    if len(kinds) > 1 and not extreme:
        return _joined(_of_kind(held, library, kind, suffixes, extreme) for kind, suffixes in kinds)
    kind, suffixes = next(iter(kinds), ("", ""))
    return _of_kind(held, library, kind, suffixes, extreme)


def _joined(replies: Iterable[Reply]) -> Reply:
    """What is said of each of several kinds, as of "any e-mails or spreadsheets"."""
    said = list(replies)
    statements = tuple(one for reply in said for one in reply.statements)
    hits = max((reply.hits for reply in said), key=len)  # each has those of the replies before it
    return Reply("\n\n".join(reply.text for reply in said), statements, hits)


def _of_kind(held: Sequence[Listing], library: _Library, kind: str, suffixes: str, extreme: str) -> Reply:
    """The documents of the kind ("": all), or the newest, largest or other extreme one of them."""
    chosen = [one for one in held if not kind or PurePosixPath(one.document_id).suffix.lower() in suffixes.split()]
    if not chosen:
        return Reply(library.say("no_documents_of" if kind else "no_documents", kind=kind))
    return _first(chosen, library, extreme, kind) if extreme else _listed(chosen, library, kind)


def _listed(chosen: Sequence[Listing], library: _Library, kind: str, head: str = "") -> Reply:
    """A list of the documents, which are all or those of one kind. Of few of one kind, each cites how it begins."""
    quotes = library.quotes if kind and len(chosen) <= CITED else None
    said = [_cited(quotes, one, _name(one)) if quotes else None for one in chosen[:SHOWN]]
    lines = [f"- {one.text if one else _name(each)}" for one, each in zip(said, chosen, strict=False)]
    if len(chosen) > SHOWN:
        lines.append(f"- {library.say('and_more', n=len(chosen) - SHOWN)}")
    start = head or library.say("documents_of" if kind else "documents", n=len(chosen), kind=kind)
    statements, hits = tuple(filter(None, said)), tuple(quotes.hits) if quotes else ()
    return Reply(f"{start}\n\n" + "\n".join(lines), statements, hits)


def _cited(quotes: Quotes, listing: Listing, words: str) -> Statement | None:
    """The words with a citation of the document's first sentence, which opens it. None if it has no text."""
    first = quotes.index.passages(listing.document_id)[:1]
    spans = sentence_spans(first[0].text)[:1] if first else []
    start = first[0].start if first else 0
    return next((quotes.quote(listing.document_id, start + a, start + b, words) for a, b in spans), None)


def _name(listing: Listing) -> str:
    name, title = visible(listing.document_id), visible(listing.title)
    return name if title == name else f"{name} ({title})"


def _first(held: Sequence[Listing], library: _Library, extreme: str, kind: str) -> Reply:
    """The newest, oldest, largest or smallest of the documents; of several, the first by name."""
    choose = min if extreme in ("oldest", "smallest") else max
    message, file = f"{extreme}_file", library.say("file_of" if kind else "file", kind=kind)
    by_name = sorted(held, key=lambda one: one.document_id)
    if extreme in ("largest", "smallest"):
        found = choose(by_name, key=lambda one: one.size)
        said = library.say(message, file=file, name=_name(found), n=found.size)
    else:
        named = {one: day for one in by_name if (day := _day_in_name(one))}
        if is_named := len(named) == len(by_name) > 1:  # the files can have been copied on one day
            message = _DATED[extreme]
        days = [(named[one] if is_named else library.index.changed_on(one.document_id), one) for one in by_name]
        day, found = choose(days, key=lambda pair: pair[0])
        said = library.say(message, file=file, name=_name(found), day=say_day(day, library.language))
    quotes = Quotes(library.index)
    cited = _cited(quotes, found, said)
    return Reply(f"{cited.text}." if cited else f"{said}.", (cited,) if cited else (), tuple(quotes.hits))


def _day_in_name(listing: Listing) -> date | None:
    """The day in the title or else in the file name of the document; None if neither has one."""
    name = re.sub(r"[_\s]+", " ", PurePosixPath(listing.document_id).stem)
    days = (found.in_calendar() for text in (listing.title, name) if (found := first_date(text)))
    return next(filter(None, days), None)


def _mentioning(topic: str, library: _Library) -> Reply:
    """The documents that mention the topic, each with a sentence that does. If only the title does, only its name."""
    words = ParsedText(ARTICLE.sub("", topic)).word_set
    hits = library.index.search(topic, SEARCHED, library.within)
    quoted = _first_of_each([hit for hit in hits if words and words <= ParsedText(hit.passage.text).word_set])
    titled = _first_of_each([hit for hit in hits if words and words <= ParsedText(hit.passage.title).word_set])
    shown, named = list(quoted.values())[:SHOWN], [name for name in titled if name not in quoted][:SHOWN]
    if not shown and not named:
        return Reply(library.say("no_document_mentions", topic=topic), hits=tuple(hits[:8]), abstained=True)
    statements = tuple(_item(number, hit, words) for number, hit in enumerate(shown, 1))
    lines = [one.text for one in statements] + [library.say("in_its_title", name=visible(name)) for name in named]
    held = len(library.held())
    name = "documents_mention_of" if len(lines) < held else "documents_mention"
    head = library.say(name, n=len(lines), all=held, topic=topic)
    return Reply(f"{head}\n\n" + "\n".join(f"- {line}" for line in lines), statements, tuple(shown))


def _not_mentioning(topic: str, library: _Library) -> Reply:
    """The documents that lack at least one word of the topic."""
    held, words = library.held(), ParsedText(topic).word_set
    texts = {one: f"{one.title} {library.index.document(one.document_id).text}" for one in held}
    lacking = [one for one, text in texts.items() if not words <= ParsedText(text).word_set]
    lines = [f"- {_name(one)}" for one in lacking[:SHOWN]]
    lines += [f"- {library.say('and_more', n=len(lacking) - SHOWN)}"] if len(lacking) > SHOWN else []
    head = library.say("documents_lack" if lines else "no_document_lacks", n=len(lacking), all=len(held), topic=topic)
    return Reply("\n\n".join(filter(None, [head, "\n".join(lines)])))


def _first_of_each(hits: Sequence[Hit]) -> dict[str, Hit]:
    """The best hit of each document, by the document's id."""
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.passage.document_id, hit)
    return best


def _item(number: int, hit: Hit, words: frozenset[str]) -> Statement:
    """The document, and the sentence of the passage that contains most of the words."""
    passage = hit.passage
    spans = sentence_spans(passage.text)
    start, end = max(spans, key=lambda span: len(words & ParsedText(passage.text[slice(*span)]).word_set))
    quote = passage.text[start:end]
    citation = Citation(number, passage, quote, passage.start + start, passage.start + end)
    text = f"{visible(passage.document_id)}: “{' '.join(quote.split())}” [{number}]"
    return Statement(text, (citation,), supported=True, score=1.0, verbatim=True)
