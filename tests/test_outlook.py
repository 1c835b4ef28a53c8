import pytest
from made_archives import make_msg

from index.errors import DocumentError
from index.reading.read import read
from index.reading.readers.outlook import read_msg

SUBJECT, SENDER, BODY = ("__substg1.0_0037001F", "__substg1.0_0C1A001F", "__substg1.0_1000001F")
DATA, NAME = "__substg1.0_37010102", "__substg1.0_3707001F"
INNER = "__substg1.0_3701000D"


def wide(text):
    return text.encode("utf-16-le")


OFFER = {SUBJECT: wide("Offer"), SENDER: wide("Ada"), BODY: wide("The price is nine.")}


def test_a_message_is_its_heads_and_its_text_and_titled_by_its_subject():
    contents = read_msg(make_msg(OFFER))
    assert contents.title == "Offer"
    assert contents.text == "From: Ada\nDate: 2024-01-17 21:20 UTC\nSubject: Offer\n\nThe price is nine."


def test_text_of_old_programs_and_web_pages_are_read():
    old = make_msg(
        {"__substg1.0_0037001E": "Grüße".encode("cp1252"), "__substg1.0_10130102": b"<p>The <b>price</b>.</p>"}
    )
    assert read_msg(old).text.endswith("Subject: Grüße\n\nThe price.")


def test_attachments_and_attached_messages_are_read():
    first, second = "__attach_version1.0_#00000000", "__attach_version1.0_#00000001"
    document = read(
        make_msg(
            {
                **OFFER,
                f"{first}/{DATA}": b"attached words",
                f"{first}/{NAME}": wide("note.txt"),
                f"{second}/{INNER}/{SUBJECT}": wide("Inner"),
                f"{second}/{INNER}/{BODY}": wide("inner words"),
            }
        ),
        "a.msg",
    )
    headings = {s.heading: document.text[s.start : s.end] for s in document.sections}
    assert list(headings) == ["", "Inner", "note.txt"]
    assert headings["Inner"] == "Subject: Inner\n\ninner words"
    assert headings["note.txt"].strip() == "attached words"


@pytest.mark.parametrize("length", [8, 512, 600, 5_000])
def test_a_truncated_message_is_refused_as_damaged(length):
    with pytest.raises(DocumentError, match="damaged"):
        read(make_msg(OFFER)[:length], "a.msg")
