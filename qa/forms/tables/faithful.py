"""Checks that a model's query uses what the question names, and nothing else. Pure.

A small model tends to filter by a value that the question does not name, or to forget one that it names, and the
queries of two prompts can have the same mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from qa.forms.tables.database import Tree, walk
from qa.forms.tables.mentions import Word, context_of, find_values, is_known, names_of, stems_of, words_of
from qa.forms.tables.queries import select_of
from qa.forms.tables.question_words import Operation, limits, operations
from qa.forms.tables.repair import listed_in
from qa.forms.tables.typed import ROW, Table, has_numbers
from qa.forms.tables.vocabulary import LIGHT, PEOPLE
from qa.forms.tables.wording import bare_name
from qa.forms.words.negation import EXCLUDED, is_negated
from qa.text.units import NUMBER_WORDS

_SMALL = 1  # numbers up to this occur in queries for other reasons, such as LIMIT 1
# What a query must have if the question names an operation.
_NEEDED: dict[Operation, frozenset[str]] = {
    "sum": frozenset(("sum", "count", "count_star", "+")),
    "mean": frozenset(("avg", "mean")),
    "median": frozenset(("median",)),
    "count": frozenset(("count", "count_star", "sum", "-", "+")),
    "max": frozenset(("max", "arg_max", "ORDER_MODIFIER")),
    "min": frozenset(("min", "arg_min", "ORDER_MODIFIER")),
    "difference": frozenset(("-", "date_diff")),
    "share": frozenset(("/",)),
    "sort": frozenset(("ORDER_MODIFIER",)),
}
_MEANS = frozenset(("avg", "ave"))  # short names of columns
_OTHERS = re.compile(
    r"\b(?:others?|another|else|besides|but|different\w*|ander\w*|sonst\w*|autres?|otr[oa]s?|altr[oaie]|outr[oa]s?)\b",
    re.IGNORECASE,
)
_ARTICLES = frozenset("the this that our".split())
_COMPARISONS = re.compile(r"COMPARE_(?:GREATER|LESS|BETWEEN)")


def is_faithful(question: str, tree: Tree, tables: Sequence[Table]) -> bool:
    """Whether the query has the values, numbers and operations of the question, and no values of its own."""
    nodes = list(walk(tree))
    texts, numbers = _constants(nodes)
    return (
        all(_names(question, text) and not _means_another(question, text, tables) for text in texts)
        and numbers <= {*_numbers(question), *map(float, range(_SMALL + 1))}
        and _has_values(question, texts, nodes, tables)
        and _has_numbers(question, texts, numbers, tables)
        and _has_operations(question, tree, tables)
        and (bool(operations(question)) or not any(map(_reckons, nodes)))
        and (_leaves_out(question) or not any(map(_denies_text, nodes)))
    )


def _reckons(node: Tree) -> bool:
    """Whether it adds, subtracts, multiplies or divides anything but the numbers of rows."""
    if node.get("function_name") not in ("+", "-", "*", "/"):
        return False
    return not any(bare_name(part) == ROW for part in walk(node["arguments"]) if part.get("type") == "COLUMN_REF")


def _leaves_out(question: str) -> bool:
    """Whether the question leaves something out: "not in Orsund", "the other boats"."""
    return bool(is_negated(question) or EXCLUDED.search(question) or _OTHERS.search(question))


def _denies_text(node: Tree) -> bool:
    """Whether it is a condition that leaves out a text that is not empty."""
    if node.get("type") == "COMPARE_NOTEQUAL":
        sides = [node["left"], node["right"]]
    elif node.get("type") == "OPERATOR_NOT":
        sides = [side for part in node["children"] if part.get("type") == "COMPARE_IN" for side in part["children"]]
    elif str(node.get("function_name", "")).startswith("!~~"):
        sides = [argument["expression"] for argument in node["arguments"]]
    else:
        return False
    constants = (side["literal"] for side in sides if side.get("class") == "CONSTANT")
    return any(one["kind"] == "STRING" and one["text"].strip("% ") for one in constants)


def _constants(nodes: Sequence[Tree]) -> tuple[list[str], set[float]]:
    """The texts and numbers that the query compares with."""
    texts, numbers = [], set[float]()
    parts = {id(part) for node in nodes for part in [*_time_parts(node), *_answers(node)]}
    for node in nodes:
        if node.get("class") == "CONSTANT" and id(node) not in parts:
            kind, text = node["literal"]["kind"], str(node["literal"].get("text", ""))
            if kind == "STRING":
                texts.append(text.strip("%"))
            elif kind in ("INTEGER", "NUMERIC"):
                numbers.add(abs(float(text)))
    return texts, numbers


def _time_parts(node: Tree) -> Iterator[Tree]:
    """The constants that are not values: the name of a part of a date, and the number of a month or quarter."""
    arguments = [argument["expression"] for argument in node.get("arguments", ())]
    if node.get("function_name") in ("date_part", "datepart", "date_diff", "date_sub"):
        yield from arguments[:1]
    if node.get("function_name") == "strftime":
        yield from arguments
    if node.get("class") in ("COMPARISON", "BETWEEN"):
        sides = [side for key in ("left", "right", "input", "lower", "upper") if (side := node.get(key))]
        if any(side.get("function_name") in ("month", "quarter", "date_part") for side in sides):
            yield from (side for side in sides if side.get("class") == "CONSTANT" and len(_text(side)) < 3)


def _answers(node: Tree) -> Iterator[Tree]:
    """The constants that a query gives for what is so and what is not: "yes" and "no"."""
    if node.get("type") == "CASE_EXPR":
        parts = [*(check["then_expr"] for check in node["case_checks"]), node["else_expr"]]
        yield from (part for part in parts if part.get("class") == "CONSTANT")


def _text(node: Tree) -> str:
    return str(node["literal"].get("text", ""))


def _has_numbers(question: str, texts: Sequence[str], numbers: set[float], tables: Sequence[Table]) -> bool:
    """Whether the years and bounds of the question are in the query or in the table's title."""
    said = {*(f"{number:g}" for number in numbers), *re.findall(r"\d+", " ".join(texts))}
    about = {stem for table in tables for stem in context_of(table)}
    years = set(re.findall(r"\b(?:19|20)\d\d\b", question))
    return years <= said | about and {float(limit.value) for limit in limits(question)} <= numbers


def _names(question: str, text: str) -> bool:
    """Whether the question contains most words of a text, or the year or all of a date or number.

    Of a text that lists several things, one is enough.
    """
    parts = listed_in(text)
    if len(parts) > 1 and any(part and _names(question, part) for part in parts):
        return True
    asked = set(stems_of(question))
    own = set(stems_of(text))
    if re.fullmatch(r"[\d\s.,:/-]+", text):
        return bool(set(re.findall(r"\d+", text)) & set(re.findall(r"\d+", question)))
    return not own or len(own & asked) * 2 >= len(own) or text.casefold() in question.casefold()


def _means_another(question: str, text: str, tables: Sequence[Table]) -> bool:
    """Whether the question names a half of the text only before a word that no table knows: a power cord is no rated
    power. "The Nine Gulls people" are those of Nine Gulls Music.
    """
    words, own = words_of(question), set(stems_of(text))
    said = {word.stem for word in words}
    parts = listed_in(text)
    if any(part and set(stems_of(part)) <= said for part in parts):
        return len(parts) > 1 and _is_of_another(words, own, tables)
    behind = [other for word, other in pairwise(words) if word.stem in own and other.stem not in own]
    behind = [word for word in behind if word.is_content and word.text.casefold() not in PEOPLE]
    return any(not any(is_known(word, table) for table in tables) for word in behind)


def _is_of_another(words: Sequence[Word], own: set[str], tables: Sequence[Table]) -> bool:
    """Whether the name only says which other thing is meant: "the Gallenmoor affair"."""
    return any(
        article.text.casefold() in _ARTICLES
        and name.stem in own
        and thing.is_content
        and thing.text.islower()
        and thing.text.casefold() not in PEOPLE
        and thing.stem not in LIGHT  # a verb: "what did the Otter take?"
        and not any(is_known(thing, table) for table in tables)
        for article, name, thing in zip(words, words[1:], words[2:], strict=False)
    )


def _numbers(question: str) -> Iterator[float]:
    yield from (float(limit.value) for limit in limits(question))
    for word in re.findall(r"\d+(?:[.,]\d+)*|[^\W\d_]+", question):
        if word.casefold() in NUMBER_WORDS:
            yield float(NUMBER_WORDS[word.casefold()])
        elif word[0].isdigit():
            yield from (
                float(plain) for plain in {word.replace(",", ""), re.sub(r"\D", "", word)} if plain.count(".") < 2
            )


def _has_values(question: str, texts: Sequence[str], nodes: Sequence[Tree], tables: Sequence[Table]) -> bool:
    """Whether each cell that the question names in full is a value of the query, or names one of its columns."""
    used = {bare_name(node) for node in nodes if node.get("type") == "COLUMN_REF"}
    columns = {one for name in used for one in name.split("_")}
    said = [text.casefold() for text in texts]
    words = words_of(question)
    taken: set[int] = set()
    for table in tables:
        for mention in find_values(words, table):
            places = set(range(mention.start, mention.end))
            if places & taken:
                continue  # a longer value, or the same in another column
            taken |= places
            value = mention.value.casefold()
            is_used = any(value in text or (text and text in value) for text in said)
            if not is_used and not set(stems_of(value)) <= columns | {
                stem for one in columns for stem in stems_of(one)
            }:
                return False
    return True


def _has_operations(question: str, tree: Tree, tables: Sequence[Table]) -> bool:
    nodes = list(walk(tree))
    held = {str(node[key]) for node in nodes for key in ("function_name", "type") if isinstance(node.get(key), str)}
    if limits(question) and not any(map(_COMPARISONS.match, held)):
        return False
    words = words_of(question)
    columns = [names_of(column) for table in tables for column in table.columns]
    numbers = {c.sql for table in tables for c in table.columns if c.kind == "number" or has_numbers(table, c)}
    for one in operations(question):
        own = {word.stem for word in words[one.start : one.end]} | (_MEANS if one.kind == "mean" else set())
        is_name = any(own & names for names in columns)
        # "How many active voters are there?" can be a number in a cell.
        is_cell = one.kind == "count" and bool(numbers & _selected(tree))
        if not (held & _NEEDED[one.kind] or is_name or is_cell or one.hint == "order"):
            return False
    return True


def _selected(tree: Tree) -> set[str]:
    """The columns that the query gives as they are."""
    parts = select_of(tree).get("select_list", ())
    return {str(part["column_names"][-1]) for part in parts if part.get("type") == "COLUMN_REF"}
