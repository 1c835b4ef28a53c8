"""“Who said that?” about e-mails is answered with the sender of the message that says it."""

from __future__ import annotations

import pytest
from fakes import ask_texts

from qa.forms.library.senders import asks_who_wrote

MAILS = """From x Mon Jan 12 19:04:00 2026
From: Beate Ohlsen <beate@choir.example>
To: Board <board@choir.example>
Date: Mon, 12 Jan 2026 19:04:00 +0100
Subject: Bus

I asked Harms for an offer. We could leave at 6:30 from the hall.

Beate

From x Tue Jan 20 07:12:00 2026
From: Ruben Aydin <ruben@choir.example>
To: Board <board@choir.example>
Date: Tue, 20 Jan 2026 07:12:00 +0100
Subject: Re: Bus

Leaving at 6:30 is too early for the families.

> We could leave at 6:30 from the hall.
"""


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Who said 6:30 is too early?", True),
        ("who wants to leave later", True),
        ("Wer hat vorgeschlagen, um sieben zu fahren?", True),
        ("Qui a proposé de partir plus tard ?", True),
        ("Who is the treasurer?", False),
        ("What did Beate say?", False),
    ],
)
def test_questions_for_a_writer_are_known(question: str, asks: bool) -> None:
    assert asks_who_wrote(question) is asks


def test_the_sender_is_told_and_a_repeated_line_belongs_to_the_message_that_said_it_first() -> None:
    early = ask_texts("Who said that 6:30 is too early for the families?", {"bus.mbox": MAILS})
    assert early.text.startswith("Ruben Aydin wrote on 20 January 2026: “Leaving at 6:30 is too early")
    assert {citation.quote for citation in early.citations} >= {"From: Ruben Aydin <ruben@choir.example>"}
    first = ask_texts("Who suggested that we could leave at 6:30 from the hall?", {"bus.mbox": MAILS})
    assert first.text.startswith("Beate Ohlsen wrote on 12 January 2026")
