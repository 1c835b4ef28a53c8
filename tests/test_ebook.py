import pytest
from made_archives import make_epub, make_zip

from index.errors import DocumentError
from index.reading.readers.ebook import read_epub


def test_chapters_come_in_reading_order_under_their_headings():
    contents = read_epub(make_epub("<h1>One</h1><p>First.</p>", "<h1>Two</h1><p>Second.</p>", title="The Book"))
    assert contents.title == "The Book"
    assert [(s.page, s.heading, contents.text[s.start : s.end]) for s in contents.sections] == [
        (None, "One", "One\n\nFirst."),
        (None, "Two", "Two\n\nSecond."),
    ]


def test_an_empty_element_of_xhtml_does_not_swallow_the_chapter():
    assert (
        read_epub(make_epub("<p>Before<a id='x'/> and<br/>after.</p><script src='x'/><p>End.</p>")).text
        == "Before and\nafter.\n\nEnd."
    )


def test_a_chapter_that_is_missing_is_noted_and_the_others_are_read():
    book = (
        '<package><manifest><item id="a" href="../../../etc/passwd"/><item id="b" href="b.html"/></manifest>'
        '<spine><itemref idref="a"/><itemref idref="b"/><itemref idref="c"/></spine></package>'
    )
    contents = read_epub(make_epub(**{"OEBPS/book.opf": book, "OEBPS/b.html": "<p>Read.</p>"}))
    assert contents.text == "Read."
    assert "chapter passwd was not read" in contents.notes[0]


def test_a_book_with_locked_chapters_is_refused_and_one_with_locked_fonts_is_read():
    locked = '<encryption><CipherReference URI="{}"/></encryption>'
    with pytest.raises(DocumentError, match="DRM"):
        read_epub(make_epub("<p>x</p>", **{"META-INF/encryption.xml": locked.format("OEBPS/text/c%200.xhtml")}))
    assert read_epub(make_epub("<p>x</p>", **{"META-INF/encryption.xml": locked.format("OEBPS/a.otf")})).text == "x"


@pytest.mark.parametrize("parts", [{"a.txt": "x"}, {"META-INF/container.xml": "<container/>"}])
def test_an_archive_without_a_book_is_refused(parts):
    with pytest.raises(DocumentError, match=r"without an e-book|table of parts"):
        read_epub(make_zip(parts))


def test_powers_and_marks_of_notes_say_what_the_page_shows():
    chapter = '10<sup>6</sup> litres for 10<a href="notes.xhtml#n1"><sup>1</sup></a> days'
    assert read_epub(make_epub(f"<p>{chapter}</p>")).text == "10^6 litres for 10 ¹ days"


def test_text_that_the_style_sheets_of_a_book_strike_out_or_hide_is_left_out():
    chapter = '<p>It costs <span class="old">99</span> 42 euros<span class="away">, says Bo</span>.</p>'
    sheet = ".old { text-decoration:\tline-through } .away { display: none } p { color: black }"
    link = '<link href="../looks.css" rel="stylesheet" type="text/css"/>'
    page = f"<html><head><title/>{link}</head><body>{chapter}</body></html>"
    contents = read_epub(make_epub("", **{"OEBPS/text/c 0.xhtml": page, "OEBPS/looks.css": sheet}))
    assert contents.text == "It costs 42 euros."
    assert contents.notes == ("struck-out or deleted text was left out (1 place)",)


def test_the_pictures_of_a_book_are_kept_for_reading_each_once():
    chapter = '<p>See:</p><img src="../pics/a.png" alt=""/><svg><image xlink:href="../pics/b.png"/></svg><img src="http://x.org/c.png"/>'
    parts = {"OEBPS/pics/a.png": "one", "OEBPS/pics/b.png": "two", "OEBPS/pics/d.png": "not shown"}
    contents = read_epub(make_epub(chapter, '<img src="../pics/a.png"/>', **parts))
    assert [picture.data for picture in contents.pictures] == [b"one", b"two"]


def test_links_to_notes_stick_to_no_word_and_the_notes_are_read():
    chapter = (
        '<p>It costs 42 euros<a epub:type="noteref" href="#n1">1</a> since 2024<a href="#fn2">2</a>.</p>'
        '<aside epub:type="footnote" id="n1"><p>Net of tax.</p></aside><aside><p>Buy our books.</p></aside>'
    )
    assert read_epub(make_epub(chapter)).text == "It costs 42 euros ¹ since 2024 ².\n\nNet of tax."


NAV = "<html><body><nav epub:type='toc' xmlns:epub='http://www.idpf.org/2007/ops'><ol>{}</ol></nav></body></html>"
BOOK = (
    "<package><manifest><item id='c0' href='text/c%200.xhtml'/><item id='c1' href='text/c%201.xhtml'/>"
    "<item id='n' href='{}' {}/></manifest><spine><itemref idref='c0'/><itemref idref='c1'/></spine></package>"
)
GRAFTING = "<p>Opening.</p><div id='g'><p>Grafts heal in 21 days.</p></div>"


def headings(contents):
    return [(section.heading, contents.text[section.start : section.end]) for section in contents.sections]


def test_the_table_of_contents_names_chapters_without_headings():
    steps = (
        "<li><a href='text/c%200.xhtml'>Part One</a><ol><li><a href='text/c%200.xhtml#g'>Grafting</a></li>"
        "<li><a href='text/c%201.xhtml'>Cider</a></li></ol></li>"
    )
    parts = {"OEBPS/nav.xhtml": NAV.format(steps), "OEBPS/book.opf": BOOK.format("nav.xhtml", "properties='nav'")}
    found = read_epub(make_epub(GRAFTING, "<p><b>Cider</b></p><p>Ninety days.</p>", **parts))
    assert headings(found) == [
        ("Part One", "Part One\n\nOpening."),
        ("Part One > Grafting", "Grafting\n\nGrafts heal in 21 days."),
        ("Part One > Cider", "Cider\n\nNinety days."),
    ]


def test_the_older_table_of_contents_does_so_too_and_a_chapter_in_several_files_goes_on():
    points = (
        "<ncx><navMap><navPoint><navLabel><text>Orchard</text></navLabel><content src='text/c%200.xhtml'/></navPoint>"
        "</navMap></ncx>"
    )
    opf = BOOK.format("toc.ncx", "media-type='application/x-dtbncx+xml'")
    found = read_epub(make_epub("<p>Opening.</p>", "<p>More.</p>", **{"OEBPS/toc.ncx": points, "OEBPS/book.opf": opf}))
    assert headings(found) == [("Orchard", "Orchard\n\nOpening."), ("Orchard", "More.")]


def test_chapters_with_headings_of_their_own_keep_them():
    steps = "<li><a href='text/c%200.xhtml'>Another name</a></li>"
    parts = {"OEBPS/nav.xhtml": NAV.format(steps), "OEBPS/book.opf": BOOK.format("nav.xhtml", "properties='nav'")}
    assert headings(read_epub(make_epub("<h1>One</h1><p>First.</p>", "", **parts))) == [("One", "One\n\nFirst.")]
