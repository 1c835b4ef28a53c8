"""The commands that ask: search, ask, chat, serve and weights. Results on stdout, all else on stderr.

Nothing heavy is imported until a command needs it, so that `quoth --help` answers at once.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.errors import QuothError
from ui.cli.manage import watching
from ui.cli.shell import ABSTAINED, DONE, open_chatbot, show, show_update, summary
from ui.index_job import index_job

if TYPE_CHECKING:
    from index.search.scope import Scope
    from qa.chatbot import Chatbot
    from qa.records import Turn

EXAMPLES = (
    "How much market value did Nvidia lose when DeepSeek R1 came out?",
    "How many days of annual leave do I get?",
    "What is the meal allowance on business trips now?",
)


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
    with open_chatbot(engine=options.engine) as chatbot:
        while question := _read_question():
            try:
                turn = _show_answer(chatbot, question, history=history, within=_scope(options))
            except QuothError as error:  # this question failed; the next may not
                show(f"quoth: {error}")
                continue
            if turn is not None:
                history.append(turn)
            print()
    return DONE


def _scope(options: argparse.Namespace) -> Scope | None:
    """Which documents the options choose; None for all."""
    from index.search.scope import Scope

    scope = Scope(tuple(options.within), tuple(options.folder), tuple(options.type), options.since, options.until)
    return None if scope == Scope() else scope


def _read_question() -> str:
    try:
        return input("> " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return ""


def _show_answer(
    chatbot: Chatbot, question: str, *, history: Sequence[Turn] = (), within: Scope | None = None
) -> Turn | None:
    """The question with its answer, shown with its sources; None where the documents do not say.

    A terminal shows at once what was found, then every sentence as it is finished, and the whole again only where the
    last check changed it.
    """
    from qa.records import Answer, Draft, Turn
    from ui.render import answer_text, printable, quotes_text, to_text, understood

    live = sys.stdout.isatty()
    shown, found = "", None
    for piece in chatbot.stream(question, history=history, within=within):
        if isinstance(piece, Draft) and live:
            if piece.quotes != found:
                found = piece.quotes
                print("\n".join(filter(None, [understood(question, piece.searched), quotes_text(found)])), end="\n\n")
            print(printable(piece.checked[len(shown) :]), end="", flush=True)
            shown = piece.checked
        elif isinstance(piece, Answer):
            goes_on = live and found is not None and piece.text.startswith(shown)
            rest = answer_text(piece)[len(printable(shown)) :] if goes_on else to_text(piece)
            print(f"\n\nAfter checking:\n\n{rest}" if shown and not goes_on else rest)
            return None if piece.abstained and not piece.asks_back else Turn(question, piece.text, piece.searched)
    return None


def serve_page(options: argparse.Namespace) -> int:
    from ui.web.app import serve

    with open_chatbot() as chatbot:
        show(summary(show_update(chatbot)))
        chatbot.load()
        job = index_job(chatbot)
        with watching(chatbot, job):
            serve(
                chatbot,
                job=job,
                host=options.host,
                port=options.port,
                examples=EXAMPLES,
                on_ready=lambda url: print(f"Quoth is ready: {url}", flush=True),
            )
    return DONE


def fetch_weights(options: argparse.Namespace) -> int:
    from index.weights.fetch import catalogue, is_held

    with open_chatbot() as chatbot:
        cache = chatbot.settings.cache
        if options.list:
            for model in catalogue().values():
                held = "held" if is_held(model.name, cache) else "not fetched"
                print(f"{model.name}\t{model.kind}\t{model.size / 1e6:,.0f} MB\t{model.licence}\t{held}")
            return DONE
        for name, folder in chatbot.fetch_weights(options.names).items():
            print(f"{name}\t{folder}")
    return DONE
