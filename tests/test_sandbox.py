import json
import os
import signal
import socket
import subprocess
import sys
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from tempfile import mkdtemp

import pytest
from made_files import assemble, make_pdf, show

from benchmarks.hostile_files import sound
from index.errors import DocumentError, ReadersError, StoppedError
from index.reading import landlock
from index.reading import sandbox as sandbox_module
from index.reading.read import read
from index.reading.readers.pdf import pages as pdf
from index.reading.sandbox import ROOT, Limits, Protection, Sandbox

HOSTILE = (sys.executable, str(Path(__file__).with_name("hostile_worker.py")))
LETTER = make_pdf(show("The office closes at six.", 72, 700))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "note.md").write_text("# Note\nText.")
    (tmp_path / "letter.pdf").write_bytes(LETTER)
    return tmp_path


@pytest.fixture
def sandbox(folder):
    with Sandbox(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A sandbox that several tests share, because its process starts slowly. `kept.folder` is what it reads."""
    folder = tmp_path_factory.mktemp("kept")
    with Sandbox(folder) as opened:
        opened.folder = folder
        yield opened


@pytest.fixture
def acting(tmp_path):
    """Makes a function `act` that does in a child what the name says, and returns the result."""
    with ExitStack() as stack:

        def make(*options):
            limits = Limits(memory_mb=256, computing_s=1, waiting_s=30, output_mb=1)
            opened = Sandbox(tmp_path, limits=limits, at_once=1, worker=(*HOSTILE, *options))

            def act(name, content="x"):
                (tmp_path / f"{name}.txt").write_text(content)
                return json.loads(opened.read(f"{name}.txt").text)

            act.sandbox = stack.enter_context(opened)
            return act

        yield make


@pytest.fixture
def hostile(acting):
    return acting()


def test_a_worker_runs_the_code_of_the_program_that_starts_it():
    script = "import index; print(index.__file__)"
    seen = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env={}, capture_output=True, text=True, check=True)
    assert Path(seen.stdout.strip()) == Path(sandbox_module.__file__).parents[1] / "__init__.py"


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def wait_until(holds):
    end = time.monotonic() + 30
    while not (held := holds()) and time.monotonic() < end:
        time.sleep(0.01)
    return held


def test_a_document_comes_through_as_the_reader_made_it(sandbox, folder):
    for name in ("note.md", "letter.pdf"):
        assert sandbox.read(name) == read((folder / name).read_bytes(), name)


def test_boxes_and_page_images_come_through(sandbox):
    assert sandbox.boxes("letter.pdf", 1, 4, 10, "office") == pdf.boxes(LETTER, 1, 4, 10, "office") != []
    assert sandbox.page_image("letter.pdf", 1) == pdf.page_image(LETTER, 1)
    assert sandbox.page_image("letter.pdf", 1, width=100) == pdf.page_image(LETTER, 1, width=100)


def test_a_file_that_is_not_the_one_that_was_read_is_refused(sandbox, folder):
    of = sandbox.read("letter.pdf").sha256
    assert sandbox.page_image("letter.pdf", 1, sha256=of) == pdf.page_image(LETTER, 1)
    (folder / "letter.pdf").write_bytes(LETTER + b"\n")
    for act in (
        lambda: sandbox.page_image("letter.pdf", 1, sha256=of),
        lambda: sandbox.boxes("letter.pdf", 1, 4, 10, "office", sha256=of),
        lambda: sandbox.cells("letter.pdf", 1, 4, 10, "office", sha256=of),
    ):
        with pytest.raises(DocumentError, match=r"letter\.pdf is not the version that Quoth read") as caught:
            act()
        assert (caught.value.reason, caught.value.passing) == (sandbox_module.ANOTHER_VERSION, True)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("gone.md", None, "is no longer there"),
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b" \n ", "is empty"),
        ("clip.mp4", b"\0\0\0", "is sound or film, which Quoth does not transcribe"),
        ("noise.txt", bytes(range(256)), "binary data"),
        ("locked.pdf", make_pdf("", passwords=("user", "owner")), "is password-protected"),
        ("fake.pdf", b"words", "is named .pdf but is something else"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_reason(kept, name, content, reason):
    if content is not None:
        (kept.folder / name).write_bytes(content)
    with pytest.raises(DocumentError, match=reason) as raised:
        kept.read(name)
    assert str(raised.value) == f"{name} {raised.value.reason}"


@pytest.mark.parametrize("name", ["linked", "linked.mp4", "linked.txt"])
@pytest.mark.parametrize("target", [".", "/etc", "note.md", "nowhere"])
def test_a_link_is_refused_as_a_link_whatever_its_name_and_wherever_it_leads(kept, name, target):
    folder = Path(mkdtemp(dir=kept.folder))
    (folder / "note.md").write_text("# Note\nText.")
    (folder / name).symlink_to(target)
    with pytest.raises(DocumentError, match="is a link or is inside one, and Quoth does not follow links: replace "):
        kept.read(f"{folder.name}/{name}")


def test_a_name_that_is_no_unicode_is_refused_and_can_be_shown(sandbox, folder):
    name = os.fsdecode(b"caf\xe9.txt")
    (folder / name).write_text("words")
    with pytest.raises(DocumentError, match=r"^caf\?\.txt has a name"):
        sandbox.read(name)


def test_only_a_pdf_has_page_images(sandbox):
    with pytest.raises(DocumentError, match=r"^note.md is not a PDF"):
        sandbox.page_image("note.md", 1)


def test_a_file_over_the_limit_is_refused(folder):
    (folder / "large.txt").write_bytes(b"x" * ((1 << 20) + 1))
    with Sandbox(folder, limits=Limits(file_mb=1)) as sandbox, pytest.raises(DocumentError, match="larger than 1 MB"):
        sandbox.read("large.txt")


def test_a_mailbox_of_one_gigabyte_is_refused_without_being_read(folder):
    (folder / "all.mbox").touch()
    os.truncate(folder / "all.mbox", 1 << 30)  # it takes no space on the disk
    with Sandbox(folder) as sandbox, pytest.raises(DocumentError, match=r"larger than \d+ MB: split it"):
        sandbox.read("all.mbox")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("loop", "took more than 1 s of processor time"),
        ("grow", "needed more than 0.25 GB of memory"),
        ("crash", r"crashed the reader \(signal 11\)"),
        ("abort", r"crashed the reader \(signal 6\)"),
        ("leave", "stopped the reader"),
        ("interrupt", "stopped the reader"),
        ("stumble", "could not be read, perhaps because it is damaged"),
        ("recurse", "is nested too deeply"),
        ("flood", "contains more than 1 MB of text"),
        ("write", "could not be read"),
    ],
)
def test_a_misdeed_makes_its_file_unreadable_and_no_other(hostile, deed, reason):
    with pytest.raises(DocumentError, match=f"^{deed}.txt {reason}"):
        hostile(deed)
    assert hostile("good") == "good"


@pytest.mark.slow
@pytest.mark.parametrize(("deed", "passing"), [("end", True), ("crash", False), ("loop", False), ("stumble", False)])
def test_what_is_no_fault_of_the_file_may_pass(hostile, deed, passing):
    with pytest.raises(DocumentError) as raised:
        hostile(deed)
    assert raised.value.passing is passing


@pytest.mark.slow
@pytest.mark.parametrize("answer", ["", "{", "[]", "{}", '{"sections": [[1]]}', '{"sections": 7}'])
def test_a_reader_that_answers_nonsense_makes_its_file_unreadable(hostile, answer):
    with pytest.raises(DocumentError, match="invalid answer: it may be damaged"):
        hostile("nonsense", answer)
    assert hostile("good") == "good"


def test_a_reader_that_waits_forever_is_stopped(tmp_path):
    (tmp_path / "sleep.txt").write_text("x")
    limits = Limits(waiting_s=1)
    with (
        Sandbox(tmp_path, limits=limits, worker=HOSTILE) as sandbox,
        pytest.raises(DocumentError, match="longer than 1 s"),
    ):
        sandbox.read("sleep.txt")


def test_what_a_reader_prints_goes_nowhere(hostile, capfd):
    hostile("chatter")
    assert hostile("good") == "good"
    assert capfd.readouterr() == ("", "")


def test_a_reader_sees_nothing_of_the_environment(hostile, monkeypatch):
    monkeypatch.setenv("QUOTH_API_KEY", "secret")
    assert "secret" not in str(hostile("environment"))


@pytest.mark.slow
@pytest.mark.parametrize("deed", ["connect", "send"])
@pytest.mark.parametrize("system", [[], ["--no-namespaces"]])
def test_a_reader_has_no_network(acting, system, deed):
    act = acting(*system)
    if Protection.NETWORK not in act.sandbox.protection:
        pytest.skip("this system grants neither user namespaces nor seccomp filters")
    with pytest.raises(DocumentError, match="Network is unreachable"):
        act(deed)


def test_a_reader_reaches_no_socket_in_a_folder(acting, tmp_path):
    act = acting()
    if Protection.NETWORK not in act.sandbox.protection:
        pytest.skip("this system has no seccomp filters")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "docker.sock"))
        listener.listen()
        with pytest.raises(DocumentError, match="Network is unreachable"):
            act("call", str(tmp_path / "docker.sock"))


needs_landlock = pytest.mark.skipif(not landlock.version(), reason="this kernel has no Landlock")


@pytest.mark.slow
@needs_landlock
@pytest.mark.parametrize(
    ("deed", "path"),
    [
        ("peek", "/etc/passwd"),
        ("peek", "{home}/.ssh/config"),
        ("peek", "{folder}/secret.md"),
        ("peek", "/proc/{pid}/environ"),
        ("look", "{home}"),
        ("look", "{folder}"),
        ("look", "/etc"),
        ("remove", "{folder}/secret.md"),
    ],
)
def test_a_reader_reaches_no_file_but_its_own(hostile, tmp_path, deed, path):
    (tmp_path / "secret.md").write_text("secret")
    with pytest.raises(DocumentError, match=r"PermissionError|FileNotFoundError.*\.ssh"):
        hostile(deed, path.format(home=Path.home(), folder=tmp_path, pid=os.getpid()))
    assert (tmp_path / "secret.md").exists()


@needs_landlock
def test_a_reader_ends_no_process_of_its_owner(hostile):
    if landlock.version() < 6:
        pytest.skip("this kernel's Landlock knows no signals")
    with pytest.raises(DocumentError, match="PermissionError"):
        hostile("kill")


def test_what_a_reader_is_kept_from_is_said(acting, sandbox):
    complete = Protection.FILES | Protection.NETWORK
    assert acting("--unconfined").sandbox.protection == Protection(0)
    assert sandbox.protection == complete if landlock.version() else Protection.FILES not in sandbox.protection
    assert Protection(0).in_words() == (
        "The process that reads a file could open other files (Landlock is missing)"
        " and could use the network (seccomp is missing)."
    )
    assert complete.in_words() == "The process that reads a file cannot open other files and cannot use the network."


def test_where_nothing_can_be_kept_from_a_reader_it_reads_all_the_same(acting, tmp_path):
    act = acting("--unconfined")
    assert act("peek", str(tmp_path / "peek.txt")) == str(tmp_path / "peek.txt")


@needs_landlock
def test_a_file_is_not_opened_by_a_reader_that_is_confined_less_than_it_can_be(acting):
    with pytest.raises(DocumentError, match="failed to restrict its reader"):
        acting("--once-confined")("good")


@pytest.mark.parametrize("name", [f"sound{suffix}" for suffix in sound()])
def test_a_confined_reader_reads_every_format(kept, name):
    data = sound()[Path(name).suffix]
    (kept.folder / name).write_bytes(data)
    assert kept.read(name) == read(data, name, tesseract=kept.tesseract)


def test_a_worker_that_died_is_started_again(acting, tmp_path):
    hostile = acting("--unconfined")
    flag = tmp_path / "flag"
    flag.touch()
    assert hostile("kill-once", str(flag)) == "kill-once"
    assert not flag.exists()


def test_a_file_that_kills_the_worker_twice_is_given_up(acting):
    hostile = acting("--unconfined")
    with pytest.raises(DocumentError, match="killed twice"):
        hostile("kill")
    assert hostile("good") == "good"


@pytest.mark.parametrize("program", ["false", "/no/such/program"])
def test_readers_that_cannot_start_are_no_fault_of_the_file(folder, program):
    with Sandbox(folder, worker=(program,)) as sandbox, pytest.raises(ReadersError, match=r"cannot be started \(.+\)"):
        sandbox.read("note.md")


def test_readers_that_may_not_start_a_process_for_a_file_are_no_fault_of_the_file(folder):
    program = "import os, index.reading.worker, socket\nos.fork = lambda: os.open('/no/memory', 0)\n"
    worker = (sys.executable, "-c", program + "index.reading.worker.serve(socket.socket(fileno=0))")
    with Sandbox(folder, worker=worker) as sandbox, pytest.raises(ReadersError, match="exit status 1"):
        sandbox.read("note.md")


def test_several_threads_may_read_at_once(sandbox, folder):
    for i in range(40):
        (folder / f"{i}.txt").write_text(f"Text {i}")
    with ThreadPoolExecutor(8) as pool:
        documents = list(pool.map(sandbox.read, [f"{i}.txt" for i in range(40)]))
    assert [document.text for document in documents] == [f"Text {i}" for i in range(40)]


def test_a_click_does_not_wait_for_the_files_that_are_being_read(folder):
    (folder / "sleep.txt").write_text("x")
    sandbox = Sandbox(folder, at_once=2, worker=HOSTILE)
    with ThreadPoolExecutor(5) as pool:
        try:
            reads = [pool.submit(sandbox.read, "sleep.txt") for _ in range(4)]
            assert wait_until(lambda: sandbox._idle.qsize() == 1)  # both processes for files are taken
            assert pool.submit(sandbox.page_image, "letter.pdf", 1).result(timeout=30) == pdf.page_image(LETTER, 1)
            assert not any(read.done() for read in reads)
        finally:
            sandbox.close()


def test_nothing_runs_after_closing(tmp_path):
    (tmp_path / "worker.txt").write_text("x")
    with Sandbox(tmp_path, worker=HOSTILE) as sandbox:
        pid = int(sandbox.read("worker.txt").text)
        assert is_running(pid)
    assert not is_running(pid)
    with pytest.raises(StoppedError, match="program is ending"):
        sandbox.read("worker.txt")


def test_nothing_runs_after_the_program_was_killed(tmp_path):
    for name in ("worker", "sleep"):
        (tmp_path / f"{name}.txt").write_text("x")
    program = (
        "import sys; from pathlib import Path; from index.reading.sandbox import Sandbox\n"
        f"sandbox = Sandbox(Path({str(tmp_path)!r}), worker={HOSTILE!r})\n"
        "print(sandbox.read('worker.txt').text, flush=True); sandbox.read('sleep.txt')"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        worker = int(process.stdout.readline())
        children = Path(f"/proc/{worker}/task/{worker}/children")
        assert wait_until(children.read_text)
        child = int(children.read_text())
        process.send_signal(signal.SIGKILL)
    assert wait_until(lambda: not is_running(worker) and not is_running(child))


def bomb(*objects):
    """A PDF of one page; the objects are its content and what that uses, numbered from 4."""
    uses = "/Contents 4 0 R /MediaBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >>"
    page = f"<< /Type /Page /Parent 2 0 R {uses} >>"
    pages = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return assemble(["<< /Type /Catalog /Pages 2 0 R >>", pages, page, *objects])


def test_a_page_that_unpacks_to_more_than_the_memory_is_stopped(folder):
    packer = zlib.compressobj()
    head, piece = (packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    packed = (head + piece * 700).decode("latin-1")
    stream = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n{packed}\nendstream"
    (folder / "bomb.pdf").write_bytes(bomb(stream))
    limits = Limits(memory_mb=512)
    with Sandbox(folder, limits=limits) as sandbox, pytest.raises(DocumentError, match=r"needed more than 0\.5 GB"):
        sandbox.read("bomb.pdf")


def test_forms_that_draw_each_other_without_end_are_stopped(folder):
    form = "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F {} 0 R >> >> /Length 11 >>"
    forms = [f"{form.format(number + 1)}\nstream\n/F Do /F Do\nendstream" for number in range(4, 34)]
    (folder / "forms.pdf").write_bytes(bomb(*forms))
    limits = Limits(computing_s=1)
    with Sandbox(folder, limits=limits) as sandbox, pytest.raises(DocumentError, match="1 s of processor time"):
        sandbox.read("forms.pdf")


def test_the_processes_that_read_load_no_heavy_library():
    heavy = "{'torch', 'transformers', 'numpy', 'gradio', 'faiss'} & set(sys.modules)"
    program = f"import index.reading.worker, sys; sys.exit(str({heavy}) if {heavy} else 0)"
    subprocess.run([sys.executable, "-c", program], check=True)
