"""Questions on two or more documents, sections or columns that are described alike, and "which of the X has Y?"."""

from __future__ import annotations

import pytest
from fakes import HeldDocuments, ask_texts, make_headed, quoted_answer

from qa.forms.comparisons.aspect import compares, find_aspect
from qa.forms.words.roots import roots
from qa.forms.words.synonyms import matches
from qa.records import Answer

ALDER = make_headed(
    "offer-alder.md",
    "Roof offer from Alder",
    ("", None, "Our price is 14,200 pounds. The guarantee is ten years. Waste is taken away at no cost."),
)
BIRCH = make_headed(
    "offer-birch.md",
    "Roof offer from Birch",
    ("", None, "Our price is 11,900 pounds. We give a warranty of six years. We can begin on 4 May."),
)
PLANS = make_headed(
    "plans.md",
    "Insurance plans",
    ("Basic plan", None, "It costs 5 euros a month. Luggage is not covered."),
    ("Plus plan", None, "It costs 9 euros a month. Luggage is covered. Joining costs 20 euros."),
)
DEVICES = make_headed(
    "devices.md",
    "Geräte",
    ("", None, "Eigenschaft: Tank (l) | Lerche: 90 | Bussard: 120\nEigenschaft: Länge (m) | Lerche: 5 | Bussard: 7"),
)
LIBRARY = HeldDocuments(ALDER, BIRCH, PLANS, DEVICES)


def ask(question: str) -> Answer:
    return quoted_answer(question, LIBRARY)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How do the guarantees of Alder and Birch differ?", ("ten years", "six years", "difference is 4 years")),
        ("Alder or Birch - whose offer is cheaper, and by how much?", ("Birch is cheaper: 11,900 GBP", "2,300 GBP")),
        ("alder vs birch: which guarantee is longer?", ("alder: 10 years", "6 years for birch")),
        ("What is the difference in price between Basic and Plus?", ("9 EUR", "5 EUR", "difference is 4 EUR")),
        ("Basic or Plus, what's cheaper per month?", ("Basic is cheaper: 5 EUR, against 9 EUR for Plus",)),
        ("Wie unterscheiden sich die Tanks von Lerche und Bussard?", ("Bussard: 120 l", "90 l", "30 l")),
    ],
)
def test_both_sides_are_quoted_and_amounts_compared(question: str, expected: tuple[str, ...]) -> None:
    answer = ask(question)
    assert answer.form == "comparison"
    for words in expected:
        assert words in answer.text


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Is Alder's or Oakwell's guarantee longer?", "**Oakwell**: Your documents do not say."),
        ("When can Alder and Birch begin, compared with each other?", "**Alder**: Your documents do not say."),
    ],
)
def test_a_side_of_which_nothing_is_said_is_named(question: str, missing: str) -> None:
    assert missing in ask(question).text


def test_what_is_said_of_no_side_is_not_answered() -> None:
    answer = ask("What are the differences between Alder and Birch on scaffolding?")
    assert answer.abstained
    assert not answer.citations


@pytest.mark.parametrize(
    ("question", "name", "other"),
    [
        ("Which of the plans covers luggage?", "Plus plan", "Basic plan"),
        ("which plan doesn't cover luggage?", "Basic plan", "Plus plan"),
        ("Which of the two offers takes the waste away for free?", "Alder", "Birch"),
    ],
)
def test_each_of_the_things_is_looked_at(question: str, name: str, other: str) -> None:
    answer = ask(question)
    assert name in answer.text
    assert other not in answer.text


def test_which_is_cheapest_is_computed_over_all() -> None:
    assert ask("Which of the two offers is the cheapest?").text.startswith("Roof offer from Birch")


def test_a_limit_compares_nothing() -> None:
    assert not compares("Can I claim more than 3 days, or less?")
    assert not compares("By when must I ring, at the latest?")
    assert compares("Is A cheaper than B?")


def test_the_aspect_is_what_is_left_of_the_question() -> None:
    assert find_aspect("How do the guarantees differ?", ()).words == tuple(roots("guarantee"))
    assert find_aspect("Was ist pro Tag günstiger?", ()).per == "tag"


def test_words_with_one_meaning_match() -> None:
    assert matches(*roots("guarantee"), roots("warranty"))
    assert not matches(*roots("towels"), roots("membership costs"))


def test_a_version_with_only_a_date_beside_it_is_named_by_its_number() -> None:
    notes = make_headed(
        "release-notes.md",
        "Release notes of the firmware",
        ("3.4.0 (3 January 2026)", None, "Quiet mode is new."),
        ("3.5.0 (10 March 2026)", None, "Night mode is new."),
        ("3.6.0 (9 May 2026)", None, "Boost mode is new."),
    )
    assert "3.5.0" in quoted_answer("Which firmware has night mode?", HeldDocuments(notes)).text


def test_a_statement_beside_the_question_is_not_what_is_compared() -> None:
    assert find_aspect("My husband likes it. How do their batteries compare?", ()).words == tuple(roots("batteries"))


def test_a_bigger_thing_has_a_greater_area_and_not_a_greater_price() -> None:
    flats = HeldDocuments(
        make_headed("flat-a.md", "Flat Hafen", ("", None, "Zwei Zimmer, 68 Quadratmeter. Die Miete ist 905 Euro.")),
        make_headed("flat-b.md", "Flat Linde", ("", None, "Drei Zimmer, 74 m². Die Miete ist 815 Euro.")),
    )
    answer = quoted_answer("Welche Flat ist größer, und um wie viel?", flats)
    assert "Flat Linde: 74 m², dagegen Flat Hafen: 68 m². Der Unterschied beträgt 6 m²" in answer.text
    assert "Flat Linde is cheaper: 815 EUR" in quoted_answer("Which flat is cheaper, and by how much?", flats).text


def test_the_two_are_all_documents_of_a_small_collection() -> None:
    gyms = HeldDocuments(
        make_headed("iron.md", "Iron Gym", ("", None, "It costs 34 pounds a month. Notice is one month, in writing.")),
        make_headed("river.md", "River Fitness", ("", None, "The fee is 41 pounds a month. Notice is two weeks.")),
    )
    text = quoted_answer("diff in notice between the two?", gyms).text
    assert "one month" in text
    assert "two weeks" in text
    assert "Iron Gym is cheaper: 34 GBP" in quoted_answer("which gym is cheaper per month?", gyms).text


def test_sentences_without_the_measure_do_not_tell_which_is_bigger() -> None:
    gyms = HeldDocuments(
        make_headed("iron.md", "Iron Gym", ("", None, "Included is the weights room. It costs 34 pounds.")),
        make_headed("river.md", "River Fitness", ("", None, "Included are all rooms. It costs 41 pounds.")),
    )
    assert quoted_answer("Which of the two has the bigger weights room?", gyms).form != "comparison"


def test_two_documents_of_one_title_are_called_by_their_files_and_synonyms_count_less_than_the_word() -> None:
    text = "The deposit is paid back {days} days after the tenancy ends. Either side gives {months} months' notice."
    leases = HeldDocuments(
        make_headed("flat-3.docx", "Tenancy agreement", ("", None, text.format(days=30, months="two"))),
        make_headed("flat-5.docx", "Tenancy agreement", ("", None, text.format(days=30, months="three"))),
    )
    answer = quoted_answer("Which of the two flats has the longer notice period?", leases)
    assert answer.text.startswith("flat-5.docx: 3 months, against 2 months for flat-3.docx.")


INQUIRY = {
    "inquiry.txt": "Report of the safety group\n\nThe display failed.\n\nRecommendations\n- Replace the battery.\n",
    "minutes.txt": "Committee minutes\n\nThe safety report was accepted, see the separate paper.\n",
}
OBRA = {
    "obra.txt": "El último relevo\n\nDetrás de la barra está Remigio, hermano de Baltasar, que hace el café.\n",
    "utileria.txt": "Utilería\n\n- maleta azul\n- seis tazas de café\n",
}
LEASES = {
    "lease-elm.txt": "Lease of 3 Elm Street\n\nThe tenant mends taps and windows. No animals are kept.\n",
    "lease-oak.txt": "Lease of 9 Oak Street\n\nA dog is allowed. The tenant mends taps.\n",
}


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("what measures does the safety paper propose", INQUIRY),
        ("Welche Maßnahmen schlägt das Sicherheitspapier vor?", INQUIRY),
        ("Quelles mesures propose le rapport safety ?", INQUIRY),
        ("¿Qué alumno hace el papel de Baltasar?", OBRA),
        ("Which pupil plays Baltasar?", OBRA),
        ("Which repairs does the Elm lease name?", LEASES),
    ],
)
def test_what_one_document_says_is_not_asked_of_each(question: str, texts: dict[str, str]) -> None:
    assert " of 2:" not in ask_texts(question, texts).text


def test_documents_of_one_kind_are_meant_by_a_word_that_none_of_them_uses() -> None:
    assert ask_texts("Which flat allows dogs?", LEASES).text.startswith("1 of 2:\n\n- **lease oak**")


OFFERS = HeldDocuments(
    make_headed(
        "estimate_brandt.md",
        "Angebot 118 – Terrasse",
        ("", None, "Pos.: 1 | Leistung: Platten | Betrag: 4.100,00 €\nPos.: 2 | Leistung: Einbau | Betrag: 2.450,00 €\n"
         "Leistung: Summe | Betrag: 6.550,00 €\nSchallpegel außen: 61 dB(A)."),
    ),
    make_headed(
        "offerte_kern.md",
        "Offerte K-9",
        ("", None, "Pos.: 1 | Leistung: Platten | Betrag: 3.900,00 €\nPos.: 2 | Leistung: Einbau | Betrag: 2.050,00 €\n"
         "Leistung: Summe | Betrag: 5.950,00 €\nSchallpegel außen: 57 dB(A)."),
    ),
    make_headed("notes.md", "Notizen", ("", None, "Herr Falk hat gute Platten. Der Hof ist 40 m² groß.")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        (
            "Welche der beiden Offerten ist billiger und um wie viel?",
            "Offerte K-9 (offerte_kern.md): 5.950 EUR, dagegen Angebot 118",
        ),
        (
            "Welches Gerät ist draußen leiser, und welche Werte haben beide?",
            "Offerte K-9 (offerte_kern.md): 57 dB, dagegen Angebot 118",
        ),
    ],
)
def test_the_two_offers_are_those_with_a_total_and_not_the_notes(question: str, verdict: str) -> None:
    answer = quoted_answer(question, OFFERS)
    assert answer.text.startswith(verdict), answer.text
    assert "Notizen" not in answer.text


ROOFERS = HeldDocuments(
    make_headed(
        "quote_gallow.pdf",
        "Quotation Q-3381",
        (
            "",
            None,
            "Insurance: public liability of £5 million.\n"
            "Item: Tiles | Amount: £8,000\nItem: Total without VAT | Amount: £10,680",
        ),
    ),
    make_headed(
        "quote_nettle.pdf",
        "Estimate 24/077",
        (
            "",
            None,
            "Insurance: public liability of £2 million.\n"
            "Item: Slates | Amount: £9,500\nItem: Total without VAT | Amount: £12,270",
        ),
    ),
    make_headed("minutes.md", "Minutes", ("", None, "The committee wants a new roof before winter.")),
)


@pytest.mark.parametrize(
    "question",
    [
        "Which of the two offers is cheaper?",
        "Which quote is cheaper?",
        "Which of the two roofers is cheaper, and by how much without VAT?",
    ],
)
def test_what_an_offer_costs_is_its_total_whoever_made_it(question: str) -> None:
    text = quoted_answer(question, ROOFERS).text
    assert text.startswith("Quotation Q-3381")
    other = "12,270 GBP for Estimate 24/077 (quote_nettle.pdf)"
    assert f"10,680 GBP, against {other}. The difference is 1,590 GBP" in text


HALL = HeldDocuments(
    make_headed(
        "bid_pardew.pdf",
        "Quotation 7-A",
        ("", None, "New felt of 90 square metres, shutters on the south side only.\n"
         "Guarantee on the workmanship: 6 years.\nGuarantee of the maker on the felt: 20 years. "
         "Payment: a third on ordering. Duration: 17 working days."),
    ),
    make_headed(
        "bid_osgood.pdf",
        "Estimate 41",
        ("", None, "Felt of 90 square metres, shutters on both sides. We guarantee our work for 9 years; the mill "
         "guarantees the felt for 15 years.\nPayment: no deposit. We expect to need 12 working days."),
    ),
    make_headed("minutes.md", "Minutes of 3 May", ("", None, "The hall needs a roof. Payment is from the roof fund.")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "start", "missing"),
    [
        (
            "Who gives the longer guarantee on their own workmanship?",
            "Estimate 41 (bid_osgood.pdf): 9 years, against 6 ",
            "fund",
        ),
        ("Whose offer has shutters on both sides?", "1 of 2:\n\n- **Estimate 41 (bid_osgood.pdf)**", "pardew"),
        (
            "Which of the two offers has shutters on both sides?",
            "1 of 2:\n\n- **Estimate 41 (bid_osgood.pdf)**",
            "no difference",
        ),
        ("Compare the payment terms.", "- **Quotation 7-A (bid_pardew.pdf)**: “Payment: a third on ordering.”", "fund"),
        (
            "How do the payment terms differ?",
            "- **Quotation 7-A (bid_pardew.pdf)**: “Payment: a third on ordering.”",
            "fund",
        ),
        (
            "What payment terms does each one ask for? Compare.",
            "- **Quotation 7-A (bid_pardew.pdf)**: “Payment: a third",
            "fund",
        ),
    ],
)
def test_the_only_two_documents_of_one_kind_are_those_that_are_compared(
    question: str, start: str, missing: str
) -> None:
    text = quoted_answer(question, HALL).text
    assert text.startswith(start), text
    assert missing not in text


def test_nothing_is_compared_if_no_two_documents_are_of_one_kind() -> None:
    texts = {"hall.md": "The hall\n\nPayment: on ordering.", "club.md": "The club\n\nPayment: monthly."}
    texts |= {f"{name}.md": f"{name}\n\nNothing on it." for name in ("garden", "kitchen", "shed")}
    assert ask_texts("Compare the payment terms.", texts).form != "comparison"


def test_which_year_is_no_thing_that_is_compared() -> None:
    text = ask_texts("In which year did the Elm flat get its taps?", LEASES).text
    assert " of 2:" not in text


@pytest.mark.parametrize("question", ["Who is the oldest?", "Wer ist am ältesten?", "Who is younger?"])
def test_who_is_oldest_is_not_asked_of_two_documents(question: str) -> None:
    assert "17 days" not in quoted_answer(question, HALL).text
    assert quoted_answer(question, HALL).form != "comparison"
