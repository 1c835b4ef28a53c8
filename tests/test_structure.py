"""The rules of the house, read from the source of the house."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted(path for package in ("index", "qa", "ui") for path in (ROOT / package).rglob("*.py"))
# Each of these is imported by one file alone, so that it can be replaced there. (The readers share their libraries.)
ONLY_IN = {
    "faiss": "index/faiss_vectors.py",
    "tantivy": "index/lexical.py",
    "sentence_transformers": "index/encoder.py",
    "xllamacpp": "qa/engine_llamacpp.py",
    "gradio": "ui/chat.py",
    "uvicorn": "ui/app.py",
}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def packages(path: Path) -> set[str]:
    return {module.split(".")[0] for module in imports(path)}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_imports_point_from_ui_to_qa_to_index(path: Path) -> None:
    above = {"index": {"qa", "ui", "tests", "benchmarks"}, "qa": {"ui", "tests", "benchmarks"}}
    assert not packages(path) & above.get(path.relative_to(ROOT).parts[0], {"tests", "benchmarks"})


@pytest.mark.parametrize(("package", "owner"), ONLY_IN.items())
def test_a_replaceable_library_is_imported_by_one_file(package: str, owner: str) -> None:
    assert [name(path) for path in FILES if package in packages(path)] == [owner]


def test_no_module_is_named_like_a_standard_one() -> None:
    # Inside a package that is allowed by the language, but a reader would mistake one for the other.
    alike = [name(path) for path in FILES if path.stem in sys.stdlib_module_names]
    assert alike == []


def test_the_environment_is_read_by_the_settings_alone() -> None:
    readers = {
        name(path)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv"))
    }
    # The page sets one variable before it imports gradio: it switches gradio's telemetry off.
    assert readers == {"qa/settings.py", "ui/chat.py"}


def test_nothing_unpickles() -> None:
    assert not [name(path) for path in FILES if packages(path) & {"pickle", "marshal", "shelve", "dill", "joblib"}]
