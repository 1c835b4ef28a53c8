import pytest

from index.text.normalise import normalise


@pytest.mark.parametrize(
    ("text", "searched"),
    [
        ("  a\r\n\tb\u00a0c ", "a b c"),
        ("co\u00adope\u200brate\ufeff", "cooperate"),
        ("\u202eabc\u202c", "abc"),
        ("ﬁne ＡＢＣ", "fine ABC"),
        ("cafe\u0301", "café"),
        ("", ""),
    ],
)
def test_what_only_changes_the_look_is_gone(text, searched):
    assert normalise(text) == searched
    assert normalise(searched) == searched
