"""Answers "where is X mentioned?" and look-ups of a code or a quoted phrase with every place of exactly these words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.files.names import visible
from index.records import Passage
from index.text.headings import innermost
from index.text.normalise import normalise
from index.text.sentences import sentence_spans
from qa.forms.form import Request
from qa.forms.quoting import Quotes
from qa.forms.spelling import correct
from qa.forms.structure.documents import held_documents, named_documents
from qa.forms.words.roots import roots
from qa.records import Piece
from qa.text.quotes import one_line

FEW_WORDS = 6  # a shorter sentence is quoted together with the next one
LONGEST_ENDING = 2  # letters of an ending such as "-s" or "-en"
SHOWN = 50  # mentions quoted; the others are only counted
_QUOTED = r"[\"“”„«»]"
PHRASE = re.compile(rf"{_QUOTED}(?P<phrase>[^\"“”„«»]{{2,300}}){_QUOTED}")
_SAID = (
    r"(?:mentioned|named|referred to|cited|discussed|talked about|written about|erwähnt|genannt|mencionad[oa]"
    r"|mentionnée?)"
)
_RULES = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        rf"where (?:else )?(?:(?:in|on) (?P<in>.+?) )?(?:is|are|was|were) (?P<x>.+?) {_SAID}(?: in (?P<of>.+))?",
        r"(?:where|in which (?:documents?|files?|sections?)) (?:do|does|did) (?P<of>.+?)"
        r" (?:mention|refer to|talk about|say) (?P<x>.+)",
        r"(?:where|which (?:document|file|page|section)s?) (?:does it say|says?|states?|contains?|has|have)"
        rf" (?P<x>(?:that )?{_QUOTED}.+{_QUOTED})",
        r"(?:please )?(?:find|show|list|give)(?: me)? (?:all|every|the|each) (?:mentions?|occurrences?|places?)"
        r" (?:of|where) (?P<x>.+)",
        rf"how (?:often|many times) (?:is|are|was|were) (?P<x>.+?) {_SAID}(?: in (?P<of>.+))?",
        rf"wo (?:wird|werden|ist|sind) (?P<x>.+?) {_SAID}",
        rf"wo steht (?P<x>{_QUOTED}.+{_QUOTED})",
        rf"dónde se menciona (?P<x>.+)|où est (?P<y>.+?) {_SAID}",
    )
)
# A question that is only a code, such as "H-08", "E6" or "extension 4150".
_CODE = re.compile(
    r"(?:(?:error|article|part|item|code|no\.?|nr\.?|extension|ext\.?|order|invoice|fehler|artikel)\s+)?"
    r"(?=\S*\d)[A-Za-z0-9][\w./-]{0,40}",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|an?|that|der|die|das|el|la|le) ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Wanted:
    phrase: str
    of: str = ""  # can name the documents


def asks_for_mentions(text: str) -> bool:
    """Whether the question asks where certain words occur, or is only a code."""
    return _wanted(text) is not None


def answer_mentions(request: Request) -> Iterator[Piece]:
    """Yield every mention with its place. If there is none, say so."""
    wanted = _wanted(request.text)
    corrected = ""
    if wanted and not PHRASE.search(request.text) and not passages_saying(request, wanted.phrase):
        phrase, corrected = correct(request, wanted.phrase)
        wanted = replace(wanted, phrase=phrase)
    if wanted is None or (request.question.before and _CODE.fullmatch(request.text.strip(" ?!."))):
        return  # after another question, a code without other words is a follow-up
    listings = held_documents(request.index.documents(), request.within)
    named = [one.document_id for one in named_documents(wanted.of, listings)] if wanted.of else []
    passages = passages_saying(request, wanted.phrase, named or request.within)
    find = sentences_saying
    if not passages and not PHRASE.search(request.text) and len(roots(wanted.phrase)) > 1:
        find, passages = _sentences_with_all, _passages_with_all(request, wanted.phrase, named or request.within)
    quotes = Quotes(request.index)
    statements, count = [], 0
    for passage in passages:
        for start, end in find(passage, wanted.phrase):
            count += 1
            if count <= SHOWN:
                words = f"{_place(passage)}: “{one_line(passage.text[start:end])}”"
                statement = quotes.quote(passage.document_id, passage.start + start, passage.start + end, words)
                statements.extend([statement] if statement else [])
    if not statements:
        title = next((visible(one.title) for one in listings if one.document_id in named[:1]), "")
        name = "not_mentioned_in" if title else "not_mentioned"
        yield request.abstain(request.say(name, phrase=wanted.phrase, title=title))
        return
    documents = len({passage.document_id for passage in passages})
    where = request.say("in_documents", n=documents)
    head = f"{corrected} {request.say('mentions', n=count, phrase=wanted.phrase, where=where)}"
    more = f"\n\n… {request.say('and_more', n=count - SHOWN)}." if count > SHOWN else ""
    text = f"{head.lstrip()}\n\n" + "\n".join(f"- {one.text}" for one in statements) + more
    yield text
    yield request.finish(text, statements, quotes.hits)


def passages_saying(request: Request, phrase: str, within: object = None) -> list[Passage]:
    """All passages that contain the phrase as whole words. Case, white space and line breaks make no difference."""
    words = sorted(re.findall(r"[^\s\"“”„«»]+", phrase), key=len, reverse=True)
    found = _passages_with(request, words[0] if words else phrase, within)
    return [passage for passage in found if _pattern(phrase).search(passage.text)]


def _passages_with(request: Request, word: str, within: object) -> list[Passage]:
    """All passages that contain the word, in any case."""
    scope = within if isinstance(within, list) else request.within
    spellings = dict.fromkeys([word, word.lower(), word.capitalize(), word.upper()])
    found = {
        passage.id: passage
        for spelling in (spellings if not word.isascii() else [word])
        for passage in request.index.passages_with(spelling, scope)
    }
    return list(found.values())


def _passages_with_all(request: Request, phrase: str, within: object) -> list[Passage]:
    """The passages with a sentence that has all words of the phrase, in any form and order: "the planks are rotten"."""
    longest = max(re.findall(r"\w+", phrase), key=len)
    stems = dict.fromkeys((longest, longest[:-LONGEST_ENDING] if len(longest) > 2 * LONGEST_ENDING else longest))
    found = {passage.id: passage for part in stems for passage in _passages_with(request, part, within)}
    return [passage for passage in found.values() if _sentences_with_all(passage, phrase)]


def _sentences_with_all(passage: Passage, phrase: str) -> list[tuple[int, int]]:
    wanted = set(roots(phrase))
    return [span for span in sentence_spans(passage.text) if wanted <= set(roots(passage.text[slice(*span)]))]


def sentences_saying(passage: Passage, phrase: str) -> list[tuple[int, int]]:
    """The spans of the sentences in which the phrase begins. A very short one is taken with the next."""
    begins = [match.start() for match in _pattern(phrase).finditer(passage.text)]
    spans = sentence_spans(passage.text)
    found = []
    for index, (start, end) in enumerate(spans):
        if any(start <= begin < end for begin in begins):
            found.append((start, end))
            following = spans[index + 1] if index + 1 < len(spans) else (len(passage.text), end)
            on_one_line = not passage.text[end : following[0]].strip(" ")
            if on_one_line and len(passage.text[start:end].split()) < FEW_WORDS and following[1] > end:
                found[-1] = (start, following[1])
    return found


def _pattern(phrase: str) -> re.Pattern[str]:
    words = r"\W*\s+\W*".join(map(re.escape, normalise(phrase).split()))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def _wanted(text: str) -> _Wanted | None:
    asked = " ".join(text.split()).strip(" ?!.¿")
    if _CODE.fullmatch(asked) and not asked.isdecimal():
        return _Wanted(asked)
    for rule in _RULES:
        if match := rule.fullmatch(asked):
            groups = match.groupdict()
            phrase = groups.get("x") or groups.get("y") or ""
            quoted = PHRASE.search(phrase)
            of = groups.get("of") or groups.get("in") or ""
            return _Wanted(quoted["phrase"].strip() if quoted else _ARTICLE.sub("", phrase), of)
    return None


def _place(passage: Passage) -> str:
    page = f", p. {passage.page}" if passage.page is not None else ""
    heading = innermost(passage.heading)
    inside = f", {visible(heading)}" if heading and heading != passage.title else ""
    return f"{visible(passage.document_id)}{page}{inside}"
