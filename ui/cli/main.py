"""The `quoth` command. Results go to stdout, progress and errors to stderr.

Exit status: 0 success; 1 an error that the user can fix, shown on one line; 2 wrong usage; 3 the documents do not say.
Heavy modules are imported only by the command that needs them, so that `quoth --help` answers at once.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from index.errors import QuothError
from ui.cli import ask as asking
from ui.cli import completion, manage, users
from ui.cli import evaluate as evaluation
from ui.cli import serve as serving
from ui.cli.shell import DONE, INTERRUPTED, MISTAKE, show
from ui.program import running_version

log = logging.getLogger("ui.cli")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command given by `arguments` (default: the command line) and return its exit status."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    if options.verbose:
        _log_all()
    try:
        return run(options)
    except QuothError as error:
        show(f"quoth: {error}")
        log.debug("where it happened:", exc_info=True)
        return MISTAKE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the program that reads our output, such as `head`, has stopped
        sys.stderr.close()
        return DONE


def _log_all() -> None:
    """Show on stderr what Quoth does, and where errors come from."""
    logging.basicConfig(format="%(name)s: %(message)s")
    for name in ("index", "qa", "ui"):
        logging.getLogger(name).setLevel(logging.DEBUG)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quoth",
        description="Answers questions from your own documents; every sentence quotes its source.",
        epilog="Settings come from quoth.toml and QUOTH_* variables; see docs/configure.md.",
    )
    parser.set_defaults(parser=parser)  # for `completion`
    parser.add_argument("--version", action="version", version=f"quoth {running_version()}")
    _add_verbose(parser, default=False)
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], about: str) -> argparse.ArgumentParser:
        sub = subparsers.add_parser(name, help=about, description=about)
        _add_verbose(sub, default=argparse.SUPPRESS)  # as it was given before the command
        sub.set_defaults(run=run)
        return sub

    index = command("index", manage.update_index, "Update the index from the documents folder.")
    index.add_argument("documents", nargs="?", type=Path, metavar="FOLDER", help="the documents (default: documents)")
    index.add_argument(
        "--accept-empty", action="store_true", help="remove all documents from the index if the folder is empty"
    )
    index.add_argument(
        "--workers", type=_positive, default=1, metavar="N", help="read with N processes; needs QUOTH_STORE"
    )
    way = index.add_mutually_exclusive_group()
    way.add_argument("--rebuild", action="store_true", help="rebuild it, for example with another embedder")
    way.add_argument("--diff", action="store_true", help="only show what would be added (+), changed (~), removed (-)")
    way.add_argument("--watch", action="store_true", help="keep updating as files change, until Ctrl-C")

    work = command("work", manage.work_on_shared, "Help to update an index in a database, from this machine.")
    work.add_argument("documents", nargs="?", type=Path, metavar="FOLDER", help="the documents (default: documents)")
    work.add_argument("--until-done", action="store_true", help="stop when no file waits, instead of waiting for more")
    work.add_argument(
        "--while-parent", type=_positive, help=argparse.SUPPRESS
    )  # end with this process; `index` uses it

    doctor = command("doctor", manage.examine_index, "Check that documents and index match; exit with 1 if not.")
    doctor.add_argument("--repair", action="store_true", help="repair what does not match")

    snapshots = command("snapshots", manage.list_snapshots, "List the kept indexes, newest first. The first is in use.")
    snapshots.add_argument("--json", action="store_true", help="print JSON")

    rollback = command("rollback", manage.roll_back, "Use an older index again.")
    rollback.add_argument("name", help="a name that `quoth snapshots` lists")

    export = command("export", manage.export_to_file, "Write the index to one file, to move it.")
    export.add_argument("file", type=Path)

    import_ = command("import", manage.import_from_file, "Verify an exported index and use it.")
    import_.add_argument("file", type=Path)

    search = command("search", asking.search, "Show the passages that match a question best, with their scores.")
    search.add_argument("question")
    search.add_argument("-k", type=_positive, help="how many (default: 8)")
    search.add_argument("--json", action="store_true", help="print JSON")
    _add_scope(search)

    ask = command("ask", asking.ask, "Answer a question from the documents, with citations.")
    ask.add_argument("question")
    ask.add_argument("--json", action="store_true", help="print JSON")
    ask.add_argument("--engine", help="auto, llamacpp, openvino, transformers, openai or extractive")
    _add_scope(ask)

    chat = command("chat", asking.chat, "Ask one question after another. An empty line ends.")
    chat.add_argument("--engine", help="auto, llamacpp, openvino, transformers, openai or extractive")
    _add_scope(chat)

    _add_serving(command)
    command(
        "mcp",
        serving.serve_mcp,
        "Offer the documents to programs that speak MCP, over stdin and stdout; `quoth serve` does at /mcp.",
    )

    _add_weights(command("weights", serving.fetch_weights, "Fetch and verify model weights, or list the known ones."))
    _add_users(command("users", users.manage_users, "Add, list, change and remove the accounts of the page."))

    _add_evaluation(command("eval", evaluation.evaluate, "Measure answers or retrieval on gold questions."))
    return parser


def _add_verbose(command: argparse.ArgumentParser, *, default: object) -> None:
    about = "show what Quoth does, the seconds of each step, and where errors come from"
    command.add_argument("-v", "--verbose", action="store_true", default=default, help=about)


def _add_serving(command: Callable[..., argparse.ArgumentParser]) -> None:
    serve = command("serve", serving.serve_page, "Serve the chat as a web page on this machine.")
    serve.add_argument("documents", nargs="?", type=Path, metavar="FOLDER", help="the documents (default: documents)")
    serve.add_argument("--host", default="127.0.0.1", help="an address of this machine (default: 127.0.0.1)")
    serve.add_argument("--port", type=_port, default=7860, help="0: any free port (default: 7860)")
    serve.add_argument("--root-path", default="", metavar="PATH", help="the path of the page behind a proxy: /quoth")

    opened = command("open", serving.open_page, "Open the page in a browser, and serve it if it is not served yet.")
    opened.add_argument("documents", nargs="?", type=Path, metavar="FOLDER", help="the documents (default: documents)")
    opened.add_argument("--port", type=_port, default=7860, help="default: 7860")
    opened.set_defaults(host="127.0.0.1", root_path="")

    command("completion", completion.print_script, "Print a script that completes commands in a shell.").add_argument(
        "shell", choices=tuple(completion.SHELLS), help="source <(quoth completion bash)"
    )


def _add_scope(command: argparse.ArgumentParser) -> None:
    scope = command.add_argument_group(
        "which documents", "Filters combine with AND; --within, --folder and --type can be repeated."
    )
    for name, letter, about in (
        ("--within", "DOCUMENT", "this document, given by its path in the documents folder"),
        ("--folder", "FOLDER", "documents in this subfolder"),
        ("--type", "TYPE", "documents of this type, such as pdf"),
    ):
        scope.add_argument(name, action="append", default=[], metavar=letter, help=about)
    for name, when in (("--since", "later"), ("--until", "earlier")):
        about = f"documents last changed on this day or {when}"
        scope.add_argument(name, type=_date, metavar="YYYY-MM-DD", help=about)


def _add_weights(weights: argparse.ArgumentParser) -> None:
    weights.add_argument("names", nargs="*", metavar="NAME", help="which models (default: what the settings need)")
    weights.add_argument("--list", action="store_true", help="list the models that Quoth knows")
    weights.add_argument("--accept-terms", action="store_true", help="accept the terms of the named models")


def _add_users(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "act",
        choices=("list", "add", "remove", "role", "password", "token"),
        metavar="ACTION",
        help="list, add, remove, role (give another --role), password (change it), token (print one for programs)",
    )
    command.add_argument("name", nargs="?", metavar="NAME", help="whose account; for all actions but list")
    command.add_argument(
        "--role", choices=("reader", "editor", "admin"), help="default: admin for the first, else reader"
    )
    command.add_argument("--sign-on", action="store_true", help="add: without a password; a proxy signs this person on")
    command.add_argument("--label", default="", help="token: what it is for")


def _add_evaluation(evaluate: argparse.ArgumentParser) -> None:
    evaluate.add_argument(
        "gold",
        type=Path,
        metavar="GOLD",
        help="a questions.jsonl (format: tests/gold/README.md) to measure answers,"
        " or a folder of sets of corpus.jsonl and queries.jsonl (format: docs/evaluate.md) to measure retrieval",
    )
    evaluate.add_argument("--engine", help="auto, llamacpp, openvino, transformers, openai or extractive")
    evaluate.add_argument("--answers", type=Path, metavar="FILE", help="write every answer to FILE as JSON lines")
    evaluate.add_argument("--retrieval", action="store_true", help="with a questions.jsonl: measure only what is found")
    evaluate.add_argument("--sets", nargs="+", metavar="NAME", help="only these sets of the folder")
    evaluate.add_argument("--save", type=Path, metavar="FOLDER", help="write what was found, in the TREC format")
    evaluate.add_argument("--baseline", type=Path, metavar="FOLDER", help="show the difference from what --save wrote")
    evaluate.add_argument("--explain", metavar="ID", help="show where the right passage of this question ranks")
    evaluate.add_argument("--json", action="store_true", help="print JSON")


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"'{text}' is not a port; choose a number from 0 to 65535")
    return int(text)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number above 0")
    return int(text)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date; write it like 2026-01-31") from None


if __name__ == "__main__":
    sys.exit(main())
