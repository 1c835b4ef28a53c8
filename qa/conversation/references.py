"""Detects questions that need the earlier turns to be understood, in eight languages. Pure.

A pronoun refers to an earlier turn only if nothing in its own question can be meant. "How long do we wait for the parts
after ordering them?" stands alone. A pronoun never means a thing of its own clause: "What does the lid cost with it?"
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.text.facts import find_facts
from qa.text.words import STOP_WORDS, stem, tokens

COURTESY = re.compile(
    r"\s*(?:thanks|thank you|thx|ok|okay|great|good|danke|gut|super|merci|d['’]accord|gracias|vale)\s*[,.!;]+"
    r"\s*(?=\w|¿)",
    re.IGNORECASE,
)
CONJUNCTIONS = "and|but|or|so|und|oder|aber|et|ou|mais|y(?! a)|o|pero|ed?|ma|però|mas|maar"  # that go on from a turn
# At the start, these continue the earlier turn. The rest after "and" can be a whole question.
_OPENER = re.compile(
    rf"\W*(?:(?:{CONJUNCTIONS}|also|auch|aussi|también)\b(?!-)"
    # In Dutch "and"; in French and Spanish "in".
    r"|(?<!¿)en\b(?! \w+,| (?:\d|qu|cu|cas|d[óo]nde|aquel|est[ea]|el|un|mi|su|mon|ma|ce|l[aeo]s?\b|l['’]))"
    r"|(?:what|how) about\b|what else\b"
    r"|(?:was ist|wie (?:ist|sieht|steht) es) mit\b|qu['’]en est-il\b|(?:qué|que) (?:pasa|hay|tal) (?:con|de)\b)",
    re.IGNORECASE,
)
ASKS_FOR_MORE = re.compile(
    r"\W*(?:please |can you |could you |some |any )*(?:(?:tell|give|show) (?:me|us) (?:some )?more\b"
    r"|(?:(?:more|further)(?: (?:details?|infos?|information))?|go on|explain|elaborate|(?:go )?in(?:to)? more detail)"
    r"(?:,? please| pls)?\W*$"
    r"|(?:kannst du (?:mir )?)?(?:erzähle?|sage?|erkläre?)\b(?: mir)?(?: bitte)?(?: noch)?(?: etwas| ein bisschen)?"
    r" (?:mehr|genauer)\b|mehr (?:dazu|davon|darüber|infos?|details|einzelheiten)\b"
    r"|(?:(?:peux-tu |pouvez-vous )?m['’]en dire|dis-m['’]en|dites-m['’]en) plus|plus de détails|plus d['’]infos?\b"
    r"|(?:puedes )?(?:cuéntame|dime|contarme|decirme) más|más (?:detalles|información)"
    r"|(?:raccontami|dimmi|puoi dirmi)(?: qualcosa)? di più|(?:più|maggiori) (?:dettagli|informazioni)"
    r"|(?:conta-me|diz-me|fala) mais|mais (?:detalhes|informações)"
    r"|vertel (?:me |eens )?meer|meer (?:details|informatie)"
    r"|(?:请)?(?:再)?(?:详细|具体)(?:一?点|说说|说明)?|(?:再)?多说一?点)",
    re.IGNORECASE,
)
_PRONOUNS = (
    "it they them he him she hers theirs this these those former latter er sie ihn ihm ihnen dieser dieses diesem "
    "diesen jener jenes davon dafür damit dazu darauf daran dabei dorthin dort il elle ils elles lui leur celui-ci "
    "celle-ci cela ça él ella ellos ellas eso esto ello allí este esta lo"
)
_POSSESSIVES = "its their his her ihr ihre ihren ihrem ihrer sein seine seinen seinem seiner dessen deren su sus"
_POINTER = re.compile(
    # In "Quand la cantine ouvre-t-elle ?", the pronoun repeats the subject.
    rf"(?P<inner>(?<=-t-)(?:il|elle)s?\b|(?<=\w-)(?:il|elle)s?\b|\b(?:{'|'.join(_POSSESSIVES.split())})\b(?=\s+\w))"
    rf"|\b(?:{'|'.join(_PRONOUNS.split())}|her)\b|\bl['’](?=(?:a|ont|avait|avaient)\b)"
    r"|(?:(?<=\bon )|(?<=\bje )|(?<=\bvous )|(?<=\bnous ))(?:le|la|les)\b"
    r"|(?<!\w)(?:wurde|wird|war|ist|hat|kann|muss|darf|kostet|funktioniert|gehört) es\b"
    r"|\b(?:which|this|that|the|another) (?:\w+ )?ones?\b"
    r"|^\W*(?:first|second|third|last|next|other|\w{3,}est) ones?\b"
    # "That crossing" is the one before; "this contract" is the document.
    r"|(?P<thing>\b(?:do|does|did|is|are|was|were|for|on|of|in|with|about|to|from|at|by|during) (?:that|those)"
    r"(?= (?!(?:is|are|was|the|an?|there|it|we|you|they|i|my|our|not|with|for|in|also|too|who|which|have|has|mean|say"
    r"|said|apply|work|cost|include\w*)\b)[^\W\d]{3,})"
    r"|\b(?:cette|cet|ces)(?= (?!document|fichier|rapport|contrat|dossier|année|semaine|derni)[^\W\d]{3,})"
    r"|\b(?:es[ea]s?|aquell[oa]s?|aquel)(?= (?!documento|archivo|informe|contrato|año|semana)[^\W\d]{3,})"
    r"|\bdiese(?= (?!datei|woche|version|unterlage|anleitung|richtlinie)[^\W\d]{3,}))"
    r"|\b(?:that|the same|both|the others?|then|instead|the (?:first|second|third|last) ones?|which ones?)"
    r"(?=\s*[?.,!]|\s*$|\s+(?:too|also|as well|include[ds]?|apply|work|cost|mean)\b)"
    r"|(?:^|(?<=[,;.] ))\W*(?:is|was|does|did|has|can|will|would|how (?:much )?is|why is|when (?:was|is)|who) "
    r"(?:that|there)"
    r"(?= (?:with|for|in|also|too|the|paid|true|valid|still|included|possible|allowed|say|said|mean)\b)"
    r"|\bdas\b(?=\s*[?.,!]|\s*$|\s+(?:auch|noch|denn|dann|mit|für|inklusive|möglich|erlaubt|immer)\b)"
    r"|\b(?:auch|aussi|también)\b(?=\s*[?.,!])",
    re.IGNORECASE,
)
# "It" and "there" that mean nothing: "Is it possible to …", "Wie lange dauert es, bis …", "Il y a".
_EMPTY = re.compile(
    r"\b(?:is|was|does|will|would|can|may) (?:it|there)\b(?=.{0,60}\b(?:to|that|if|when|before|until)\b)"
    r"|\b(?:it|there) (?:is|was) (?=.{0,40}\b(?:to|that)\b)|\b(?:gibt|dauert|geht|heißt) es\b"
    r"|\b(?:ist|wird) es (?=zu\b|dass\b|möglich|erlaubt|verboten)|\bil y a\b"
    r"|\by a-t-il\b|\bfaut-il\b|\best-il (?:possible|permis|interdit|nécessaire|obligatoire|vrai)\b"
    r"|\bwhat time is it\b|\b(?:has|had) it (?=been\b.{0,40}\bto\b)",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"(?:this|these|diese[nmrs]?|est[ea]) (?:year|month|week|summer|winter|spring|autumn|morning|time|jahr|monat|woche"
    r"|sommer|winter|año|mes)s?\b",
    re.IGNORECASE,
)
# In Italian, "il" and "lo" are articles.
_ITALIAN = re.compile(
    r"\b(?:di|per|è|gli|dell\w*|nel\w*|quanto|quando|dove|chi|cosa|quali?|perché|posso|può|sono|ho|hanno|si)\b",
    re.IGNORECASE,
)
_POLITE = ("Sie", "Ihr", "Ihre", "Ihren", "Ihrem", "Ihrer", "Ihnen")  # German "you"
# Where a clause begins. A pronoun can mean a thing that is named before it.
_CLAUSE = re.compile(
    r"[,;:.?!]|\b(?:and|but|or|when|while|if|because|so|that|which|who|whose|after|before|until|once|since|as|how|what"
    r"|where|und|aber|oder|wenn|weil|damit|dass|nachdem|bevor|bis|sobald|wo|et|mais|ou|quand|si|parce|après|avant|qui|que"
    r"|y|pero|cuando|porque|después|antes|hasta)\b",
    re.IGNORECASE,
)
# A thing or a person that a pronoun can mean: after an article, or in the plural.
_NAMED = re.compile(
    r"\b(?:an?|the|my|our|your|every|each|any|no|some|\d+|der|die|das|den|dem|ein|eine[nmr]?|mein\w*|unser\w*|kein\w*"
    r"|le|la|les|un|une|mon|ma|mes|notre|nos|du|des|el|los|las|una|mi|mis|nuestr[oa]s?)\s+\w{2,}|\b[ld]['’]\w{2,}"
    r"|\b(?!(?:is|was|does|this|days|hours|weeks|months|years|times)\b)[a-z]{3,}(?<!s)s\b",
    re.IGNORECASE,
)
_WHO = re.compile(r"\b(?:who|wer|qui|quién)\b", re.IGNORECASE)
_MEASURES = frozenset(map(stem, "much many long big old far often soon high fast tall heavy large late early".split()))
# Function words of the other languages. A question's content is counted without them.
_FUNCTION = STOP_WORDS | frozenset(
    "wie was wer wo wann warum wieso welche welcher welches ist sind war wird werden hat haben kann können muss müssen "
    "darf dürfen man ich wir der die das den dem ein eine für mit von im in am zu zum zur auf bei nach und oder es "
    "lange viel viele oft hoch groß teuer gilt dauert comment combien quand où qui que quoi quel quelle quels quelles "
    "est sont a ont peut peuvent faut on je nous le la les un une du des de à au aux pour avec dans sur en et ou il "
    "cuánto cuánta cuántos cuántas cuándo cuando dónde quién qué cómo es son tiene tienen puede pueden hay se el "
    "los las una del al "
    "para con por y o cuesta coûte kostet temps tiempo "
    "hoe wat wie waar wanneer waarom welke welk is zijn het een voor met van op bij naar mijn jullie ik we wij "
    "che cosa chi dove quando perché quale quali quanto quanta quanti quante è sono ha il lo i gli un uno di da per "
    "nel nella mio mia quem onde qual quais quanta quantos quantas são tem os as um uma do da no na em com meu minha "
    "ile kto co gdzie kiedy jaki jaka jest są ma w na z do dla".split()
)
QUESTION_WORDS = (  # that begin a question
    "what|when|where|who|whom|whose|which|why|how|is|are|was|were|do|does|did|can|could|may|must|should|will|would|has"
    "|have|had|wann|wo|wer|wie|warum|welche[rs]?|ist|sind|kann|muss|darf|quand|où|qui|que|quel(?:le)?s?|comment|combien"
    "|pourquoi|cuándo|dónde|quién|qué|cuál|cómo|cuánt[oa]s?|por qué|hoe(?:veel|lang)?|wat|waar|wanneer|waarom|welke?"
    "|che|chi|dove|quando|perché|qual[ei]?|quant[oaie]|quem|onde|quais|quant[oa]s"
)
_QUESTION = re.compile(
    r"\W*(?:(?:at|in|on|from|by|since|until|for|to|with) )?"
    rf"(?:{QUESTION_WORDS}|est-ce|porque|ile|kto|gdzie|kiedy|jak(?:i|a|ie)?)\b",
    re.IGNORECASE,
)
ENOUGH = 2  # content words of a question that stands alone; a name, a code or a compound counts as enough
COMPOUND = 12  # a word of so many letters, such as "Kündigungsfrist", says as much as two English words


def refers_back(question: str) -> bool:
    """Whether `question` seems to depend on earlier turns.

    >>> refers_back("And how long for managers?"), refers_back("How many days of leave do new employees get?")
    (True, False)
    >>> refers_back("Was it repaired?"), refers_back("The pump is broken. Who repairs it?")
    (True, False)
    """
    rest = COURTESY.sub("", question, 1)
    if ASKS_FOR_MORE.match(rest):
        return True
    if opener := _OPENER.match(rest):
        rest = rest[opener.end() :]
        if not asks_completely(rest):  # "And when does the canteen open?"
            return True
    return _says_little(rest) or unnamed(rest) is not None


def asks_completely(rest: str) -> bool:
    """Whether what follows an opener such as "and" is a whole question, perhaps after a phrase and a comma.

    >>> asks_completely("in Lydmoor, when does the canteen open?"), asks_completely("in Lydmoor, when?")
    (True, False)
    """
    _, comma, clause = rest.partition(", ")
    is_question = _QUESTION.match(rest) or (comma and _QUESTION.match(clause))
    return bool(is_question) and len(content(rest)) >= ENOUGH


def pointers(question: str) -> Iterator[re.Match[str]]:
    """The words that refer to something named before. The group "inner" can mean a thing of its own clause."""
    empty = [match.span() for match in _EMPTY.finditer(question)]
    for match in _POINTER.finditer(question):
        is_empty = any(start <= match.start() and match.end() <= end for start, end in empty)
        is_article = match[0].casefold() in ("il", "lo") and _ITALIAN.search(question)
        if not is_empty and not is_article and match[0] not in _POLITE and not _NOW.match(question, match.start()):
            yield match


def unnamed(question: str) -> re.Match[str] | None:
    """The first word of the question that refers to something that it does not name. None if there is none."""
    return next((pointer for pointer in pointers(question) if not _is_named_in(question, pointer)), None)


def _is_named_in(question: str, pointer: re.Match[str]) -> bool:
    """Whether the question itself names what the pointer can mean: in an earlier clause, or before an "inner" one."""
    before = question[: pointer.start()]
    if pointer["thing"]:
        others = f"{before} {question[pointer.end() :].lstrip().partition(' ')[2]}"  # without the noun
        return bool(names_in(others)) or len(content(others)) > ENOUGH
    cuts = [match.start() for match in _CLAUSE.finditer(before) if match.start()]
    if pointer["inner"] and not before.rstrip().endswith((" of", " von", " de")):
        return names_something(before)
    earlier = before[: cuts[-1]] if cuts else ""
    return names_something(earlier) or _WHO.search(earlier) is not None or len(content(earlier)) >= ENOUGH


def names_something(text: str) -> bool:
    return _NAMED.search(text) is not None or bool(names_in(text))


def names_in(text: str) -> frozenset[str]:
    """The names and codes in a question."""
    return find_facts(text.lstrip(" ¿¡")).names


def _says_little(question: str) -> bool:
    said = content(question)
    return len(said) < ENOUGH and max(map(len, said), default=0) < COMPOUND and not names_in(question)


def content(text: str) -> list[str]:
    """The words that say what a question is about."""
    return [word for word in tokens(text) if word.casefold() not in _FUNCTION and stem(word) not in _MEASURES]
