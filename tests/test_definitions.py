"""What a file of source code defines is counted and listed."""

from __future__ import annotations

import pytest
from fakes import HeldDocuments, quoted_answer
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
        (
            "Wie viele Funktionen sind in c.rs definiert?",
            "c.rs definiert auf oberster Ebene 2 Funktionen: load, save [",
        ),
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


CLASSES = Folder(
    [
        read(text.encode(), name)
        for name, text in (
            (
                "gauge.py",
                "class AlarmBoard:\n    def __init__(self):\n        self.sent = []\n\n    async def check(self,"
                " series):\n"
                "        def inner():\n            return 1\n        return inner()\n\n\nclass GaugeLog:\n"
                "    def write(self, line):\n        print(line)\n\n\ndef run():\n    pass\n",
            ),
            (
                "Tank.java",
                "public class Tank {\n    private int level;\n\n    public int getLevel() {\n        return"
                " level;\n    }\n\n"
                "    public void fill(int amount) {\n        if (amount > 0) {\n            add(amount);\n       "
                " }\n    }\n}\n",
            ),
            (
                "pump.js",
                "class PumpController {\n  start() { this.on = true; }\n  isBlocked(flow) { return !flow; }\n}\n",
            ),
            (
                "mill.go",
                "package mill\n\ntype Mill struct {\n\tspeed int\n}\n\nfunc (m *Mill) Turn() int"
                " {\n\treturn m.speed\n}\n",
            ),
        )
    ]
)


@pytest.mark.parametrize(
    ("question", "start", "names"),
    [
        ("which methods does the alarm class have?", "AlarmBoard (gauge.py) has 2 methods:", "__init__ check"),
        ("What are the routines of AlarmBoard?", "AlarmBoard (gauge.py)", "__init__ check"),
        ("Welche Methoden hat die Alarmklasse?", "AlarmBoard (gauge.py)", "check"),
        ("list the functions of the class GaugeLog in gauge.py", "GaugeLog (gauge.py) has 1 method:", "write"),
        ("Quelles méthodes possède la classe Tank ?", "Tank (Tank.java) a 2 méthodes :", "getLevel fill"),
        ("¿Qué métodos tiene la clase PumpController?", "PumpController (pump.js) tiene 2 métodos:", "start isBlocked"),
        ("how many methods does the mill struct have?", "Mill (mill.go) has 1 method:", "Turn"),
    ],
)
def test_the_methods_of_a_class_are_listed(question: str, start: str, names: str) -> None:
    answer = ask(question, CLASSES)
    assert answer.text.startswith(start)
    assert all(f"- {name}: “" in answer.text for name in names.split())
    assert answer.form == "list"


@pytest.mark.parametrize(
    "question", ["Which methods of the alarm class write a file?", "Which methods does the cart class have?"]
)
def test_what_more_is_asked_of_the_methods_of_a_class_is_no_list_of_all(question: str) -> None:
    library = HeldDocuments(*map(CLASSES.document, ("gauge.py", "Tank.java")))
    assert "methods:" not in quoted_answer(question, library).text
