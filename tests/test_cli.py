"""The command line: every command's exit status, and what goes to which stream."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from fakes import FakeEmbedder, ScriptedEngine, use_embedder
from filelock import FileLock

from index.reading.sandbox import Sandbox
from qa.chatbot import Chatbot
from ui.cli.main import main

ROOT = Path(__file__).resolve().parent.parent
GOLD = '{"id": "one", "question": "What is the monthly price?", "answers": ["40 euros"], "document": "prices.md"}\n'


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """A folder of its own, with documents, an embedder that needs no weights, and the engine that quotes."""
    for name in [name for name in os.environ if name.startswith("QUOTH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("QUOTH_ENGINE", "extractive")
    monkeypatch.setenv("QUOTH_RERANKER", "off")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    use_embedder(monkeypatch, FakeEmbedder(dim=256))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "prices.md").write_text("# Prices\n\nThe monthly price is 40 euros.\n")
    (tmp_path / "documents" / "cats.txt").write_text("A cat purrs at night.\n")
    return tmp_path


@pytest.fixture
def run(capsys):
    """Runs a command: its exit status, what it wrote on stdout, and on stderr."""

    def run(*arguments):
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as end:
            status = end.code
        return status, *capsys.readouterr()

    return run


@pytest.fixture
def indexed(run):
    assert run("index")[0] == 0


@contextmanager
def started(place, *arguments, stdin=None, stdout=subprocess.PIPE, stderr=subprocess.PIPE):
    """A command in a process of its own, which looks at the documents 20 times a second; it ends with the block."""
    script = (
        f"import signal, sys; sys.path[:0] = {[str(ROOT), str(ROOT / 'tests')]}\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # what runs in the background ignores Ctrl-C
        "import index.files.watch; index.files.watch.keep_in_step.__kwdefaults__['every_s'] = 0.05\n"
        "import fakes, qa.embedders as e; e.Embedders.named = fakes.always(fakes.FakeEmbedder(dim=256))\n"
        f"from ui.cli.main import main; sys.exit(main({list(arguments)}))"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, cwd=place, stdin=stdin, stdout=stdout, stderr=stderr, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def is_one_line(err):
    return err.startswith("quoth: ") and err.count("\n") == 1


# Usage


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("serve", "--port", "abc"), "'abc' is not a port; choose a number from 0 to 65535"),
        (("serve", "--port", "99999"), "'99999' is not a port"),
        (("ask", "Why?", "--since", "yesterday"), "'yesterday' is not a date; write it like 2026-01-31"),
        (("search", "Why?", "-k", "0"), "'0' is not a whole number above 0"),
        (("search", "Why?", "-k", "two"), "'two' is not a whole number above 0"),
    ],
)
def test_a_wrong_option_is_explained_without_the_names_of_functions(run, arguments, words):
    status, _, error = run(*arguments)
    assert status == 2
    assert words in error


@pytest.mark.slow
@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize("arguments", [("-v", "ask"), ("ask", "--verbose")])
def test_verbose_shows_the_seconds_of_each_step_and_where_errors_come_from(place, arguments):
    with started(place, *arguments, "What is the monthly price?", "--engine", "extractive") as process:
        out, err = process.communicate(timeout=120)
    assert "40 euros" in out
    assert re.search(r"^ui\.cli\.ask: extractive: .*search \d+\.\d\d s", err, re.MULTILINE)
    with started(place, *arguments, "Why?", "--engine", "none") as process:
        out, err = process.communicate(timeout=120)
    assert err.startswith("quoth: Unknown engine 'none'.")
    assert "Traceback (most recent call last):" in err
    assert process.returncode == 1


def test_help_names_every_command_and_imports_nothing_heavy():
    script = (
        "import sys; from ui.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit as end: print('status', end.code)\n"
        "heavy = ['torch', 'gradio', 'numpy', 'faiss', 'tantivy', 'fastapi', 'openai', 'transformers', 'httpx']\n"
        "print('heavy', [name for name in heavy if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=ROOT)
    assert "status 0\nheavy []\n" in ran.stdout
    assert ran.stderr == ""
    commands = "index doctor snapshots rollback export import search ask chat serve weights eval"
    for name in commands.split():
        assert f"    {name}" in ran.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["fly"],
        ["index", "--fast"],
        ["index", "--diff", "--rebuild"],
        ["index", "--diff", "--watch"],
        ["search"],
        ["search", "x", "-k", "0"],
        ["search", "x", "-k", "many"],
        ["search", "x", "--since", "yesterday"],
        ["rollback"],
        ["export"],
        ["import"],
        ["serve", "--port", "http"],
        ["serve", "--port", "99999"],
        ["serve", "--port", "-1"],
    ],
)
def test_wrong_usage_ends_with_2_and_the_usage_on_stderr(run, arguments):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("usage: quoth")


@pytest.mark.parametrize(
    "arguments",
    [["search", "price"], ["ask", "price?"], ["doctor"], ["snapshots"], ["rollback", "1"], ["export", "x.zip"]],
)
def test_without_an_index_one_line_says_how_to_make_it(run, arguments):
    status, out, err = run(*arguments)
    assert (status, out) == (1, "")
    assert is_one_line(err)
    assert "Run `quoth index`" in err


def test_a_wrong_setting_is_one_line(run, monkeypatch):
    monkeypatch.setenv("QUOTH_SNAPSHOTS_KEPT", "-1")
    status, out, err = run("index")
    assert (status, out) == (1, "")
    assert is_one_line(err)
    assert "snapshots_kept" in err


def test_what_a_message_holds_cannot_steer_the_terminal(run):
    status, _, err = run("import", "\x1b[2Jevil\nquoth: fine")
    assert status == 1
    assert is_one_line(err)
    assert "\x1b" not in err


# index


def test_index_says_what_changed_on_stdout_and_all_else_on_stderr(run, place):
    (place / "documents" / "bad.pdf").write_bytes(b"%PDF-1.4 nonsense")
    status, out, err = run("index")
    assert (status, out) == (0, "2 added, 0 changed, 0 removed, 0 unchanged, 1 not read\n")
    assert "not read: bad.pdf: " in err


def test_index_and_doctor_name_the_files_that_were_read_in_part(run, place):
    boundary = 'Content-Type: multipart/mixed; boundary="b"'
    parts = "--b\n\nThe rent is due.\n--b\nContent-Disposition: attachment; filename=bad.pdf\n\nnonsense\n--b--\n"
    (place / "documents" / "rent.eml").write_text(f"From: a@b.c\nSubject: Rent\n{boundary}\n\n{parts}")
    status, out, err = run("index")
    assert (status, out) == (0, "3 added, 0 changed, 0 removed, 0 unchanged, 0 not read, 1 read in part\n")
    assert "read in part: rent.eml: bad.pdf inside it" in err
    assert run("doctor")[2] == err.splitlines()[-2] + "\n"


def test_index_of_another_or_a_missing_folder(run, place):
    (place / "other").mkdir()
    (place / "other" / "a.txt").write_text("A.")
    assert run("index", "other")[:2] == (0, "1 added, 0 changed, 0 removed, 0 unchanged, 0 not read\n")
    status, out, err = run("index", "nowhere")
    assert (status, out) == (1, "")
    assert is_one_line(err)


@pytest.mark.slow
def test_the_other_commands_go_on_with_the_folder_that_was_indexed(run, place, monkeypatch):
    (place / "other").mkdir()
    (place / "other" / "cars.txt").write_text("A car needs petrol.")
    run("index")
    assert run("index", "other")[1].startswith("1 added, 0 changed, 2 removed")
    assert run("doctor")[0] == 0
    assert run("index")[1] == "0 added, 0 changed, 0 removed, 1 unchanged, 0 not read\n"
    (place / "other" / "bikes.txt").write_text("A bike needs air.")
    assert run("index", "--diff")[1] == "+ bikes.txt\n"
    monkeypatch.setenv("QUOTH_DOCUMENTS", "documents")  # what is chosen comes first
    assert run("index")[1].startswith("2 added, 0 changed, 1 removed")
    monkeypatch.delenv("QUOTH_DOCUMENTS")
    assert run("index", place / "other")[1].startswith("2 added")
    (place / "other").rename(place / "gone")
    status, _, err = run("index")
    assert status == 1
    assert f"there is no folder {place / 'other'}." in err
    assert "quoth index FOLDER" in err


def test_an_answer_from_a_document_under_two_names_is_cited_under_both(run, place):
    (place / "documents" / "copy.md").write_text((place / "documents" / "prices.md").read_text())
    run("index")
    assert "[1] Prices (also in copy.md): “" in run("ask", "What is the monthly price?")[1]


@pytest.mark.slow
@pytest.mark.usefixtures("indexed")
def test_index_with_another_embedder_asks_for_a_rebuild_which_then_works(run, monkeypatch):
    use_embedder(monkeypatch, FakeEmbedder("other"))
    status, _, err = run("index")
    assert status == 1
    assert "quoth index --rebuild" in err
    assert run("index", "--rebuild")[0] == 0


@pytest.mark.usefixtures("indexed")
def test_diff_shows_what_an_update_would_do_and_does_nothing(run, place):
    (place / "documents" / "new\x1b.txt").write_text("New.")
    (place / "documents" / "cats.txt").write_text("Cats sleep.")
    (place / "documents" / "prices.md").unlink()
    status, out, err = run("index", "--diff")
    assert (status, out) == (0, "+ new\\x1b.txt\n~ cats.txt\n- prices.md\n")
    assert err == "1 to add, 1 to change, 1 to remove, 0 unchanged\n"
    assert run("search", "monthly price")[1].startswith("1. Prices")


@pytest.mark.slow
def test_watch_goes_on_until_ctrl_c_and_picks_up_changes(place):
    with started(place, "index", "--watch") as watching:
        assert watching.stdout.readline().startswith("2 added")
        (place / "documents" / "new.txt").write_text("New words.")
        assert watching.stdout.readline().startswith("1 added")
        watching.send_signal(signal.SIGINT)
        _, err = watching.communicate(timeout=60)
    assert watching.returncode == 0
    assert "Watching documents. Press Ctrl-C to stop." in err
    assert err.endswith("Stopped watching.\n")


# doctor


@pytest.mark.slow
@pytest.mark.usefixtures("indexed")
def test_doctor_finds_a_sound_index_sound_and_says_how_files_are_read(run, place):
    said = "The index is sound: 2 documents and 2 passages match one to one.\nDense search: exact.\n"
    said += "Vectors: computed in float32.\n"
    with Sandbox(place / "documents") as sandbox:
        said += f"{sandbox.protection.in_words()}\nEmbedder: fake. Languages: English.\nReranker: off.\n"
    assert run("doctor") == (0, said, "")


@pytest.mark.usefixtures("indexed")
def test_doctor_says_that_the_reranker_is_not_here(run, monkeypatch):
    monkeypatch.setenv("QUOTH_RERANKER", "ms-marco-MiniLM-L-12-v2")
    assert "Reranker: ms-marco-MiniLM-L-12-v2 is not here yet." in run("doctor")[1]


@pytest.mark.usefixtures("indexed")
def test_without_the_weights_of_the_reranker_quoth_answers_and_says_so_in_one_line(run, monkeypatch, place, caplog):
    monkeypatch.setenv("QUOTH_RERANKER", str(place / "no-such-folder"))
    status, out, _ = run("ask", "What is the monthly price?")
    assert (status, "40 euros" in out) == (0, True)
    (record,) = caplog.records
    assert re.search("without the reranker: .*no-such-folder", record.message)


def test_doctor_tells_a_sound_index_from_a_complete_one(run, place):
    (place / "documents" / "film.mp4").write_bytes(b"\0")
    run("index")
    status, out, err = run("doctor")
    assert status == 0
    assert out.splitlines()[1] == "It is not complete: 1 files could not be read."
    assert "not read: film.mp4" in err


def test_an_empty_folder_is_accepted_only_if_that_is_said(run, place):
    for number in range(10):
        (place / "documents" / f"{number}.md").write_text(f"Text {number}.")
    assert run("index")[0] == 0
    for path in (place / "documents").iterdir():
        path.unlink()
    status, out, err = run("index")
    assert (status, out) == (1, "")
    assert is_one_line(err)
    assert "documents is empty, but the index holds 12 documents" in err
    assert run("index", "--accept-empty")[1].startswith("0 added, 0 changed, 12 removed")


@pytest.mark.slow
@pytest.mark.usefixtures("indexed")
def test_doctor_says_what_does_not_match_and_mends_it(run, place):
    (place / "documents" / "cats.txt").unlink()
    (vectors,) = place.glob(".quoth/index/0*/vectors.faiss")
    vectors.write_bytes(vectors.read_bytes()[:-1] + b"x")
    status, out, err = run("doctor")
    assert status == 1
    assert "vectors.faiss does not match its checksum" in out
    assert "cats.txt is in the index but no longer in the folder" in out
    assert is_one_line(err)
    assert "quoth doctor --repair" in err
    status, out, err = run("doctor", "--repair")
    assert status == 0
    assert out.startswith("The index is sound: 1 documents and 1 passages match one to one.\n")
    assert "found: cats.txt is in the index" in err


@pytest.mark.slow
@pytest.mark.usefixtures("indexed")
def test_doctor_mends_a_damaged_catalogue_that_is_then_kept_as_an_older_index(run, place, monkeypatch):
    monkeypatch.setenv("QUOTH_SNAPSHOTS_KEPT", "2")
    (catalog,) = place.glob(".quoth/index/0*/catalog.sqlite")
    content = bytearray(catalog.read_bytes())
    content[4096:] = b"\xff" * len(content[4096:])
    catalog.write_bytes(content)
    status, out, _ = run("doctor", "--repair")
    assert status == 0
    assert out.startswith("The index is sound: 2 documents and 2 passages match one to one.\n")
    newest, older = run("snapshots")[1].splitlines()
    assert newest.endswith("in use")
    assert older.endswith("\tdamaged")
    status, _, err = run("rollback", older.split("\t")[0])
    assert status == 1
    assert "Choose another index" in err


@pytest.mark.usefixtures("indexed")
def test_what_doctor_cannot_mend_is_said_after_the_repair(run, place):
    (place / "documents").rename(place / "elsewhere")
    status, out, err = run("doctor", "--repair")
    assert status == 1
    assert "there is no folder documents" in out
    assert "could not be repaired" in err


# snapshots, rollback


def test_snapshots_are_listed_and_rolled_back_to(run, place, monkeypatch):
    monkeypatch.setenv("QUOTH_SNAPSHOTS_KEPT", "3")
    run("index")
    (place / "documents" / "new.txt").write_text("Quetzals are birds.")
    run("index")
    status, out, err = run("snapshots")
    assert (status, err) == (0, "")
    assert [line.split("\t")[0] for line in out.splitlines()] == ["000002", "000001"]
    assert [line.endswith("in use") for line in out.splitlines()] == [True, False]
    first = json.loads(run("snapshots", "--json")[1])[1]
    assert (first["name"], first["documents"], first["passages"]) == ("000001", 2, 2)
    status, out, err = run("rollback", "000001")
    assert (status, err) == (0, "")
    assert "000001 is in use again" in out
    assert json.loads(run("snapshots", "--json")[1])[0]["manifest"] == first["manifest"]
    assert "Quetzals" not in run("search", "quetzals")[1]


@pytest.mark.slow
@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize("name", ["000009", "000001", "../..", ""])
def test_an_unknown_snapshot_is_one_line(run, name):
    status, out, err = run("rollback", name)
    assert (status, out) == (1, "")
    assert is_one_line(err)
    assert "snapshots_kept" in err


# export, import


@pytest.mark.usefixtures("indexed")
def test_an_index_is_exported_and_imported_elsewhere(run, place, monkeypatch):
    status, out, err = run("export", "index.zip")
    assert (status, err) == (0, "")
    assert out.startswith("index.zip\t")
    monkeypatch.setenv("QUOTH_INDEX", str(place / "elsewhere"))
    assert run("import", "index.zip") == (0, "The index now holds 2 documents and 2 passages.\n", "")
    assert "40 euros" in run("search", "monthly price")[1]


@pytest.mark.usefixtures("indexed")
def test_a_damaged_a_strange_and_a_missing_export_are_one_line_each(run, place, monkeypatch):
    run("export", "index.zip")
    (place / "damaged.zip").write_bytes((place / "index.zip").read_bytes()[:-100])
    use_embedder(monkeypatch, FakeEmbedder("other"))
    for name, said in (("damaged.zip", "damaged"), ("index.zip", "embedder fake, but other"), ("no.zip", "no file")):
        status, out, err = run("import", name)
        assert (status, out) == (1, "")
        assert is_one_line(err)
        assert said in err
    assert run("export", "index.zip")[0] == 1


# search, ask, chat, eval


@pytest.mark.usefixtures("indexed")
def test_search_prints_hits_as_text_or_json(run):
    status, out, err = run("search", "monthly price", "-k", 1)
    assert (status, err) == (0, "")
    assert out.startswith("1. Prices [prices.md], ")
    status, out, err = run("search", "monthly price", "--json")
    assert (status, err) == (0, "")
    assert [hit["document"] for hit in json.loads(out)] == ["prices.md", "cats.txt"]
    status, out, err = run("search", "  ")
    assert (status, out) == (1, "")
    assert is_one_line(err)


@pytest.mark.usefixtures("indexed")
def test_ask_prints_a_cited_answer_and_ends_with_3_where_the_documents_do_not_say(run, monkeypatch):
    status, out, err = run("ask", "What is the monthly price?")
    assert (status, err) == (0, "")
    assert "40 euros" in out
    assert "[1]" in out
    status, out, _ = run("ask", "What is the monthly price?", "--json")
    assert (status, json.loads(out)["abstained"]) == (0, False)
    assert "40 euros" not in run("ask", "What is the monthly price?", "--within", "cats.txt")[1]
    monkeypatch.setattr(Chatbot, "engine", ScriptedEngine("Nobody knows.", confidence=0.0))
    for more in ([], ["--json"]):
        status, out, err = run("ask", "Who invented the zeppelin airship?", *more)
        assert (status, err) == (3, "")
        assert out


@pytest.mark.slow
@pytest.mark.usefixtures("indexed")
def test_search_and_ask_are_limited_to_what_the_options_choose(run, place):
    assert "Prices" not in run("search", "monthly price", "--type", "txt")[1]
    assert "Prices" not in run("search", "monthly price", "--until", "2001-01-01", "--folder", ".")[1]
    assert "40 euros" in run("ask", "What is the monthly price?", "--since", "2001-01-01", "--type", "md")[1]
    status, out, err = run("ask", "What is the monthly price?", "--folder", "nowhere", "--json")
    assert (status, out) == (1, "")
    assert is_one_line(err)
    assert "no documents match these filters: folder nowhere" in err
    (place / "documents" / "hr").mkdir()
    (place / "documents" / "hr" / "pay.md").write_text("The monthly price of the car park is 10 euros.\n")
    run("index")
    assert run("search", "monthly price", "--folder", "hr")[1].count("[") == 1


@pytest.mark.usefixtures("indexed")
def test_ask_with_an_unknown_engine_is_one_line(run):
    status, out, err = run("ask", "price?", "--engine", "steam")
    assert (status, out) == (1, "")
    assert is_one_line(err)


@pytest.mark.usefixtures("indexed")
def test_half_of_a_character_in_a_question_is_refused_in_one_line(run):
    for question in ("What is \ud83d?", "What is \udced?"):
        status, out, err = run("ask", question)
        assert (status, out) == (1, "")
        assert is_one_line(err)
        assert "broken character" in err


@pytest.mark.usefixtures("indexed")
def test_chat_answers_line_by_line_until_an_empty_one(run, monkeypatch, tmp_path):
    (tmp_path / "lines").write_text(
        f"What is the monthly price?\n{'x' * 200_000}\nDoes a cat purr at night?\n\nno more\n"
    )
    with (tmp_path / "lines").open() as lines:
        monkeypatch.setattr("sys.stdin", lines)
        status, out, err = run("chat")
    assert status == 0
    assert "40 euros" in out
    assert "purrs" in out
    assert is_one_line(err)


@pytest.mark.usefixtures("indexed")
def test_ctrl_c_in_a_chat_stops_the_answer_and_not_the_chat(run, monkeypatch, tmp_path):
    answer = Chatbot.stream

    def stream(self, question, **settings):
        if "cat" in question:
            raise KeyboardInterrupt
        return answer(self, question, **settings)

    monkeypatch.setattr(Chatbot, "stream", stream)
    (tmp_path / "lines").write_text("Does a cat purr at night?\nWhat is the monthly price?\n")
    with (tmp_path / "lines").open() as lines:
        monkeypatch.setattr("sys.stdin", lines)
        status, out, err = run("chat")
    assert (status, err) == (0, "The answer was stopped. An empty line ends the chat.\n")
    assert "40 euros" in out


def shows(terminal, words):
    """Whether the terminal shows what the pattern says within a minute of silence."""
    shown = ""
    while not re.search(words, shown, re.DOTALL) and select.select([terminal], [], [], 60)[0]:
        shown += os.read(terminal, 1000).decode()
    return re.search(words, shown, re.DOTALL) is not None


@pytest.mark.slow
@pytest.mark.usefixtures("indexed")
def test_a_chat_at_a_terminal_keeps_its_questions_for_the_next_one(place):
    for typed in ("What is the monthly price?\n", "\x1b[A\n"):  # the second time the key "up"
        ours, theirs = pty.openpty()
        with started(place, "chat", stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL) as chatting:
            os.close(theirs)
            assert shows(ours, "> ")
            os.write(ours, typed.encode())
            assert shows(ours, "Sources:.*> ")
            os.write(ours, b"\n")
            assert chatting.wait(timeout=60) == 0
        os.close(ours)
    (kept,) = place.glob(".quoth/questions")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "What is the monthly price?" in kept.read_text()


@pytest.mark.usefixtures("indexed")
def test_eval_reports_on_stdout_and_writes_the_answers(run, place):
    (place / "gold.jsonl").write_text(GOLD)
    status, out, err = run("eval", "gold.jsonl", "--json", "--answers", "answers.jsonl")
    assert status == 0
    assert json.loads(out)["shares"]["correct"]["count"] == 1
    assert "Asking 1 of 1 one" in err
    assert json.loads((place / "answers.jsonl").read_text())["id"] == "one"
    assert "correct" in run("eval", "gold.jsonl")[1]
    (place / "gold.jsonl").write_text("{}")
    status, out, err = run("eval", "gold.jsonl")
    assert (status, out) == (1, "")
    assert is_one_line(err)


@pytest.mark.usefixtures("indexed")
def test_eval_makes_the_folder_of_the_answers_and_keeps_those_of_an_interrupted_run(run, place, monkeypatch):
    (place / "gold.jsonl").write_text(GOLD + GOLD.replace('"one"', '"two"'))
    ask, asked = Chatbot.ask, []

    def interrupted(self, question, **more):
        asked.append(question)
        if len(asked) > 1:
            raise KeyboardInterrupt
        return ask(self, question, **more)

    monkeypatch.setattr(Chatbot, "ask", interrupted)
    assert run("eval", "gold.jsonl", "--answers", "runs/today/answers.jsonl")[0] == 130
    answers = (place / "runs" / "today" / "answers.jsonl").read_text()
    assert [json.loads(line)["id"] for line in answers.split("\n") if line] == ["one"]


@pytest.mark.usefixtures("indexed")
def test_eval_asks_nothing_where_the_answers_cannot_be_written(run, place):
    (place / "gold.jsonl").write_text(GOLD)
    (place / "file").write_text("")
    status, out, err = run("eval", "gold.jsonl", "--answers", "file/answers.jsonl")
    assert (status, out) == (1, "")
    assert is_one_line(err)
    assert "file/answers.jsonl cannot be written" in err


# weights, serve


def test_weights_are_listed_without_fetching_any(run, place):
    status, out, err = run("weights", "--list")
    assert (status, err) == (0, "")
    assert "all-MiniLM-L6-v2\tembedder\t" in out
    assert "not fetched" in out
    status, out, err = run("weights", "no-such-model")
    assert (status, out) == (1, "")
    assert is_one_line(err)
    assert not (place / "cache").exists()


def test_serve_on_an_address_in_use_is_one_line(run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        status, out, err = run("serve", "--port", taken.getsockname()[1])
    assert (status, out) == (1, "")
    assert is_one_line(err)


def test_serve_with_a_wrong_name_of_a_proxy_is_one_line(run, monkeypatch):
    monkeypatch.setenv("QUOTH_ALLOWED_HOSTS", "https://quoth.example.org/")
    status, out, err = run("serve", "--port", "0")
    assert (status, out) == (1, "")
    assert is_one_line(err)
    assert "allowed_hosts" in err


def ask(url, question):
    body = json.dumps({"question": question}).encode()
    try:
        with urlopen(Request(f"{url}/api/ask", body, {"content-type": "application/json"}), timeout=60) as reply:
            return reply.status, json.load(reply)["text"]
    except HTTPError as error:
        return error.code, json.load(error)["error"]


@pytest.mark.slow
@pytest.mark.parametrize("state", ["empty", "missing", "busy"])
def test_the_page_is_there_before_there_is_anything_to_ask(place, state):
    (place / "documents").rename(place / "kept")
    if state != "missing":
        (place / "documents").mkdir()
    lock = FileLock(place / ".quoth" / "index" / "lock")
    if state == "busy":
        (place / ".quoth" / "index").mkdir(parents=True)
        lock.acquire()
    with started(place, "serve", "--port", "0", stderr=subprocess.DEVNULL) as serving:
        url = serving.stdout.readline().split()[-1]
        nothing = "There are no documents yet"
        reasons = {"empty": nothing, "missing": nothing, "busy": "another `quoth`"}
        until(lambda: reasons[state] in ask(url, "What is the monthly price?")[1])
        assert ask(url, "What is the monthly price?")[0] == 503
        lock.release()
        (place / "documents").mkdir(exist_ok=True)
        (place / "kept" / "prices.md").rename(place / "documents" / "prices.md")
        assert serving.stdout.readline().startswith("1 added")
        until(lambda: "40 euros" in ask(url, "What is the monthly price?")[1])
        serving.send_signal(signal.SIGINT)
        assert serving.wait(timeout=60) == 0


def until(holds):
    end = time.monotonic() + 60
    while not holds():  # asked once: with an empty folder, the next update can begin a moment later
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.slow
def test_serve_takes_another_folder(place):
    (place / "documents").rename(place / "other")
    with started(place, "serve", "other", "--port", "0", stderr=subprocess.PIPE) as serving:
        assert serving.stdout.readline().startswith("Quoth is ready: http://127.0.0.1:")
        assert any(line.startswith("2 added") for line in serving.stderr)


@pytest.mark.slow
def test_the_served_page_picks_up_changes_and_ends_with_ctrl_c(place):
    with started(place, "serve", "--port", "0") as serving:
        assert serving.stdout.readline().startswith("Quoth is ready: http://127.0.0.1:")
        assert any(line.startswith("2 added") for line in serving.stderr)
        (place / "documents" / "new.txt").write_text("New words.")
        assert serving.stdout.readline().startswith("1 added")
        serving.send_signal(signal.SIGINT)
        assert serving.wait(timeout=60) == 0


@pytest.mark.slow
def test_a_served_page_that_is_terminated_leaves_nothing_in_the_temporary_folder(place, monkeypatch):
    (place / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(place / "tmp"))
    with started(place, "serve", "--port", "0") as serving:
        assert serving.stdout.readline().startswith("Quoth is ready: ")
        assert list((place / "tmp").glob("quoth-page-*"))
        serving.send_signal(signal.SIGTERM)
        assert serving.wait(timeout=60) == 0
    assert list((place / "tmp").iterdir()) == []


@pytest.mark.slow
@pytest.mark.usefixtures("indexed")
def test_a_reader_that_has_enough_of_the_output_is_no_error(place):
    with started(place, "search", "price", "--json") as searching:
        searching.stdout.close()
        err = searching.stderr.read()
        assert searching.wait(timeout=60) == 0
    assert err == ""
