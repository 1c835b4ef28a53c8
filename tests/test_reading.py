"""The benchmark of reading runs on any folder with a manifest."""

import pytest
from gold_sets import run_benchmark, write_jsonl


@pytest.mark.slow
def test_the_report_counts_what_was_read_refused_and_missed(tmp_path):
    (tmp_path / "good.md").write_text("# Title\n\nAll of the words.")
    (tmp_path / "poor.txt").write_text("few words")
    (tmp_path / "bad.pdf").write_text("no pdf")
    (tmp_path / "good.expected.md").write_text("# Title\n\nAll of the [words](http://example.org).")
    (tmp_path / "poor.expected.html").write_text("<p>few of the many words</p>")
    entries = [
        {"file": "good.md", "ext": "md", "expected_file": "good.expected.md"},
        {"file": "poor.txt", "ext": "txt", "expected_file": "poor.expected.html"},
        {"file": "bad.pdf", "ext": "pdf"},
    ]
    write_jsonl(tmp_path / "manifest.jsonl", entries)
    report = run_benchmark("reading", tmp_path)
    rows = {line.split()[0]: line.split()[1:7] for line in report.split("\n\n")[0].split("\n")[1:]}
    assert rows["md"] == ["1", "1", "0", "0", "1", "1.000"]
    assert rows["txt"] == ["1", "1", "0", "0", "1", "0.400"]
    assert rows["pdf"][:4] == ["1", "0", "1", "0"]
    assert "1  pdf: is named .pdf but is something else: rename or convert it  (bad.pdf)" in report
    assert "0.400  poor.txt" in report.split("Token recall below")[1]


def test_web_pages_are_compared_by_the_words_of_their_main_text(tmp_path):
    (tmp_path / "a.html").write_text("<nav>Menu</nav><p>All of the words.</p>")
    (tmp_path / "a.expected.html").write_text("<p>All of the words.</p>")
    entry = {"file": "a.html", "ext": "html", "repo": "some/pages", "expected_file": "a.expected.html"}
    write_jsonl(tmp_path / "manifest.jsonl", [entry, {"file": "b.txt", "ext": "txt"}])
    line = run_benchmark("web_pages", tmp_path).splitlines()[1]
    assert line.split()[:6] == ["Quoth", "some/pages", "1", "1.000", "1.000", "1.000"]


def test_the_table_of_speed_has_each_format_of_several_files(tmp_path):
    for number in range(5):
        (tmp_path / f"{number}.{'md' if number < 3 else 'csv'}").write_text("# Title\n\nAll of the words.")
    (tmp_path / "p.png").write_bytes(b"x")
    entries = [{"file": f"{number}.{ext}", "ext": ext} for number, ext in enumerate(["md", "md", "md", "csv", "csv"])]
    write_jsonl(
        tmp_path / "manifest.jsonl", [*entries, {"file": "p.png", "ext": "png"}, {"file": "p.png", "ext": "png"}]
    )
    head, rule, row = run_benchmark("reading_speed", tmp_path).strip().split("\n")
    assert head == "|  | files/s | MB/s |  | files/s | MB/s |  | files/s | MB/s |"
    assert rule == "|---|---|---|---|---|---|---|---|---|"
    assert [cell.strip() for cell in row.split("|")][1:9:3] == ["md (3)", "csv (2)", ""]
    assert row.count("|") == head.count("|")
