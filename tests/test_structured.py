import pytest

from index.reading.read import read
from index.reading.readers.structured import read_json, read_jsonl, read_xml


def found_in(contents):
    return [(s.heading, contents.text[s.start : s.end]) for s in contents.sections]


def test_the_members_of_an_object_are_named_lines_and_long_ones_have_a_heading():
    staff = ", ".join(f'{{"name": "Ada {i}", "born": 1815}}' for i in range(20))
    contents = read_json(f'{{"team": "red", "seat": {{"city": "Rome", "floor": 3}}, "staff": [{staff}]}}'.encode())
    assert found_in(contents)[0] == ("", "team: red\nseat: city: Rome | floor: 3")
    heading, text = found_in(contents)[1]
    assert heading == "staff"
    assert text.split("\n")[2:4] == ["name: Ada 0 | born: 1815", "name: Ada 1 | born: 1815"]


def test_numbers_and_words_stay_as_they_are_written():
    written = read_json(b'{"a": 1.10, "b": 12345678901234567890123, "c": true, "d": null, "e": "caf\\u00e9"}').text
    assert written == "a: 1.10\nb: 12345678901234567890123\nc: true\ne: café"


def test_a_member_that_occurs_twice_is_kept_twice():
    assert read_json(b'{"a": 1, "a": 2}').text == "a: 1\na: 2"


def test_half_a_character_does_not_come_through():
    assert read(b'{"a": "x\\ud800y"}', "a.json").text == "a: x?y"


def test_several_records_never_share_a_line():
    records = '[{"name": "Ada", "born": 1815}, {"name": "Grace", "born": 1906}]'
    lines = "name: Ada | born: 1815\nname: Grace | born: 1906"
    assert read_json(records.encode()).text == lines
    listed = read_json(f'{{"year": 2026, "people": {records}}}'.encode())
    assert listed.text == f"year: 2026\n\npeople\n\n{lines}"
    nested = read_json(f'{{"team": {{"people": {records}}}}}'.encode())
    assert nested.text == "team\n\npeople: name: Ada | born: 1815\npeople: name: Grace | born: 1906"


def test_what_is_no_json_is_read_as_text():
    assert read_json(b'// a comment\n{"a": 1}').text == '// a comment\n{"a": 1}'


def test_every_line_of_json_lines_is_a_record_and_a_bad_one_is_text():
    assert read_jsonl(b'{"a": 1, "b": 2}\nnot json\n\n{"a": 3}\n').text == "a: 1 | b: 2\nnot json\na: 3"


def test_a_value_of_20_megabytes_is_read():
    assert len(read_json(b'["' + b"word " * 4_000_000 + b'"]').text) > 19_000_000


@pytest.mark.parametrize(("start", "name"), [(b"[", "a.json"), (b'{"a":', "a.json"), (b'{"a":[', "a.jsonl")])
def test_data_nested_without_end_makes_its_file_unreadable(start, name):
    with pytest.raises(RecursionError):  # the sandbox says that it is nested too deeply
        read(start * 100_000, name)


def test_elements_and_attributes_of_data_are_named():
    xml = b'<staff><person id="7"><name>Ada</name><born>1815</born></person><person><name>Bo</name></person></staff>'
    assert read_xml(xml).text == "person: id: 7 | name: Ada | born: 1815\nperson: name: Bo"


def test_a_web_page_inside_an_element_of_a_feed_is_read_as_one():
    assert (
        read_xml(b"<item><text>&lt;p&gt;The &lt;b&gt;price&lt;/b&gt;.&lt;/p&gt;</text></item>").text
        == "text: The price."
    )


PROSE = b"""<article><front><article-title>On Kettles</article-title><author><name>Lee</name><first>Bo</first></author>
</front><body><sec><title>Heat</title><p>Water <i>boils</i> at 100.</p><sec><title>Steam</title><p>It rises.</p></sec>
</sec><table><thead><tr><th>t</th><th>p</th></tr></thead><tr><td>100</td><td>1</td></tr></table></body></article>"""


def test_prose_in_xml_has_its_titles_as_headings_and_its_tables_as_lines():
    contents = read_xml(PROSE)
    assert contents.title == "On Kettles"
    assert found_in(contents) == [
        ("On Kettles", "On Kettles\n\nLee Bo"),
        ("Heat", "Heat\n\nWater boils at 100."),
        ("Heat > Steam", "Steam\n\nIt rises.\n\nt: 100 | p: 1"),
    ]


def test_entities_from_outside_are_never_loaded(tmp_path):
    (tmp_path / "secret").write_text("root:x")
    for shape in ("<a>safe &e; text</a>", "<a><b>safe &e;</b><c>text</c></a>"):
        xml = f'<!DOCTYPE a [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]>{shape}'
        found = read_xml(xml.encode()).text
        assert "safe" in found
        assert "root:x" not in found


def test_a_billion_laughs_do_not_fill_the_memory():
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    xml = f'<!DOCTYPE a [<!ENTITY l0 "lol">{laughs}]><a>safe &l11; text</a>'
    assert len(read_xml(xml.encode()).text) < 10_000


def test_xml_that_is_not_well_formed_is_read_as_text():
    assert read_xml(b"<a>words<b>more</a>").text == "<a>words<b>more</a>"


@pytest.mark.parametrize(
    "table",
    [
        "<table-wrap><table><thead><tr><th>City</th><th>2022</th></tr></thead>"
        "<tbody><tr><td>Ulm</td><td>6</td></tr></tbody></table></table-wrap>",
        "<informaltable><tgroup><thead><row><entry>City</entry><entry>2022</entry></row></thead>"
        "<tbody><row><entry>Ulm</entry><entry>6</entry></row></tbody></tgroup></informaltable>",
    ],
)
def test_a_work_of_nothing_but_a_table_is_no_data(table):
    assert read_xml(f"<article><body>{table}</body></article>".encode()).text == "City: Ulm | 2022: 6"


def test_struck_out_words_of_a_work_are_left_out_and_noted():
    contents = read_xml(b"<p>It costs <strike>99</strike> 42 <b>euros</b>.</p>")
    assert contents.text == "It costs 42 euros."
    assert contents.notes == ("struck-out or deleted text was left out (1 place)",)


def test_powers_marks_and_formulas_say_what_the_work_shows():
    body = (
        b"<body><p>The <i>tank</i> holds 10<sup>6</sup> l of H<sub>2</sub>O for 10<xref><sup>1</sup></xref> days: "
        b"<math><mfrac><mn>12</mn><mn>5</mn></mfrac></math>.</p></body>"
    )
    assert read_xml(body).text == "The tank holds 10^6 l of H₂O for 10 ¹ days: 12/5."


def test_records_beside_text_stand_apart():
    data = "<list>Prices <item><name>Rope</name><eur>4</eur></item><item><name>Net</name><eur>12</eur></item></list>"
    assert read_xml(data.encode()).text == "Prices Rope 4 Net 12"
    assert (
        read_xml(b"<p>Water <f><e>H</e><sub>2</sub><e>O</e></f> is <b>wet</b>ter.</p>").text
        == "Water H\u2082 O is wetter."
    )


def test_signs_with_a_name_that_the_file_does_not_define_are_read():
    data = b'<!DOCTYPE p SYSTEM "x.dtd"><p>&lsqb;0001&rsqb; The <b>gate</b> &unheard; opens.</p>'
    assert read_xml(data).text == "[0001] The gate &unheard; opens."
