"""A local engine in use: prompts of several lengths, shared beginnings, several people at once, and Stop."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from qa.engines.engine import Engine
from qa.records import Message, Prompt

LENGTHS = (200, 350, 1000, 2000)  # tokens that are read
PEOPLE = (1, 2, 4)  # who ask at once
_READ_BY_EACH, _WRITTEN_FOR_EACH = 350, 32  # tokens
_STOPPED_AFTER_S = 0.5
_GLANCE_S, _IDLE_SHARE = 0.05, 0.2  # idle: less processor time than this share of a glance
_SYSTEM = Message("system", "You answer from the passages.")
_TOWNS = ("Lisbon", "Turku", "Graz", "Porto", "Nantes", "Gdansk", "Bergen", "Pisa", "Cork", "Ghent", "Split")
_GOODS = ("copper pipes", "blankets", "seed potatoes", "lamps", "filters", "paper", "bolts", "tea", "tiles")


def measure_use(engine: Engine) -> dict[str, float]:
    """Plain seconds of all that `row` shows. The machine must be idle."""
    prompts = [_prompt(engine, tokens, 1000 * place) for place, tokens in enumerate(LENGTHS, 1)]
    figures = {f"first {tokens}": _first_word(engine, each) for tokens, each in zip(LENGTHS, prompts, strict=True)}
    shared = _text(engine, _READ_BY_EACH, 500)
    list(engine.read(_asks(shared, "Which town sent the tea?")))
    started = time.perf_counter()
    question = _asks(shared, "Do the passages say which town sent the tea? Answer with Yes or No.")
    list(engine.read(question))
    engine.probability(question, "Yes", "No")
    figures["decides"] = time.perf_counter() - started
    figures["first shared"] = _first_word(engine, _asks(shared, "Which town sent the tiles?"))
    for people in PEOPLE:
        figures[f"people {people}"] = _together(engine, people)
    figures["stops reading"] = _stop(engine, _prompt(engine, LENGTHS[-1], 9000), _STOPPED_AFTER_S)
    return figures


def heading() -> str:
    """The head of the table whose rows are `row`."""
    read = " | ".join(f"first word after {tokens:,} tokens, s" for tokens in LENGTHS)
    people = " | ".join(f"{each} at once, s" for each in PEOPLE)
    head = f"| way | {read} | decides, s | first word, s | {people} | Stop while reading, s |"
    return f"{head}\n|{'---|' * (head.count('|') - 1)}"


def row(way: str, figures: dict[str, float]) -> str:
    """The figures of an engine as a row."""
    return f"| {way} | {' | '.join(f'{seconds:.2f}' for seconds in figures.values())} |"


def _text(engine: Engine, tokens: int, number: int) -> str:
    """Sentences of about that many tokens, other ones for each `number`."""
    lines: list[str] = []
    for shelf in count(number):
        lines.append(
            f"Shelf {shelf} holds {shelf * 7 % 97} boxes of {_GOODS[shelf % 9]} that {_TOWNS[shelf % 11]} sent us."
        )
        if engine.count_tokens("\n".join(lines)) >= tokens:
            return "\n".join(lines)
    raise AssertionError("unreachable")


def _asks(text: str, question: str) -> Prompt:
    return Prompt((), (_SYSTEM, Message("user", f"{text}\n\n{question}")))


def _prompt(engine: Engine, tokens: int, number: int) -> Prompt:
    return _asks(_text(engine, tokens, number), "Retell all that the passages say.")


def _first_word(engine: Engine, prompt: Prompt) -> float:
    started = time.perf_counter()
    pieces = engine.stream(prompt, max_tokens=2)
    next(piece for piece in pieces if piece)
    passed = time.perf_counter() - started
    list(pieces)
    return passed


def _together(engine: Engine, people: int) -> float:
    """Seconds until each of them has a short answer to a prompt of their own."""
    prompts = [_prompt(engine, _READ_BY_EACH, 10_000 * people + 1000 * each) for each in range(people)]
    started = time.perf_counter()
    with ThreadPoolExecutor(people) as pool:
        list(pool.map(lambda prompt: list(engine.stream(prompt, max_tokens=_WRITTEN_FOR_EACH)), prompts))
    return time.perf_counter() - started


def _stop(engine: Engine, prompt: Prompt, after: float) -> float:
    """Seconds from the wish to stop, `after` that many seconds of reading, until the processor is idle."""
    wished = time.perf_counter() + after
    pieces = engine.stream(prompt, max_tokens=_WRITTEN_FOR_EACH)
    for _ in pieces:
        if time.perf_counter() >= wished:
            break
    pieces.close()  # type: ignore[attr-defined]  # every engine's is a generator
    while True:
        before = time.process_time()
        time.sleep(_GLANCE_S)
        if time.process_time() - before < _IDLE_SHARE * _GLANCE_S:
            return time.perf_counter() - wished - _GLANCE_S
