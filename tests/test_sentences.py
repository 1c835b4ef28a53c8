import random

import pytest

from index.text.sentences import sentence_spans


def sentences(text):
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "marked",  # ¦ stands where a sentence ends
    [
        "One.¦ Two!¦ Three?¦ Four",
        "Dr. Lee met Mr. J. K. Hall, Ph.D.¦ They spoke.",
        "It cost 3.5 million, i.e. 17 % of No. 4, see Fig. 3.¦ No.¦ Yes.",
        "He lives in the U.S.¦ He likes it.¦ U.S. Steel pays at 5 p.m. on Monday.",
        "Acme Inc. Munich makes pumps.¦ It was sold to Acme Inc.¦ The price is secret.",
        "The St. Paul branch is on Main St.¦ It took 5 ms.¦ She sat.¦ Bob left.",
        "Use v1.2.3.¦ See https://a.example/b.html?x=1.¦ Mail me@a.example.¦ Go",
        "“Is it?” he asked.¦ “Yes.”¦ (It was.)¦ She left... and came back.¦ Wait...¦ What?",
        "We use iPhones.¦ iPhones are good.",
        "- 4. Open the lid.¦\n- 5. Close it.¦ We have 4.¦ That is all.",
        "Steps: 1. Open the lid.¦ 2. Close it.¦ That is all in chapter 2.¦ The end.",
        "Am 3. Oktober 1990 wurde gefeiert.¦ Es war z.B. laut.",
        "¿Qué pasa?¦ ¡Hola!¦ Nada.",
        "这是第一句。¦“第二句！”¦第三句？",
        "यह पहला वाक्य है।¦ यह दूसरा है।",
        "ร้านเปิดทุกวันตั้งแต่แปดโมงเช้าถึงหกโมงเย็น ¦ที่จอดรถสำหรับลูกค้าไม่มีค่าใช้จ่าย",
        "Սա առաջինն է։¦ Սա երկրորդն է։",
        "هل هذا سؤال؟¦ نعم.¦ هذا جواب۔",
    ],
)
def test_a_sentence_ends_at_a_full_stop_that_is_no_abbreviation(marked):
    assert sentences(marked.replace("¦", "")) == [sentence.strip() for sentence in marked.split("¦")]


def test_markers_belong_to_the_sentence_before_them():
    text = "It fell 17 % [2]. Nvidia lost more. [1] The largest ever.[3][4] See also [5, 6]. Yes."
    assert sentences(text) == [
        "It fell 17 % [2].",
        "Nvidia lost more. [1]",
        "The largest ever.[3][4]",
        "See also [5, 6].",
        "Yes.",
    ]


def test_a_line_break_inside_prose_ends_nothing_but_a_blank_line_does():
    assert sentences("We hope that you\r\nenjoy it\r\n\r\nThe end") == ["We hope that you\r\nenjoy it", "The end"]


def test_items_headings_rows_and_fields_are_sentences_of_their_own():
    expected = [
        "# Leave",
        "It is 30 days",
        "- full time",
        "- part time,\n  too",
        "1. first",
        "2) second",
        "name: Ada | born: 1815",
        "note: She wrote. He built. | by: Ada",
        "| a | b |",
        "To: Bob",
    ]
    assert sentences("\n".join(expected)) == expected


def test_a_comment_of_source_code_is_one_sentence_with_the_line_below_it():
    code = [
        "/* The pump. For all houses. */",
        "#define MAX 5",
        "/* Stops at once, without the ramp. Only in an emergency. */\nvoid halt(void);",
        "/**\n * Waits. Then stops.\n * @param ms how long\n */\npublic void park(int ms) {",
        "// Wait first. It is hot.\n  // Then go.\n  go();",
        "return 3;",
        "/* Opens it. Slowly. */ void open(void);",
    ]
    text = "\n\n".join(code[:2]) + "\n" + "\n".join(code[2:])
    assert sentences(text) == code
    assert sentences("See https://a.b/c. // is a comment. So is this.") == [
        "See https://a.b/c.",
        "// is a comment.",
        "So is this.",
    ]


def test_sums_below_each_other_are_sentences_of_their_own():
    sums = ["Subtotal CHF 2'473.60", "Postage CHF 86.40", "Total: 2,560.00 CHF"]
    assert sentences("\n".join(sums)) == sums
    assert sentences("In the year 2024\nAda counted 12 birds.") == ["In the year 2024\nAda counted 12 birds."]


def test_a_title_above_wrapped_prose_is_a_sentence_of_its_own():
    text = "Welcome\nThis handbook tells you what you need to know about\nworking with us."
    assert sentences(text) == ["Welcome", "This handbook tells you what you need to know about\nworking with us."]


def test_only_the_asked_part_is_looked_at():
    text = "One. Two. Three."
    assert [text[a:b] for a, b in sentence_spans(text, 5, 12)] == ["Two.", "Th"]


@pytest.mark.parametrize("seed", range(20))
def test_every_character_but_white_space_is_in_exactly_one_sentence(seed):
    draw = random.Random(seed)
    lines = [" ", "  ", "\n", "\n\n", "\r\n", "\u2028", "\x0c"]
    marks = [".", "!", "…", "。", "[1]", "|", "- ", "# ", "Mr", "a", "B", "7", "\0", '"', "//", "/* ", "*/"]
    text = "".join(draw.choices(lines + marks, k=300))
    spans = sentence_spans(text)
    covered = [i for start, end in spans for i in range(start, end)]
    assert covered == sorted(set(covered))
    assert all(text[i].isspace() for i in set(range(len(text))) - set(covered))
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)


@pytest.mark.parametrize(
    "piece",
    [
        ".",
        "a.",
        '."',
        "-",
        "A-",
        "A ",
        ".[1]",
        "x | ",
        "。",
        "Mr. ",
        "\n",
        " ",
        "[1]",
        ". [1",
        "/* ",
        "// ",
        "//\n",
        "*/\n",
    ],
)
@pytest.mark.timeout(20)
def test_no_text_takes_more_than_linear_time(piece):
    text = piece * (200_000 // len(piece)) + "x"
    spans = sentence_spans(text)
    assert spans[-1][1] == len(text)
