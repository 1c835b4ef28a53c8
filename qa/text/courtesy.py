"""Removes courtesies from a question, such as "could you please tell me", so that rules see what is asked."""

from __future__ import annotations

import re

_SPACE_OR_SIGN = r"[\s,:;.!…–-]*"
_BEFORE_QUESTION = r"(?=(?:what|which|who|whose|whom|how|when|where|why|whether|if)\b)"
_VOR_FRAGE = r"(?=(?:was|wer|wie|wo|wann|warum|welche[rsnm]?|wen|wem|ob|wieso|womit|woher|wohin)\b)"
_AVANT_QUESTION = r"(?=(?:ce qu|qu|quel|comment|quand|où|pourquoi|combien|si)\w*)"
_ANTES = r"(?=(?:qué|quién|cómo|cuándo|dónde|por qué|cuál|cuánt|si)\w*)"
# "Treasurer here, need it for the meeting: what did we spend?"
_ABOUT_ME = (
    r"[^:?!]{0,60}\b(?:here|needs?|needed|asking|i['’]?m|i am|urgent(?:ly)?|hurry|rush|brauche|brauchen|benötige|hier"
    r"|eilig|besoin|urgence|necesito|necesitamos|urgente|bisogno|nodig|preciso)\b[^:?!]{0,60}:(?=\s)"
)
_LEADS = (
    rf"{_ABOUT_ME}\s*(?:{_BEFORE_QUESTION}|{_VOR_FRAGE}|{_AVANT_QUESTION}|{_ANTES})",
    r"(?:hi|hello|hey|hallo|bonjour|hola|good (?:morning|afternoon|evening|day)|guten (?:morgen|tag|abend))"
    r"(?: (?:there|quoth|zusammen))?\b(?=[\s,!.:]+\S)",
    r"(?:thank you|thanks|many thanks)\b[^?!.:;]{0,50}[!.]+(?=\s+\S)",
    r"(?:ok(?:ay)?|so|well|now|also|and|but|then|great|thanks|thank you|danke|merci|gracias|sorry"
    r"|excuse me|quick question"
    r"|(?:just )?one (?:more )?(?:question|thing)|question|frage|eine frage|kurze frage|next question|another question"
    r"|andere frage|noch eine frage|autre question|otra pregunta)\b(?=[\s]*[,:;.!–-])",
    # "Hope you're having a lovely day :) When …?", "You're a star! Where …?"
    r"(?:i |we )?hope (?:you|all|everything|this|the)\b[^?!.:;]{0,60}(?:[!.]+|[:;]-?[)D])(?=\s)",
    r"you(?:['’]?re| are) (?:an?|the|so|very|great|such)\b[^?!.:;]{0,30}(?:[!.]+|[:;]-?[)D])(?=\s)",
    r"(?:please|pls|kindly|bitte|por favor|s['’]il (?:te|vous) plaît|stp|svp)\b",
    r"(?:can|could|would|will) you(?: please| kindly| maybe| just| quickly)*\b(?= (?:tell|give|show|list|name|explain"
    r"|summari[sz]e|find|compare|check|say|let|look|describe|count|help|add|calculate|compute|sum)\b)",
    rf"(?:tell me|let me know|say|remind me|find out|look up|check)(?: please)?,? {_BEFORE_QUESTION}",
    rf"(?:do you (?:happen to )?know|any idea|i (?:was|am) wondering|i wonder|i (?:want|need|would like"
    rf"|['’]d like) to know"
    rf"|i['’]d like to know|i would love to know|i['’]m trying to find out)(?: please)?,? {_BEFORE_QUESTION}",
    rf"(?:(?:kannst du|können sie|könntest du|könnten sie|kann mir jemand)(?: mir)?(?: bitte| mal| kurz)* sagen"
    rf"|sag(?:e|en sie)?(?: mir)?(?: bitte| mal)*|wei(?:ß|ss)t du|wissen sie|ich (?:möchte|würde gern|will|wüsste gern)"
    rf"(?: gerne?)?(?: mal| bitte)? wissen|ich wüsste gerne?)(?: bitte)?,? ?{_VOR_FRAGE}",
    rf"(?:(?:(?:est-ce que )?tu peux|(?:est-ce que )?vous pouvez|peux-tu|pouvez-vous|pourrais-tu"
    rf"|pourriez-vous)(?: me)? dire|dis-moi|dites-moi|je (?:voudrais"
    rf"|veux|souhaite|"
    rf"aimerais) savoir|sais-tu|savez-vous),? {_AVANT_QUESTION}",
    rf"¿?(?:(?:me )?(?:puedes|puede|podrías|podría)(?: decirme| decir)|dime|me gustaría saber"
    rf"|quisiera saber|quiero saber"
    rf"|sabes|sabe usted),? ¿?{_ANTES}",
)
_LEAD = re.compile(rf"¿?(?:{'|'.join(_LEADS)}){_SPACE_OR_SIGN}", re.IGNORECASE)
_END = re.compile(
    r"[\s,]+(?:please|pls|thanks(?: a lot)?|thank you|thx|for me|bitte|danke|por favor|gracias|merci|stp|svp"
    r"|s['’]il (?:te|vous) plaît)[\s?!.]*$",
    re.IGNORECASE,
)
# A last sentence that only says how complete the answer is to be.
_WISH = re.compile(
    r"(?<=[.?!])\s+(?:please |bitte )?"
    r"(?:(?:i(?:['’]d| would) like|i (?:want|need)|give me|list|show me|tell me|name|include|don['’]t (?:skip|miss)) "
    r"?(?:them all|all(?: of)?(?: (?:them|the|its|their))?(?: \w+)?|every(?: single)? \w+|each (?:one|step|item)"
    r"|any(?: \w+)?"
    r"|the (?:full|whole|complete|entire) \w+)"
    r"|all (?:of )?(?:the )?(?:steps|items|details|of them)|in full|complete(?:ly)?|in order|step by step"
    r"|(?:ich (?:möchte|brauche|will|hätte gern) )?(?:alle|sämtliche|jeden|jede)(?: \w+)?(?: (?:nennen|aufzählen))?"
    r"|vollständig|schritt für schritt|(?:je (?:veux|voudrais) )?tou(?:te)?s les \w+|(?:quiero )?tod[oa]s l[oa]s \w+)"
    r"(?: please| bitte)?[.!]*$",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[.?!。？！])\s+|(?<=:)\s+(?=[A-ZÄÖÜÀ-Ý¿])")
_PLEASE = re.compile(r",?\s\b(?:please|pls|bitte|por favor|s['’]il (?:te|vous) plaît)\b,?(?=\s)")
_FACES = re.compile(r"(?:\s*(?:[:;]-?[)(DPp]|[\U0001F300-\U0001FAFF\u2600-\u27bf]\ufe0f?))+\s*$")
_SHORT = re.compile(r"\b(?:(what|who|where|when|how)['’]?s|(which|that|there)['’]s)\b", re.IGNORECASE)
_WHEREABOUTS = re.compile(r"(?<![\w-])whereabouts(?= (?:in|on|is|are|was|were|do|does|did|can|could|should)\b)", re.I)
# "Cant" and "wont" are words of their own too, so "wont" stays.
_NO_APOSTROPHE = re.compile(
    r"\b(do|does|did|is|are|was|were|has|have|had|could|should|would|must|ca(?=nt [a-z]))nt\b", re.IGNORECASE
)


def spelled_out(question: str) -> str:
    """The question with "who is" in place of "who's" and "whos", and "don't" in place of "dont".

    >>> spelled_out("and whos the captain"), spelled_out("whereabouts is it"), spelled_out("what doesnt count")
    ('and who is the captain', 'where is it', "what doesn't count")
    """
    spelled = _SHORT.sub(lambda match: f"{match[1] or match[2]} is", _WHEREABOUTS.sub("where", question))
    return _NO_APOSTROPHE.sub(r"\1n't", spelled)


def without_courtesies(question: str) -> str:
    """The question without greetings, "please", "could you tell me" and the like, on one line; the rest as it is.

    If nothing else is left, the question as it is.

    >>> without_courtesies("Hi, could you please tell me what's in the Word file? Thanks!")
    'what is in the Word file?'
    >>> without_courtesies("Kannst du mir bitte sagen, wie viele Dateien es gibt?")
    'wie viele Dateien es gibt?'
    """
    left = " ".join(question.split())
    before = ""
    while before != left:
        before = left
        left = _LEAD.sub("", left, count=1) if _LEAD.match(left) else left
        left = _WISH.sub("", _PLEASE.sub("", _FACES.sub("", left)))
        ended = _END.sub("", left)
        left = ended + "?" if ended != left and "?" in left[len(ended) :] else ended
    left = spelled_out(left)
    return left if any(map(str.isalnum, left)) else question


def asking_sentences(text: str) -> list[str]:
    """The sentences that end with a question mark. If none does, all of them.

    >>> asking_sentences("I have never done this. How do I bleed a radiator?")
    ['How do I bleed a radiator?']
    """
    sentences = [one for one in _SENTENCES.split(text) if any(map(str.isalpha, one))]
    return [one for one in sentences if one.rstrip().endswith(("?", "？"))] or sentences
