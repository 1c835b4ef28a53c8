"""Words a question as the rules of a form expect it, once the classifier has told which form it wants.

"I'd need to know every phone number in there" wants a list: the rules then read "list all phone number in". Words that
are typical of the form say nothing about its subject. A statement before the question says why it is asked.
"""

from __future__ import annotations

import re

from index.files.names import visible
from qa.forms.comparisons.aspect import asks_what_is_shared
from qa.forms.form import Request
from qa.forms.library.library_words import ABOUT, DOCUMENTS, FOLDERS, NEWEST, OLDEST, TYPE_OF
from qa.forms.lists.sheets import names_sheets
from qa.forms.places.mentions import passages_saying
from qa.forms.places.references import REFERENCE, words_beside
from qa.forms.structure.documents import held_documents
from qa.forms.structure.outline import UNITS
from qa.forms.words.comparatives import find_measure
from qa.forms.words.in_english import small_words
from qa.forms.words.roots import FUNCTION_WORDS, root, roots
from qa.records import FormName
from qa.text.courtesy import asking_sentences, without_courtesies
from qa.text.words import TOKEN, content_words, tokens

SEARCHED = 24  # passages whose words are known

# Words that ask, in each language, and those that ask for one form: they say nothing about the subject.
_ALWAYS = frozenset(
    """
    need know want like tell give show see find got there here looking look interested wonder wondering curious would
    could please exactly actually really everything mir mich brauche wissen möchte würde gern gerne sag zeig gib bitte
    wirklich eigentlich interessieren savoir voudrais aimerais connaître faudrait besoin dis dites montre quiero
    necesito saber gustaría dime vorrei sapere dimmi weten graag
    """.split()
)
_CUES: dict[FormName, str] = {
    "list": """
        list lists name names enumerate every all everyone everybody everything note write down overview complete full
        alle alles alle liste auflisten nenne nennen aufzählen welche sämtliche vollständig
        tous toutes liste lister énumère citer quels quelles
        todos todas lista enumera nombra cuáles elenca elenco tutti tutte quali lijst noem welke alle liste quais todos
    """,
    "summary": """
        summary summarise summarize summarised sum overview gist short shortly brief briefly explain main key points
        point essence outline recap rundown nutshell sentences words lines simple simply plain roughly essentials
        zusammenfassung zusammenfassen fass fasse zusammen kurz überblick worum geht wesentliche kernaussagen sätze
        sätzen grob erklär erklären einfach wichtigsten wichtigste punkte dokument datei text handelt takeaways takeaway
        findings message matters document file
        gros parle parlent document fichier texte trata documento archivo texto
        résumé résume résumer bref grandes lignes essentiel explique phrases idée idées
        resumen resume resumir resúmeme breve breves ideas puntos principales explica explícame frases
        riassunto riassumi samenvatting samenvatten vat resumo resuma sintesi
    """,
    "steps": """
        step steps walk guide explain show procedure instructions instruction order way exactly start correct correctly
        schritt schritte schritten anleitung reihe reihenfolge erklär erklären zeig genau richtig mache machen gehe vor
        étape étapes procédure mode emploi expliquer explique montrer montre faire fait comment
        explícame principio fin début entier anfang ende vollständig beginning end full complete
        paso pasos procedimiento instrucciones explicar explica cómo hacer hago passo passi passaggi stappen stap
    """,
}  # fmt: skip
_TYPICAL = {form: frozenset(words.split()) for form, words in _CUES.items()}
THE_TWO = re.compile(
    r"\b(?:the two|both|either|neither|of them|beide[nrs]?|die zwei|les deux|tous (?:les )?deux|los dos|ambos|ambas"
    r"|[dn]?as duas|[dn]?os dois|(?:de|ne)?i due|(?:del|nel)?le due|entramb[ie]|de twee)\b",
    re.IGNORECASE,
)
_SHARED = re.compile(
    r"\b(?:in common|common|gemeinsam\w*|en commun|en común|em comum|in comune|gemeen|the same|gleich|igual|iguais"
    r"|identique\w*|pareil)\b",
    re.IGNORECASE,
)
_UNIT = re.compile(
    rf"\b(?:{UNITS}|pages?|seiten?|página|pagina|where|wo|où|donde|dónde|mentioned|find|steht|parle|habla)\b",
    re.IGNORECASE,
)
# Who wrote a document, and when, is a question about that document.
_OF_ONE = re.compile(
    r"\b(?:who|whos|whose|when|author|wer|wann|wessen|autor\w*|verfasser\w*|quand|auteure?s?|quién|cuándo|chi|quando"
    r"|autore|wanneer|quem)\b",
    re.IGNORECASE,
)
LONG = 5  # letters of a word that surely says what is measured
_AS = {"list": "list all {}", "summary": "summarise {}", "steps": "how to {}"}


def reworded(request: Request, asked: str, form: FormName) -> str:
    """The question as the rules of the form expect it. "" if the question has no words for that."""
    whole = without_courtesies(asked)
    text = " ".join(asking_sentences(whole))
    if form in ("list", "library") and names_sheets(whole):
        return f"which sheets {whole}"
    if form in _AS:
        subject = subject_of(text, form)
        return _AS[form].format(subject) if subject or form == "summary" else ""
    if form == "place":
        return _at_place(request, whole)
    if form == "library":
        return _about_library(request, whole, text)
    return _compared(request, text) if form == "comparison" else ""


def subject_of(text: str, form: FormName) -> str:
    """The question without the words that ask for the form. "" if no word of its own is left.

    Function words stay where they are, so that a rule still sees how the others belong together.
    """
    typical = _TYPICAL.get(form, frozenset()) | _ALWAYS
    kept = TOKEN.sub(lambda match: "" if match[0].casefold() in typical else match[0], text)
    subject = " ".join(re.sub(r"[^\w\s'’-]", " ", kept).split())
    return subject if roots(subject) else ""


def known_of(request: Request, text: str) -> list[str]:
    """The words of the question that the best passages or titles have, in any of their forms, and comparatives."""
    hits = request.index.search(text, SEARCHED, request.within)
    held = held_documents(request.index.documents(), request.within)
    texts = [*(hit.passage.text for hit in hits), *(one.title for one in held)]
    known = {one for held_text in texts for one in roots(held_text)}
    found = find_measure(text)
    measures = found[0].split() if found else []
    words = [word for word in tokens(text) if word.casefold() not in FUNCTION_WORDS]
    return [word for word in words if root(word) in known or word in measures]


def _compared(request: Request, text: str) -> str:
    """The things that are compared, with commas between all words. "The two" are the only two documents."""
    held = held_documents(request.index.documents(), request.within)
    words = set(content_words(text))
    is_named = any(words & set(content_words(one.title)) for one in held)
    are_all = len(held) == 2 and (not is_named or THE_TWO.search(text))
    titles = [visible(one.title) for one in held] if are_all else []
    if titles and (asks_what_is_shared(text) or _SHARED.search(text)):
        return f"what do {titles[0]} and {titles[1]} have in common"
    known = known_of(request, text)
    measure = find_measure(text)
    measured = {*measure[0].split(), *measure[1].words.split()} if measure else set()
    after = text.casefold().partition(measure[0].casefold())[2] if measure else ""
    beside = [w for w in tokens(after) if len(w) >= LONG and w not in FUNCTION_WORDS | small_words() | measured]
    if titles and beside and not set(beside) & {word.casefold() for word in known}:
        return ""  # no document says anything of what is measured: "closer to a railway station"
    return ", ".join([*titles, *known])


def _at_place(request: Request, text: str) -> str:
    """ "what does section 4.2 of the lease say" from any words around the reference. Without one, where the subject
    is mentioned; "" if its words stand nowhere together, or if something else is asked of the place.
    """
    match = REFERENCE.search(text)
    if not match:
        words = " ".join(known_of(request, _UNIT.sub(" ", text)))
        return f"where is {words} mentioned" if words and passages_saying(request, words) else ""
    held = held_documents(request.index.documents(), request.within)
    titles = " ".join(f"{one.title} {one.document_id}" for one in held)
    if set(words_beside(text)) - _ALWAYS - set(re.findall(r"[^\W_]+", titles.casefold())):
        return ""  # "Who found chapter 9 too long?" only mentions it
    rest = " ".join(tokens(f"{text[: match.start()]} {text[match.end() :]}"))
    return f"what does {match[0].strip()} of {rest} say" if rest else f"what does {match[0].strip()} say"


def _about_library(request: Request, whole: str, text: str) -> str:
    """One of the few questions about the set of documents. "" if it is about none of the documents as such."""
    words = {token.casefold() for token in tokens(text)}
    if _OF_ONE.search(text) or not words & (DOCUMENTS | FOLDERS | TYPE_OF.keys()):
        return ""
    if words & NEWEST:
        return "which document is the newest"
    if words & OLDEST:
        return "which document is the oldest"
    if match := ABOUT.search(text):
        before = whole.replace(text, " ")  # "Tell me about the engine. Which file is it in?"
        own = subject_of(text[match.end() :], "library")
        subject = own or " ".join(known_of(request, before) if before.strip() else [])
        if subject:
            return f"which documents are about {subject}"
    kind = next((word for word in sorted(words) if word in TYPE_OF), "")
    others = set(roots(subject_of(text, "library"))) - {root(kind)}
    if kind and not words & ((DOCUMENTS | FOLDERS) - {kind}) and len(others) > 1:
        return ""  # "Which function writes the diplomas as PDF?"
    return f"which {kind} files do you have" if kind else "which documents do you have"
