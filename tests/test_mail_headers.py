"""Who sent the mail about something, when, to whom, and who got a copy, is quoted from its headers."""

import pytest
from fakes import ask_texts

from qa.forms.library.mail_headers import asks_for_headers

PRESS = (
    "From: Ambrose Quay <a@quay.example>\nTo: Fay Garr <f@orchard.example>\nCc: Sol Thorne <s@orchard.example>\n"
    "Subject: Repair of the cider press\nDate: Tue, 17 Sep 2024 07:52:00 +0100\n\nThe spindle is worn.\n"
)
LEASE = (
    "From: Hazel Dunn <h@council.example>\nTo: Trust <t@trust.example>\nSubject: Lease of the lodge\n"
    "Date: Thu, 09 Nov 2023 16:21:00 +0000\n\nThe lodge is let for 15 years.\n"
)
MAILS = {"press.eml": PRESS, "lease.eml": LEASE, "notes.md": "# Notes\n\nThe press is old.\n"}


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("Who sent the mail about the cider press and who got a copy?", ["From: Ambrose Quay", "Cc: Sol Thorne"]),
        ("When was the mail about the cider press sent?", ["Date: Tue, 17 Sep 2024"]),
        ("To whom was the message on the lease of the lodge sent?", ["To: Trust"]),
        ("Wer hat die Mail über die cider press geschickt?", ["From: Ambrose Quay"]),
        ("Qui a envoyé le mail sur la cider press, et quand ?", ["From: Ambrose Quay", "Date: Tue, 17 Sep 2024"]),
    ],
)
def test_the_lines_that_tell_it_are_quoted(question: str, lines: list[str]) -> None:
    answer = ask_texts(question, MAILS)
    assert [statement.citations[0].quote.split(" <")[0].split(" 0")[0] for statement in answer.statements] == lines


@pytest.mark.parametrize(
    "question",
    [
        "Who got a copy of the mail about the lease of the lodge?",  # it has no such line
        "Who sent the mail about the boat?",
        "Who sent the mail about the example?",  # both have the word
    ],
)
def test_what_no_single_mail_tells_is_left_to_the_others(question: str) -> None:
    assert not any(": " in one.text for one in ask_texts(question, MAILS).statements)


def test_what_a_mail_says_is_not_asked_of_its_headers() -> None:
    assert not asks_for_headers("What does the mail about the lease say?")
    assert not asks_for_headers("Who wrote the report on the lease?")
