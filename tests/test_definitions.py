"""What a file of source code defines is counted and listed."""

from __future__ import annotations

import pytest
from test_computed_tables import Folder, ask

from index.reading.read import read

PHP = """<?php
/** Helpers. */

function greet(array $a = []): array {
    return [];
}

function price(float $p) {
    return greet();
}
"""
PYTHON = """class Cart:
    def add(self): ...


async def load(name):
    return name


def save(name):
    return load(name)
"""
RUST = "pub struct Cart { items: u8 }\n\npub fn load() -> Cart { todo!() }\n\nfn save(cart: Cart) {}\n"
CODE = Folder([read(text.encode(), name) for name, text in (("a.php", PHP), ("shop/b.py", PYTHON), ("c.rs", RUST))])


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("How many functions are defined in a.php?", "a.php defines 2 functions at its top level: greet, price ["),
        ("Which functions does b.py define?", "shop/b.py defines 2 functions at its top level: load, save ["),
        (
            "How many top-level functions does b.py define?",
            "shop/b.py defines 2 functions at its top level: load, save [",
        ),
        ("How many classes are in b.py?", "shop/b.py defines 1 class at its top level: Cart ["),
        ("Wie viele Funktionen sind in c.rs definiert?", "c.rs defines 2 functions at its top level: load, save ["),
        ("List all functions in c.rs", "c.rs defines 2 functions at its top level: load, save ["),
    ],
)
def test_definitions_are_counted_named_and_cited(question: str, start: str) -> None:
    answer = ask(question, CODE)
    assert answer.text.startswith(start)
    assert answer.form == "list"
    for citation in answer.citations:
        document = CODE.document(citation.document_id)
        assert document.text[citation.start : citation.end] == citation.quote
