"""Recognises questions for steps, and what they want the steps of. Pure."""

from __future__ import annotations

import re

_RULES = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        r"how (?:do|can|should|must|may|would|does|did) (?:i|you|we|one|someone|a user|the company|they) (?P<x>.+)",
        r"how to (?P<x>.+)",
        r"(?:what|which) (?:are|were) (?:all )?the (?:single |individual |necessary )?"
        r"(?:steps|instructions|procedures?)\b(?P<x>.*)",
        r"(?:please )?(?:list|give|show|tell|explain|describe)(?: me)?(?: all)?(?: the)? "
        r"(?:steps|instructions|procedure)\b(?P<x>.*)",
        r"what (?:steps|must|should|shall|do|can|did) (?:i|you|we|one|the company|they) (?:have to )?do "
        r"(?:if|when|about|in case of|with|for|to|after|before) (?P<x>.+)",
        r"(?P<x>.+?),? step[ -]by[ -]step",
        r"wie (?:kann|muss|soll|darf|\w+e) (?:ich|man|wir) (?P<x>.+)",
        r"was (?:muss|soll|kann|ist) (?:ich|man|wir|zu) tun,? (?:wenn|bei|um|falls) (?P<x>.+)",
        r"(?:welche|was sind die) schritte (?P<x>.+)",
        r"was (?:ist|muss|soll)(?: man| ich| wir)? (?:bei|im falle?) (?P<x>.+?),? (?:zu tun|tun|machen)",
        r"was tun (?:bei|im falle?|wenn) (?P<x>.+)",
        r"what to do (?:if|when|in case of|in the event of) (?P<x>.+)",
        r"what (?:do|does|must|should) .+? do (?P<x>(?:on|at|when|before|after|during) .+?),? in (?:the right )?order",
        r"¿?cómo (?:puedo|debo|se (?:hacen?|preparan?|usan?|puede|debe)|se(?! llama)|hago) (?P<x>.+)",
        r"qué (?:hay que|se debe|debo|debemos|tengo que|tenemos que) hacer"
        r" (?:en caso de|si|cuando|para|antes de|después de|al) (?P<x>.+)",
        r"(?:cuáles son|dime|dame|enumera) (?:todos )?los pasos (?:del?|para) (?P<x>.+)",
        r"comment (?:puis-je|dois-je|faire pour|on|est-ce que je) (?P<x>.+)",
        r"que (?:faire|faut-il faire|dois-je faire|doit-on faire) (?:en cas d(?:e |['’])|si|quand|pour) ?(?P<x>.+)",
        r"(?:quelles sont|donne(?:z)?-moi) (?:toutes )?les étapes (?:d(?:e |u |es |['’])|pour )(?P<x>.+)",
        r"(?:che )?cosa (?:bisogna|si deve|devo|dobbiamo) fare (?:in caso di|se|quando|per) (?P<x>.+)",
        r"come (?:si (?:fa|fanno|prepara|deve|può|usa|monta|pulisce)|faccio(?: a)?|posso|devo|dobbiamo|possiamo)"
        r" (?P<x>.+)",
        r"como (?:se (?:faz|prepara|usa|deve|pode|limpa)|faço para|posso|devo|podemos) (?P<x>.+)",
        r"hoe (?:moet|kan|mag|maak|doe|zet|stel|krijg|reinig) (?:ik|je|men|we|wij) (?P<x>.+)",
        r"jak (?:zrobić|przygotować|mam|należy|można) (?P<x>.+)",
        r"comment (?:fait|prépare|nettoie|monte|utilise)-(?:on|t-on) (?P<x>.+)",
        r"quali sono (?:tutti )?i (?:passaggi|passi) (?:d[ie]\w*|per) (?P<x>.+)",
        r"o que (?:(?:devo|se deve|temos de|é preciso) )?fazer (?:em caso de|se|quando|para) (?P<x>.+)",
        r"quais são (?:todos )?os passos (?:d[eoa]s?|para) (?P<x>.+)",
        r"wat (?:moet ik|moet je|moeten we|te) doen (?:bij|in geval van|als) (?P<x>.+)",
        r"(?:wat zijn|geef) (?:alle|de) stappen (?:voor|om|van) (?P<x>.+)",
        r"(?:all |alle |toutes les |todos los |tutti i |todos os )?"
        r"(?:steps|schritte|étapes|pasos|passaggi|passos|stappen)"
        r" (?:(?:for|to|of|für|zu[mr]|pour|d[eu]|del|para|per|voor|van|om) |d['’])?(?P<x>.+)",
    )
)
_WANT = (
    r"(?:i (?:want|need)|i['’]d like|ich (?:möchte|brauche|hätte gern)|vorrei|voglio|mi servono|je (?:veux|voudrais)"
    r"|il me faut|quiero|quisiera|necesito|quero|queria|ik wil(?: graag)?|graag|chcę|dammi|donne(?:z)?-moi|dame|dime)"
)
_IN_ORDER = (
    r"(?:,? (?:in (?:the right |der richtigen )?(?:order|reihenfolge)|in ordine|dans l['’]ordre|en orden|por ordem"
    r"|in volgorde))?"
)
_POLITELY = r"(?:,? (?:please|bitte|por favor|s['’]il (?:vous|te) plaît|per favore|alstublieft|alsjeblieft|graag))?"
_STEP_BY_STEP = (
    r"(?:step by step|schritt für schritt|passo (?:per|dopo|a) passo|paso a paso|étape par étape|pas à pas"
    r"|stap voor stap|krok po kroku)"
)
_REQUEST = re.compile(
    r"(?:please )?(?:give|show|tell|list|name)(?: me)? (?:all )?(?:of )?(?:the |every |each )?(?:single )?steps?"
    rf"{_IN_ORDER}{_POLITELY}"
    r"|(?:bitte )?(?:nenne |liste )?(?:mir )?(?:alle|jeden) schritte?(?: bitte)?"
    rf"|(?:with )?(?:all|every) steps?{_POLITELY}|{_STEP_BY_STEP}{_POLITELY}"
    rf"|(?:{_WANT} )?(?:all the steps|alle schritte|todos los pasos|toutes les étapes|tutti i passaggi|todos os passos"
    rf"|alle stappen|wszystkie kroki){_IN_ORDER}{_POLITELY}"
    rf"|(?:the |die |los |les |i |os |de )?(?:steps|schritte|étapes|pasos|passaggi|passos|stappen|kroki){_POLITELY}",
    re.IGNORECASE,
)
# "…, what do I have to do step by step?", "What do I have to do, step by step, to …?"
_ENDS_STEP_BY_STEP = re.compile(rf",? {_STEP_BY_STEP}{_POLITELY}\W*$", re.IGNORECASE)
_SAYS_STEP_BY_STEP = re.compile(rf",? {_STEP_BY_STEP}(?:, | (?=\w))", re.IGNORECASE)
_THEN_WHAT = re.compile(
    r",\s+(?=(?:what|was|wat|que|qué|(?:che )?cosa|o que)"
    r" (?:do|must|should|muss|soll|moet|dois|faut|hay|debo|devo|bisogna|faço)\b)",
    re.IGNORECASE,
)
# After "I am the last to leave tonight.": "What do I have to do, in which order?"
_WHAT_TO_DO = re.compile(
    r"(?:so |and |und |en |et |y |e )?(?:what|was|wat|que|qué|(?:che )?cosa|o que)\b.{0,40}\b"
    r"(?:do|tun|machen|doen|faire|hacer|fare|fazer)\b.{0,20}",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[.?!])\s+")


def find_topic(text: str) -> str | None:
    """What the question wants the steps of. None if it asks for no steps."""
    plain = _THEN_WHAT.sub(". ", _SAYS_STEP_BY_STEP.sub(" ", _ENDS_STEP_BY_STEP.sub("?", text)))
    return _topic_of(plain) or (_topic_of(text) if plain != text else None)


def _topic_of(text: str) -> str | None:
    sentences = _sentences(text)
    wanted = [one for one in sentences if not _REQUEST.fullmatch(one)]
    if len(wanted) == 2 and _WHAT_TO_DO.fullmatch(wanted[1]):
        return wanted[0]
    if len(wanted) != 1:
        return None
    match = next(filter(None, (rule.fullmatch(wanted[0]) for rule in _RULES)), None)
    if match:
        return match["x"].strip()
    return wanted[0] if len(sentences) == 2 else None  # "The alarm went off for no reason. Steps?"


def asks_for_steps(text: str) -> bool:
    """Whether the question asks how something is done."""
    return find_topic(text) is not None


def asks_for_all(text: str) -> bool:
    """Whether one of its sentences only says that all steps are wanted, as "Please list every step." does."""
    return any(_REQUEST.fullmatch(one) for one in _sentences(text))


def _sentences(text: str) -> list[str]:
    return [one.strip(" ?!.¿") for one in _SENTENCES.split(" ".join(text.split()))]
