"""Tables whose rows are people: what words such as "women", "the oldest" and "everybody" mean in them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from qa.forms.tables.mentions import Mention, Word
from qa.forms.tables.typed import Column, Table
from qa.forms.tables.vocabulary import PEOPLE, families_around, families_of, families_of_compound, is_numbering
from qa.text.words import tokens

# Columns that only people have.
_OF_PEOPLE = re.compile(
    r"\b(?:(?:first|last|given|family|full) ?names?|surname|employee|member|player|student|pupil|patient|tenant"
    r"|volunteer|participant|(?:date of )?birth\w*|age|gender|sex|salary|wage"
    r"|vorname|nachname|familienname|mitarbeiter\w*|mitglied\w*|schüler\w*|teilnehmer\w*|patient\w*|mieter\w*"
    r"|geburt\w*|alter|geschlecht|gehalt|lohn|anrede"
    r"|prénom|salariée?|employée?|élève|naissance|âge|sexe|genre|salaire|civilité"
    r"|apellidos?|empleado|socio|alumno|paciente|nacimiento|edad|sexo|género|sueldo|salario"
    r"|cognome|dipendente|nascita|età|sesso|stipendio|apelido|funcionário|nascimento|idade|salário"
    r"|voornaam|achternaam|geboorte\w*|leeftijd|geslacht|loon)\b",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"\b(?:joined|hired|member since|eintritt|beitritt|einstellung|mitglied seit|adhésion|inscription|embauche|ingreso"
    r"|alta|iscrizione|assunzione|inscrição|admissão|lid sinds|indienst)",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b(?:person|name|employee|member|player|driver|rider|author|customer|client|technician|winner|artist|actor"
    r"|borrower|tenant|volunteer|guest|pupil|owner|holder|helper|candidate|student|teacher|manager|mitarbeiter|kunde|spieler|fahrer|autor|techniker|nom|nombre|nome|naam|membre"
    r"|miembro|client|cliente|empleado|employé)(?:in|s)?\b",
    re.IGNORECASE,
)
# Of somebody's name, which stands in two columns.
_FIRST = re.compile(r"\W*(?:(?:first|given|fore)[ -]?names?|vornamen?|prénoms?|nombre|nome|voornaam)\W*", re.IGNORECASE)
_LAST = re.compile(
    r"\W*(?:(?:last|family|sur)[ -]?names?|nachnamen?|familiennamen?|zuname|name|nom(?: de famille)?|apellidos?"
    r"|cognome|apelido|sobrenome|achternaam)\W*",
    re.IGNORECASE,
)
_KINDS = frozenset(("worker", "member", "client", "visitor"))  # families of people
_GENDER = re.compile(
    r"\W*(?:gender|sex|m\W?/\W?[fw]|[fw]\W?/\W?m|salutation|title|geschlecht|anrede|sexe|genre|civilité|sexo|género"
    r"|tratamiento|sesso|genere|gênero|geslacht)\W*",
    re.IGNORECASE,
)
# What such a column holds, and what a question says.
_FEMALE = (
    frozenset(
        "f w female woman weiblich frau femme féminin mme mujer femenino sra femmina donna feminino mulher v vrouw"
        " mrs ms".split()
    ),
    frozenset(
        "women woman female females ladies girls frauen frau weiblich weibliche weiblichen mädchen femmes femme filles"
        " mujeres mujer chicas niñas donne donna ragazze mulheres mulher meninas vrouwen vrouw meisjes".split()
    ),
)
_MALE = (
    frozenset("m h male man männlich mann herr homme masculin hombre masculino sr maschio uomo homem mr".split()),
    frozenset(
        "men man male males gentlemen boys männer mann männlich männliche männlichen jungen hommes homme garçons"
        " hombres hombre chicos niños uomini uomo ragazzi homens homem meninos mannen jongens".split()
    ),
)
_BORN = re.compile(
    r"birth|born|\bgeb|geboren|naiss|\bnée?\b|nacim|nacid|nascit|\bnat[oa]\b|nascim|nascid|geboor|\bdob\b",
    re.IGNORECASE,
)
_BUILT = re.compile(
    r"built|construct|founded|establish|\bmade\b|manufactur|bought|purchas|baujahr|gebaut|gegründet|angeschafft|kaufdatum"
    r"|construi|fondé|achat|achet|constru|fundad|compra|costru|fondat|acquist|fundad|bouwjaar|opgericht|aankoop|acquired",
    re.IGNORECASE,
)
_BEGAN = re.compile(
    r"\b(?:join|since|hired|start|entry|entered|admitted|enrol|seit|eintritt|beitritt|beginn|einstellung|angestellt"
    r"|entrée|adhésion|inscription|inscrit|embauche|depuis|ingreso|alta|inicio|contrata|desde|iscri|assun|inizio"
    r"|entrad|admiss|início|sinds|indienst|inschrijv)\w*",
    re.IGNORECASE,
)


@lru_cache(maxsize=64)
def are_people(table: Table) -> bool:
    """Whether each row of the table is a person: a column says so, or the words around the table do."""
    has_names = any(column.kind == "text" for column in table.columns)
    named = any(
        _OF_PEOPLE.search(column.name) or (column.kind == "date" and _JOINED.search(column.name))
        for column in table.columns
    )
    return has_names and (named or not families_around(table).isdisjoint(("worker", "visitor", "member", "client")))


def means_everybody(word: str, table: Table) -> bool:
    """Whether the word means all rows, as "people" and "everybody" do where each is a person.

    So do "members" where each is a person, if nothing says that they are employees or others.
    """
    if word.casefold() in PEOPLE:
        return are_people(table)
    kinds = families_of(word) & _KINDS
    return bool(kinds) and are_people(table) and _kinds_of(table) <= kinds


@lru_cache(maxsize=64)
def _kinds_of(table: Table) -> frozenset[str]:
    """The families of people that the table is called after, and those that its columns number ("Member no")."""
    numbering = [token for column in table.columns if is_numbering(column) for token in tokens(column.name)]
    return frozenset[str]().union(families_around(table), *map(families_of_compound, numbering)) & _KINDS


def find_genders(words: Sequence[Word], table: Table) -> list[Mention]:
    """The values, such as "f", that words such as "women" mean in a column of genders."""
    found = []
    for column in table.columns:
        texts = table.texts.get(column.sql, {}).values() if _GENDER.fullmatch(column.name) else ()
        for values, said in (_FEMALE, _MALE):
            held = [text for text in texts if text.casefold().strip(". ") in values]
            places = [place for place, word in enumerate(words) if word.text.casefold() in said]
            found += [Mention(place, place + 1, column, held[0], tuple(held[1:])) for place in places[:1] if held]
    return found


def ages_by_date(table: Table) -> list[Column]:
    """The columns of dates or years since which something is old: the oldest has the earliest date.

    That of births, if there is one, otherwise those of building, buying and the like.
    """
    dates = _times(table)
    return [c for c in dates if _BORN.search(c.name)] or [c for c in dates if _BUILT.search(c.name)]


def beginnings(table: Table) -> list[Column]:
    """The columns of dates or years at which something began: who has been there longest has the earliest date."""
    return [column for column in _times(table) if _BEGAN.search(column.name)]


def _times(table: Table) -> list[Column]:
    return [column for column in table.columns if column.kind == "date" or column.is_year]


def names_of_people(columns: Sequence[Column]) -> list[Column]:
    """The columns that are named after persons, such as "Customer". First and last names are one name."""
    named = [column for column in columns if _PERSON.search(column.name)]
    whole = [column for column in columns if _FIRST.fullmatch(column.name) or _LAST.fullmatch(column.name)]
    return whole if are_whole_names(whole) else named


def are_whole_names(columns: Sequence[Column]) -> bool:
    """Whether the columns are a first and a last name."""
    first = [column for column in columns if _FIRST.fullmatch(column.name)]
    return len(columns) == 2 and len(first) == 1 and any(c not in first and _LAST.fullmatch(c.name) for c in columns)
