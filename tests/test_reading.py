"""The benchmark of reading runs on any folder with a manifest."""

import json
import subprocess
import sys
from pathlib import Path

from made_files import make_pdf, show

from benchmarks.spans import ENOUGH, judge
from benchmarks.witness import CURE, Seen, is_installed
from index.records import Box, Document, Section

ROOT = Path(__file__).resolve().parent.parent


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
    (tmp_path / "manifest.jsonl").write_text("\n".join(map(json.dumps, entries)))
    command = [sys.executable, "-m", "benchmarks.reading", str(tmp_path), "--spans", "9"]
    report = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    rows = {line.split()[0]: line.split()[1:7] for line in report.split("\n\n")[0].split("\n")[1:]}
    assert rows["md"] == ["1", "1", "0", "0", "1", "1.000"]
    assert rows["txt"] == ["1", "1", "0", "0", "1", "0.400"]
    assert rows["pdf"][:4] == ["1", "0", "1", "0"]
    assert "1  pdf: is named .pdf but is something else: rename or convert it  (bad.pdf)" in report
    assert "0.400  poor.txt" in report.split("Token recall below")[1]


def test_spans_are_checked_with_the_second_library_or_the_report_says_what_is_missing(tmp_path):
    (tmp_path / "letter.pdf").write_bytes(make_pdf(show("The office closes at six.", 72, 700)))
    (tmp_path / "manifest.jsonl").write_text(json.dumps({"file": "letter.pdf", "ext": "pdf"}))
    command = [sys.executable, "-m", "benchmarks.reading", str(tmp_path), "--spans", "9"]
    report = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    spans = report.partition("\nBoxes of ")[2]
    if is_installed():
        assert "hold at least 90% of the span: 100.0%" in spans
        assert "is not the span: 100.0%" in spans
    else:
        assert f"the second library is missing. {CURE}" in spans


def test_boxes_that_miss_the_span_or_hold_more_are_told_from_right_ones(monkeypatch, tmp_path):
    letters = [Seen(letter, x / 100, 0.5) for x, letter in enumerate("the office closes")]
    monkeypatch.setattr("benchmarks.spans.seen", lambda *_: {1: letters})
    documents = [Document("a.pdf", "", "a", "the office closes", (Section(0, 17, 1, ""),))]
    for box, held, own in ((Box(0, 0.4, 0.2, 0.2), 1, False), (Box(0, 0.6, 0.2, 0.2), 0, True)):
        judged = judge(tmp_path, documents, Boxed(box), count=20, seed=1)
        assert all(one.is_known for one in judged)
        assert {one.held for one in judged} == {held}
        assert all(one.own >= ENOUGH for one in judged) == own


class Boxed:
    """A sandbox that says of every span that it is in the same box."""

    def __init__(self, box):
        self._box = box

    def boxes(self, *_):
        return [self._box]
