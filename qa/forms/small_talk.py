"""Replies to greetings and thanks, and to keys that were pressed by chance, without a search."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.forms.form import Request
from qa.records import Piece
from qa.text.asking import ASKS_FOR
from qa.text.messages import MESSAGES, known_language, say
from qa.text.words import content_words

# What is said, by the language of the reply; those of "" are answered in English.
_SAID: dict[str, dict[str, str]] = {
    "hello": {
        "en": "(?:hi|hello|hey|yo|howdy)(?: (?:there|quoth|all|everyone|again))?|greetings"
        "|how are you(?: today| doing)?|nice to meet you|good (?:morning|afternoon|evening|day)",
        "de": "hallo(?: zusammen)?|guten (?:tag|morgen|abend)|moin|servus|grüß gott|wie geht(?: es dir|'s|’s)",
        "es": "hola|buen(?:os|as) (?:días|dias|tardes|noches)|qué tal",
        "fr": "bonjour|bonsoir|salut|ça va",
        "zh": "你好|您好|早上好",
        "": "ciao|buongiorno|olá|bom dia|привет|здравствуйте|добрый день|こんにちは|안녕하세요|merhaba|مرحبا|नमस्ते|สวัสดี",
    },
    "welcome": {
        "en": "(?:many )?thanks(?: a lot| so much| very much)?|thank you(?: so much| very much)?|thx|cheers",
        "de": "danke(?: schön| sehr| dir)?|vielen dank|besten dank",
        "es": "(?:muchas )?gracias",
        "fr": "merci(?: beaucoup| bien)?",
        "zh": "谢谢[你您]?|謝謝",
        "": "grazie(?: mille)?|(?:muito )?obrigad[oa]|dank (?:je|u)(?: wel)?|dziękuję|спасибо|ありがとう(?:ございます)?"
        "|감사합니다",
    },
    "good": {
        "en": "ok(?:ay)?|great|perfect|super|cool|nice|(?:very )?good|good job|well done|i see|got it|alright",
        "de": "gut|prima|klasse|alles klar|verstanden",
        "es": "perfecto|vale|muy bien",
        "fr": "parfait|d['’]accord|très bien",
        "zh": "好的?|很好",
        "": "perfetto|va bene|perfeito|prima zo",
    },
    "goodbye": {
        "en": "bye|bye bye|goodbye|see you(?: later| soon)?"
        "|have a (?:nice|good|great|lovely) (?:day|evening|weekend|one)"
        "|(?:that['’]s|that is|that was) (?:all|it)(?: for (?:now|today))?|no(?:thing else| more questions)",
        "de": "tschüss|(?:einen )?schönen (?:tag|abend)(?: noch)?|auf wiedersehen|bis (?:bald|dann|später)"
        "|das (?:war|ist) alles|das war['’]s",
        "es": "adiós|adios|hasta luego|que tengas? (?:un )?buen día|eso es todo",
        "fr": "au revoir|bonne (?:journée|soirée)|à bientôt|c['’]est tout",
        "zh": "再见",
        "": "ciao|arrivederci|tchau|doei|до свидания|è tutto|é tudo|dat is alles",
    },
    "introduction": {
        "en": "(?:who|what) (?:are you|is quoth)(?: exactly| actually)?|(?:what is|what's|what’s) your name"
        "|what is this|are you (?:an? )?(?:ai|bot|robot|chatbot|human|person|real)|who (?:made|built|created) you"
        "|what (?:do|can|could) you do(?: for me)?|how can you help(?: me)?|how (?:do|does) (?:you|this|it|quoth) work"
        "|what (?:are you|is this|is quoth) (?:able to do|capable of(?: doing)?|good for)(?: for me)?"
        "|what can i (?:do|use (?:you|this) for)(?: here| with (?:you|this|quoth))?",
        "de": "wer (?:bist du|sind sie)|was (?:bist|kannst) du(?: alles)?|was können sie"
        "|wie (?:heißt|funktionierst) du|wozu bist du (?:gut|da)"
        "|was kann ich (?:hier|mit dir|damit) (?:machen|tun|anfangen)",
        "es": "(?:tú )?(?:quién|quien|qué) eres(?: tú)?|quién es usted|cómo te llamas"
        "|qué (?:puedes|sabes) hacer(?: por mí)?|para qué (?:sirves|sirve esto)",
        "fr": "qui (?:es-tu|êtes-vous)|tu es qui|comment t['’]appelles-tu"
        "|que (?:peux-tu|pouvez-vous|sais-tu) faire(?: pour moi)?"
        "|à quoi (?:sers-tu|servez-vous|ça sert)",
        "zh": "你是谁|你能做什么",
        "": "(?:tu )?chi sei(?: tu)?|come ti chiami|hoe heet (?:je|jij)|wie ben jij|como te chamas"
        "|cosa (?:puoi|sai) fare(?: per me)?|a cosa servi|co potrafisz"
        "|o que (?:podes|consegues|você pode) fazer(?: por mim)?"
        "|quem és(?: tu)?|quem é você|wie ben je|wat kun je(?: (?:allemaal )?(?:voor me )?doen)?|кто ты|что ты умеешь",
    },
}
_RULES = tuple(
    (re.compile(pattern, re.IGNORECASE), MESSAGES[kind][language or "en"])
    for kind, by_language in _SAID.items()
    for language, pattern in by_language.items()
)
# A word that is not in any language: neighbouring keys, many consonants, no vowel, or the same letter three times.
_MISTYPED = re.compile(
    r"(?=[^\W\d_]{4,}$)(?:[asdfghjkl]{5,}|[qwertyuiop]{6,}|[qwertzuiop]{6,}|[yxcvbnm]{4,}|[zxcvbnm]{4,}"
    r"|[b-df-hj-np-tv-xz]+|[a-z]*[b-df-hj-np-tv-xz]{6,}[a-z]*|[a-z]*([a-z])\1\1[a-z]*)"
)
_NO_VOWEL = re.compile(r"[b-df-hj-np-tv-xz]{1,3}")  # beside a mistyped word; alone it can be an abbreviation
_PARTS = re.compile(r"[.!?,;:]+\s+|\s+(?:and|und|et|y)\s+")
_EXCLAIMS = re.compile(
    r"^(?:wow|hm+|u?h+|aha|ah|oh|oops|haha\w*|lol|interesting|awesome|amazing|brilliant|excellent|fantastic|lovely|sorry)\W*$"
    r"|!$",
    re.IGNORECASE,
)
_AND = re.compile(r"^(?:and|und|et|y|e|en|so|also) (?=\w)", re.IGNORECASE)
_FEW = 2  # words
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")


def reply_to_small_talk(text: str) -> str | None:
    """The reply to small talk, such as a greeting or thanks. None if `text` is anything else.

    >>> reply_to_small_talk("Thanks!")
    'You are welcome. Ask another question whenever you like.'
    >>> reply_to_small_talk("Hi, how many days of leave do I get?") is None
    True
    """
    said = [_AND.sub("", " ".join(_AROUND.sub("", part).split())) for part in _PARTS.split(text)]
    replies = [next((reply for rule, reply in _RULES if rule.fullmatch(part)), None) for part in said if part]
    return replies[-1] if all(replies) and replies else None


def is_small_talk(text: str) -> bool:
    """Whether `text` is small talk and nothing else."""
    return reply_to_small_talk(text) is not None


def answer_small_talk(request: Request) -> Iterator[Piece]:
    """Yield the reply to small talk."""
    if reply := reply_to_small_talk(request.text):
        yield reply
        yield request.finish(reply)


def answer_remark(request: Request) -> Iterator[Piece]:
    """Yield what Quoth does, to a remark of whose words at most half are in the documents, and of two words none.
    Yield nothing to others: "libary fine" is a mistyped question.

    What asks something is no remark ("One last thing, how late can I cancel? Cheers"), nor is one word, which is
    searched for, but for an exclamation.
    """
    text = request.text.strip()
    if (
        any(sign in text for sign in "?？؟")
        or any(map(ASKS_FOR.match, _PARTS.split(text)))
        or (len(text.split()) == 1 and text.isascii() and not _EXCLAIMS.search(text))
    ):
        return
    words = content_words(request.text)
    held = sum(bool(request.index.passages_with(word, request.within)) for word in words)
    most = len(words) // 2 if len(words) > _FEW else 0
    if held <= most and not any(character.isdigit() for character in request.text):
        remark = request.say("remark")
        yield remark
        yield request.finish(remark)


def looks_mistyped(text: str) -> bool:
    """Whether `text` looks like keys that were pressed by chance.

    >>> [looks_mistyped(text) for text in ("asdfgh", "qwertz?", "xkcdbg", "Schlüssel", "BGB")]
    [True, True, True, False, False]
    """
    words = _AROUND.sub("", text).split()
    mistyped = [word for word in words if _MISTYPED.fullmatch(word)]
    return bool(mistyped) and all(word in mistyped or _NO_VOWEL.fullmatch(word) for word in words)


def answer_mistyped(request: Request) -> Iterator[Piece]:
    """Yield that this is no question. Yield nothing if a document contains the word."""
    word = _AROUND.sub("", request.text)
    if not request.index.passages_with(word, request.within):
        reply = say("not_understood", known_language(next(iter(request.index.languages()), "")), words=word)
        yield reply
        yield request.finish(reply)
