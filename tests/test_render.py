"""Answers as JSON, text and Markdown."""

from __future__ import annotations

import json
from dataclasses import replace

from scripted import LEAVE, LOST, PAGES, SECURITY, cite, hit, make_document, quote, reply, say

from index.records import Hit
from qa.records import Answer, Conflict
from ui.render import hits_json, hits_text, label, one_line, sources_text, to_json, to_markdown, to_text

HANDBOOK = make_document("hr/handbook.pdf", "\f".join(PAGES), title="Employee handbook")
GUIDE = make_document("security.md", SECURITY, title="Security guide")


def mixed_answer() -> Answer:
    return reply(
        "q",
        say("Five days carry over [1]. ", cite(HANDBOOK, LEAVE, 1)),
        say("It costs 9 euros [2].", cite(GUIDE, LOST, 2), supported=False, reason="the cited text does not say 9 EUR"),
        hits=[hit(HANDBOOK, LEAVE)],
    )


def abstention() -> Answer:
    return reply("q", say("Your documents do not say."), hits=[hit(GUIDE, LOST)], abstained=True)


def test_json_holds_every_statement_with_its_own_citations() -> None:
    found = json.loads(json.dumps(to_json(mixed_answer())))
    assert found["text"] == "Five days carry over [1]. It costs 9 euros [2]."
    assert [s["supported"] for s in found["statements"]] == [True, False]
    citation = found["statements"][0]["citations"][0]
    assert citation["document"] == "hr/handbook.pdf"
    assert (citation["number"], citation["page"], citation["quote"]) == (1, 2, LEAVE)
    assert HANDBOOK.text[citation["start"] : citation["end"]] == LEAVE
    assert [c["number"] for c in found["citations"]] == [1, 2]
    assert found["timings"]["total"] == 3.71


def test_a_source_that_is_held_under_several_names_says_so_everywhere() -> None:
    copied = replace(cite(GUIDE, LOST, 1).passage, also=("old/guide.md", "x.md", "y.md"))
    answer = reply("q", say("At once [1].", replace(cite(GUIDE, LOST, 1), passage=copied)))
    assert "[1] Security guide (also in old/guide.md and 2 more): “" in to_text(answer)
    assert to_json(answer)["citations"][0]["also"] == ["old/guide.md", "x.md", "y.md"]  # type: ignore[index]
    one = replace(copied, also=("b.md",), page=3)
    assert label(one) == "Security guide, p. 3 (also in b.md)"
    assert hits_json([Hit(one, 1.0, "fused")])[0]["also"] == ["b.md"]


def test_signs_that_turn_the_direction_of_a_name_are_shown() -> None:
    turned = make_document("a\u202efdp.md", LOST, title="A\u2066B")
    passage = replace(cite(turned, LOST, 1).passage, also=("\u202ex.md",))
    assert label(passage) == "A\\u2066B (also in \\u202ex.md)"
    assert "[a\\u202efdp.md]" in hits_text([Hit(passage, 1.0, "fused")])


def test_text_ends_with_numbered_sources_and_names_what_is_not_supported() -> None:
    assert to_text(mixed_answer()) == (
        "Five days carry over [1]. It costs 9 euros [2].\n\n"
        "Not supported (the cited text does not say 9 EUR): “It costs 9 euros [2].”\n\n"
        f"Sources:\n[1] Employee handbook, p. 2: “{LEAVE}”\n[2] Security guide: “{LOST}”"
    )


def test_a_statement_without_a_citation_is_not_said_to_have_one() -> None:
    answer = reply("q", say("The moon is cheese.", supported=False))
    assert "Not supported by your documents: “The moon is cheese.”" in to_text(answer)


def test_an_abstention_lists_the_nearest_passages_without_numbers() -> None:
    assert to_text(abstention()) == f"Your documents do not say.\n\nNearest passages:\nSecurity guide: “{LOST}”"


def test_an_answer_without_sources_has_no_list_of_them() -> None:
    assert sources_text(reply("q", say("Hello.", supported=None))) == ""


def test_control_characters_of_a_document_do_not_reach_the_terminal() -> None:
    document = make_document("a.txt", "\x1b[2Jwiped\x07 clean\x9b1m", title="t\x1b]0;owned\x07")
    answer = reply("q", say("It says wiped\x1b[31m [1].", cite(document, document.text, 1)))
    for text in (to_text(answer), to_markdown(answer), hits_text([hit(document, document.text)])):
        assert not set(text) & {"\x1b", "\x07", "\x9b"}
        assert "wiped" in text


def test_the_sources_in_markdown_are_no_part_of_a_list_above_them() -> None:
    document = make_document("a.md", "Tea. Jam.")
    said = [say(f"- {word} [1].\n", cite(document, word, 1)) for word in ("Tea", "Jam")]
    assert "- Jam [1].\n\nSources:\n\n- \\[1\\]" in to_markdown(reply("q", *said))
    assert "Sources:" not in to_markdown(reply("q", say("Hello.")))


def test_markdown_fetches_nothing_where_it_is_pasted() -> None:
    document = make_document("a.md", "![x](http://203.0.113.9/a) <img src=http://203.0.113.9/b>", title="<b>*t*")
    answer = reply("q", say("See ![y](http://203.0.113.9/c) <script>x</script> [1].", cite(document, document.text, 1)))
    markdown = to_markdown(answer)
    assert "\\![y](http" in markdown
    assert "\\<script>" in markdown
    assert "\\!\\[x\\](http" in markdown
    assert "\\<img" in markdown
    assert "\\<b\\>\\*t\\*" in markdown


def test_hits_are_ranked_with_place_and_score() -> None:
    hits = [hit(HANDBOOK, LEAVE, 0.75), hit(GUIDE, LOST, 0.5)]
    lines = hits_text(hits).split("\n")
    assert lines[0] == "1. Employee handbook, p. 2 [hr/handbook.pdf], 0.750"
    assert lines[1] == f"   {LEAVE}"
    assert lines[3] == "2. Security guide [security.md], 0.500"
    assert [h["score"] for h in hits_json(hits)] == [0.75, 0.5]
    assert hits_text([]) == "Nothing was found."


def test_a_label_names_the_page_only_where_there_is_one() -> None:
    assert label(cite(HANDBOOK, LEAVE, 1).passage) == "Employee handbook, p. 2"
    assert label(cite(GUIDE, LOST, 1).passage) == "Security guide"


def test_one_line_is_one_line_and_says_that_it_was_cut() -> None:
    assert one_line(" a\n\n b\tc ") == "a b c"
    assert one_line("abcdef", 4) == "abc…"
    assert one_line("abcd", 4) == "abcd"


def test_a_passage_from_an_archive_is_named_by_the_file_in_it_and_its_page() -> None:
    document = make_document("old/papers.zip", SECURITY, title="papers")
    found = hit(document, LOST).passage
    for heading, name in {
        "notes/a.md > Keys": "papers.zip/notes/a.md",
        "terms of use.pdf > page 3 > Keys": "papers.zip/terms of use.pdf, p. 3",
        "2.1 Keys": "papers",  # a document that is only named like an archive
    }.items():
        assert label(replace(found, heading=heading)) == name


def test_documents_that_disagree_are_shown_with_their_dates() -> None:
    conflict = Conflict((quote(cite(HANDBOOK, LEAVE, 1)), quote(cite(GUIDE, LOST, 2))), ("2026", "2024"))
    answer = replace(mixed_answer(), conflicts=(conflict,))
    lines = (
        f"Your documents disagree:\n2026, Employee handbook, p. 2: “{LEAVE}” [1]\n2024, Security guide: “{LOST}” [2]"
    )
    assert lines in to_text(answer)
    assert "Your documents disagree" in to_markdown(answer)
    assert [side["date"] for side in to_json(answer)["conflicts"][0]] == ["2026", "2024"]  # type: ignore[index]


def test_the_documents_of_a_disagreement_are_among_the_sources() -> None:
    conflict = Conflict((quote(cite(HANDBOOK, LEAVE, 1)), quote(cite(GUIDE, LOST, 2))), ("2026", "2024"))
    answer = replace(reply("q", say("So [1].", cite(HANDBOOK, LEAVE, 1))), conflicts=(conflict,))
    for shown in (sources_text(answer), to_text(answer)):
        assert f"[2] Security guide: “{LOST}”" in shown
    assert f"Security guide: “{LOST}”" in to_markdown(answer)
    assert [citation["number"] for citation in to_json(answer)["citations"]] == [1, 2]  # type: ignore[attr-defined]


def test_repaired_citations_and_left_out_sentences_are_reported_in_text_and_markdown() -> None:
    corrected = say("So [1].", supported=True, reason="[2] does not support this sentence")
    answer = replace(reply("q", corrected), dropped=(say("Gone.", supported=False),))
    assert "Citation corrected: [2] does not support this sentence: “So [1].”" in to_text(answer)
    assert "One sentence that your documents do not support was left out." in to_text(answer)
    assert "was left out" in to_markdown(answer)
    assert to_json(answer)["dropped"][0]["text"] == "Gone."  # type: ignore[index]


def test_a_sentence_in_doubt_is_reported_in_text_markdown_and_json() -> None:
    answer = reply("q", replace(say("So [1].", supported=True), score=0.14))
    assert "Compare with the source (the check is 14 % sure): “So [1].”" in to_text(answer)
    assert "the check is 14 % sure" in to_markdown(answer)
    assert [s["doubtful"] for s in to_json(answer)["statements"]] == [True]  # type: ignore[attr-defined]
    assert not to_json(mixed_answer())["statements"][0]["doubtful"]  # type: ignore[index]


def test_an_answer_of_another_form_says_so() -> None:
    listed = replace(mixed_answer(), form="list")
    assert to_text(listed).endswith("Answered as a list")
    assert to_json(listed)["form"] == "list"
    assert "Answered" not in to_text(mixed_answer())
