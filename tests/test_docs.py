"""Everything that the documentation names exists: files, links, commands, options, targets, settings, benchmarks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from qa.settings import PREFIX, Settings
from ui.cli.main import main

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "tests/gold/README.md"])
CURRENT = [page for page in PAGES if page.name != "CHANGELOG.md"]  # the changelog may name what was removed
# A path that begins with one of these is of this repository.
OURS = ("index", "qa", "ui", "tests", "benchmarks", "docs")
LONGEST_README = 150  # lines


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def code(page: Path) -> Iterator[str]:
    """The words between backticks, and each line of the blocks of code."""
    blocks = re.split(r"^```.*$", read(page), flags=re.M)
    for prose in blocks[::2]:
        yield from re.findall(r"`([^`\n]+)`", prose)
    for block in blocks[1::2]:
        yield from block.splitlines()


def commands(page: Path) -> Iterator[list[str]]:
    """The words of each `quoth` command, without what is in quotation marks or behind `#`."""
    for line in code(page):
        for part in re.split(r"&&|\|", re.sub(r'"[^"]*"|#.*', "", line)):
            words = re.sub(r"^\$ ?", "", part.strip()).split()
            if words[:1] == ["quoth"] and len(words) > 1:
                yield words[1:]


@pytest.mark.parametrize("page", CURRENT, ids=name)
def test_every_link_leads_to_a_file_and_to_a_heading_in_it(page: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)|(?:src|srcset)=\"([^\"]+)\"", read(page))
    for target in (urlsplit(link or picture) for link, picture in targets):
        if target.scheme:
            continue
        file = (page.parent / target.path).resolve() if target.path else page
        assert file.exists(), target.path
        if target.fragment:
            assert target.fragment in headings(file), target.geturl()


def headings(page: Path) -> set[str]:
    """The anchors of the headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", read(page), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", CURRENT, ids=name)
def test_every_path_that_is_named_exists(page: Path) -> None:
    for span in code(page):
        for path in re.findall(rf"(?<![\w/.-])(?:{'|'.join(OURS)})(?:/[\w.-]+)+/?(?![\w/*])", span):
            assert (ROOT / path).exists(), path


@pytest.mark.parametrize("page", CURRENT, ids=name)
def test_every_setting_target_and_benchmark_that_is_named_exists(page: Path) -> None:
    settings = {PREFIX + field.name.upper() for field in fields(Settings)}
    targets = set(re.findall(r"^([\w-]+):", read(ROOT / "Makefile"), flags=re.M))
    for span in code(page):
        assert set(re.findall(r"\bQUOTH_[A-Z_]+\b", span)) <= settings
        assert set(re.findall(r"^make ([a-z][\w-]*)", span)) <= targets
        for module in re.findall(r"python -m ([\w.]+)", span):
            if module.split(".")[0] in OURS:
                place = ROOT / module.replace(".", "/")
                assert place.with_suffix(".py").exists() or (place / "__main__.py").exists(), module


@pytest.mark.parametrize("page", CURRENT, ids=name)
def test_every_command_and_option_that_is_named_exists(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command, *words in commands(page):
        if command.startswith("-") or not command.islower():
            continue
        with pytest.raises(SystemExit) as end:
            main([command, "--help"])
        shown = capsys.readouterr().out
        assert end.value.code == 0, command
        for option in (word.rstrip(",.;:") for word in words if re.match(r"--?[a-z]", word)):
            assert re.search(rf"(?<![\w-]){option}(?![\w-])", shown), f"{command} {option}"


def test_every_setting_is_explained() -> None:
    explained = set(re.findall(r"^\| `(\w+)` \|", read(ROOT / "docs/configure.md"), flags=re.M))
    assert explained == {field.name for field in fields(Settings)}


def test_every_page_of_the_documentation_is_in_its_index() -> None:
    listed = set(re.findall(r"\]\((\w+\.md)\)", read(ROOT / "docs/README.md")))
    assert listed == {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"}


def test_every_table_of_figures_is_linked() -> None:
    linked = {link for page in PAGES for link in re.findall(r"\]\(data/([\w.]+)\)", read(page))}
    assert linked == {file.name for file in (ROOT / "docs/data").iterdir()}


def test_what_contributors_look_for_is_where_they_are_sent() -> None:
    rows = re.findall(r"^\| [^|`]+ \| (.*`\w+/.*) \| (.*`.*) \|$", read(ROOT / "CONTRIBUTING.md"), flags=re.M)
    assert len(rows) == 10
    for where, start in rows:
        files = [read(ROOT / path) for path in re.findall(r"`([\w/]+\.(?:py|md))`", where)]
        for symbol in re.findall(r"`(\w+)`", start):
            assert any(re.search(rf"^\s*(?:def |class |){symbol}\b", file, flags=re.M) for file in files), symbol


def test_the_front_page_is_short() -> None:
    assert len(read(ROOT / "README.md").splitlines()) <= LONGEST_README


def test_every_picture_is_shown_and_taken_by_the_script() -> None:
    script = read(ROOT / "docs" / "screenshots.py")
    taken = set(re.findall(r'^    "([\w-]+)": \(\w+, \{', script, flags=re.M))
    shown = {picture for page in PAGES for picture in re.findall(r"images/([\w-]+)\.png", read(page))}
    assert len(taken) > 10
    assert shown == taken == {path.stem for path in (ROOT / "docs" / "images").iterdir()}
