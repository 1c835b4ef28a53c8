"""The built package contains the right files, and works outside the checkout that it was built in."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

import qa
import quoth
from ui.cli.main import main

ROOT = Path(__file__).resolve().parent.parent
NOT_SOURCE = shutil.ignore_patterns(".git", ".venv", ".quoth", "*.egg-info", "*cache*", "build", "dist", "*.pyc")


def files_under(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A copy of the checkout, so that building leaves nothing in it."""
    return Path(shutil.copytree(ROOT, tmp_path_factory.mktemp("source") / "quoth", ignore=NOT_SOURCE, symlinks=True))


@pytest.fixture(scope="module")
def built(source, tmp_path_factory):
    """The source distribution, and the wheel built from it."""
    made = tmp_path_factory.mktemp("built")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", made, source]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
    return next(made.glob("*.tar.gz")), next(made.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory):
    """The Python of a new environment with the wheel. Its dependencies come from the environment of the tests."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(folder)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "others.pth").write_text(sysconfig.get_path("purelib"))
    python = folder / "bin" / "python"
    install = ["--python", python, "install", "--quiet", "--no-deps", "--no-index", built[1]]
    subprocess.run([sys.executable, "-m", "pip", *install], check=True)
    return python


@pytest.fixture
def place(tmp_path):
    """A folder of somebody's, in which two folders are named like packages of Quoth."""
    for name, text in (
        ("index/prices.md", "# Prices\n\nThe monthly price is 40 euros.\n"),
        ("qa/cats.txt", "A cat.\n"),
    ):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text)
    return tmp_path


def test_quoth_offers_what_qa_offers():
    assert quoth.__all__ == qa.__all__
    assert all(getattr(quoth, name) is getattr(qa, name) for name in qa.__all__)


def test_the_version_is_that_of_the_checkout(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    version = next(line for line in (ROOT / "pyproject.toml").read_text().splitlines() if line.startswith("version"))
    assert (end.value.code, capsys.readouterr().out) == (0, f"quoth {version.split(chr(34))[1]}\n")


@pytest.mark.slow
def test_the_source_distribution_holds_all_that_its_tests_need(source, built):
    with tarfile.open(built[0]) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    for folder in ("index", "qa", "ui", "tests", "benchmarks", "documents", "docs"):
        assert {f"{folder}/{name}" for name in files_under(source / folder)} <= held
    assert {"Makefile", "README.md", "CHANGELOG.md", "LICENSE", "requirements.lock", "quoth.py", ".ci/run"} <= held


@pytest.mark.slow
def test_the_wheel_holds_the_packages_with_their_data_and_nothing_else(source, built):
    with zipfile.ZipFile(built[1]) as wheel:
        held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    ours = {f"{folder}/{name}" for folder in ("index", "qa", "ui") for name in files_under(source / folder)}
    assert held == {*ours, "quoth.py"}


@pytest.mark.slow
@pytest.mark.weights
@pytest.mark.usefixtures("minilm")
def test_an_installed_quoth_works_in_the_folder_it_is_run_in(built, installed, place):
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("QUOTH_", "PYTHON"))}

    def run(*command):
        ran = subprocess.run(command, cwd=place, env=environ, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    command = installed.with_name("quoth")
    assert run(command, "--version") == f"quoth {built[1].name.split('-')[1]}\n"
    assert run(command, "index", "index").startswith("1 added")
    assert (place / ".quoth" / "index").is_dir()
    environ["QUOTH_DOCUMENTS"] = "index"
    assert "40 euros" in run(command, "ask", "What is the monthly price?", "--engine", "extractive")
    script = "import json, sys; from quoth import ask; import index.errors, ui, quoth; modules = index, ui, quoth\n"
    script += "print(json.dumps([sys.path, [module.__file__ for module in modules]]))\n"
    script += "assert '40 euros' in ask('What is the monthly price?', engine='extractive').text"
    path, modules = json.loads(run(installed, "-c", script))
    assert str(ROOT) not in path
    assert all(Path(module).is_relative_to(installed.parents[1]) for module in modules)
