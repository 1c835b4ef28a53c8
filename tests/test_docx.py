import io
import zipfile

import pytest
from made_archives import relations
from made_files import make_docx, paragraph, row, table

from index.errors import DocumentError
from index.reading.readers.office import package
from index.reading.readers.office.docx import read_docx

STYLES = (
    '<w:style w:styleId="Titel"><w:name w:val="Title"/></w:style>'
    '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="Kapitel"><w:name w:val="Kapitel"/><w:basedOn w:val="berschrift1"/></w:style>'
    '<w:style w:styleId="Absatz"><w:name w:val="Absatz"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:styleId="a"><w:name w:val="a"/><w:basedOn w:val="b"/></w:style>'
    '<w:style w:styleId="b"><w:name w:val="b"/><w:basedOn w:val="a"/></w:style>'
)


def read_body(body, **parts):
    return read_docx(make_docx(body, **parts))


def sections_by_heading(contents):
    return {section.heading: contents.text[section.start : section.end] for section in contents.sections}


def test_headings_are_known_by_their_style_whatever_the_language_of_word():
    body = (
        paragraph("Handbook", style="Titel")
        + paragraph("Leave", style="berschrift1")
        + paragraph("Twenty days.")
        + paragraph("Sick leave", style="Absatz")
        + paragraph("Call us.")
        + paragraph("Travel", style="Kapitel")
        + paragraph("By train.")
    )
    contents = read_body(body, styles=STYLES)
    assert contents.title == "Handbook"
    assert sections_by_heading(contents) == {
        "": "Handbook",
        "Leave": "Leave\n\nTwenty days.",
        "Leave > Sick leave": "Sick leave\n\nCall us.",
        "Travel": "Travel\n\nBy train.",
    }


def test_an_outline_level_makes_a_heading_without_a_style():
    contents = read_body(paragraph("Part", properties='<w:outlineLvl w:val="0"/>') + paragraph("text"))
    assert list(sections_by_heading(contents)) == ["Part"]


def test_styles_based_on_each_other_in_a_circle_are_text():
    assert list(sections_by_heading(read_body(paragraph("x", style="a"), styles=STYLES))) == [""]


def test_the_title_is_the_only_top_heading_or_else_the_stated_one():
    heading = paragraph("One", style="berschrift1") + paragraph("text")
    assert read_body(heading, styles=STYLES).title == "One"
    assert read_body(heading + heading, styles=STYLES).title == ""


def test_tables_become_one_line_a_row():
    body = table(["Date", "City", "Fee"], ["3 May", "Bonn", "20 €"], ["4 May", "Rome", ""])
    assert read_body(body).text == "Date: 3 May | City: Bonn | Fee: 20 €\nDate: 4 May | City: Rome"


def test_a_cell_merged_downwards_counts_for_every_row():
    start = '<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + paragraph("Red") + "</w:tc>"
    more = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>"
    ada, alan = (f"<w:tc>{paragraph(name)}</w:tc>" for name in ("Ada", "Alan"))
    header = row(["team", "name"]).replace("<w:tr>", "<w:tr><w:trPr><w:tblHeader/></w:trPr>")
    body = f"<w:tbl>{header}<w:tr>{start}{ada}</w:tr><w:tr>{more}{alan}</w:tr></w:tbl>"
    assert read_body(body).text == "team: Red | name: Ada\nteam: Red | name: Alan"


def test_a_table_of_one_column_is_a_frame_around_text():
    assert read_body(table(["First"], ["Second"])).text == "First\n\nSecond"


def test_a_text_box_is_read_once():
    box = f"<w:txbxContent>{paragraph('In the box')}</w:txbxContent>"
    drawing = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    body = f"<w:p><w:r><w:t>Around</w:t></w:r><w:r>{drawing}</w:r></w:p>"
    assert read_body(body).text == "Around\n\nIn the box"


def test_notes_headers_and_footers_come_last_once_and_under_no_heading():
    contents = read_body(
        paragraph("Leave", style="berschrift1") + paragraph("Body"),
        styles=STYLES,
        header1=paragraph("Acme"),
        header2=paragraph("Acme"),
        footnotes=paragraph("A note."),
    )
    assert sections_by_heading(contents) == {"Leave": "Leave\n\nBody", "": "A note.\n\nAcme"}


def test_content_controls_and_insertions_are_read_and_deletions_are_not():
    body = (
        f"<w:sdt><w:sdtContent>{paragraph('Control')}</w:sdtContent></w:sdt>"
        "<w:p><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom></w:p>"
    )
    assert read_body(body).text == "Control\n\nnew"


def test_hidden_text_is_left_out():
    hidden = "<w:p><w:r><w:t>seen</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r></w:p>"
    assert read_body(hidden).text == "seen"


def test_tabs_breaks_and_special_hyphens_are_kept():
    run = "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r></w:p>"
    assert read_body(run).text == "a\tb\nc-d"


def test_entities_from_outside_are_never_loaded(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("root:x")
    data = _with_document(
        f'<!DOCTYPE d [<!ENTITY e SYSTEM "file://{secret}">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>safe &e;</w:t></w:r></w:p></w:body></w:document>"
    )
    assert "root:x" not in read_docx(data).text


def test_a_billion_laughs_do_not_fill_the_memory():
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    data = _with_document(
        f'<!DOCTYPE d [<!ENTITY l0 "lol">{laughs}]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>safe &l11;</w:t></w:r></w:p></w:body></w:document>"
    )
    with pytest.raises(DocumentError, match="not well-formed"):
        read_docx(data)


def test_xml_nested_without_end_is_refused():
    with pytest.raises(DocumentError, match="not well-formed"):
        read_docx(_with_document("<a>" * 50_000))


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(DocumentError, match="far more than a document holds"):
        read_docx(_with_document(" " * (11 << 20)))


def test_more_bytes_or_parts_than_allowed_are_refused(monkeypatch):
    monkeypatch.setattr(package, "MAX_PARTS", 1)
    with pytest.raises(DocumentError, match="split it"):
        read_docx(make_docx(paragraph("x")))


def test_a_zip_without_a_word_document_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("photo.jpg", b"...")
    with pytest.raises(DocumentError, match="without a Word document"):
        read_docx(packed.getvalue())


def test_an_encrypted_part_is_refused_as_password_protected():
    data = bytearray(make_docx(paragraph("x")))
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1  # the flag of the first part in the central directory
    with pytest.raises(DocumentError, match="password"):
        read_docx(bytes(data))


@pytest.mark.parametrize("length", [4, 100, 300])
def test_a_truncated_file_is_refused_as_damaged(length):
    with pytest.raises(DocumentError, match="damaged"):
        read_docx(make_docx(paragraph("x"))[:length])


def _with_document(xml):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
    return packed.getvalue()


def run(text, look=""):
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


SUPER, SUB = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'
NOTE = '<w:rStyle w:val="Fuz"/>'


def test_powers_indices_and_footnote_marks_are_no_part_of_the_number_or_word():
    styles = '<w:style w:styleId="Fuz"><w:name w:val="footnote reference"/></w:style>'
    power = f"<w:p>{run('10')}{run('6', SUPER)}{run(' l of H')}{run('2', SUB)}{run('O in 5 m')}{run('2', SUPER)}</w:p>"
    marks = f"<w:p>{run('42 euros')}{run('1', SUPER)}{run(' for 10')}{run('2', NOTE)}</w:p>"
    assert read_body(power + marks, styles=styles).text == "10^6 l of H₂O in 5 m²\n\n42 euros ¹ for 10 ²"


def test_a_raised_number_in_a_cell_keeps_the_place_of_its_row():
    contents = run("Tank"), run("10") + run("6", SUPER), run("l")
    cells = "".join(f"<w:tc><w:p>{content}</w:p></w:tc>" for content in contents)
    body = table(["What", "Volume", "Unit"]).replace("</w:tbl>", f"<w:tr>{cells}</w:tr></w:tbl>")
    contents = read_body(body)
    assert contents.text == "What: Tank | Volume: 10^6 | Unit: l"
    assert [row.line.text for row in contents.rows] == [contents.text]


def test_a_formula_is_a_line_of_text():
    fraction = "<m:f><m:num><m:r><m:t>12</m:t></m:r></m:num><m:den><m:r><m:t>5</m:t></m:r></m:den></m:f>"
    formula = f'<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">{fraction}</m:oMath>'
    assert read_body(f"<w:p>{run('It is ')}{formula}{run('.')}</w:p>").text == "It is 12/5."


def test_struck_out_and_deleted_text_is_left_out_and_noted():
    styles = '<w:style w:styleId="Old"><w:name w:val="Old"/><w:rPr><w:strike/></w:rPr></w:style>'
    body = (
        f"<w:p>{run('Fee: ')}{run('8 ', '<w:strike/>')}{run('percent ', '<w:dstrike/>')}{run('9 percent')}</w:p>"
        f"<w:p>{run('now', '<w:strike w:val=&quot;0&quot;/>'.replace('&quot;', chr(34)))}"
        f"{run(' then', '<w:rStyle w:val=&quot;Old&quot;/>'.replace('&quot;', chr(34)))}</w:p>"
        "<w:p><w:del><w:r><w:delText>100</w:delText></w:r></w:del><w:ins><w:r><w:t>120</w:t></w:r></w:ins></w:p>"
    )
    contents = read_body(body, styles=styles)
    assert contents.text == "Fee: 9 percent\n\nnow\n\n120"
    assert contents.notes == ("struck-out or deleted text was left out (3 places)",)


def test_running_headers_and_footers_of_a_long_document_are_no_passages_and_page_numbers_are_left_out():
    body = paragraph("Leave", style="berschrift1") + paragraph("Twenty days of leave. " * 200)
    parts = {
        "header1": paragraph("Acme handbook"),
        "header2": paragraph("Acme Ltd, 1 Main Street"),
        "footer1": paragraph("Page 1 of 9"),
        "footnotes": paragraph("A note."),
    }
    first = '<w:sectPr><w:headerReference w:type="first" w:id="r2"/></w:sectPr>'
    data = make_docx(body + first, styles=STYLES, **parts)
    packed = io.BytesIO(data)
    with zipfile.ZipFile(packed, "a") as package:
        package.writestr("word/_rels/document.xml.rels", relations(r2="header header2.xml"))
    contents = read_docx(packed.getvalue())
    assert sections_by_heading(contents)[""] == "A note.\n\nAcme Ltd, 1 Main Street"
    assert contents.text.endswith("\n\nAcme handbook")
    assert "Page 1" not in contents.text
    assert contents.sections[-1].end < len(contents.text) - len("Acme handbook")


def test_a_small_text_that_is_moved_up_is_a_power():
    small = '<w:position w:val="8"/><w:sz w:val="14"/>'
    large = '<w:position w:val="2"/><w:sz w:val="28"/>'
    body = f"<w:p>{run('10')}{run('6', small)}{run(' litres and ')}{run('25', large)}</w:p>"
    assert read_body(body).text == "10^6 litres and 25"


def test_signs_of_symbol_fonts_are_what_they_show():
    def sign(font, code):
        return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'

    ticks = sign("Wingdings", "F0FE"), sign("Wingdings", "F0A8")
    symbol = '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>'
    body = (
        f"<w:p>{sign('Symbol', 'F0B1')}{run('5 % or ')}{run('&#xF0A3;', symbol)}{run(' 10 ')}{run('m', symbol)}</w:p>"
        f"<w:p>{ticks[0]}{run(' yes ')}{ticks[1]}{run(' no')}</w:p>"
    )
    assert read_body(body).text == "±5 % or ≤ 10 μ\n\n☑ yes ☐ no"


def test_old_form_fields_are_read_with_their_values():
    def field(kind, data):
        return (
            f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
            f"<w:r><w:instrText>{kind}</w:instrText></w:r>"
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )

    ticked = field("FORMCHECKBOX", '<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>')
    empty = field("FORMCHECKBOX", '<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>')
    chosen = field(
        "FORMDROPDOWN",
        '<w:ddList><w:result w:val="1"/><w:listEntry w:val="Red"/><w:listEntry w:val="Blue"/></w:ddList>',
    )
    body = f"<w:p>{ticked}{run(' gas ')}{empty}{run(' oil')}</w:p><w:p>{run('Colour: ')}{chosen}</w:p>"
    assert read_body(body).text == "☒ gas ☐ oil\n\nColour: Blue"


def test_comments_are_read_last_and_marked_as_such():
    comments = '<w:comment w:id="0" w:author="Ana"><w:p><w:r><w:t>Is this still right?</w:t></w:r></w:p></w:comment>'
    contents = read_body(paragraph("The rate is 5."), comments=comments)
    assert contents.text == "The rate is 5.\n\nComment: Is this still right?"


def test_struck_out_paragraphs_and_deleted_rows_are_left_out():
    styles = (
        '<w:style w:styleId="Old"><w:name w:val="Old"/><w:rPr><w:dstrike/></w:rPr></w:style>'
        '<w:style w:styleId="Older"><w:name w:val="Older"/><w:basedOn w:val="Old"/></w:style>'
    )
    valid = '<w:dstrike w:val="0"/>'
    body = (
        f'<w:p><w:pPr><w:pStyle w:val="Older"/></w:pPr>{run("Ninety days. ")}{run("Ten days.", valid)}</w:p>'
        f"<w:tbl>{row(['Thing', 'Price'])}{row(['Table', '30 euros'])}"
        f"{row(['Chair', '99 euros']).replace('<w:tr>', '<w:tr><w:trPr><w:del/></w:trPr>')}</w:tbl>"
    )
    contents = read_body(body, styles=styles)
    assert contents.text == "Ten days.\n\nThing | Price\nTable | 30 euros"
    assert contents.notes == ("struck-out or deleted text was left out (2 places)",)


def test_places_where_a_word_may_be_divided_are_not_seen():
    assert read_body(paragraph("Wort\xadtrennung")).text == "Worttrennung"


def test_a_row_that_says_it_is_no_header_names_no_columns():
    header = row(["team", "2022", "2023"]).replace("<w:tr>", "<w:tr><w:trPr><w:tblHeader/></w:trPr>")
    body = row(["Red", "10", "11"]).replace("<w:tr>", '<w:tr><w:trPr><w:tblHeader w:val="off"/></w:trPr>')
    assert read_body(f"<w:tbl>{header}{body}</w:tbl>").text == "team: Red | 2022: 10 | 2023: 11"


def test_the_number_of_a_page_is_left_out_also_in_a_short_document():
    complex_field = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r>'
    contents = read_body(
        paragraph("Body"),
        footer1=f"<w:p>{run('Strona ')}{complex_field}</w:p>",
        footer2=f'<w:p>{run("Seite ")}<w:fldSimple w:instr=" PAGE "/>{run(" von 3")}</w:p>',
        footer3=f"<w:p>{run('Rules of the harbour, page ')}{complex_field}</w:p>",
    )
    assert contents.text.strip() == "Body\n\nRules of the harbour, page"


def test_bold_and_large_paragraphs_without_a_style_are_headings():
    prose = "The wardens counted the visitors of the hall on every day of the season. " * 3

    def run(text, look):
        return f"<w:p><w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r></w:p>"

    body = "".join(
        run(name, look) + paragraph(prose)
        for name, look in (
            ("North Hall", "<w:b/>"),
            ("South Hall", '<w:sz w:val="32"/>'),
            ("Plain", '<w:b w:val="0"/>'),
        )
    )
    contents = read_body(body + run("The hall is closed in May.", "<w:b/>"))
    assert list(sections_by_heading(contents)) == ["North Hall", "South Hall"]


def test_what_a_field_in_the_code_of_another_shows_is_not_read():
    char = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    begin, then, end = map(char.format, ("begin", "separate", "end"))
    inner = f"{begin}<w:r><w:instrText>MERGEFIELD sex</w:instrText></w:r>{then}<w:r><w:t>m</w:t></w:r>{end}"
    code = f'<w:r><w:instrText>IF </w:instrText></w:r>{inner}<w:r><w:instrText>="m" "Mr" "Ms"</w:instrText></w:r>'
    body = f"<w:p>{begin}{code}{then}<w:r><w:t>Mr</w:t></w:r>{end}<w:r><w:t xml:space='preserve'> Bo</w:t></w:r></w:p>"
    assert read_body(body).text == "Mr Bo"


@pytest.mark.parametrize(("prompt", "text"), [("<w:showingPlcHdr/>", "Name: "), ("", "Name: Click here")])
def test_the_prompt_of_a_control_that_nobody_filled_in_is_not_read(prompt, text):
    control = f"<w:sdt><w:sdtPr>{prompt}</w:sdtPr><w:sdtContent><w:r><w:t>Click here</w:t></w:r></w:sdtContent></w:sdt>"
    body = f'<w:p><w:r><w:t xml:space="preserve">Name: </w:t></w:r>{control}</w:p>'
    assert read_body(body).text == text


def test_the_description_of_a_picture_and_how_a_word_is_read_are_part_of_the_text():
    drawing = (
        '<w:r><w:drawing><wp:inline xmlns:wp="wp"><wp:docPr id="4" name="Picture 4" descr="{}"/></wp:inline>'
        "</w:drawing></w:r>"
    )
    body = f"<w:p><w:r><w:t>Map.</w:t></w:r>{drawing.format('Map of the ford below Garrow')}</w:p>"
    body += f"<w:p>{drawing.format('Picture 4')}</w:p>"
    body += "<w:p><w:r><w:ruby><w:rt><w:r><w:t>とうきょう</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>東京</w:t></w:r>"
    body += "</w:rubyBase></w:ruby></w:r><w:r><w:t>都</w:t></w:r></w:p>"
    assert read_body(body).text.split("\n\n") == ["Map. [Picture: Map of the ford below Garrow] ", "東京(とうきょう)都"]
