"""Which documents a question names, by their titles or file names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import PurePosixPath

from index.records import Listing
from qa.text.words import content_words

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
_LETTERS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
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
        "minutes protokoll sitzungsprotokoll niederschrift compte-rendu procès-verbal acta actas verbale notulen ata",
        "contract agreement vertrag vereinbarung contrat contrato acuerdo contratto overeenkomst acordo",
        "lease tenancy mietvertrag bail arrendamiento affitto huurcontract arrendamento",
        "invoice bill rechnung facture factura fattura factuur fatura",
        "offer quote quotation tender estimate angebot kostenvoranschlag devis offre presupuesto oferta preventivo"
        " offerte",
        "report bericht rapport informe relazione verslag relatório",
        "manual handbook guide handbuch anleitung bedienungsanleitung manuel manuale handleiding guía",
        "letter brief schreiben lettre courrier carta lettera",
        "newsletter rundbrief bulletin boletín bollettino nieuwsbrief",
    )
)


def held_documents(listings: Sequence[Listing], within: Collection[str] | None) -> list[Listing]:
    """The documents in scope."""
    return [one for one in listings if within is None or one.document_id in within]


def named_documents(text: str, listings: Sequence[Listing]) -> list[Listing]:
    """The documents that `text` names: by file name, or by the rarest words of their titles. Empty if it names none.

    A word counts more the fewer documents have it in their titles. A document is named if no other shares more of
    these words with the text, and if they are at least half of its title or include two words.
    """
    lowered = text.casefold()
    exact = [one for one in listings if _has_name(lowered, one)]
    if exact:
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


def documents_of_kind(text: str, listings: Sequence[Listing]) -> list[Listing]:
    """The one document whose title or file name has a word for the kind that `text` names in another language.

    Empty if there are none or several.
    """
    words = set(_LETTERS.findall(text.casefold()))
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
