"""Follow-ups that no rule can tell, made standalone by the model; and questions that are too open to be answered."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from contextlib import closing

from qa.checking.judge import missing_facts
from qa.conversation.rewrite import PRONOUN, WHAT, WHICH
from qa.engines.engine import Engine
from qa.evidence.prompt import SYSTEM, defuse
from qa.records import Message, Prompt, Turn
from qa.text.facts import find_facts
from qa.text.markers import without_markers
from qa.text.words import content_words

MAX_TOKENS = 40  # of a question
MAX_WORDS = 40
TASK = "Rewrite the follow-up question so that it can be understood alone. Write only the question."

_ELLIPSIS = re.compile(r"\s*(?:and|(?:and )?(?:what|how) about)\s+(?P<rest>[^?]+?)\s*\??\s*", re.IGNORECASE)
_CODE = re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[^\W\d_])[^\W_][\w-]*")
_MEASURES = frozenset(content_words("much many long big old far often soon high fast tall heavy large late early"))
FEW_WORDS = 2  # content words beside a pronoun, which could say what it stands for


def rephrase(question: str, history: Sequence[Turn], engine: Engine) -> Generator[str, None, str | None]:
    """Return the question as the model would ask it alone; None where what it writes cannot be trusted.

    Until then yield empty texts: the moments at which closing it stops the computing. Names, numbers and dates that are
    neither in the question nor in the last turn make it distrusted, as does a question that is about something else.
    """
    last = history[-1]
    answer = without_markers(last.answer)
    text = f"Question: {last.searched or last.question}\nAnswer: {answer}\nFollow-up question: {question}\n\n{TASK}"
    prompt = Prompt((), (Message("system", SYSTEM), Message("user", defuse(text))))
    written = ""
    with closing(engine.stream(prompt, max_tokens=MAX_TOKENS)) as pieces:  # type: ignore[type-var]  # a generator
        for piece in pieces:
            written += piece if isinstance(piece, str) else ""
            yield ""
    lines = [line.strip() for line in written.strip().splitlines() if line.strip()]
    rewritten = re.sub(r"^(?:standalone |rewritten )?question:\s*", "", lines[0], flags=re.IGNORECASE) if lines else ""
    return rewritten if _is_trusted(rewritten, question, f"{last.question} {last.searched} {answer}") else None


def asks_back(question: str, history: Sequence[Turn]) -> str | None:
    """The question to ask back where nothing tells what `question` is about; None where it can be answered.

    >>> asks_back("And for managers?", [])
    'What would you like to know about “for managers”? Please ask it as a whole question.'
    >>> asks_back("How much does it cost?", [])
    'What do you mean by “it”? Please name it.'
    """
    pronoun = PRONOUN.search(question)
    if not history:
        if ellipsis := _ELLIPSIS.fullmatch(question):
            return f"What would you like to know about “{ellipsis['rest']}”? Please ask it as a whole question."
        if pronoun and not _names(question[: pronoun.start()]) and _says_nothing_else(question):
            return f"{WHAT} “{pronoun[0]}”? Please name it."
        return None
    named = list(dict.fromkeys(_CODE.findall(history[-1].searched or history[-1].question)))
    if pronoun and pronoun[0].lower() in ("it", "its") and len(named) > 1 and not _CODE.search(question):
        return f"{WHICH} the {' or the '.join(named)}?"
    return None


def _names(text: str) -> bool:
    """Whether the text names anything that a pronoun behind it could stand for."""
    return not _MEASURES.issuperset(content_words(text))


def _says_nothing_else(question: str) -> bool:
    """Whether beside its pronoun the question names nothing: "it is … to" and "it … that" stand for what follows."""
    facts = find_facts(question)
    dummy = re.search(r"\bit\b.*\b(?:to|that|if|when)\b", question, re.IGNORECASE)
    return not dummy and not facts.names and len(content_words(question)) <= FEW_WORDS


def _is_trusted(rewritten: str, question: str, around: str) -> bool:
    known = f"{around} {question}"
    asked = set(content_words(question))
    kept = sum(word in content_words(rewritten) for word in asked)
    return (
        rewritten.endswith("?")
        and len(rewritten.split()) <= MAX_WORDS
        and not missing_facts(find_facts(rewritten), find_facts(known), known)
        and 2 * kept >= len(asked)
    )
