"""Which documents a question names, by their titles or file names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import PurePosixPath

from index.records import Listing
from index.text.language import SPACELESS
from qa.forms.words.in_english import small_words
from qa.forms.words.roots import FUNCTION_WORDS, root, roots
from qa.text.words import content_words, stem

# Words that many titles contain and that alone name no document, and words of questions.
_GENERAL = frozenset(
    content_words(
        "document file pdf text page section chapter clause paragraph part dokument datei seite abschnitt kapitel"
        " say says tell information key main point points summary summarise summarize overview content contents"
        " list all give please show name names mention mentions mentioned title heading step steps"
        " der die das den dem des ein eine einen einem einer zu zum zur über von vom im in am bei und"
        " le la les un une du de des au aux sur dans et el los las una del en sobre y"
    )
)
_OF_ANY_KIND = frozenset(
    """
    please pls plz bitte stp svp annual yearly monthly weekly quarterly final draft latest last newest new current
    full whole entire complete attached recent short long above copy jährliche jährlichen letzte letzten neue neuen
    neuesten aktuelle aktuellen ganze ganzen annuel annuelle mensuel mensuelle final dernier dernière complet
    nouveau ci-joint anual mensual último última completo nuevo annuale mensile ultimo ultima completo jaarlijkse
    laatste hele novo
    """.split()
)
_LETTERS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# A word; in a script without spaces, all signs between its function words.
_PARTICLES = "のをはがにで的和与關关"
_WORD = re.compile(
    rf"(?:(?![{_PARTICLES}])[{SPACELESS}])+|(?:(?![{SPACELESS}])[^\W_])+(?:[-'’](?:(?![{SPACELESS}])[^\W_])+)*"
)
_KINDS = re.compile(
    r"\b(?:handbooks?|manuals?|reports?|plans?|polic(?:y|ies)|sheets?|lists?|notes?|minutes|dossiers?|guides?|books?"
    r"|quotes?|quotations?|offers?|tenders?|invoices?|contracts?|agreements?|leases?|letters?|surveys?|memos?|brochures?"
    r"|handbuchs?|berichts?|anleitung|richtlinie|protokolls?|angebots?|rechnung|vertrags?|schreiben|umfrage|gutachten"
    r"|factures?|devis|contrats?|lettres?|rapports?|facturas?|presupuestos?|contratos?|cartas?|informes?)\b"
)

# Words for one kind of document in several languages.
_SAME_KIND = tuple(
    frozenset(words.split())
    for words in (
        "minutes protokoll sitzungsprotokoll niederschrift compte-rendu procès-verbal acta actas verbale notulen ata"
        " protokół протокол протокола 会议记录 議事録",
        "contract agreement vertrag vereinbarung contrat contrato acuerdo contratto overeenkomst acordo umowa"
        " umowy umowę договор договора контракт 合同 契約書 عقد العقد",
        "lease tenancy mietvertrag bail arrendamiento affitto huurcontract arrendamento",
        "invoice bill rechnung facture factura fattura factuur fatura faktura faktury счёт счета 发票 請求書",
        "offer quote quotation tender estimate angebot kostenvoranschlag devis offre presupuesto oferta preventivo"
        " offerte bid proposal proposition propuesta proposta offerta orçamento oferta ofertas wycena",
        "report bericht rapport informe relazione verslag relatório rapporto raport"
        " raportu sprawozdanie sprawozdania отчёт отчет отчёта отчета 报告 報告 報告書 レポート تقرير التقرير",
        "manual handbook guide handbuch anleitung bedienungsanleitung manuel manuale handleiding guía",
        "letter brief schreiben lettre courrier carta lettera письмо письма 信 手紙 رسالة",
        "newsletter rundbrief bulletin boletín bollettino nieuwsbrief",
    )
)
_FORMS_OF_KINDS = tuple(kind | frozenset(map(root, kind)) for kind in _SAME_KIND)


def held_documents(listings: Sequence[Listing], within: Collection[str] | None) -> list[Listing]:
    """The documents in scope."""
    return [one for one in listings if within is None or one.document_id in within]


def named_documents(text: str, listings: Sequence[Listing]) -> list[Listing]:
    """The documents that `text` names: by file name, or by the rarest words of their titles. Empty if it names none.

    A word counts more the fewer documents have it in their titles. A document is named if no other shares more of
    these words with the text, and if they are at least half of its title or include two words.
    """
    lowered = text.casefold()
    if exact := names_file(text, listings):
        return exact
    words = {one.document_id: _title_words(one) for one in listings}
    frequency = Counter(word for own in words.values() for word in own)
    said = set(content_words(text)) - _GENERAL

    def worth(own: frozenset[str]) -> float:
        return sum(1 / frequency[word] for word in own & said)

    best = max((worth(own) for own in words.values()), default=0.0)
    if best == 0.0:
        return []
    found = [one for one in listings if worth(words[one.document_id]) == best]
    shared = words[found[0].document_id] & said
    is_enough = len(shared) >= 2 or any(2 * len(shared) >= len(words[one.document_id]) for one in found)
    return found if is_enough or any(_is_called(lowered, one) for one in found) else []


def names_file(text: str, listings: Sequence[Listing]) -> list[Listing]:
    """The documents whose file names the text has."""
    lowered = text.casefold()
    return [one for one in listings if _has_name(lowered, one)]


def names_kind(text: str) -> bool:
    """Whether the text has a word for a kind of document ("the annual report"), or the name of a file."""
    return any(map(is_kind, _LETTERS.findall(text.casefold()))) or re.search(r"\w\.[a-z]\w{1,4}\b", text) is not None


def qualifiers(text: str) -> list[str]:
    """The words that say which document of a kind is meant, as written: "pool" of "the report on the pool"."""
    words = _WORD.findall(text)
    return [
        word for word in words if not is_kind(word.casefold()) and stem(word) not in _GENERAL and not _is_small(word)
    ]


def told_of(words: Sequence[str], text: str) -> int:
    """How many of the words the text has, in any of their forms or in a compound."""
    held = text.casefold()
    known = set(roots(re.sub(r"_", " ", held)))
    return sum(_is_told(word, known, held) for word in words)


def _is_told(word: str, known: Collection[str], text: str) -> bool:
    if re.search(f"[{SPACELESS}]", word):
        return word in text
    own = root(word)
    return own in known or any(
        (len(own) >= 4 and one.startswith(own)) or (len(one) >= 5 and own.startswith(one)) for one in known
    )


def is_kind(word: str) -> bool:
    """Whether a word in small letters is one for a kind of document, such as "minutes"."""
    return _KINDS.fullmatch(word) is not None or any(_forms(word) & kind for kind in _FORMS_OF_KINDS)


def same_kind(word: str, other: str) -> bool:
    """Whether both words are for the same kind of document, in any of their forms or in two languages."""
    own, its = _forms(word), _forms(other)
    return bool(own & its) or any(own & kind and its & kind for kind in _FORMS_OF_KINDS)


def _forms(word: str) -> frozenset[str]:
    return frozenset((word, root(word)))


def _is_small(word: str) -> bool:
    """Whether the word is a function word, or only says which of several the document is: "annual", "latest"."""
    return word.casefold() in FUNCTION_WORDS | _OF_ANY_KIND or word.casefold() in small_words()


def documents_of_kind(text: str, listings: Sequence[Listing]) -> list[Listing]:
    """The one document whose title or file name has a word for the kind that `text` names in another language.

    Empty if there are none or several.
    """
    words = set(_WORD.findall(text.casefold()))
    called = frozenset[str]().union(*(kind for kind in _SAME_KIND if kind & words))
    found = [one for one in listings if called & set(_LETTERS.findall(f"{one.title} {one.document_id}".casefold()))]
    return found if len(found) == 1 else []


def topic_words(text: str) -> list[str]:
    """The content words of a question that say what it is about, in order."""
    return [word for word in content_words(text) if word not in _GENERAL]


def _is_called(text: str, listing: Listing) -> bool:
    """Whether the text uses the title's word for a kind of document: "the employee handbook", "the note on pumps"."""
    title = set(content_words(re.sub(r"[\W_]+", " ", f"{listing.title} {listing.document_id}")))
    return any(word in title for kind in _KINDS.findall(text) for word in content_words(kind))


def _has_name(text: str, listing: Listing) -> bool:
    path = PurePosixPath(listing.document_id.casefold())
    named = [str(path), path.name, *([path.stem] if len(path.stem) > 3 and not path.stem.isalpha() else [])]
    return any(re.search(rf"(?<![\w/.-]){re.escape(name)}(?![\w-])", text) for name in named)


def _title_words(listing: Listing) -> frozenset[str]:
    stem = re.sub(r"[\W_]+", " ", PurePosixPath(listing.document_id).stem)
    return frozenset(content_words(f"{listing.title} {stem}")) - _GENERAL
