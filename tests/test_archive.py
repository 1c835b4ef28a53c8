import base64
import io
import stat
import zipfile

import pytest
from made_archives import make_xlsx, make_zip
from made_files import make_docx, make_pdf, paragraph, show

from index.errors import DocumentError
from index.reading import read as readers
from index.reading.read import read
from index.reading.readers import attachments
from index.reading.readers.office import package
from index.reading.sandbox import Sandbox

PDF = make_pdf(show("First page.", 72, 700), show("Second page.", 72, 700))


def found_in(document):
    return [(s.heading, document.text[s.start : s.end].strip()) for s in document.sections]


def test_the_documents_in_an_archive_are_read_under_their_names():
    document = read(
        make_zip(
            {"notes/a.md": "# Leave\n\nTwenty days.", "terms.pdf": PDF, "fees.xlsx": make_xlsx({"Fees": [["x"]]})}
        ),
        "box/papers.zip",
    )
    assert document.title == "papers"
    assert found_in(document) == [
        ("notes/a.md > Leave", "# Leave\n\nTwenty days."),
        ("terms.pdf > page 1", "First page."),
        ("terms.pdf > page 2", "Second page."),
        ("fees.xlsx > page 1 > Fees", "Fees\n\nx"),
    ]
    assert document.notes == ()


def test_what_cannot_be_read_in_an_archive_is_noted_with_its_name_and_reason():
    document = read(make_zip({"a.txt": "words", "run.exe": "x", "b/c.pdf": "x", "d.txt": ""}), "a.zip")
    assert document.text == "words"
    assert [note.partition(" inside it was not read: it ")[::2] for note in document.notes] == [
        ("run.exe", readers_say("run.exe")),
        ("b/c.pdf", "is named .pdf but is something else: rename or convert it"),
        ("d.txt", "is empty"),
    ]


def readers_say(name):
    with pytest.raises(DocumentError) as refused:
        readers.check_name(name)
    return refused.value.reason


def test_an_archive_of_nothing_to_read_is_refused_with_what_is_in_it():
    with pytest.raises(DocumentError, match=r"holds no text: run\.exe inside it was not read: it is not a kind"):
        read(make_zip({"run.exe": "x"}), "a.zip")
    with pytest.raises(DocumentError, match="holds no text"):
        read(make_zip({}), "a.zip")


def test_hidden_files_and_what_systems_leave_behind_are_passed_over():
    data = make_zip({"__MACOSX/._a.txt": "x", ".git/a.txt": "x", "b/~$c.txt": "x", "folder/": "", "d.txt": "words"})
    document = read(data, "a.zip")
    assert found_in(document) == [("d.txt", "words")]
    assert document.notes == ()


@pytest.mark.parametrize("name", ["../../etc/note.txt", "/etc/note.txt", "..\\..\\etc\\note.txt", "etc/./note.txt"])
def test_a_name_that_leads_out_of_the_archive_leads_nowhere(name, tmp_path):
    (tmp_path / "a.zip").write_bytes(make_zip({name: "words"}))
    with Sandbox(tmp_path) as sandbox:
        document = sandbox.read("a.zip")
    assert found_in(document) == [("etc/note.txt", "words")]
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def test_a_link_in_an_archive_is_not_followed():
    link = zipfile.ZipInfo("passwords.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr(link, "/etc/passwd")
        made.writestr("a.txt", "words")
    document = read(packed.getvalue(), "a.zip")
    assert document.text == "words"
    assert document.notes == ("passwords.txt inside it was not read: it is a link",)


def test_a_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(DocumentError, match="far more than a document holds"):
        read(make_zip({"a.txt": "words", "bomb.txt": bytes(11 << 20)}), "a.zip")


def test_no_more_bytes_are_unpacked_than_allowed(monkeypatch):
    monkeypatch.setattr(readers, "MAX_UNPACKED", 10)
    document = read(make_zip({"a.txt": "12345", "b.txt": "1234567", "c.txt": "67890"}), "a.zip")
    assert document.text.split() == ["12345", "67890"]
    assert "b.txt inside it was not read: it unpacks" in document.notes[0]


def test_no_more_files_are_opened_or_read_than_allowed(monkeypatch):
    data = make_zip({f"{number}.txt": f"words {number}" for number in range(5)})
    monkeypatch.setattr(attachments, "MOST", 2)
    document = read(data, "a.zip")
    assert document.text == "words 0\n\nwords 1"
    assert document.notes == ("it contains more than 2 files, or files nested too deeply: the rest was not read",)
    monkeypatch.setattr(package, "MAX_PARTS", 4)
    with pytest.raises(DocumentError, match="split it"):
        read(data, "a.zip")


def test_an_encrypted_archive_is_refused():
    data = bytearray(make_zip({"a.txt": "words"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(DocumentError, match="password-protected"):
        read(bytes(data), "a.zip")


def test_a_damaged_file_in_an_archive_makes_that_file_unreadable():
    data = bytearray(make_zip({"a.txt": "words " * 50, "b.txt": "more words"}))
    data[data.index(b"a.txt") + 7] ^= 0xFF
    document = read(bytes(data), "a.zip")
    assert found_in(document) == [("b.txt", "more words")]
    assert "a.txt inside it was not read: it is damaged" in document.notes[0]


@pytest.mark.parametrize("length", [4, 30, 100])
def test_a_truncated_archive_is_refused_as_damaged(length):
    with pytest.raises(DocumentError, match="damaged"):
        read(make_zip({"a.txt": "words " * 50})[:length], "a.zip")


def test_a_document_named_like_an_archive_is_read_as_what_it_is():
    assert read(make_docx(paragraph("Twenty days.")), "a.zip").text == "Twenty days."
    assert found_in(read(make_zip({"word/documents.txt": "words"}), "a.zip")) == [("word/documents.txt", "words")]


def test_an_archive_attached_to_a_message_is_read():
    mail = b"From: Ada\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nSee below.\n--x\n"
    mail += b"Content-Disposition: attachment; filename=a.zip\nContent-Transfer-Encoding: base64\n\n"
    mail += base64.encodebytes(make_zip({"b.txt": "words"})) + b"--x--\n"
    assert found_in(read(mail, "a.eml"))[-1] == ("a.zip/b.txt", "words")


@pytest.mark.parametrize("encoding", ["cp932", "gb18030", "utf-8"])
def test_names_that_do_not_say_their_encoding_are_read(encoding):
    name = {"cp932": "会議の料金表", "gb18030": "会议费用价格表", "utf-8": "Größe"}[encoding]
    stored = name.encode(encoding)
    data = make_zip({f"{'A' * len(stored)}.txt": "Words."}).replace(b"A" * len(stored), stored)
    assert [section.heading for section in read(data, "a.zip").sections] == [f"{name}.txt"]
