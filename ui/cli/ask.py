"""The commands search, ask and chat. Results go to stdout, everything else to stderr.

Heavy modules are imported only by the command that needs them, so that `quoth --help` answers at once.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import QuothError
from ui.cli.colours import coloured
from ui.cli.shell import ABSTAINED, DONE, open_chatbot, show

if TYPE_CHECKING:
    from index.scope import Scope
    from qa.chatbot import Chatbot
    from qa.records import Turn

log = logging.getLogger(__name__)

_KEPT_QUESTIONS = 1000  # lines of history


def search(options: argparse.Namespace) -> int:
    from ui.render import hits_json, hits_text

    with open_chatbot(k=options.k) as chatbot:
        hits = chatbot.search(options.question, within=_scope(options))
    print(json.dumps(hits_json(hits), ensure_ascii=False, indent=2) if options.json else hits_text(hits))
    return DONE


def ask(options: argparse.Namespace) -> int:
    with open_chatbot(engine=options.engine) as chatbot:
        if options.json:
            from ui.render import to_json

            answer = chatbot.ask(options.question, within=_scope(options))
            print(json.dumps(to_json(answer), ensure_ascii=False, indent=2))
            return ABSTAINED if answer.abstained else DONE
        return ABSTAINED if _show_answer(chatbot, options.question, within=_scope(options)) is None else DONE


def chat(options: argparse.Namespace) -> int:
    history: list[Turn] = []
    with open_chatbot(engine=options.engine) as chatbot, _line_editing(chatbot.settings.index.parent / "questions"):
        while question := _read_question():
            try:
                turn = _show_answer(chatbot, question, history=history, within=_scope(options))
            except QuothError as error:  # this question failed; the next one can succeed
                show(f"quoth: {error}")
                continue
            except KeyboardInterrupt:
                show("The answer was stopped. An empty line ends the chat.")
                continue
            if turn is not None:
                history.append(turn)
            print()
    return DONE


def _scope(options: argparse.Namespace) -> Scope | None:
    """The scope that the options select; None for all documents."""
    from index.scope import Scope

    scope = Scope(tuple(options.within), tuple(options.folder), tuple(options.type), options.since, options.until)
    return None if scope == Scope() else scope


@contextmanager
def _line_editing(history: Path) -> Iterator[None]:
    """At a terminal, let people edit the line and reach earlier questions, which are kept in the file `history`."""
    try:
        import readline
    except ImportError:  # some builds of Python have none
        yield
        return
    if not sys.stdin.isatty():
        yield
        return
    readline.set_history_length(_KEPT_QUESTIONS)
    with suppress(OSError):
        readline.read_history_file(history)
    try:
        yield
    finally:
        with suppress(OSError):
            os.close(os.open(history, os.O_CREAT | os.O_WRONLY, 0o600))
            readline.write_history_file(history)


def _read_question() -> str:
    try:
        return input("> " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return ""


def _show_answer(
    chatbot: Chatbot, question: str, *, history: Sequence[Turn] = (), within: Scope | None = None
) -> Turn | None:
    """Show the answer with its sources. Returns the turn, or None if the documents do not say.

    A terminal shows at once what was found, then each sentence when it is finished. The whole answer is shown again
    only if the last check changed it.
    """
    from qa.records import Answer, Draft, Turn
    from ui.render import answer_text, printable, quotes_text, to_text, understood

    live = sys.stdout.isatty()
    shown, found = "", None
    for piece in chatbot.stream(question, history=history, within=within):
        if isinstance(piece, Draft) and live:
            if piece.quotes != found:
                found = piece.quotes
                head = filter(None, [understood(question, piece.searched), quotes_text(found)])
                print(coloured("\n".join(head), sys.stdout), end="\n\n")
            print(coloured(printable(piece.checked[len(shown) :]), sys.stdout), end="", flush=True)
            shown = piece.checked
        elif isinstance(piece, Answer):
            goes_on = live and found is not None and piece.text.startswith(shown)
            rest = answer_text(piece)[len(printable(shown)) :] if goes_on else to_text(piece)
            print(coloured(f"\n\nAfter checking:\n\n{rest}" if shown and not goes_on else rest, sys.stdout))
            log.info("%s: %s", piece.model, ", ".join(f"{stage} {s:.2f} s" for stage, s in piece.timings.items()))
            return None if piece.abstained and not piece.asks_back else Turn(question, piece.text, piece.searched)
    return None
