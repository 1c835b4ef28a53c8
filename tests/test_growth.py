from xml.etree import ElementTree

from benchmarks.growth import draw, read_points

TABLE = """
| rows | kind | build, CPU s | files, MB | memory, MB | CPU ms | p50 ms | p95 ms | recall@10 | recall@100 |
| 100,000 | Flat | 0.0 | 154 | -0 | 6.1 | 10.5 | 14.5 | 1.000 | 1.000 (noted 1.000) |
| 1,000,000 | IVF2048,SQ8, 512 lists | 60.0 | 1,939 | 16 | 14.7 | 39.6 | 71.3 | 0.998 | 0.977 (noted 0.978) |
| 100,000 | IVF512,SQ8, 128 lists | 3.8 | 194 | 0 | 1.9 | 2.0 | 6.2 | 0.970 | 0.972 (noted 0.978) |
"""


def test_what_was_measured_is_read_from_the_table_by_kind_and_size():
    points = read_points(TABLE)
    assert points["Flat"] == [(1e5, (0.0, 0.154, 6.1))]
    assert [rows for rows, _ in points["IVF"]] == [1e5, 1e6]


def test_the_drawing_is_whole_and_goes_on_to_a_billion_rows():
    drawing = ElementTree.fromstring(draw(read_points(TABLE)))
    paths = [
        element for element in drawing.iter("{http://www.w3.org/2000/svg}path") if "stroke-dasharray" in element.attrib
    ]
    assert len(paths) == 5  # for building, Flat has nothing to draw
    assert all(float(path.attrib["d"].split("L")[1].split()[0]) == 230 for path in paths)
    circles = list(drawing.iter("{http://www.w3.org/2000/svg}circle"))
    assert len(circles) == 8
