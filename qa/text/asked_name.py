"""Questions for the name of a thing or person that they describe: "What is the dog called?". Pure.

A sentence answers if a proper name stands beside the noun: "the dog, Rex", "Rex, the dog", "a dog called Rex".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from itertools import pairwise

from qa.text.words import STOP_WORDS, TOKEN, stem

_ASKED = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        r"\bwhat(?:['’]?s| is| was| are| were) (?P<x>[\w'’ -]+?) (?:called|named)\b",
        r"\bwhat(?:['’]?s| is| was| are)? (?:the )?names? of (?P<x>[\w'’ -]+)",
        r"\bwhat(?:['’]?s| is| was) (?P<x>[\w'’ -]+?)['’]s? name\b",
        r"\bwhat do (?:they|we|you|people) call (?P<x>[\w'’ -]+)",
        r"\bwie (?:hei(?:ß|ss)(?:t|en)|hie(?:ß|ss)(?:en)?|lautet der name|ist der name|war der name)"
        r"(?: (?:von|des|der(?= d)))? (?P<x>[\w -]+)",
        r"\bcomment s['’](?:appel\w+) (?P<x>[\w'’ -]+)|\bcomment se nomm\w+ (?P<y>[\w'’ -]+)",
        r"\bquel(?:s)? (?:est|était|sont) les? noms? d(?:e |u |es |['’])(?P<x>[\w'’ -]+)",
        r"\bc[óo]mo se llama(?:n|ba|ban)? (?P<x>[\w -]+)|\bcu[áa]l es el nombre d(?:el|e) (?P<y>[\w -]+)",
        r"\bcome si chiam(?:a|ano|ava) (?P<x>[\w'’ -]+)|\bqual è il nome d(?:i|el|ella|ello|ell['’]) ?(?P<y>[\w'’ -]+)",
        r"\bcomo se cham(?:a|am|ava) (?P<x>[\w -]+)|\bqual é o nome d(?:o|a|e) (?P<y>[\w -]+)",
        r"\bhoe (?:heet|heten|heette) (?P<x>[\w -]+)|\bwat is de naam van (?P<y>[\w -]+)",
    )
)
_ADJECTIVES = frozenset("old young little big new first second last other alte alter neue erste kleine große".split())
_ARTICLES = frozenset(
    """
    the a an my our your his her their its this that these those
    der die das den dem des ein eine einen einer mein meine unser unsere dein deine sein seine ihr ihre denn eigentlich
    le la les l un une mon ma mes notre nos son sa ses leur leurs votre vos
    el los las una mi mis su sus nuestro nuestra tu
    il lo gli i uno mio mia suo sua nostro nostra
    o os as um uma meu minha seu nosso nossa de het een mijn zijn haar ons onze
    """.split()
)
_BEFORE_NOUN = _ARTICLES | _ADJECTIVES
_AFTER_NOUN = _ARTICLES | frozenset(
    """
    of in at on who that which with from for to and whose by called
    der des von vom im auf aus mit und bei am zum zur in
    de du des d à qui que dans et avec chez au aux
    del con en y que di della dello dei che e con nel nella do da dos das no na van die dat en met op
    """.split()
)
_PRONOUNS = frozenset(
    """
    it he she they you that this these those one er sie es du ihr ich man das dies il elle ils elles ce ça tu él ella
    ellos ellas eso esto usted lui lei loro ele eu hij zij ze je jij dit dat things something everything
    """.split()
)
_JOINS = frozenset(("", ",", ":", "–", "—", "-", "(", '"', "“", "„", "«", "‘", "'", ', "', ", “", ", „", ": “", ': "'))
_NAMING = frozenset(
    """
    called named name names nicknamed known heißt heissen heißen heisst hieß hiess namens genannt nennt nennen appelle
    appelait appelé appelée nommé nommée nomme nom prénom llama llaman llamaba llamado llamada nombre chiama chiamava
    chiamato chiamata nome chama chamava chamado chamada heet heten heette genaamd naam
    """.split()
)
_COPULAS = frozenset("is was are were es era est était è é era".split())
# What has a name of its own. The name of a procedure or of a disease is written in small letters.
_WITH_NAMES = frozenset(
    """
    dog cat horse pony parrot bird cow goat donkey mule hamster rabbit pet boat ship yacht vessel barge neighbour
    neighbor
    teacher doctor dentist plumber electrician builder gardener baker butcher captain ferryman priest vicar nurse
    brother sister mother father wife husband son daughter aunt uncle cousin grandmother grandfather child children
    boy girl man woman friend boss manager owner landlord landlady tenant lawyer secretary treasurer chairman chairwoman
    hotel restaurant village town farm river street company firm school supplier
    hund katze pferd papagei kuh ziege esel hase boot schiff nachbar nachbarin lehrer lehrerin arzt ärztin zahnarzt
    klempner kapitän pfarrer bruder schwester mutter vater frau mann sohn tochter tante onkel chef chefin wirt vermieter
    anwalt firma dorf
    chien chat cheval perroquet vache chèvre âne lapin bateau navire voisin voisine instituteur institutrice médecin
    dentiste plombier capitaine curé frère sœur mère père femme mari fils fille tante oncle facteur directeur directrice
    propriétaire avocat hôtel village entreprise
    perro perra gato gata caballo loro vaca cabra burro barco vecino vecina maestro maestra médico médica fontanero
    capitán
    cura hermano hermana madre padre mujer marido hijo hija tía tío chica chico niña niño director directora dueño dueña
    abogado pueblo empresa
    cane gatto cavallo pappagallo mucca capra asino barca nave vicino vicina maestro maestra medico idraulico capitano
    fratello sorella moglie marito figlio figlia zia zio direttore direttrice proprietario avvocato albergo paese
    azienda
    cão cachorro gato cavalo papagaio navio vizinho vizinha professor professora encanador irmão irmã mãe pai esposa
    marido
    filho filha tia tio diretor diretora dono dona aldeia
    hond kat paard papegaai schip buurman buurvrouw leraar lerares dokter tandarts loodgieter kapitein broer zus moeder
    vader vrouw zoon dochter baas eigenaar dorp bedrijf
    """.split()
)
_NAMELESS = re.compile(
    r"\b(?:no name|nameless|unnamed|not named|name is not|ohne namen|namenlos|keinen namen|sans nom|anonyme|sin nombre"
    r"|senza nome|sem nome|zonder naam)\b",
    re.IGNORECASE,
)
_IS = frozenset("are were ist sind war waren son eran sont étaient sono erano são eram zijn waren".split())
_BEFORE = 5  # words before the noun
_NEAR = 8  # words after the noun in which it is named by a verb
FEWEST = 4  # words of a sentence that can be said to name nothing

_Word = tuple[str, int, int]  # and where it begins and ends


def asked_nouns(question: str) -> frozenset[str]:
    """The noun, in small letters, of the thing or person whose name is asked for. Empty if no name is asked for.

    >>> sorted(asked_nouns("What is the neighbour's dog called?")), asked_nouns("What is it called?")
    (['dog'], frozenset())
    """
    match = next(filter(None, (rule.search(question) for rule in _ASKED)), None)
    phrase = next(filter(None, match.groups()), "") if match else ""
    words: list[str] = []
    for word in re.findall(r"[^\W_]+(?:-[^\W_]+)*", re.sub(r"\b\w['’](?=\w\w)|['’]s?\b", " ", phrase)):
        if words and word.casefold() in _AFTER_NOUN:
            break
        if word.casefold() not in _BEFORE_NOUN:
            words.append(word)
    if not words or words[0].casefold() in _PRONOUNS:
        return frozenset()
    is_english = match is not None and match.re in _ASKED[:4]
    nouns = words[-1:] if is_english else [word for word in words if word[0].isupper()] or words
    return frozenset(word.casefold() for word in nouns if len(word) > 2)


def names_noun(text: str, nouns: Collection[str], asked: Collection[str] = ()) -> bool:
    """Whether a proper name stands beside one of the nouns. The words `asked` are no new names.

    >>> names_noun("All laugh but the dog, Rex.", {"dog"}), names_noun("Rex barks. The dog sleeps.", {"dog"})
    (True, False)
    """
    words = [(match[0], match.start(), match.end()) for match in TOKEN.finditer(text)]
    gaps = [text[one[2] : two[1]] for one, two in pairwise(words)]

    def is_name(place: int) -> bool:
        word = words[place][0]
        return word[0].isupper() and len(word) > 1 and word.casefold() not in STOP_WORDS | _BEFORE_NOUN | set(asked)

    return any(
        _named_after(words, gaps, place, is_name) or _named_before(words, gaps, place, is_name)
        for place, (word, *_) in enumerate(words)
        if _is_noun(word, nouns)
    )


def _is_noun(word: str, nouns: Collection[str]) -> bool:
    folded = word.casefold()
    return any(
        stem(folded) == stem(noun) or (len(noun) > 3 and (folded.endswith(noun) or folded in (f"{noun}s", f"{noun}es")))
        for noun in nouns
    )


def _named_after(words: Sequence[_Word], gaps: Sequence[str], place: int, is_name: Callable[[int], bool]) -> bool:
    """Whether a name follows: "the dog, Rex", "the dog is Rex", "the dog is called Rex"."""
    after = place + 1
    if after >= len(words):
        return False
    if gaps[place].strip() in _JOINS and is_name(after):
        return True
    if words[after][0].casefold() in _COPULAS and after + 1 < len(words) and is_name(after + 1):
        return True
    for at in range(after, min(place + _NEAR, len(words))):
        if re.search(r"[.!?;\n]", gaps[at - 1]):
            return False
        if words[at][0].casefold() in _NAMING:
            return any(is_name(each) for each in range(at + 1, min(at + 4, len(words))))
    return False


def _named_before(words: Sequence[_Word], gaps: Sequence[str], place: int, is_name: Callable[[int], bool]) -> bool:
    """Whether a name stands before: "Rex, the dog", "Rex, our old dog", "Rex the dog"."""
    for at in range(place - 1, max(place - _BEFORE, -1), -1):
        gap = gaps[at].strip()
        if gap in (",", "(", "–", "—", "-"):
            return is_name(at)
        if gap or is_name(at):
            return not gap and at == place - 2 and words[at + 1][0].casefold() in _BEFORE_NOUN
    return False


def lacks_name(text: str, question: str) -> bool:
    """Whether the question asks for the name of a being, a ship or a place, and the text, a whole sentence, gives none.

    A name can be written in small letters. So a sentence with a verb that names, or that says what the thing is, can
    give one, and so can one in quotation marks, with a digit, or with any new word that begins with a capital.

    >>> lacks_name("The neighbour's dog barks at night.", "What is the dog called?")
    True
    >>> lacks_name("The dog answers to Rex.", "What is the dog called?")
    False
    """
    nouns = asked_nouns(question)
    words = [match[0] for match in TOKEN.finditer(text)]
    if (
        not nouns & _WITH_NAMES
        or len(words) < FEWEST
        or _NAMELESS.search(text)
        or re.search(r"[\d\"“”„«»*_‘`\[]", text)
    ):
        return False
    said = {match[0].casefold() for match in TOKEN.finditer(question)} | _BEFORE_NOUN | STOP_WORDS
    new = [word for word in words if word.casefold() not in said]
    is_cased = any(letter.isupper() for letter in text)
    may_name = any(word.casefold() in _NAMING | _COPULAS | _IS for word in words)
    return (
        is_cased
        and not may_name
        and not any(word[0].isupper() or (not word.isascii() and not word.islower()) for word in new)
    )
