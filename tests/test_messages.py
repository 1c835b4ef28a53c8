"""When the first or last e-mail about something was sent, and by whom, told from the headers."""

import pytest
from fakes import FakeModels, HeldDocuments, ScriptedEngine, make_document

from qa.pipeline import Pipeline
from qa.records import Answer
from qa.settings import Settings


def mail(sender: str, date: str, subject: str, text: str) -> str:
    return f"From: {sender}\nTo: Office <office@a.example>\nDate: {date}\nSubject: {subject}\n\n{text}"


ORDER = mail("Ida Kern <ida@b.example>", "Mon, 2 Mar 2026 08:10:00 +0100", "Order of paint", "We order 40 tins.")
REPLY = mail("Joos Veld <joos@c.example>", "Tue, 3 Mar 2026 17:30:00 +0100", "Re: Order of paint", "It is ready.")
LATER = mail("Ida Kern <ida@b.example>", "Fri, 1 May 2026 12:00:00 +0200", "Holiday", "I am away next week.")
BOX = f"{REPLY}\n\n{LATER}"


def ask(question: str) -> Answer:
    index = HeldDocuments(make_document("a.eml", ORDER), make_document("box.mbox", BOX), make_document("b.txt", "Hi."))
    *_, answer = Pipeline(index, FakeModels(ScriptedEngine("", confidence=0.0)), Settings()).answer(question)
    assert isinstance(answer, Answer)
    return answer


@pytest.mark.parametrize(
    ("question", "sender", "day", "quoted"),
    [
        ("When was the last e-mail about the paint sent?", "Joos Veld", "3 March 2026", "Tue, 3 Mar 2026"),
        ("Who sent the first mail about the order of paint?", "Ida Kern", "2 March 2026", "ida@b.example"),
        ("On which day did the latest email from Ida Kern arrive?", "Ida Kern", "1 May 2026", "Fri, 1 May 2026"),
        ("When was the newest message sent?", "Ida Kern", "1 May 2026", "Fri, 1 May 2026"),
        ("Wann wurde die letzte E-Mail von Joos Veld geschickt?", "Joos Veld", "3 March 2026", "Tue, 3 Mar 2026"),
    ],
)
def test_the_message_is_told_with_its_sender_and_its_date(question: str, sender: str, day: str, quoted: str) -> None:
    answer = ask(question)
    assert sender in answer.text
    assert day in answer.text
    assert any(quoted in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    "question", ["When was the last e-mail about bicycles sent?", "When was the last order of paint?"]
)
def test_other_questions_are_not_answered_from_headers(question: str) -> None:
    assert ask(question).abstained


def test_a_date_that_cannot_be_read_is_left_out() -> None:
    index = HeldDocuments(make_document("a.eml", mail("Ida Kern", "soon", "Paint", "The paint is late.")))
    pipeline = Pipeline(index, FakeModels(ScriptedEngine("", confidence=0.0)), Settings())
    *_, answer = pipeline.answer("When was the last e-mail about paint sent?")
    assert isinstance(answer, Answer)
    assert answer.abstained
