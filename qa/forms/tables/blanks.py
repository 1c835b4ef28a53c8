"""What is not yet done: "Who has not paid yet?" asks for the rows whose cell under "Paid on" is empty. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.forms.tables.mentions import Word, context_of, words_of
from qa.forms.tables.sql_text import is_one_of, text_literal
from qa.forms.tables.typed import Column, Table
from qa.forms.words.roots import root
from qa.text.facts import is_negated
from qa.text.words import tokens

# What a column of days or names tells, by the words for doing it. The columns have the same words.
_DONE = [
    frozenset(words.split())
    for words in (
        """paid pay pays payment settled settle transferred transfer bezahlt bezahlen gezahlt zahlt zahlen zahlung
        überwiesen überweisung beglichen entrichtet eingezahlt payé payée payés payées payer paiement réglé
        réglée réglés règlement versé versée versement pagado pagada pagó pagaron pago abonado abonó transferido
        pagato pagata pagati pagamento saldato versato versamento pagou pagaram betaald betaling overgemaakt
        voldaan zapłacił zapłacono überweisen begleichen einzahlen régler verser pagare betalen overmaken voldoen
        zapłacić""",
        """returned return returns back brought zurück zurückgegeben zurückgebracht zurückgekommen rückgabe rendu
        rendue rendus rendues rendre retour retourné ramené rapporté restitué restitution devuelto devuelta
        devolvió devolución restituito restituita restituzione riportato reso devolvido devolveu devolução
        teruggebracht terug ingeleverd zurückgeben zurückbringen abgeben abgegeben retourner rapporter restituer
        ramener devolver restituire riportare terugbrengen inleveren""",
        """delivered delivery arrived arrival geliefert lieferung angekommen eingetroffen livré livrée livrés
        livraison arrivé entregado entregada entrega llegado consegnato consegna arrivato entregue geleverd
        levering deliver liefern livrer entregar consegnare leveren""",
        """done finished completed completion closed resolved fixed repaired erledigt abgeschlossen fertig behoben
        repariert terminé terminée fini fait clos résolu réparé hecho terminado cerrado resuelto reparado fatto
        finito chiuso risolto riparato feito concluído gedaan klaar afgerond opgelost gerepareerd finish complete
        erledigen abschließen terminer finir terminar acabar finire afronden""",
        """collected collection picked abgeholt abholung retiré retirée récupéré enlevé recogido recogida retirado
        ritirato ritiro levantado afgehaald opgehaald collect abholen récupérer retirer recoger ritirare ophalen
        afhalen""",
        """signed signature unterschrieben unterschrift unterzeichnet signé signée firmado firmó firma firmato
        assinado assinou ondertekend getekend sign unterschreiben signer firmar firmare ondertekenen""",
        """answered answer replied reply beantwortet geantwortet antwort répondu réponse respondido contestado
        respuesta risposto risposta resposta beantwoord geantwoord antwoord beantworten antworten répondre
        responder rispondere beantwoorden""",
        """checked check inspected inspection geprüft prüfung kontrolliert kontrolle contrôlé contrôle vérifié
        revisado revisión controllato controllo verificado gecontroleerd keuring prüfen kontrollieren contrôler
        vérifier revisar controllare controleren""",
    )
]
_NOT_DONE = {
    word: done
    for done, words in zip(
        _DONE,
        (
            "unpaid unsettled owes owe owing unbezahlt impayé impayée impayés impagado onbetaald schuldet schulden",
            "unreturned", "undelivered", "unfinished unresolved unrepaired", "uncollected", "unsigned", "unanswered",
            "unchecked",
        ),
        strict=True,
    )
    for word in words.split()
}  # fmt: skip
_DENYING = frozenset("non não niet".split())  # besides what `is_negated` knows
_YET = frozenset("yet still noch encore toujours todavía aún ancora ainda nog".split())
# "Who still has to pay?"
_HAVING_TO = frozenset(
    "must have has had need needs müssen muss doit doivent debe deben tiene tienen deve devono moet moeten".split()
)
_SO_FAR = frozenset("already schon bereits déjà ya già já al reeds".split())
_HELPING = frozenset("been being was were is are be worden wurde wurden être été est sont sido fue stato stata".split())
# What a cell says in place of nothing.
_OPEN = re.compile(
    r"[-–—?]+|open|pending|outstanding|due|not yet|offen|ausstehend|noch nicht|fehlt|en attente|à venir|pas encore"
    r"|pendiente|aún no|in sospeso|non ancora|em aberto|pendente|openstaand|nog niet",
    re.IGNORECASE,
)
_BEFORE_NOUNS = frozenset("of for from by without de du des sans pour von vom zur zum für ohne di senza van".split())
_FAR = 5  # words between the denial and what is denied
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Blanks:
    """The conditions in SQL on the cells that are still empty, and the places of the words that ask for them."""

    conditions: tuple[str, ...] = ()
    places: frozenset[int] = frozenset()


def asks_for_blanks(text: str) -> bool:
    """Whether the question asks what is not yet done, or done already.

    >>> [asks_for_blanks(text) for text in ("Who has not paid yet?", "Who still has to sign?", "Who paid in May?")]
    [True, True, False]
    """
    words = words_of(text)
    said = {word.text.casefold() for word in words}
    is_told = said & _YET or said & _SO_FAR or any(map(_denies, words))
    return bool(said & _NOT_DONE.keys() or (is_told and any(said & done for done in _DONE)))


def find_blanks(words: Sequence[Word], table: Table) -> Blanks:
    """What the question says is not yet done, or done already, if one column of the table tells it by empty cells."""
    for place, word in enumerate(words):
        text = word.text.casefold()
        if text == "out" and place and words[place - 1].text.casefold() in _YET:
            text = "unreturned"  # "Which books are still out?"
        done = _NOT_DONE.get(text) or next((one for one in _DONE if text in one), frozenset())
        told = [column for column in table.columns if _tells(column, word, done) and _is_partly_empty(column, table)]
        is_noun = place > 0 and words[place - 1].text.casefold() in _BEFORE_NOUNS  # "not free of charge"
        if len(told) != 1 or is_noun:
            continue
        column = told[0]
        near = range(max(0, place - _FAR), place)
        denying = {at for at in near if _denies(words[at])}
        marks = {at for at in range(len(words)) if words[at].text.casefold() in _YET}
        if marks and not denying:
            denying = {at for at in near if words[at].text.casefold() in _HAVING_TO}
        if text in _NOT_DONE or denying:
            condition = _open_cells(column, table, are_open=True)
        elif affirming := {at for at in near if words[at].text.casefold() in _SO_FAR}:
            condition, denying, marks = _open_cells(column, table, are_open=False), affirming, set()
        else:
            continue
        years = _years_of_table(words, table)
        if years is None and column.kind == "date":
            return Blanks()
        helping = {at for at in near if words[at].text.casefold() in _HELPING}
        same = {at for at, other in enumerate(words) if other.text.casefold() in done}  # "brought back"
        return Blanks((condition,), frozenset({place, *same, *denying, *marks, *helping, *(years or ())}))
    return Blanks()


def _tells(column: Column, word: Word, done: frozenset[str]) -> bool:
    """Whether the name of the column has the word, or another word for doing the same."""
    if column.kind == "number":
        return False
    names = [token.casefold() for token in tokens(column.name)]
    return any(root(name) == word.root and len(name) > 3 for name in names) or any(
        name in done or any(len(one) > 4 and name.startswith(one) for one in done) for name in names
    )


def _is_partly_empty(column: Column, table: Table) -> bool:
    """Whether some cells of the column are empty, or say "open", and others are not."""
    cells = [row[table.by_sql[column.sql]] for row in table.values]
    is_open = [cell is None or (isinstance(cell, str) and _OPEN.fullmatch(cell) is not None) for cell in cells]
    return any(is_open) and not all(is_open)


def _open_cells(column: Column, table: Table, *, are_open: bool) -> str:
    """The condition in SQL that the cell is empty or says "open", or that it is not."""
    texts = [text for text in table.texts.get(column.sql, {}).values() if _OPEN.fullmatch(text)]
    if are_open:
        return f"({column.sql} IS NULL OR {is_one_of(column.sql, texts)})" if texts else f"({column.sql} IS NULL)"
    filled = [f"{column.sql} IS NOT NULL", *(f"{column.sql} <> {text_literal(text)}" for text in texts)]
    return " AND ".join(filled)


def _years_of_table(words: Sequence[Word], table: Table) -> set[int] | None:
    """The places of years after which the table is called: all rows are of them. None if another year is named."""
    years = {at for at, word in enumerate(words) if _YEAR.fullmatch(word.text)}
    around = context_of(table)
    return years if all(words[at].text in around for at in years) else None


def _denies(word: Word) -> bool:
    return is_negated(word.text) or word.text.casefold() in _DENYING
