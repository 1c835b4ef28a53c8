"""Calendars and address cards: what people want to know of an event or a person."""

from __future__ import annotations

import pytest

from index.reading.read import read
from index.reading.readers.repeats import repeats


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=DAILY", "every day"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "every 2 weeks on Monday"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR", "every week on Monday, Wednesday and Friday"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day"),
        ("FREQ=MONTHLY;BYDAY=2TU;COUNT=3", "every month on the second Tuesday, 3 times"),
        ("FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1;UNTIL=20300501", "every year on day 1 in May until 2030-05-01"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-1", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-1"),
        ("FREQ=YEARLY;BYMONTH=13", "FREQ=YEARLY;BYMONTH=13"),
        ("FREQ=WEEKLY;BYDAY=%%", "FREQ=WEEKLY;BYDAY=%%"),
        ("nonsense", "nonsense"),
    ],
)
def test_repetitions_are_said_in_words_if_all_of_the_rule_is_known(rule, said):
    assert repeats(rule) == said


def event(*lines: str) -> str:
    text = "\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"])
    return read(text.encode(), "a.ics").text


def test_an_event_of_whole_days_ends_on_its_last_day():
    lines = ("SUMMARY:Closed", "DTSTART;VALUE=DATE:20261230", "DTEND;VALUE=DATE:20270101")
    assert event(*lines) == "Event: Closed | Start: 2026-12-30 | End: 2026-12-31"
    assert "End: 2026-12-30 21:00" in event("DTSTART:20261230T190000", "DTEND:20261230T210000")


def test_exceptions_answers_and_durations_of_an_event_are_read():
    text = event(
        "SUMMARY:Choir",
        "DTSTART;TZID=Europe/London:20261203T190000",
        "DURATION:PT1H30M",
        "EXDATE;TZID=Europe/London:20261224T190000,20270107T190000",
        "ATTENDEE;CN=Bob;PARTSTAT=DECLINED:mailto:bob@mill.example",
        "ATTENDEE;CN=Cy;PARTSTAT=NEEDS-ACTION:mailto:cy@mill.example",
    )
    assert text == (
        "Event: Choir | Start: 2026-12-03 19:00 | Duration: 1 hour 30 minutes | Not on: 2026-12-24 19:00,"
        " 2027-01-07 19:00 | Attendee: Bob (bob@mill.example): declined | Attendee: Cy (cy@mill.example)"
        " | Time zone: Europe/London"
    )


def test_the_kinds_of_numbers_and_the_relatives_of_a_person_are_read():
    lines = [
        "BEGIN:VCARD",
        "N:Byron;Ada;;Dr.;",
        "TEL;TYPE=CELL,VOICE:0770",
        "TEL;WORK;FAX:0163",
        "item1.EMAIL:ada@mill.example",
        "item1.X-ABLABEL:_$!<School>!$_",
        "item2.X-ABRELATEDNAMES:Eve",
        "item2.X-ABLABEL:Sister",
        "END:VCARD",
    ]
    assert read("\n".join(lines).encode(), "a.vcf").text == (
        "Name: Ada Byron | Telephone (mobile): 0770 | Telephone (work, fax): 0163 | E-mail (School): ada@mill.example"
        " | Related (Sister): Eve"
    )


def test_a_date_with_a_label_of_its_own_is_read():
    card = "BEGIN:VCARD\nFN:Ana\nitem1.X-ABDATE:2019-06-01\nitem1.X-ABLabel:_$!<Anniversary>!$_\nEND:VCARD\n"
    assert read(card.encode(), "a.vcf").text == "Name: Ana | Date (Anniversary): 2019-06-01"
