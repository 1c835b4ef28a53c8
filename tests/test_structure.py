"""The rules on the structure of the code, checked in the source."""

import ast
import re
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted(path for package in ("index", "qa", "ui") for path in (ROOT / package).rglob("*.py"))
# Each of these is imported by one file alone, so that it can be replaced there. (The readers share their libraries.)
ONLY_IN = {
    "faiss": "index/stores/faiss_vectors.py",
    "tantivy": "index/stores/lexical.py",
    "obstore": "index/files/bucket.py",
    "pymilvus": "index/stores/postgres/milvus_view.py",
    "psycopg": "index/stores/postgres/database.py",
    "huggingface_hub": "index/weights/hub.py",
    "sentence_transformers": "index/embedding/encoder.py",
    "xllamacpp": "qa/engines/llamacpp_engine.py",
    "openvino": (  # the reranker, the embedder and the language model
        "index/embedding/onnx_scorer.py index/embedding/openvino_encoder.py index/embedding/openvino_streams.py "
        "qa/engines/openvino_convert.py qa/engines/openvino_engine.py"
    ),
    "openvino_genai": "qa/engines/openvino_convert.py",
    "duckdb": "qa/forms/tables/database.py",
    "gradio": "ui/web/page/chat.py",
    "authlib": "ui/web/accounts/single_sign_on.py",
    "mcp": "ui/mcp_server.py",
    "uvicorn": "ui/web/serving.py",
}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def nodes(path: Path) -> list[ast.AST]:
    """All that a file says, parsed once for all tests."""
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@cache
def imports(path: Path) -> set[str]:
    """The modules that a file imports, at its top or inside functions."""
    whole = {alias.name for node in nodes(path) if isinstance(node, ast.Import) for alias in node.names}
    return whole | {node.module for node in nodes(path) if isinstance(node, ast.ImportFrom) and node.module}


def packages(path: Path) -> set[str]:
    return {module.split(".")[0] for module in imports(path)}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_imports_point_from_ui_to_qa_to_index(path: Path) -> None:
    above = {"index": {"qa", "ui", "tests", "benchmarks"}, "qa": {"ui", "tests", "benchmarks"}}
    assert not packages(path) & above.get(path.relative_to(ROOT).parts[0], {"tests", "benchmarks"})


# The rooms of each package, and of the largest room. A room imports only from those before it and from the modules
# beside it (records, errors); the modules that tie the rooms together are imported by none of them.
ROOMS = {
    "index": ("text", "files", "weights", "reading", "embedding", "stores", "search", "upkeep"),
    "qa": ("text", "engines", "checking", "evidence", "forms", "conversation", "evaluation"),
    "qa.forms": (
        *("words", "structure", "places", "lists", "steps", "library"),
        *("tables", "comparisons", "summaries", "wanted", "follow_ups"),
    ),
    "ui": ("web", "cli"),
}
TYING = {"qa.pipeline", "qa.chatbot", "qa.forms.dispatch"}


def room_of(module: str, house: str) -> str:
    """The room of `house` that the module is in; "" if it is beside the rooms or elsewhere."""
    room, _, inside = module.removeprefix(f"{house}.").partition(".")
    return room if module.startswith(f"{house}.") and (inside or room in ROOMS[house]) else ""


def test_every_folder_of_a_package_is_a_room_with_a_place_in_the_order() -> None:
    for house, rooms in ROOMS.items():
        folder = ROOT.joinpath(*house.split("."))
        assert {path.parent.name for path in folder.glob("*/__init__.py")} == set(rooms)


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


IN_ROOMS = [(path, house) for path in FILES for house in ROOMS if room_of(module_of(path), house)]


@pytest.mark.parametrize(("path", "house"), IN_ROOMS, ids=[f"{name(path)}, {house}" for path, house in IN_ROOMS])
def test_a_room_imports_only_from_the_rooms_before_it(path: Path, house: str) -> None:
    rooms, room = ROOMS[house], room_of(module_of(path), house)
    used = {room_of(module, house) for module in imports(path)} - {""}
    assert {other for other in used if rooms.index(other) > rooms.index(room)} == set()
    assert not {module for module in TYING if module.startswith(f"{house}.")} & imports(path)


def test_the_map_of_the_tables_names_all_its_modules() -> None:
    folder = ROOT / "qa" / "forms" / "tables"
    named = re.findall(r"`(\w+)`", (folder / "__init__.py").read_text(encoding="utf-8"))
    assert sorted(named) == sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("package", ["index", "qa", "ui"])
def test_no_module_imports_itself_through_others(package: str) -> None:
    known = {module_of(path): path for path in FILES if path.relative_to(ROOT).parts[0] == package}
    graph = {module: {found for found in imports(path) if found in known} for module, path in known.items()}
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the modules


@pytest.mark.parametrize(("package", "owners"), ONLY_IN.items())
def test_a_replaceable_library_is_imported_by_its_owners_alone(package: str, owners: str) -> None:
    assert [name(path) for path in FILES if package in packages(path)] == owners.split()


def test_the_sql_of_an_index_is_in_the_room_of_its_stores() -> None:
    statement = re.compile(r"\s*(SELECT|WITH \w+ AS|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE|DROP|ALTER|LOCK) ")
    written = {
        name(path)
        for path in FILES
        if name(path).startswith("index/")
        for node in nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and statement.match(node.value)
    }
    # `audit` reads the catalogue itself, because it must not believe what reads it.
    outside = {path for path in written if not path.startswith("index/stores/postgres/")}
    assert outside == {"index/stores/catalog.py", "index/upkeep/audit.py"}


def test_evaluation_is_imported_by_its_command_alone() -> None:
    users = [name(path) for path in FILES if any(f"{found}.".startswith("qa.evaluation.") for found in imports(path))]
    assert [user for user in users if not user.startswith("qa/evaluation/")] == ["ui/cli/evaluate.py"]


def arguments(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """The names of all arguments but `self` and `cls`."""
    every = function.args
    named = [*every.posonlyargs, *every.args, *every.kwonlyargs, *filter(None, [every.vararg, every.kwarg])]
    return [each.arg for each in named if each.arg not in ("self", "cls")]


def test_no_function_takes_more_than_six_arguments() -> None:
    many = {
        f"{name(path)}: {node.name}"
        for path in FILES
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and len(arguments(node)) > 6
    }
    assert many == set()


def test_no_module_is_named_like_a_standard_one() -> None:
    # Inside a package that is allowed by the language, but a reader would mistake one for the other.
    alike = [name(path) for path in FILES if path.stem in sys.stdlib_module_names]
    assert alike == []


def test_the_environment_is_read_by_the_settings_alone() -> None:
    readers = {
        name(path)
        for path in FILES
        for node in nodes(path)
        if (isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv"))
    }
    # The page sets one variable before it imports gradio: it switches gradio's telemetry off. Whether a terminal shows
    # colours is said by TERM and NO_COLOR, which are no settings of ours.
    assert readers == {"qa/settings.py", "ui/cli/colours.py", "ui/web/page/chat.py"}


def test_nothing_unpickles() -> None:
    assert not [name(path) for path in FILES if packages(path) & {"pickle", "marshal", "shelve", "dill", "joblib"}]
