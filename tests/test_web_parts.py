"""Parts of web pages that scripts show, pictures, readings, tables of other elements, and data in scripts."""

import json

import pytest

from index.reading.read import read
from index.reading.readers.descriptions import described


def page(body, head=""):
    return read(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "a.html")


@pytest.mark.parametrize(
    "panel",
    [
        "<ul role=tablist><li role=tab>Care</li></ul><div role=tabpanel hidden>Wash by hand.</div>",
        "<div role=tabpanel aria-hidden=true style='display: none'>Wash by hand.</div>",
        "<h3><button aria-controls=p1 aria-expanded=false>Care</button></h3><div id=p1 hidden>Wash by hand.</div>",
        "<div hidden=until-found>Wash by hand.</div>",
    ],
)
def test_what_a_click_on_a_tab_or_a_heading_shows_is_read(panel):
    found = page(f"<main><p>A wool coat.</p>{panel}</main>")
    assert "Wash by hand." in found.text
    assert not found.notes


def test_what_is_hidden_without_a_way_to_show_it_is_left_out_with_a_note():
    found = page("<main><p>A wool coat.</p><div hidden>Draft of a price: 90 euros.</div></main>")
    assert "90" not in found.text
    assert found.notes == ("hidden text was left out (1 place)",)


def test_the_rows_of_a_table_come_as_they_are_shown():
    body = (
        "<table><tfoot><tr><td>Total</td><td>9</td></tr></tfoot><thead><tr><th>Day</th><th>Guests</th></tr></thead>"
        "<tbody><tr><th scope=row>Monday</th><td>4</td></tr><tr><th scope=row>Friday</th><td>5</td></tr></tbody>"
        "</table>"
    )
    assert page(body).text.split("\n") == [
        "Day: Monday | Guests: 4",
        "Day: Friday | Guests: 5",
        "Day: Total | Guests: 9",
    ]


def test_a_table_of_other_elements_names_its_columns():
    rows = [("Name", "Desk"), ("Nils", "D14"), ("Ayo", "D15")]
    for role in ("table", "grid"):
        kinds = ["columnheader", *["cell" if role == "table" else "gridcell"] * 2]
        body = "".join(
            f"<div role=row>{''.join(f'<span role={kind}>{text}</span>' for text in row)}</div>"
            for kind, row in zip(kinds, rows, strict=True)
        )
        assert page(f"<div role={role}>{body}</div>").text == "Name: Nils | Desk: D14\nName: Ayo | Desk: D15"


def test_how_characters_are_read_stands_after_the_word():
    for ruby in (
        "<ruby>京<rt>きょう</rt>都<rt>と</rt></ruby>",
        "<ruby>京都<rp>（</rp><rt>きょうと</rt><rp>）</rp></ruby>",
        "<ruby><rb>京</rb><rb>都</rb><rt>きょう</rt><rt>と</rt></ruby>",
    ):
        assert page(f"<p>会場は{ruby}大学です。</p>").text == "会場は京都(きょうと)大学です。"


def test_the_description_of_a_picture_is_read_if_the_page_does_not_say_it():
    found = page(
        "<main><p>Tides.</p><figure><img alt='Chart of the tides at Lowen quay'></figure>"
        "<figure><img alt='The old lighthouse of Lowen'><figcaption>The old lighthouse of Lowen.</figcaption></figure>"
        "<img alt='logo'><img role=presentation alt='A row of small grey dots'></main>"
    )
    assert found.text == "Tides.\n\n[Picture: Chart of the tides at Lowen quay]\n\nThe old lighthouse of Lowen."


@pytest.mark.parametrize(
    "text",
    [
        *("", "logo", "photo of the old bridge.jpg", "Company logo of Zuvelo Ltd", "word " * 200),
        *("Ein Bild, das Text enthält. Automatisch generierte Beschreibung", "A square AI-generated content may err."),
    ],
)
def test_names_of_files_and_signs_and_words_of_programs_describe_nothing(text):
    assert not described(text)


def test_a_page_without_text_is_read_by_the_data_that_it_holds():
    product = {"@type": "Product", "name": "Kettle Brumo", "image": "https://x.org/a.png", "offers": {"price": "39.90"}}
    script = f'<script type="application/ld+json">{json.dumps(product)}</script>'
    assert page("<div id=root></div>", script).text == "name: Kettle Brumo | offers price: 39.90"


@pytest.mark.parametrize(
    "script",
    [
        '<script id="__NEXT_DATA__" type="application/json">{}</script>',
        "<script>window.__STATE__ = {};</script>",
        "<script>var data={}</script>",
    ],
)
def test_the_state_of_a_script_is_read_without_what_is_for_programs(script):
    items = [{"id": "a1", "title": "Lamp", "price": 19.9, "slug": "lamp", "text": "<p>Made of <b>brass</b>.</p>"}]
    items += [{"id": "b2", "title": "Chair", "price": 75, "isNew": True, "href": "/chair"}]
    state = {"props": {"items": items}, "buildId": "x8KdPq77Zz12"}
    text = page(f"<p>Loading…</p>{script.replace('{}', json.dumps(state))}").text
    assert text == "Loading…\n\ntitle: Lamp | price: 19.9 | text: Made of brass.\ntitle: Chair | price: 75"


def test_a_page_that_shows_its_text_is_read_without_its_data():
    text = "The pump has a warranty of 36 months from the date of sale. " * 6
    script = '<script type="application/ld+json">{"name": "Pump Zorvo"}</script>'
    assert "Zorvo" not in page(f"<p>{text}</p>", script).text


@pytest.mark.parametrize("data", ["{", "[" * 100_000, "function f() { return 1 }"])
def test_a_script_without_data_is_left_alone(data):
    assert (
        page(f"<p>Loading…</p><script type='application/json'>{data}</script><script>{data}</script>").text
        == "Loading…"
    )


def test_a_picture_in_a_list_is_described_but_not_the_links_of_a_gallery():
    steps = page(
        "<ol><li>Open the lid <img alt='Lid with two hooks at the left'></li>"
        "<li><img alt='Gauge that shows 4 bar when ready'></li></ol>"
    )
    assert steps.text == (
        "1. Open the lid [Picture: Lid with two hooks at the left]\n2. [Picture: Gauge that shows 4 bar when ready]"
    )
    gallery = page("<p>Boats</p><ul><li><a href=a><img alt='Red boat on the old lake'></a> The red one</li></ul>")
    assert gallery.text == "Boats\n- The red one"


def test_what_other_customers_bought_is_no_part_of_the_page():
    rest = "<div class='also-bought'><h3>Also bought</h3><ul><li>Toaster Lumo</li></ul></div>"
    assert page(f"<h1>Kettle</h1><p>{'It boils 1.7 litres in three minutes. ' * 5}</p>{rest}").text.endswith("minutes.")
