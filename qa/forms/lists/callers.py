"""Answers "where is f called?" about source code: every line that calls it, with the function the line stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.files.names import visible
from index.records import Document, Section
from qa.forms.form import Request, bare
from qa.forms.lists.definitions import DEFINES
from qa.forms.quoting import Quotes
from qa.records import Piece, Statement
from qa.text.quotes import one_line

_IN_FILE = re.compile(r" (?:in|within|inside|of|dans|en) (?:the file )?[\w/-]+\.\w{1,4}$", re.IGNORECASE)
SHOWN = 50  # calls quoted; the others are only counted
_NAME = (
    r"(?:the (?:function|method|procedure) |die funktion |la fonction |la función )?"
    r"`?(?P<name>[A-Za-z_$][\w.$]*)(?:\(\))?`?"
)
_CALLED = r"(?:called|used|invoked|aufgerufen|benutzt|verwendet|appelée?|utilisée?|usad[oa])"
_RULES = tuple(
    re.compile(rule.replace("{name}", _NAME), re.IGNORECASE)
    for rule in (
        rf"(?:from )?where(?: all| else)? (?:is|does|do we|are) {{name}} (?:get |being |getting )?{_CALLED}(?: from)?",
        r"where(?: all| else)? do (?:we|i|they) (?:call|use|invoke) {name}",
        r"(?:who|what|which (?:functions?|methods?|code|lines?)) (?:else )?(?:calls?|uses?|invokes?) {name}",
        rf"(?:by )?wh(?:om|at|ich functions?) is {{name}} {_CALLED}(?: by)?",
        rf"(?:wo|von wo|von wem|wovon) wird {{name}} (?:überall )?{_CALLED}",
        r"(?:wer|was|welche (?:funktion|methode)(?:en)?) ruf(?:t|en) {name} auf",
        rf"(?:d['’])?où est {{name}} {_CALLED}",
        r"(?:qui|quelle fonction) appelle {name}",
        r"(?:desde )?dónde se (?:llama|usa|invoca)(?: a)? {name}",
        r"qué función llama a {name}",
    )
)


def asks_for_callers(text: str) -> bool:
    """Whether the question asks where a function is called.

    >>> asks_for_callers("from where is clamp_flow called?"), asks_for_callers("Where is the meeting held?")
    (True, False)
    """
    return _name(text) != ""


def answer_callers(request: Request) -> Iterator[Piece]:
    """Yield the lines that call the function.

    Decline if no source code defines a function of that name, unless it can be no other word.
    """
    name = _name(request.text)
    ids = dict.fromkeys(passage.document_id for passage in request.index.passages_with(name, request.within))
    documents = [document for document in map(request.index.document, ids) if _functions(document)]
    is_code = re.search(r"_|[a-z][A-Z]", name) is not None
    if not is_code and not any(name in _functions(document) for document in documents):
        return
    quotes = Quotes(request.index)
    calls = list(dict.fromkeys(call for document in documents for call in _calls(document, name)))
    statements: list[Statement] = []
    for document, section, start, end in calls[:SHOWN]:
        where = f"{visible(section.heading)} ({visible(document.id)})" if section.heading else visible(document.id)
        statement = quotes.quote(document.id, start, end, f"{where}: “{one_line(document.text[start:end])}”")
        statements.extend([statement] if statement else [])
    if not statements:
        if documents:
            yield request.abstain(request.say("nothing_calls", name=name))
        return
    head = request.say("called_in", name=name, n=len(calls))
    text = f"{head}\n\n" + "\n".join(f"- {one.text}" for one in statements)
    yield text
    yield request.finish(text, statements, quotes.hits)


def _name(text: str) -> str:
    """The name of the function whose calls are asked for; "" if none are."""
    asked = _IN_FILE.sub("", bare(text))
    found = next(filter(None, (rule.fullmatch(asked) for rule in _RULES)), None)
    return found["name"] if found else ""


def _functions(document: Document) -> set[str]:
    """The names of the functions of source code, after which its sections are called. Empty for other documents."""
    return {
        section.heading
        for section in document.sections
        if section.heading
        and any(section.heading in line[0] for line in DEFINES.finditer(document.text, section.start, section.end))
    }


def _calls(document: Document, name: str) -> Iterator[tuple[Document, Section, int, int]]:
    """The lines of a document that call the function, each with its section."""
    call = re.compile(rf"(?<![\w.$]){re.escape(name)}\s*\(|\.{re.escape(name)}\s*\(")
    for section in document.sections:
        defined = {line.span() for line in DEFINES.finditer(document.text, section.start, section.end)}
        for match in call.finditer(document.text, section.start, section.end):
            start = document.text.rfind("\n", 0, match.start()) + 1
            end = document.text.find("\n", match.end())
            end = len(document.text) if end < 0 else end
            if not any(first <= match.start() < last for first, last in defined):
                yield document, section, start, end
