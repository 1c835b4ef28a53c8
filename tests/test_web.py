import base64

import pytest

from index.errors import DocumentError
from index.reading.readers import web
from index.reading.readers.web import read_html

MANUAL = b"""<!doctype html><html><head><title>Manual | Acme</title><style>p{}</style></head><body>
<header>Acme logo</header><nav><a href=/>Home</a></nav>
<main><h1>Kettle <em>K2</em></h1><p>Boils H<sub>2</sub>O.<br>Safely &amp; fast.</p>
<script>alert(1)</script><noscript>Enable scripts</noscript>
<h2>Steps</h2><ol><li>Fill it.</li><li>Switch <b>on</b>.</li></ol><ul><li>Never empty</li></ul>
<h2>Data</h2><table><caption>Models</caption><tr><th>Model</th><th>Power</th></tr>
<tr><td>K2</td><td>2 kW</td></tr><tr><td>K3</td><td>3 kW</td></tr></table>
<pre>on
  off</pre><p hidden>invisible</p><p style="display: none">gone</p>
<div role="dialog" aria-label="Privacy"><p>We ask for consent.</p></div></main>
<aside>Buy now</aside><footer>Imprint</footer></body></html>"""


def sections_by_heading(contents):
    return {section.heading: contents.text[section.start : section.end] for section in contents.sections}


def test_a_page_is_read_as_lines_under_its_headings():
    assert sections_by_heading(read_html(MANUAL)) == {
        "Kettle K2": "Kettle K2\n\nBoils H₂O.\nSafely & fast.",
        "Kettle K2 > Steps": "Steps\n1. Fill it.\n2. Switch on.\n- Never empty",
        "Kettle K2 > Data": "Data\n\nModels\nModel: K2 | Power: 2 kW\nModel: K3 | Power: 3 kW\n\non\n  off",
    }


@pytest.mark.parametrize(
    "unwanted", ["logo", "Home", "Buy", "Imprint", "alert", "Enable", "invisible", "gone", "consent", "p{}"]
)
def test_what_surrounds_the_main_text_or_is_not_shown_is_left_out(unwanted):
    assert unwanted not in read_html(MANUAL).text


def test_the_title_is_the_first_top_heading_or_else_the_title_element():
    assert read_html(MANUAL).title == "Kettle K2"
    assert read_html(b"<title>Only\n this</title><p>x").title == "Only this"
    assert read_html(b"<p>x").title == ""


@pytest.mark.parametrize("heading", ["1. Introduction", "Introduction", "2.3 Lids", "Kapitel 4", "Übersicht", ""])
def test_a_top_heading_that_only_says_where_the_page_stands_is_not_its_title(heading):
    page = f"<title>Kettle manual</title><h1>{heading}</h1><p>x"
    assert read_html(page.encode()).title == "Kettle manual"


@pytest.mark.parametrize("heading", ["2026 price list", "Introduction to kettles", "K2"])
def test_a_top_heading_that_says_what_the_page_is_about_is_its_title(heading):
    assert read_html(f"<title>Acme</title><h1>{heading}</h1><p>x".encode()).title == heading


def test_a_numbered_heading_is_the_title_of_a_page_that_has_no_other():
    assert read_html(b"<h1>1. Lids</h1><p>x").title == "1. Lids"


def test_the_signs_that_link_to_a_section_are_left_out_and_other_links_are_not():
    page = "<h1>Lids<a href='#lids'>¶</a></h1><h2>Care<a href='p.html#c'> # </a></h2><p>See <a href='#n'>†</a> 5 #."
    assert read_html(f"<meta charset=utf-8>{page}".encode()).text == "Lids\n\nCare\n\nSee † 5 #."


def test_a_page_without_main_element_is_read_without_its_navigation():
    text = read_html(b"<nav>Home</nav><div>One</div><div>Two<p>Three</div><footer>Imprint</footer>").text
    assert text == "One\n\nTwo\n\nThree"


def test_the_header_of_an_article_is_part_of_it():
    assert "By Ada" in read_html(b"<article><header><h1>News</h1>By Ada</header><p>Text</article>").text


def test_a_page_that_waits_for_its_script_is_read_all_the_same():
    assert read_html(b"<body style='display:none'><p>Words</body>").text == "Words"


def test_a_table_that_lays_out_a_page_is_read_as_text():
    page = b"<table><tr><td><h1>Old</h1><p>page</td><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>"
    assert read_html(page).text == "Old\n\npage\n\na | b"


def test_surroundings_inside_surroundings_are_left_out_together():
    nested = b"<aside><nav>a<p hidden>b<aside>c</aside></p></nav>d<script>e</script></aside>" * 200
    assert read_html(nested + b"<p>Words" + nested).text == "Words"


def test_a_list_may_begin_at_any_number():
    assert read_html(b"<ol start=4><li>four<li>five</ol><ol start=x><li>one</ol>").text == "4. four\n5. five\n1. one"


def test_a_heading_over_several_lines_is_one_heading():
    assert list(sections_by_heading(read_html(b"<h1>The<br>Whole <div>Story</div></h1>x"))) == ["The Whole Story"]


def test_the_declared_encoding_is_used():
    page = '<meta charset="iso-8859-2"><p>Zażółć gęślą jaźń'.encode("iso8859-2")
    assert read_html(page).text == "Zażółć gęślą jaźń"


def test_deep_nesting_is_read_without_recursion():
    page = b"<div>" * 5_000 + b"deep" + b"</div>" * 5_000
    assert read_html(page).text == "deep"


def test_broken_markup_loses_no_words():
    assert read_html(b"<p>a<b>b<i>c</b>d<li>e</table></div>f<").text.split() == ["abcd", "-", "ef<"]


def test_a_page_of_more_bytes_than_allowed_is_refused(monkeypatch):
    monkeypatch.setattr(web, "MAX_BYTES", 10)
    with pytest.raises(DocumentError, match="split"):
        read_html(b"<p>more than ten bytes")


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("10<sup>6</sup> l, 5 m<sup>2</sup>, H<sub>2</sub>O", "10^6 l, 5 m², H₂O"),
        ("42 euros<sup>1</sup> a month", "42 euros ¹ a month"),
        ('10<sup><a href="#n1">1</a></sup> days, 7<a href="#n2"><sup>2</sup></a> nights', "10 ¹ days, 7 ² nights"),
        ('10<sup class="footnote-ref">3</sup> days', "10 ³ days"),
        ('10<span style="vertical-align: super">6</span> litres', "10^6 litres"),
        ("<sup>1</sup>/<sub>2</sub> cup", "1/2 cup"),
        ("<math><msup><mi>x</mi><mn>2</mn></msup></math>&nbsp;&amp; <math><mfrac><mn>12</mn><mn>5</mn></mfrac></math>",
         "x² & 12/5"),
        ("<math><mi>&alpha;</mi><mo>&lt;</mo><mn>2</mn></math>", "α<2"),
        ("<table><tr><th>a<th>b<th>c<tr><td>1<td>10<sup>6</sup><td>3</table>", "a: 1 | b: 10^6 | c: 3"),
        ("<pre>10<sup>6</sup></pre>", "10^6"),
    ],
)  # fmt: skip
def test_powers_marks_fractions_and_formulas_say_what_the_page_shows(page, text):
    contents = read_html(f"<body>{page}</body>".encode())
    assert contents.text == text
    assert all(row.line.text in text for row in contents.rows)


def test_struck_out_and_deleted_text_is_left_out_and_noted():
    page = (
        b"<p>Fee: <del>100</del> <ins>120</ins> euros, <s>8 <b>percent</b></s> 9 percent,"
        b"<span style='text-decoration: line-through'>old</span> new<del></del></p>"
    )
    contents = read_html(page)
    assert contents.text == "Fee: 120 euros, 9 percent, new"
    assert contents.notes == ("struck-out or deleted text was left out (3 places)",)


def test_what_its_class_calls_a_menu_a_banner_or_comments_is_left_out_if_it_is_little_of_the_page():
    around = [
        '<div id="cookie-banner"><p>We use cookies.</p></div>',
        '<div class="site navbar"><a href="/">Home</a></div>',
        '<div class="comments"><h3>2 Comments</h3><p>I never got my money back.</p></div>',
        '<ul class="related"><li>Ten gadgets</ul>',
        '<div class="footer">Imprint</div>',
    ]
    content = "<h1>Return policy</h1>" + "<p>You may return goods within 30 days of delivery.</p>" * 10
    text = read_html(
        f"<body>{around[0]}{around[1]}<div class=content>{content}</div>{''.join(around[2:])}".encode()
    ).text
    assert text.splitlines()[0] == "Return policy"
    assert text.splitlines()[-1].endswith("delivery.")
    menu = "<div class=menu>" + "<p>Soup of the day, with bread and butter.</p>" * 5 + "</div><p>Open daily."
    assert "Soup" in read_html(f"<body>{menu}".encode()).text
    section = '<div class=section id="sharing-with-a-single-developer">Short.</div>'
    assert "Short." in read_html(f"<body>{section}{content}".encode()).text


def test_what_several_rules_name_is_dealt_with_once():
    page = (
        b"<p>10<sup style='vertical-align: super'>6</sup> <del style='text-decoration: line-through'>old</del>new"
        b"<div id=menu class=nav hidden>Home</div>"
    )
    contents = read_html(page)
    assert contents.text == "10^6 new"
    assert contents.notes == ("struck-out or deleted text was left out (1 place)",)


def test_text_that_a_style_sheet_strikes_out_or_raises_is_read_as_such():
    style = ".old {text-decoration: line-through} .note {vertical-align: super} sub.x {text-decoration-line: none}"
    contents = read_html(
        f'<style>{style}</style><p>It costs <b class="old">100</b> 90 euros<i class="note">1</i> for 10<i '
        'class="note">6</i> litres.</p>'.encode()
    )
    assert contents.text == "It costs 90 euros ¹ for 10^6 litres."
    assert contents.notes == ("struck-out or deleted text was left out (1 place)",)


def test_formulas_that_a_script_would_set_are_linear_text():
    page = rb"<p>Take \(x \leq \frac{12}{5}\) or $$10^{6}$$ for $5 or $6; \d is no formula.</p>"
    assert read_html(page).text == r"Take x ≤ 12/5 or 10^6 for $5 or $6; \d is no formula."


def test_pictures_that_the_page_holds_are_kept_to_be_read():
    picture = base64.b64encode(b"\x89PNG...").decode()
    html = f"<main><p>Look at the notice.</p><img src='data:image/png;base64,{picture}'><img src='a.png'></main>"
    assert [found.data for found in read_html(html.encode()).pictures] == [b"\x89PNG..."]
    assert read_html(b"<p>Words.</p><img src='data:image/png;base64,%%%'>").text == "Words."


def test_the_fields_of_a_form_show_their_values():
    page = (
        "<h1>Booking</h1><label>Name <input value='Ada Byron'></label><br>"
        "<label><input type=checkbox checked> Breakfast</label><label><input type=checkbox> Parking</label>"
        "<br>Room <select><option>Single<option selected>Double"
        "</select><br>Wishes <textarea>Late arrival</textarea><input type=hidden value=secret>"
        "<input type=submit value=Send><input type=checkbox><p>Done</p>"
    )
    assert read_html(page.encode()).text == (
        "Booking\n\nName Ada Byron\n☒ Breakfast ☐ Parking\nRoom Double\nWishes Late arrival\n\nDone"
    )


def test_words_in_a_drawing_are_lines_of_the_page():
    words = "<text>Pier <tspan>2027</tspan></text><text>North</text>"
    svg = f"<svg><title>Icon</title><defs><text>No</text></defs>{words}</svg>"
    assert read_html(f"<p>Map:</p>{svg}<p>End</p><svg><title>Menu</title><path d=''/></svg>".encode()).text == (
        "Map:\n\nPier 2027\nNorth\n\nEnd"
    )


@pytest.mark.parametrize(("script", "is_read"), [('type="application/ld+json">{}', False), (">run()", True)])
def test_what_a_style_sheet_hides_is_read_only_if_a_script_can_show_it(script, is_read):
    page = f"<style>.off{{display:none}}</style><script {script}</script><p>Seen.</p><div class=off>Not seen.</div>"
    contents = read_html(page.replace("<script >", "<script>").encode())
    assert ("Not seen." in contents.text) == is_read
    assert contents.unseen == (() if is_read else ("Not seen.",))


def test_an_empty_corner_above_the_names_of_rows_does_not_hide_the_names_of_columns():
    rows = "<tr><th scope=row>Bus<td>4<td>2</tr><tr><th scope=row>Tram<td>5<td>3</tr>"
    page = f"<table><thead><tr><td><th>Adults<th>Children</tr></thead>{rows}</table>"
    assert read_html(page.encode()).text == "Bus | Adults: 4 | Children: 2\nTram | Adults: 5 | Children: 3"


def test_a_page_in_the_page_and_an_open_dialog_are_read():
    page = "<p>A</p><iframe srcdoc='<p>Inside</p>'></iframe><dialog open><p>Open</p></dialog><dialog>Shut</dialog>"
    assert read_html(page.encode()).text.split() == ["A", "Inside", "Open"]
