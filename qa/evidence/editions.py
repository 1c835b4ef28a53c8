"""Marks the sentences that a newer edition of their document replaces, so that the model does not read them. Pure.

If the newer one says that it replaces the older one, what only the older one says does not answer a question on today.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace

import numpy as np

from index.reading.readers.quoted import QUOTED
from index.records import Document
from index.text.headings import innermost
from index.text.sentences import is_row
from qa.checking.rivals import Asked, answer_alike, says_otherwise
from qa.checking.rows import cells
from qa.evidence.threads import asks_for_outcome, days_of, is_quoted, settles
from qa.records import Sentence
from qa.text.calendar_words import Date
from qa.text.dates import years_of
from qa.text.editions import Edition, versions_of
from qa.text.parsed import ParsedText
from qa.text.words import stem

SAME = 0.6  # a sentence with at least this share of an older sentence's words replaces it
WHOLE = 0.5  # of the length of the edition that it says it replaces: a shorter one can only amend it

# A question with one of these words can mean an older edition, or several.
_NOT_OF_TODAY = re.compile(
    r"\b(?:(?<!how )(?<!years )(?<!months )old(?:er|est)?(?! than)\b|former\w*|previous\w*|ago|earlier|earliest"
    r"|originally|(?:past|last) (?:years?|months?|weeks?|editions?|versions?|time)|before(?=\W*$)|did|was|were|had"
    r"|used to|what(?:['’]s| is| has| have)? .{0,30}\bchanged|chang\w+ (?:between|since|from)|compar\w+|differen\w+"
    r"|versus|vs|over the years|histor\w+|trend|editions?|versions?)\b",
    re.IGNORECASE,
)
_NOT_OF_TODAY_ELSEWHERE = re.compile(
    r"\b(?:früher\w*|ehemalig\w*|alte[rnsm]?|vorherig\w*|bisherig\w*|vorige\w*|damals|ursprünglich\w*|war|waren|wurden?"
    r"|hatten?|galt\w*|änderte\w*|änderung\w*|verglich\w*|vergleich\w*|unterschied\w*|fassung\w*|version\w*|versies?"
    r"|ancien\w*|précédent\w*|était|étaient|autrefois|auparavant|éditions?|compar\w+|différence\w*|a changé|ont changé"
    r"|anterior\w*|antigu[oa]s?|antes(?! de)|era|eran|fue|fueron|había|cambi(?:ó|os)|edici(?:ón|ones)|diferencia\w*"
    r"|precedent\w*|vecchi\w*|erano|edizion\w+|confront\w+|differenz\w*|antig[oa]s?|foi|eram|versão|versões|diferença\w*"
    r"|oude|vroeger|waren|verschil\w*|veranderd\w*|стар\w+|прежн\w+|раньше|был[аои]?|предыдущ\w+|верси\w+|измени\w+"
    r"|отлич\w+)\b|以前|之前|旧|原来|过去|变化|区别|版|変更|違い",
    re.IGNORECASE,
)
_WAS = re.compile(
    r"\b(?:did|was|were|had|war|waren|wurden?|hatten?|était|étaient|era|eran|fue|fueron|había|erano|foi|eram|waren)\b",
    re.I,
)
# "The version in force" means no other one.
_OF_TODAY = re.compile(
    r"\b(?:current|latest|newest|valid|present|most recent|binding|applicable) (?:versions?|editions?)"
    r"|\b(?:versions?|editions?) (?:in force|that is (?:now )?(?:valid|in force)|(?:now|currently) (?:valid|in force))"
    r"|\b(?:aktuell|gültig|geltend|neuest)\w* (?:fassung|version|ausgabe)|\bversion(?: actuelle)?,? en vigueur"
    r"|\b(?:version|édition) (?:actuelle|la plus récente)|\bversión (?:vigente|actual|en vigor)"
    r"|\bversione (?:in vigore|attuale|vigente)|\bversão (?:em vigor|atual|vigente)"
    r"|\b(?:huidige|geldende|laatste) versie|\b(?:действующ|текущ|последн)\w+ верси\w+|(?:现行|当前|最新)(?:的)?版本?",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:this year|now|nowadays|today|currently|current|at present|at the moment|still|any ?more"
    r"|dieses jahr|diesem jahr|jetzt|heute|derzeit|aktuell\w*|momentan|noch"
    r"|cette année|maintenant|actuellement|aujourd['’]hui|encore|toujours"
    r"|este año|ahora|hoy|actualmente|todavía|aún|quest['’]anno|adesso|oggi|attualmente|ancora|este ano|agora|hoje"
    r"|atualmente|ainda|dit jaar|nu|vandaag|momenteel|nog)\b|今年|现在|目前|还",
    re.IGNORECASE,
)
# "The 2021 edition", "die Fassung von 2021".
_KIND = (
    r"(?:editions?|versions?|rules|guide|handbook|manual|policy|price list|ausgabe|fassung|auflage|ordnung|preisliste"
    r"|édition|règlement|tarifs?|edición|versión|reglamento|edizione|versione|regolamento|edição|versão|regulamento"
    r"|editie|versie|reglement)"
)
_OF_YEAR = re.compile(
    rf"\b((?:19|20)\d\d)(?:er)?\s{_KIND}\b|\b{_KIND}\s(?:of|from|von|vom|aus|d[ei]|del|do|van|uit)?\s?((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_COMPARES = re.compile(r"chang|differ|compar|between|änder|unterschied|vergleich|cambi|diferen|différ|confront", re.I)


def mark_outdated(
    question: ParsedText, sentences: Sequence[Sentence], document_of: Callable[[str], Document]
) -> list[Sentence]:
    """The scored sentences; those that a newer edition of their document replaces are `outdated`.

    The sentence that replaces an outdated one takes its score, if that is higher. Nothing is outdated if the question
    can mean another edition: if it names a year or contains a word such as "previous" or "compared". If it names a
    version or the edition of a year, the sentences of other ones are outdated.
    """
    held = list(dict.fromkeys(sentence.passage.document_id for sentence in sentences))
    if len(held) < 2 and not any(map(is_quoted, sentences)):
        return list(sentences)
    editions = {document_id: Edition.of(document_of(document_id)) for document_id in held}
    if versions := set(versions_of(question.text)):
        return _of_versions(question, versions, sentences, editions)
    if years := {int(match[1] or match[2]) for match in _OF_YEAR.finditer(question.text)}:
        return _of_years(question, years, sentences, editions)
    if years_of(question.text) or can_mean_another(question):
        return list(sentences)
    newer = {one: {two for two in held if _is_newer(editions[two], editions[one])} for one in held}
    rewritten = {(one, two) for one, its in newer.items() for two in its if editions[two].is_newer_than(editions[one])}
    gone = _wholly_replaced(newer, editions, document_of) if _NOW.search(question.text) else set()
    newer |= {
        _origin(one): {its, *newer[its]} for one in sentences if is_quoted(one) and (its := one.passage.document_id)
    }
    if not any(newer.values()):
        return list(sentences)
    texts = _Texts(Asked.of(question, sentences), sentences, newer, _words_of_documents(sentences))
    scores = [sentence.score for sentence in sentences]
    replacing = {i: found for i in range(len(sentences)) if (found := texts.that_replace(i, rewritten))}
    best = dict[int, int]()
    for i, found in replacing.items():
        newest = [j for j in found if j not in replacing] or found
        best[i] = max(newest, key=lambda j: (texts.is_agreed(j), texts.alike[i, j]))
        scores[best[i]] = max(scores[best[i]], sentences[i].score)
    return [
        replace(
            one,
            score=scores[i],
            outdated=i in best or any((one.passage.document_id, two) in gone for two in texts.newer_than(i)),
            replaced_by=sentences[best[i]] if i in best else None,
        )
        for i, one in enumerate(sentences)
    ]


def _wholly_replaced(
    newer: Mapping[str, set[str]], editions: Mapping[str, Edition], document_of: Callable[[str], Document]
) -> set[tuple[str, str]]:
    """The documents of which a newer edition says that it replaces them, each with that edition, by their ids."""
    said = {(one, two) for one, its in newer.items() for two in its if editions[two].says_it_replaces(editions[one])}
    return {(one, two) for one, two in said if len(document_of(two).text) >= WHOLE * len(document_of(one).text)}


class _Texts:
    """The retrieved sentences, to find those that replace another one."""

    def __init__(
        self,
        asked: Asked,
        sentences: Sequence[Sentence],
        newer: Mapping[str, set[str]],  # of each origin: the ids of the newer editions
        words: Mapping[str, frozenset[str]],  # of each document id: the stems of what was retrieved
    ) -> None:
        self._asked, self._sentences, self._newer, self._words = asked, sentences, newer, words
        vectors = np.stack([sentence.vector for sentence in sentences])
        self.alike = vectors @ vectors.T  # (sentences, sentences)
        self._of = [_origin(sentence) for sentence in sentences]
        own = {its: [i for i, other in enumerate(self._of) if other == its] for its in newer}
        # Of each sentence: how like it the most similar sentence of each origin is.
        self._closest = {its: self.alike[rows].max(axis=0) for its, rows in own.items() if rows}
        self._asks_outcome = asks_for_outcome(asked.question.text)
        self._days = dict[str, set[Date | str]]()  # that each origin names
        for its, sentence in zip(self._of, sentences, strict=True):
            self._days.setdefault(its, set()).update(days_of(sentence))

    def newer_than(self, i: int) -> set[str]:
        """The newer editions of what sentence `i` is from.

        If only its own document has a name or number of the question, such as that of an invoice, it is meant.
        """
        its, question = self._of[i], self._asked.question
        keys = {stem(token) for token in question.tokens if any(map(str.isdigit, token))}
        keys.update(map(stem, question.facts.names))
        return {one for one in self._newer[its] if not keys & self._words[its] - self._words[one]}

    def is_agreed(self, j: int) -> bool:
        """Whether sentence `j` of a mail repeats a date of an older one, where the question is what was agreed."""
        older = [its for its, newer in self._newer.items() if self._of[j] in newer]
        days = days_of(self._sentences[j])
        return self._asks_outcome and any(days & self._days.get(its, set()) for its in older)

    def that_replace(self, i: int, rewritten: Set[tuple[str, str]]) -> list[int]:
        """The indices of the sentences of newer editions that replace sentence `i`.

        If none does by itself, but one of the `rewritten` documents (each with its newer edition) has the section of
        the sentence, the sentence there that is most like it: what the section does not say again does not hold.
        """
        newer = self.newer_than(i)
        found = [j for j, other in enumerate(self._of) if other in newer and self._replaces(j, i)]
        section = _section_of(self._sentences[i])
        if found or not section:
            return found
        again = [
            j
            for j, other in enumerate(self._of)
            if other in newer and (self._of[i], other) in rewritten and _section_of(self._sentences[j]) == section
        ]
        return [max(again, key=lambda j: self.alike[i, j])] if again else []

    def _replaces(self, j: int, i: int) -> bool:
        """Whether sentence `j` takes the place of the old sentence `i`.

        Sentence `j` must be the sentence of its document that is most like `i`; for a table row, the row with the same
        label. It must also repeat most of the words of `i`, or answer the question in other words.
        """
        new, old = self._sentences[j], self._sentences[i]
        if self._asks_outcome and settles(self._asked.question, new, old, is_agreed=self.is_agreed(j)):
            return True
        if is_row(new.text) and is_row(old.text):
            if cells(new.parsed)[0].value.words != cells(old.parsed)[0].value.words:
                return False
        elif self.alike[i, j] < self._closest[self._of[i]][j]:
            return False
        if (self._asked.question.word_set & old.parsed.word_set) - new.parsed.word_set - new.place.word_set:
            return False
        words = old.parsed.word_set
        if len(words & new.parsed.word_set) >= SAME * len(words) > 0:
            return True
        # A later document of a series, such as the next minutes, can be about the same matter without replacing this.
        return answer_alike(self._asked, new, old) and says_otherwise(self._asked, new, old)


def _origin(sentence: Sentence) -> str:
    """The document that a sentence is from, or that of an earlier mail which it repeats."""
    document_id = sentence.passage.document_id
    return f"{document_id}\n{QUOTED}" if is_quoted(sentence) else document_id


def _section_of(sentence: Sentence) -> str:
    """The heading above a sentence in small letters, without numbers; "" for rows and where there is only a title."""
    heading = innermost(sentence.passage.heading)
    if heading == sentence.passage.title or is_row(sentence.text):
        return ""
    return re.sub(r"[\W\d_]+", " ", heading.casefold()).strip()


def _is_newer(one: Edition, two: Edition) -> bool:
    return one.is_newer_than(two) or one.is_later_than(two)


def _words_of_documents(sentences: Sequence[Sentence]) -> dict[str, frozenset[str]]:
    """The stems of what was retrieved of each origin, with its title and headings."""
    words: dict[str, frozenset[str]] = {}
    for sentence in sentences:
        its = _origin(sentence)
        words[its] = words.get(its, frozenset()) | sentence.parsed.word_set | sentence.place.word_set
    return words


def _of_versions(
    question: ParsedText,
    versions: set[tuple[int, ...]],
    sentences: Sequence[Sentence],
    editions: Mapping[str, Edition],
) -> list[Sentence]:
    """The sentences; those of other versions than the ones that the question names are outdated."""
    named = [one for one in editions.values() if any(one.version[: len(each)] == each for each in versions)]
    others = [one for one in editions.values() if one.version and one not in named]
    return _without(others, named, question, sentences, editions)


def _of_years(
    question: ParsedText, years: Set[int], sentences: Sequence[Sentence], editions: Mapping[str, Edition]
) -> list[Sentence]:
    """The sentences; those of the editions of other years than the question names are outdated."""
    named = [one for one in editions.values() if _year_of(one) in years]
    others = [one for one in editions.values() if _year_of(one) and one not in named]
    return _without(others, named, question, sentences, editions)


def _without(
    others: Sequence[Edition],
    named: Sequence[Edition],
    question: ParsedText,
    sentences: Sequence[Sentence],
    editions: Mapping[str, Edition],
) -> list[Sentence]:
    """The sentences; those of `others` that are editions of a `named` document are outdated. None if it compares."""
    if _COMPARES.search(question.text):
        return list(sentences)
    old = [one for one in others if any(map(one.is_same_document_as, named))]
    return [replace(one, outdated=editions[one.passage.document_id] in old) for one in sentences]


def _year_of(edition: Edition) -> int:
    """The year of an edition, as its name or its beginning says; 0 if neither does."""
    return edition.year or (edition.in_force.year or 0 if edition.in_force else 0)


def can_mean_another(question: ParsedText) -> bool:
    """Whether the question can mean an older edition, or several: it has a word such as "previous" or "compared"."""
    pattern = _NOT_OF_TODAY if question.is_english else _NOT_OF_TODAY_ELSEWHERE
    text = _OF_TODAY.sub(" ", question.text)
    if asks_for_outcome(text):  # "What was agreed in the end?"
        text = _WAS.sub(" ", text)
    return pattern.search(text) is not None
