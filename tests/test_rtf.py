import pytest
from made_scans import saved, scan

from index.errors import DocumentError
from index.reading.readers.office.rtf import read_rtf


def read_body(body):
    return read_rtf(
        rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial;}{\f2\fcharset128 M;}}"
        + body
        + b"}"
    )


def test_paragraphs_styles_and_outline_levels_become_text_and_headings():
    styles = rb"{\stylesheet{Normal;}{\s1 heading 1;}}"
    contents = read_body(
        styles + rb"\pard\s1 Leave\par\pard Twenty days.\par\pard\outlinelevel1 Sick\par\pard Call us.\par"
    )
    assert [(s.heading, contents.text[s.start : s.end]) for s in contents.sections] == [
        ("Leave", "Leave\n\nTwenty days."),
        ("Leave > Sick", "Sick\n\nCall us."),
    ]


def test_characters_are_read_in_all_the_ways_they_are_written():
    assert read_body(rb"caf\'e9 \u8364? \uc0\u8364 {\uc2\u8364 ab}\emdash\~x\{y\}\\").text == "café € €€—\u00a0x{y}\\"
    assert read_body(rb"{\f1 \'cf\'f0\'e8\'e2\'e5\'f2} \f0\'e9").text == "Привет é"
    assert read_body(rb"\f2 \'93\'fa\'96\'7b").text == "日本"
    assert read_body(rb"\u-10179?\u-8704?").text == "😀"
    assert "\ud83d" not in read_body(rb"\u-10179? alone").text


def test_a_table_becomes_one_line_a_row():
    row = rb"\trowd\pard\intbl %s\cell %s\cell %s\cell\row"
    body = row % (b"day", b"city", b"fee") + row % (b"Mon", rb"Ro\par me", b"9") + rb"\pard After.\par"
    assert read_body(body).text == "day: Mon | city: Ro me | fee: 9\n\nAfter."


def test_links_show_their_text_and_notes_headers_and_footers_come_last_once():
    body = (
        rb"{\header Acme\par}{\headerf Acme\par}See {\field{\*\fldinst HYPERLINK x}{\fldrslt our page}}"
        rb"{\footnote A note.}.\par"
    )
    assert read_body(body).text == "See our page.\n\nAcme\nA note."


def test_pictures_hidden_text_and_what_may_be_ignored_are_left_out():
    body = rb"seen{\pict\bin4 }\{}{\v hidden}{\*\generator W;}{\info{\title Rules}{\author Ada}}\par"
    contents = read_body(body)
    assert (contents.title, contents.text) == ("Rules", "seen")


@pytest.mark.parametrize(
    "body", [rb"a}}}} b", rb"{{{{ a", rb"\u", rb"\bin99999999 a", rb"\'zz a", b"a\\", rb"\row\cell\row a"]
)
def test_broken_groups_and_words_cost_no_more_than_themselves(body):
    assert isinstance(read_body(body).text, str)


def test_groups_nested_a_hundred_thousand_deep_are_read():
    assert read_body(b"{" * 100_000 + b"deep" + b"}" * 100_000).text == "deep"


def test_what_is_no_rich_text_is_refused():
    with pytest.raises(DocumentError, match="not a rich text"):
        read_rtf(b"words")


def test_powers_indices_and_footnote_marks_are_no_part_of_the_number_or_word():
    body = rb"10{\super 6} l of H\sub 2\nosupersub O in 5 m{\up6 2}, 42 euros{\super 1}\par"
    assert read_body(body).text == "10^6 l of H₂O in 5 m², 42 euros ¹"
    assert read_body(rb"{\super 10\plain 6}\par").text == "¹⁰ 6"


def test_struck_out_and_deleted_text_is_left_out_and_noted():
    contents = read_body(rb"Fee: {\strike 8 \b percent} 9 percent{\deleted , old}, {\striked1 x}\strike0 new\par")
    assert contents.text == "Fee:  9 percent, new"
    assert contents.notes == ("struck-out or deleted text was left out (3 places)",)


def test_running_headers_and_footers_of_a_long_document_are_no_passages():
    contents = read_body(
        rb"{\header Acme handbook\par}{\footer Page \chpgn  of 9\par}"
        + rb"Twenty days. " * 200
        + rb"{\footnote A note.}\par"
    )
    assert contents.text.endswith("A note.\n\nAcme handbook")
    assert contents.text[contents.sections[-1].start : contents.sections[-1].end].endswith("A note.")


def test_signs_of_symbol_fonts_are_what_they_show():
    fonts = rb"{\fonttbl{\f0 Arial;}{\f5\fcharset2 Symbol;}{\f6\fnil\fcharset2 Wingdings;}}"
    body = rb"{\f5\'b1}5 % {\f5 \u-3933?} 10 {\f5 m}m {\f6\'fe} yes {\f0 plain}"
    assert read_rtf(rb"{\rtf1\ansi" + fonts + body + b"}").text == "±5 % ≤ 10 μm ☑ yes plain"


def test_comments_are_read_last_and_marked_as_such():
    comment = rb"{\*\atnid AB}{\*\atnauthor Ana}{\chatn{\*\annotation\pard Is this\par right?}}"
    assert read_body(rb"The rate is 5." + comment + rb"\par More.\par").text == (
        "The rate is 5.\n\nMore.\n\nComment: Is this\nComment: right?"
    )


def test_merged_cells_name_all_their_columns_and_rows():
    def row(cells):
        look = b"".join(rb"%s\cellx%d" % (merged, 1000 * i) for i, (merged, _) in enumerate(cells, start=1))
        return rb"\trowd" + look + b"".join(rb"\pard\intbl %s\cell" % text for _, text in cells) + rb"\row"

    body = (
        row([(rb"\clvmgf", b"Site"), (rb"\clmgf", b"2024"), (rb"\clmrg", b""), (b"", b"2025")])
        + row([(rb"\clvmrg", b""), (b"", b"Plan"), (b"", b"Actual"), (b"", b"Plan")])
        + row([(rb"\clvmgf", b"Alfa"), (b"", b"1"), (b"", b"2"), (b"", b"3")])
        + row([(rb"\clvmrg", b""), (b"", b"4"), (b"", b"5"), (b"", b"6")])
    )
    assert read_body(body + rb"\pard\par").text == (
        "Site: Alfa | 2024 Plan: 1 | 2024 Actual: 2 | 2025 Plan: 3\n"
        "Site: Alfa | 2024 Plan: 4 | 2024 Actual: 5 | 2025 Plan: 6"
    )


def test_wide_cells_of_a_header_name_all_columns_below_them():
    over = rb"\trowd\cellx1000\cellx3000\cellx5000\intbl Region\cell 2022\cell 2023\cell\row"
    edges = rb"\trowd\cellx1000\cellx2000\cellx3000\cellx4000\cellx5000\intbl "
    under = edges + rb"Region\cell Sales\cell Profit\cell Sales\cell Profit\cell\row"
    body = edges + rb"North\cell 10\cell 11\cell 12\cell 13\cell\row"
    assert read_rtf(rb"{\rtf1 " + over + under + body + rb"\pard\par}").text == (
        "Region: North | 2022 Sales: 10 | 2022 Profit: 11 | 2023 Sales: 12 | 2023 Profit: 13"
    )


def test_pictures_are_kept_to_be_read_and_copies_for_older_programs_are_not():
    picture = saved(scan("Twenty days of leave."), "PNG")
    group = rb"{\*\shppict{\pict\pngblip\picw10 " + picture.hex().encode() + rb"}}{\nonshppict{\pict\wmetafile8 0102}}"
    contents = read_rtf(rb"{\rtf1 It is there." + group + rb"\par}")
    assert contents.text == "It is there."
    assert [found.data for found in contents.pictures] == [picture]
    binary = rb"{\pict\pngblip\bin%d " % len(picture) + picture + b"}"
    assert [found.data for found in read_rtf(rb"{\rtf1 Here." + binary + rb"\par}").pictures] == [picture]


@pytest.mark.parametrize(
    "picture",
    [
        rb"{\*\shppict{\pict{\*\picprop{\sp{\sn wzDescription}{\sv Map of wells near T\'e4rna}}}\pngblip 89}}",
        rb"{\shp{\*\shpinst{\sp{\sn shapeType}{\sv 1}}{\sp{\sn wzDescription}{\sv Map of wells near T\u228 ?rna}}}}",
    ],
)
def test_the_description_of_a_picture_is_read(picture):
    text = read_body(rb"Go there: " + picture + rb"\par Done.\par").text
    assert text.split() == "Go there: [Picture: Map of wells near Tärna] Done.".split()


def test_other_properties_of_a_picture_and_descriptions_in_a_header_are_not_read():
    shape = rb"{\shp{\*\shpinst{\sp{\sn wzName}{\sv Map of nine wells}}}}"
    header = rb"{\header{\shp{\*\shpinst{\sp{\sn wzDescription}{\sv The old seal of the town}}}}\par}"
    assert read_body(header + shape + rb"Go there.\par").text == "Go there."
