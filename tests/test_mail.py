from email.message import EmailMessage

import pytest
from made_archives import make_xlsx
from made_files import make_pdf, show

from index.errors import DocumentError
from index.reading.read import read
from index.reading.readers import attachments
from index.reading.readers.mail import read_eml


def message(text="The price is nine.", **heads):
    mail = EmailMessage()
    mail["From"] = "Ada <ada@example.org>"
    mail["Subject"] = "Offer"
    for name, head in heads.items():
        mail[name] = head
    if text:
        mail.set_content(text)
    return mail


def found_in(document):
    return [(s.heading, document.text[s.start : s.end].strip()) for s in document.sections]


def test_a_message_is_its_heads_and_its_text_and_titled_by_its_subject():
    contents = read_eml(message(To="Bob", Date="Mon, 3 May 2027 10:00:00 +0200").as_bytes())
    assert contents.title == "Offer"
    assert found_in(contents) == [
        (
            "",
            "From: Ada <ada@example.org>\nTo: Bob\nDate: Mon, 03 May 2027 10:00:00 +0200\nSubject: Offer\n\n"
            "The price is nine.",
        )
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_message_that_was_saved_as_text_in_any_unicode_encoding_is_read(encoding):
    contents = read_eml("From: Ada <ada@x.org>\r\nSubject: Offer\r\n\r\nThe price is nine, à point.".encode(encoding))
    assert contents.title == "Offer"
    assert "The price is nine, à point." in contents.text


def test_japanese_mail_of_seven_bits_is_read():
    mail = message("")
    mail.set_content("締切は五月四日です。", charset="iso-2022-jp", cte="7bit")
    assert "締切は五月四日です。" in read_eml(mail.as_bytes()).text


def test_heads_and_text_in_other_encodings_are_read():
    raw = (
        b"From: a\nSubject: =?utf-8?b?R3LDvMOfZQ==?=\nContent-Type: text/plain; charset=x-unknown\n\nK\xf6ln, Stra\xdfe"
    )
    contents = read_eml(raw)
    assert contents.title == "Grüße"
    assert contents.text.endswith("Köln, Straße")


def test_the_web_page_is_read_where_the_plain_text_only_points_at_it():
    mail = message("See the web version.")
    mail.add_alternative("<p>The price is nine, and ninety for the whole team.</p>" * 3, subtype="html")
    assert "ninety" in read_eml(mail.as_bytes()).text
    same = message("The price is nine.")
    same.add_alternative("<p>The <b>price</b> is nine.</p>", subtype="html")
    assert read_eml(same.as_bytes()).text.count("The price is nine.") == 1


def test_attachments_are_read_by_the_readers_of_their_kinds_with_their_pages_in_the_headings():
    mail = message()
    pdf = make_pdf(show("First page.", 72, 700), show("Second page.", 72, 700))
    mail.add_attachment(pdf, maintype="application", subtype="pdf", filename="terms.pdf")
    mail.add_attachment(make_xlsx({"Fees": [["x"]]}), maintype="a", subtype="b", filename="fees.xlsx")
    document = read(mail.as_bytes(), "offer.eml")
    assert found_in(document)[1:] == [
        ("terms.pdf > page 1", "First page."),
        ("terms.pdf > page 2", "Second page."),
        ("fees.xlsx > page 1 > Fees", "Fees\n\nx"),
    ]
    assert {section.page for section in document.sections} == {None}


def test_an_attachment_that_cannot_be_read_is_noted_and_its_name_is_no_path():
    mail = message()
    mail.add_attachment(b"\x7fELF", maintype="application", subtype="x", filename="../../etc/run.exe")
    mail.add_attachment(b"words", maintype="application", subtype="x", filename="plan.pdf")
    document = read(mail.as_bytes(), "offer.eml")
    assert document.text.endswith("The price is nine.")
    assert [note.partition(" inside it was not read")[0] for note in document.notes] == [
        "run.exe",
        "plan.pdf",
    ]


def test_an_attached_message_is_read_with_its_own_attachments():
    inner = message("Inner words.", Cc="Bob")
    inner.add_attachment("attached words", filename="note.txt")
    outer = message("Outer words.")
    outer.add_attachment(inner)
    headings = [heading for heading, _ in found_in(read(outer.as_bytes(), "a.eml"))]
    assert headings == ["", "Offer.eml", "note.txt"]


def test_messages_in_messages_are_read_to_a_bounded_depth():
    mail = message("innermost")
    for _ in range(9):
        outer = message("around")
        outer.add_attachment(mail)
        mail = outer
    document = read(mail.as_bytes(), "a.eml")
    assert document.text.count("around") == 4
    assert "innermost" not in document.text
    assert "more than 100 files" in document.notes[-1]


def test_no_more_attachments_are_read_than_allowed(monkeypatch):
    monkeypatch.setattr(attachments, "MOST", 2)
    mail = message()
    for number in range(5):
        mail.add_attachment(f"words {number}", filename=f"{number}.txt")
    document = read(mail.as_bytes(), "a.eml")
    assert "words 1" in document.text
    assert "words 2" not in document.text


def test_images_in_the_text_are_counted_and_not_read():
    mail = message("See below.")
    mail.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<logo>")
    contents = read_eml(mail.as_bytes())
    assert contents.attachments == ()
    assert contents.notes == ("1 image in the text of the message left unread",)


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a\nSubject: =?utf-8?q?=80=?= \xff\nTo: <<<>>,,;:\nDate: never\n\nwords",
        b"From: a\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nwords",
        b"From: a\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!not base64 words",
        b"From: a\nContent-Type: multipart/mixed\n\nwords",
        b"From: a\nContent-Type: message/rfc822\n\n",
        b"From: a\nContent-Disposition: attachment; filename*=utf-9''%ff\n\nwords",
    ],
)
def test_malformed_messages_are_read_as_far_as_they_go(raw):
    assert read_eml(raw).text.startswith("From: a")


def test_what_has_no_heads_is_no_message():
    with pytest.raises(DocumentError, match="not a mail message"):
        read_eml(b"just words\nand more")


def test_a_part_without_a_name_that_is_no_body_is_read_as_what_it_is():
    mail = message()
    event = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Quarry visit\nEND:VEVENT\nEND:VCALENDAR\n"
    mail.add_alternative(event, subtype="calendar")
    assert "Quarry visit" in read(mail.as_bytes(), "a.eml").text


def test_the_style_sheets_of_a_saved_web_page_say_what_is_struck_out_and_raised():
    page = message(None)
    head = "<html><head><link rel=stylesheet href='s.css'></head><body>"
    page.set_content(f"{head}<p>Fee <b class=a>40</b> 45 for 10<b class=b>6</b> l</p></body></html>", subtype="html")
    page.add_related(".a{text-decoration:line-through} .b{vertical-align:super}", subtype="css")
    assert "Fee 45 for 10^6 l" in read(page.as_bytes(), "a.mhtml").text


@pytest.mark.parametrize(
    ("more", "broken"),
    [("", "The harbour \ncafe opens.\n> At \n> nine?"), ("; delsp=yes", "The harbour ca \nfe opens.\n> At  \n> nine?")],
)
def test_lines_that_a_program_broke_are_one_line_again(more, broken):
    source = f"From: a@x\nSubject: S\nContent-Type: text/plain; format=flowed{more}\n\n{broken}\n-- \nAna\n"
    assert read_eml(source.encode()).text.endswith("The harbour cafe opens.\n> At nine?\n-- \nAna")
