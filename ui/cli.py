"""The `quoth` command. Results on stdout, progress and errors on stderr.

Exit status: 0 done; 1 something the user can put right, said in one line; 2 wrong usage; 3 the documents do not say.
Nothing heavy is imported until a command needs it, so that `quoth --help` answers at once.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import QuothError
from index.records import Changes
from ui.progress import ShownProgress

if TYPE_CHECKING:
    from qa.chatbot import Chatbot
    from qa.records import Turn

DONE, MISTAKE, ABSTAINED, INTERRUPTED = 0, 1, 3, 130
EXAMPLES = (
    "How much market value did Nvidia lose when DeepSeek R1 came out?",
    "How many days of annual leave do I get?",
    "What is the meal allowance on business trips now?",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status of the command given by `arguments` (default: the command line)."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except QuothError as error:
        print(f"quoth: {error}", file=sys.stderr)
        return MISTAKE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output, such as `head`, has enough
        sys.stderr.close()
        return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quoth",
        description="Answers questions from your own documents; every sentence quotes its source.",
        epilog="Settings come from quoth.toml and QUOTH_* variables; see the README.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], about: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=about, description=about)
        sub.set_defaults(run=run)
        return sub

    index = command("index", _index, "Bring the index in step with the documents folder.")
    index.add_argument("documents", nargs="?", type=Path, metavar="FOLDER", help="the documents (default: documents)")
    index.add_argument("--rebuild", action="store_true", help="build anew, for instance with another embedder")

    search = command("search", _search, "Show the passages that fit a question best, with their scores.")
    search.add_argument("question")
    search.add_argument("-k", type=_positive, help="how many (default: 8)")
    search.add_argument("--json", action="store_true", help="print JSON")

    ask = command("ask", _ask, "Answer a question from the documents, with citations.")
    ask.add_argument("question")
    ask.add_argument("--json", action="store_true", help="print JSON")
    ask.add_argument("--engine", help="llamacpp, transformers, openai or extractive")
    ask.add_argument("--within", action="append", metavar="DOCUMENT", help="only this document (may be repeated)")

    chat = command("chat", _chat, "Ask one question after another; an empty line ends.")
    chat.add_argument("--engine", help="llamacpp, transformers, openai or extractive")

    serve = command("serve", _serve, "Serve the chat as a web page on this machine.")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=7860)

    weights = command("weights", _weights, "Fetch and verify the model weights, or list those that can be had.")
    weights.add_argument("names", nargs="*", metavar="NAME", help="which (default: those that the settings need)")
    weights.add_argument("--list", action="store_true", help="list the catalogue")

    evaluate = command("eval", _eval, "Ask gold questions and report how many answers are right and rightly cited.")
    evaluate.add_argument("questions", type=Path, help="a questions.jsonl (its form: tests/gold/README.md)")
    evaluate.add_argument("--engine", help="llamacpp, transformers, openai or extractive")
    evaluate.add_argument("--answers", type=Path, metavar="FILE", help="write every answer to FILE as JSON lines")
    evaluate.add_argument("--json", action="store_true", help="print the report as JSON")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


@contextmanager
def _chatbot(**arguments: Any) -> Iterator[Chatbot]:
    from qa import Chatbot, load_settings

    progress = ShownProgress()
    try:
        with Chatbot(load_settings(**arguments), progress=progress) as chatbot:
            yield chatbot
    finally:
        progress.close()


def _index(options: argparse.Namespace) -> int:
    with _chatbot(documents=options.documents) as chatbot:
        changes = _update(chatbot, rebuild=options.rebuild)
        print(_summary(changes))
    return DONE


def _update(chatbot: Chatbot, *, rebuild: bool = False) -> Changes:
    """The changes of an update whose progress and failures are shown on stderr."""
    progress = ShownProgress()
    try:
        changes = chatbot.update(progress=progress, rebuild=rebuild)
    finally:
        progress.close()
    for failure in changes.failed:
        print(f"not read: {failure.path}: {failure.reason}", file=sys.stderr)
    return changes


def _summary(changes: Changes) -> str:
    return (
        f"{len(changes.added)} added, {len(changes.changed)} changed, {len(changes.removed)} removed, "
        f"{changes.unchanged} unchanged, {len(changes.failed)} not read"
    )


def _search(options: argparse.Namespace) -> int:
    from ui.render import hits_json, hits_text

    with _chatbot(k=options.k) as chatbot:
        hits = chatbot.search(options.question)
    print(json.dumps(hits_json(hits), ensure_ascii=False, indent=2) if options.json else hits_text(hits))
    return DONE


def _ask(options: argparse.Namespace) -> int:
    with _chatbot(engine=options.engine) as chatbot:
        if options.json:
            from ui.render import to_json

            answer = chatbot.ask(options.question, within=options.within)
            print(json.dumps(to_json(answer), ensure_ascii=False, indent=2))
            return ABSTAINED if answer.abstained else DONE
        return ABSTAINED if _show_answer(chatbot, options.question, within=options.within) is None else DONE


def _chat(options: argparse.Namespace) -> int:
    from qa.records import Turn

    history: list[Turn] = []
    with _chatbot(engine=options.engine) as chatbot:
        while question := _read_question():
            try:
                text = _show_answer(chatbot, question, history=history)
            except QuothError as error:  # this question failed; the next may not
                print(f"quoth: {error}", file=sys.stderr)
                continue
            if text is not None:
                history.append(Turn(question, text))
            print()
    return DONE


def _read_question() -> str:
    try:
        return input("> " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return ""


def _show_answer(
    chatbot: Chatbot, question: str, *, history: Sequence[Turn] = (), within: Sequence[str] | None = None
) -> str | None:
    """The answer's text, shown with its sources; None where the documents do not say.

    On a terminal the text is shown as it is written, and again only where the check changed it.
    """
    from ui.render import printable, sources_text, to_text

    live = sys.stdout.isatty()
    shown = ""
    for piece in chatbot.stream(question, history=history, within=within):
        if isinstance(piece, str):
            shown += piece
            if live:
                print(printable(piece), end="", flush=True)
            continue
        if not live:
            print(to_text(piece))
        elif shown.strip() == piece.text and all(s.supported is not False for s in piece.statements):
            print(f"\n\n{sources_text(piece)}")
        else:
            print(f"\n\nAfter checking:\n\n{to_text(piece)}")
        return None if piece.abstained else piece.text
    return None


def _serve(options: argparse.Namespace) -> int:
    from ui.app import serve

    with _chatbot() as chatbot:
        print(_summary(_update(chatbot)), file=sys.stderr)
        chatbot.load()
        serve(
            chatbot,
            host=options.host,
            port=options.port,
            examples=EXAMPLES,
            on_ready=lambda url: print(f"Quoth is ready: {url}", flush=True),
        )
    return DONE


def _weights(options: argparse.Namespace) -> int:
    from index.weights import catalogue, is_held

    with _chatbot() as chatbot:
        cache = chatbot.settings.cache
        if options.list:
            for model in catalogue().values():
                held = "held" if is_held(model.name, cache) else "not fetched"
                print(f"{model.name}\t{model.kind}\t{model.size / 1e6:,.0f} MB\t{model.licence}\t{held}")
            return DONE
        for name, folder in chatbot.fetch_weights(options.names).items():
            print(f"{name}\t{folder}")
    return DONE


def _eval(options: argparse.Namespace) -> int:
    from qa.evaluate import evaluate, read_questions
    from ui.render import report_text, to_json

    questions = read_questions(options.questions)
    with _chatbot(engine=options.engine) as chatbot:
        progress = ShownProgress()
        try:
            report = evaluate(chatbot, questions, progress=progress)
        finally:
            progress.close()
    if options.answers:
        lines = (json.dumps({"id": r.id, **to_json(r.answer)}, ensure_ascii=False) for r in report.results)
        options.answers.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(json.dumps(report.figures(), indent=2) if options.json else report_text(report))
    return DONE


if __name__ == "__main__":
    sys.exit(main())
