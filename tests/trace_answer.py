"""Traces a question through `qa`: `python tests/trace_answer.py` prints the functions that a reader must follow.

These are the functions of the trunk (`qa/chatbot.py` and `qa/pipeline.py`) that run, and the doors: the functions of
the rooms that the trunk calls. The functions that a door calls inside its own room are not counted.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parent.parent
TRUNK = ("qa/chatbot.py", "qa/pipeline.py")


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """A function on the way."""

    file: str
    line: int
    name: str
    lines: int


def trace(ask: Callable[[], object]) -> list[Step]:
    """The functions that run when `ask` is called, by file and line."""
    entered: set[tuple[str, int]] = set()
    functions = {(step.file, step.line): step for step in _functions()}

    def note(frame: FrameType, event: str, _: object) -> None:
        caller = frame.f_back
        if event == "call" and _key(frame) in functions and (_file(frame) in TRUNK or _key(caller) in trunk):
            entered.add(_key(frame))

    trunk = {key for key in functions if key[0] in TRUNK}
    sys.setprofile(note)
    try:
        ask()
    finally:
        sys.setprofile(None)
    return sorted(functions[key] for key in entered)


def _functions() -> Iterator[Step]:
    """The functions of `qa`. A property is read like a value, and comprehensions belong to their functions."""
    for path in sorted((ROOT / "qa").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and not _is_property(node):
                first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
                lines = (node.end_lineno or first) - first + 1
                yield Step(path.relative_to(ROOT).as_posix(), first, node.name, lines)


def _key(frame: FrameType | None) -> tuple[str, int]:
    return (_file(frame), frame.f_code.co_firstlineno) if frame else ("", 0)


def _file(frame: FrameType) -> str:
    path = Path(frame.f_code.co_filename)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else ""


def _is_property(node: ast.FunctionDef) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "property" for one in node.decorator_list)


def summary(steps: Sequence[Step]) -> str:
    """The numbers of functions, files and lines, as text."""
    return f"{len(steps)} functions, {len({s.file for s in steps})} files, {sum(s.lines for s in steps)} lines"


def main() -> None:
    """Trace a question about the sample documents, answered by the extractive engine, and print the functions."""
    from qa import Chatbot, load_settings

    with Chatbot(load_settings(engine="extractive")) as chatbot:
        chatbot.update()
        chatbot.load()  # loading the models is not part of the trace
        steps = trace(lambda: chatbot.ask("How many days of annual leave do I get?"))
    shown = [f"{step.file}:{step.line}\t{step.name}\t{step.lines} lines" for step in steps]
    sys.stdout.write("\n".join([*shown, summary(steps)]) + "\n")


if __name__ == "__main__":
    main()
