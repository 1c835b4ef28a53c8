"""The packages in pyproject.toml: every one that is imported, and the version of those whose files we write."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import packages_distributions, version
from itertools import chain

import pytest
from test_structure import FILES, ROOT, name, packages

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
DEPENDENCIES: list[str] = [*PROJECT["dependencies"], *chain(*PROJECT["optional-dependencies"].values())]


def normal(package: str) -> str:
    """The name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", package).lower()


DECLARED = {normal(re.split(r"[^\w.-]", requirement)[0]) for requirement in DEPENDENCIES}


@pytest.mark.slow
def test_every_package_that_is_imported_is_declared() -> None:
    packages_of = packages_distributions()
    undeclared = {
        f"{module} in {name(path)}"
        for path in [*FILES, ROOT / "quoth.py"]
        for module in packages(path) - {"index", "qa", "ui"} - sys.stdlib_module_names
        if not DECLARED & {normal(package) for package in packages_of.get(module, [])}
    }
    assert undeclared == set()


def test_every_package_that_is_run_as_a_program_is_declared() -> None:
    # uv makes environments without pip.
    run = {found for path in FILES for found in re.findall(r'"-m", "(\w+)', path.read_text("utf-8"))}
    assert run - {"index", "qa", "ui"} == {"pip"}
    assert "pip" in DECLARED


@pytest.mark.parametrize(
    ("package", "written"),
    [
        # FAISS writes only an index that is in memory; ours is streamed, so we fill in the sizes in its header.
        ("faiss-cpu", "the header of a FAISS file: index/stores/faiss_vectors.py, _write_rows"),
        # tantivy has no way to join indexes in Python, so we write the list of the segments of all parts.
        ("tantivy", "the meta.json of tantivy: index/stores/lexical_parts.py, _write"),
    ],
)
def test_a_package_whose_files_we_write_ourselves_is_pinned_and_tested_in_that_very_version(
    package: str, written: str
) -> None:
    installed = version(package)
    assert f"{package}=={installed}" in DEPENDENCIES, (
        f"{package} {installed} is installed, but pyproject.toml pins another. Quoth writes {written}. Before you pin "
        "this version, see that tests/test_faiss_vectors.py and tests/test_lexical_parts.py pass with it."
    )
