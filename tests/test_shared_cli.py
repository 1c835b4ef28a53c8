"""The commands on an index in a real PostgreSQL database."""

from __future__ import annotations

import os
from secrets import token_hex

import pytest
from postgres_server import PASSWORD
from tiny_bert import make_embedder

from ui.cli.main import main


@pytest.fixture(scope="module")
def embedder(tmp_path_factory):
    return make_embedder(tmp_path_factory.mktemp("weights") / "tiny")


@pytest.fixture
def run(server, embedder, tmp_path, monkeypatch, capfd):
    """Runs a command on a new index: its exit status, and what it wrote on stdout and on stderr."""
    for name in [name for name in os.environ if name.startswith("QUOTH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("QUOTH_STORE", f"{server.address}?schema=test_{token_hex(8)}")
    monkeypatch.setenv("QUOTH_EMBEDDER", str(embedder))
    monkeypatch.setenv("QUOTH_ENGINE", "extractive")
    monkeypatch.setenv("QUOTH_RERANKER", "off")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "prices.md").write_text("# Prices\n\nThe monthly price is 40 euros.\n")
    (tmp_path / "documents" / "cats.txt").write_text("Cats purr at night.\n")

    def run(*arguments):
        status = main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        assert PASSWORD not in out + err
        return status, out, err

    return run


@pytest.mark.slow
def test_the_commands_work_on_a_database_and_leave_no_index_in_the_folder(run, tmp_path):
    assert run("search", "price")[0] == 1
    status, out, _ = run("index")
    assert (status, out) == (0, "2 added, 0 changed, 0 removed, 0 unchanged, 0 not read\n")
    status, out, _ = run("search", "What is the monthly price?", "-k", "2")
    assert status == 0
    assert "prices.md" in out
    status, out, _ = run("ask", "What is the monthly price?")
    assert status == 0
    assert "40 euros" in out
    (tmp_path / "documents" / "new.txt").write_text("Dogs bark at cats.\n")
    assert run("index", "--diff")[1] == "+ new.txt\n"
    status, out, err = run("doctor")
    assert (status, out) == (1, "new.txt is in the folder but not in the index.\n")
    assert "schema test_" in err
    status, out, _ = run("doctor", "--repair")
    assert status == 0
    assert "3 documents and 3 passages match one to one" in out
    assert "Dense search: exact." in out
    assert not (tmp_path / ".quoth" / "index").exists()


@pytest.mark.slow
def test_several_processes_read_the_documents_and_another_machine_finds_nothing_left(run, tmp_path):
    for number in range(30):
        (tmp_path / "documents" / f"{number:02}.txt").write_text(f"Cats purr at night {number}.\n")
    status, out, _ = run("index", "--workers", "2")
    assert (status, out) == (0, "32 added, 0 changed, 0 removed, 0 unchanged, 0 not read\n")
    assert run("work", "--until-done")[:2] == (0, "")
    assert run("doctor")[0] == 0


def test_an_index_moves_from_the_folder_to_the_database(run, monkeypatch):
    address = os.environ["QUOTH_STORE"]
    monkeypatch.setenv("QUOTH_STORE", "")
    assert run("index")[0] == 0
    assert run("export", "moved.quoth")[0] == 0
    monkeypatch.setenv("QUOTH_STORE", address)
    assert run("import", "moved.quoth")[1] == "The index now holds 2 documents and 2 passages.\n"
    assert run("index")[1] == "0 added, 0 changed, 0 removed, 2 unchanged, 0 not read\n"
    assert run("export", "again.quoth")[0] == 0


def test_what_needs_the_other_store_says_so(run, monkeypatch):
    for command in ("snapshots", "rollback 000001"):
        status, _, err = run(*command.split())
        assert status == 1
        assert "this command works on an index in a folder" in err
    monkeypatch.setenv("QUOTH_STORE", "")
    assert "set QUOTH_STORE" in run("index", "--workers", "2")[2]
    assert "Set QUOTH_STORE" in run("work", "--until-done")[2]


def test_a_wrong_address_is_one_line_of_every_command(run, server, monkeypatch):
    monkeypatch.setenv("QUOTH_STORE", server.address.replace(f":{server.port}", ":1"))
    for command in ("index", "search x", "ask x", "doctor", "work --until-done", "export x.quoth"):
        status, _, err = run(*command.split())
        assert status == 1
        assert err.count("\n") == 1, err
        assert "cannot be reached" in err


def test_a_password_in_the_settings_file_is_refused(run, server, tmp_path):
    (tmp_path / "quoth.toml").write_text(f'store = "{server.address}"\n')
    status, _, err = run("search", "x")
    assert status == 1
    assert "contains a password" in err
