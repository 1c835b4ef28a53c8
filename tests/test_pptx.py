import pytest
from made_archives import chart, make_pptx, make_zip, relations, shape, slide

from index.errors import DocumentError
from index.reading.readers.office.pptx import read_pptx

TABLE = (
    '<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tblPr firstRow="1"/>{}</a:tbl></a:graphicData></a:graphic>'
    "</p:graphicFrame>"
)


def table(*rows):
    cells = (
        "".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{cell}</a:t></a:r></a:p></a:txBody></a:tc>" for cell in row)
        for row in rows
    )
    return TABLE.format("".join(f"<a:tr>{row}</a:tr>" for row in cells))


def found_in(contents):
    return [(s.page, s.heading, contents.text[s.start : s.end]) for s in contents.sections]


def test_a_slide_is_a_page_and_its_title_the_heading_wherever_it_stands():
    first = shape("Sales rose.", "Costs fell.") + shape("Results", role="title")
    contents = read_pptx(make_pptx(first, shape("Thanks", role="ctrTitle")))
    assert contents.title == "Results"
    assert found_in(contents) == [
        (1, "Results", "Results\n\nSales rose.\nCosts fell."),
        (2, "Thanks", "Thanks"),
    ]


def test_shapes_in_groups_and_alternatives_are_read_once():
    group = f"<p:grpSp><p:grpSp>{shape('deep')}</p:grpSp></p:grpSp>"
    both = f"<AlternateContent><Choice>{shape('new')}</Choice><Fallback>{shape('old')}</Fallback></AlternateContent>"
    assert read_pptx(make_pptx(group + both)).text == "deep\n\nnew"


def test_tables_become_one_line_a_row():
    assert read_pptx(make_pptx(table(["plan", "fee"], ["basic", "5"]))).text == "plan: basic | fee: 5"


def test_notes_charts_and_comments_follow_the_slide():
    contents = read_pptx(
        make_pptx(
            '<p:graphicFrame><a:graphic><c:chart r:id="c"/></a:graphic></p:graphicFrame>',
            **{
                "ppt/slides/_rels/slide1.xml.rels": relations(
                    c="chart ../charts/chart1.xml",
                    n="notesSlide ../notesSlides/n1.xml",
                    k="comments ../comments/k1.xml",
                ),
                "ppt/charts/chart1.xml": chart("Sales", "Units", [("May", "7"), ("June", "9")]),
                "ppt/notesSlides/n1.xml": slide(shape("Say hello.", role="body") + shape("1", role="sldNum"), "notes"),
                "ppt/comments/k1.xml": "<cmLst><cm><text>Too long?</text></cm></cmLst>",
            },
        )
    )
    assert contents.text == "Sales\nMay | Units: 7\nJune | Units: 9\n\nNotes: Say hello.\n\nComment: Too long?"


def test_a_slide_without_text_keeps_its_number_and_is_noted():
    contents = read_pptx(make_pptx(shape("One"), "<p:pic/>", shape("Three")))
    assert [section.page for section in contents.sections] == [1, 3]
    assert contents.notes == ("no text on slide 2, only pictures perhaps",)


def test_numbers_and_dates_that_every_slide_repeats_are_left_out():
    assert read_pptx(make_pptx(shape("Words") + shape("7", role="sldNum") + shape("May", role="dt"))).text == "Words"


def test_what_a_slide_refers_to_outside_the_file_or_its_folder_is_ignored():
    graphic = '<p:graphicFrame><a:graphic><c:chart r:id="c"/></a:graphic></p:graphicFrame>' + shape("Words")
    links = relations(c="chart ../../../../etc/passwd").replace("/>", ' TargetMode="External"/>')
    for target in (links, relations(c="chart ../../../../etc/passwd")):
        assert read_pptx(make_pptx(graphic, **{"ppt/slides/_rels/slide1.xml.rels": target})).text == "Words"


def test_a_zip_without_a_presentation_is_refused():
    with pytest.raises(DocumentError, match="without a presentation"):
        read_pptx(make_zip({"a.txt": "x"}))


def test_powers_indices_and_formulas_say_what_the_slide_shows():
    runs = "".join(
        f'<a:r><a:rPr baseline="{shift}"/><a:t>{text}</a:t></a:r>'
        for text, shift in (("10", 0), ("6", 30000), (" of H", 0), ("2", -25000), ("O", 0))
    )
    fraction = (
        "<AlternateContent><Choice><m><oMath><f><num><r><t>12</t></r></num><den><r><t>5</t></r></den></f></oMath></m>"
        "</Choice><Fallback><a:r><a:t>picture</a:t></a:r></Fallback></AlternateContent>"
    )
    content = shape("x").replace("<a:r><a:t>x</a:t></a:r>", f"{runs}<a:r><a:t>, </a:t></a:r>{fraction}")
    assert read_pptx(make_pptx(content)).text == "10^6 of H₂O, 12/5"


def test_struck_out_text_is_left_out_and_noted():
    run = '<a:r><a:rPr strike="{}"/><a:t>{} percent</a:t></a:r>'
    struck = run.format("sngStrike", 8) + run.format("noStrike", 9)
    contents = read_pptx(make_pptx(shape("x").replace("<a:r><a:t>x</a:t></a:r>", struck)))
    assert contents.text == "9 percent"
    assert contents.notes == ("struck-out or deleted text was left out (1 place)",)


def test_a_title_over_all_columns_of_a_table_is_not_the_name_of_each():
    def row(*cells):
        return f"<a:tr>{''.join(cells)}</a:tr>"

    def cell(text, look=""):
        return f"<a:tc {look}><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>"

    rows = (
        row(cell("Sales", 'gridSpan="3"'), cell("", 'hMerge="1"'), cell("", 'hMerge="1"'))
        + row(*map(cell, ("Site", "Plan", "Actual")))
        + row(*map(cell, ("Alfa", "1", "2")))
    )
    table = f'<p:graphicFrame><a:tbl><a:tblPr firstRow="1"/>{rows}</a:tbl></p:graphicFrame>'
    assert read_pptx(make_pptx(table)).text == "Sales\nSite: Alfa | Plan: 1 | Actual: 2"


def test_a_header_of_two_rows_of_which_the_file_marks_the_first():
    def cell(text, look=""):
        return f"<a:tc {look}><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>"

    over = [cell("Region", 'rowSpan="2"'), cell("2022", 'gridSpan="2"'), cell("", 'hMerge="1"')]
    over += [cell("2023", 'gridSpan="2"'), cell("", 'hMerge="1"')]
    under = [cell("", 'vMerge="1"'), *map(cell, ("Sales", "Profit", "Sales", "Profit"))]
    rows = [
        over,
        under,
        [*map(cell, ("North", "10", "11", "12", "13"))],
        [*map(cell, ("South", "20", "21", "22", "23"))],
    ]
    table = "".join(f"<a:tr>{''.join(row)}</a:tr>" for row in rows)
    frame = f'<p:graphicFrame><a:tbl><a:tblPr firstRow="1"/>{table}</a:tbl></p:graphicFrame>'
    assert read_pptx(make_pptx(frame)).text.splitlines() == [
        "Region: North | 2022 Sales: 10 | 2022 Profit: 11 | 2023 Sales: 12 | 2023 Profit: 13",
        "Region: South | 2022 Sales: 20 | 2022 Profit: 21 | 2023 Sales: 22 | 2023 Profit: 23",
    ]


def test_the_description_of_a_picture_is_read_on_its_slide():
    picture = (
        '<p:pic><p:nvPicPr><p:cNvPr id="2" name="Picture 1" descr="Aerial view of the berth"/></p:nvPicPr></p:pic>'
    )
    assert (
        read_pptx(make_pptx(shape("Port", role="title") + picture)).text
        == "Port\n\n[Picture: Aerial view of the berth]"
    )
