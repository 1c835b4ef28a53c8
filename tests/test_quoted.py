import pytest
from made_archives import make_msg

from index.reading.read import read
from index.reading.readers.contents import Contents, sections_of
from index.reading.readers.quoted import QUOTED, with_quotes

WROTE = "On Mon, 2 Mar 2026 at 09:00, Bo <bo@x.org> wrote"


def parts(text):
    contents = with_quotes(Contents("", text, sections_of(text, ())))
    return [(s.heading.removeprefix(QUOTED).lstrip(": "), contents.text[s.start : s.end]) for s in contents.sections]


@pytest.mark.parametrize(
    "wrote",
    [
        WROTE,
        "Am 02.03.2026 um 09:00 schrieb Bo <bo@x.org>",
        "Le lun. 2 mars 2026 à 09:00, Bo <bo@x.org> a écrit\u00a0",
        "El lun, 2 mar 2026 a las 9:00, Bo (<bo@x.org>) escribió",
        "Il giorno lun 2 mar 2026 alle ore 09:00 Bo ha scritto",
        "Op ma 2 mrt 2026 om 09:00 schreef Bo <bo@x.org>",
        "ma 2. maalisk. 2026 klo 9.00 Bo <bo@x.org> kirjoitti",
        "пн, 2 мар. 2026 г. в 09:00, Bo <bo@x.org> пишет",
        "Bo <bo@x.org>, 2 Mar 2026 Pzt, 09:00 tarihinde şunu yazdı",
        "Bo <bo@x.org> 于2026年3月2日周一 09:00写道",
    ],
)
def test_a_quoted_message_is_a_section_under_whose_words_these_are(wrote):
    text = f"We deliver on 14 March.\n\n{wrote}:\n> Can you deliver on 7 March?\n>\n> Bo\n"
    assert parts(text) == [
        ("", "We deliver on 14 March."),
        (wrote.strip(), f"{wrote}:\n> Can you deliver on 7 March?\n>\n> Bo"),
    ]


def test_an_answer_below_or_between_quotations_is_the_senders_own():
    text = f"{WROTE}:\n> When?\nOn 14 March.\n> Where?\nIn Rome.\n"
    assert parts(text) == [
        (WROTE, f"{WROTE}:\n> When?"),
        ("", "On 14 March."),
        ("", "> Where?"),
        ("", "In Rome."),
    ]
    contents = with_quotes(Contents("", text, sections_of(text, ())))
    assert [section.heading for section in contents.sections][2:] == [QUOTED, ""]


def test_quotations_in_quotations_are_distinguished():
    text = "New.\n\n" + f"{WROTE}:\n> Second.\n> On Sun, Ana wrote:\n>> First.\n> Again second.\n"
    assert parts(text) == [
        ("", "New."),
        (WROTE, f"{WROTE}:\n> Second."),
        ("On Sun, Ana wrote", "> On Sun, Ana wrote:\n>> First."),
        (WROTE, "> Again second."),
    ]


@pytest.mark.parametrize(
    "head",
    [
        "-----Original Message-----\nFrom: Bo\nSent: Monday\nTo: Ana\nSubject: Date\n",
        "________________________________\nVon: Bo\nGesendet: Montag\nAn: Ana\nBetreff: Termin\n",
        "De : Bo\nEnvoyé : lundi\nÀ : Ana\nObjet : date\n",
        "Od: Bo\nOdesláno: pondělí\nKomu: Ana\nPředmět: termín\n",
        "差出人: Bo\n送信日時: 2026年3月2日\n宛先: Ana\n件名: 日程\n",
    ],
)
def test_what_outlook_puts_below_an_answer_is_quoted_to_the_end(head):
    found = parts(f"We deliver on 14 March.\n\n{head}\nCan you deliver on 7 March?\n\nBo\n")
    assert found[0][1].splitlines()[0] == "We deliver on 14 March."
    assert found[-1][0].startswith(("From: Bo", "Von: Bo", "De : Bo", "Od: Bo", "差出人: Bo"))
    assert found[-1][1].endswith("Can you deliver on 7 March?\n\nBo")


def test_a_long_introduction_over_two_lines_is_one():
    text = "Yes.\n\nOn Mon, 2 Mar 2026 at 09:00, A Person With a Long Name\n<person@x.org> wrote:\n\n> No?\n"
    assert [heading for heading, _ in parts(text)][1].endswith("<person@x.org> wrote")


@pytest.mark.parametrize(
    "text",
    [
        "On Monday he wrote: I am ill.\nWe know.",
        "In 2020 Ada wrote:\nWe know.",
        "From: here to there.\nNothing.",
        "5 > 3 and 2 > 1",
        "On the list:\nx",
    ],
)
def test_ordinary_text_is_not_quoted(text):
    assert parts(text) == [("", text)]


HTML = (
    b"From: a@x\nSubject: Re: Date\nContent-Type: text/html\n\n<p>We deliver on 14 March.</p>"
    b'<div class="gmail_quote"><div>On Mon, Bo wrote:<br></div><blockquote><p>Can you?</p><p>On 7 March?</p>'
    b"</blockquote></div><p>See you.</p>"
)
PLAIN = (
    b"From: a@x\nTo: b@x\nSubject: Re: Date\n\nWe deliver on 14 March.\n\nOn Mon, Bo wrote:\n> Can you?\n"
    b"> On 7 March?\nSee you.\n"
)


@pytest.mark.parametrize("data", [HTML, PLAIN])
def test_the_quotations_of_a_message_are_sections_of_their_own(data):
    document = read(data, "a.eml")
    headings = [section.heading for section in document.sections]
    assert headings == ["", f"{QUOTED}: On Mon, Bo wrote", ""]
    assert "14 March" in document.text[document.sections[0].start : document.sections[0].end]
    assert "7 March" in document.text[document.sections[1].start : document.sections[1].end]
    assert document.text[document.sections[2].start : document.sections[2].end] == "See you."


def test_mailboxes_and_messages_of_outlook_tell_quotations_apart():
    box = read(b"From a@x Mon\n" + PLAIN, "a.mbox")
    assert [section.heading for section in box.sections][1] == f"Re: Date > {QUOTED}: On Mon, Bo wrote"
    body = "New.\n\nOn Mon, Bo wrote:\n> Old.".encode("utf-16-le")
    subject = "Re".encode("utf-16-le")
    message = read(make_msg({"__substg1.0_0037001F": subject, "__substg1.0_1000001F": body}), "a.msg")
    assert [section.heading for section in message.sections] == ["", f"{QUOTED}: On Mon, Bo wrote"]


@pytest.mark.parametrize(
    "wrote",
    [
        "pt., 27 lut 2026 o 09:12 Bo <bo@x.org> napisał(a)",
        "pá 27. 2. 2026 v 9:12 odesílatel Bo <bo@x.org> napsal",
        "пт, 27 февр. 2026 г. в 09:12, Bo <bo@x.org>",
        "2026年2月27日(金) 9:12 Bo <bo@x.org>",
        "Vào Th 6, 27 thg 2, 2026 vào lúc 09:12 Bo <bo@x.org> đã viết",
        "27.2.2026 9.12 Bo <bo@x.org>",
    ],
)
@pytest.mark.parametrize("mark", ["> ", ""])
def test_a_date_a_time_and_an_address_introduce_a_quotation_in_every_language(wrote, mark):
    text = f"We deliver on 14 March.\n\n{wrote}:\n\n{mark}Can you deliver on 7 March?\n"
    assert [words for words, _ in parts(text)] == ["", wrote]


def test_a_line_with_a_date_that_ends_otherwise_introduces_nothing():
    text = "Write to bo@x.org until 3 March 2026, 10:30.\nThe list for 4 March 2026, 9:00:\nOne key.\n"
    assert [words for words, _ in parts(text)] == [""]
