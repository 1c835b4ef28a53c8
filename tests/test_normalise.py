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
        ("10⁶ l, 10⁻¹² m, 3², m², H₂O, 42¹", "10^6 l, 10^−12 m, 3^2, m2, H2O, 42^1"),
        ("101₂ and CO₂, 10ⁿ, (a+b)², 42① of ①", "101_2 and CO2, 10^n, (a+b)^2, 42 1 of 1"),
        ("1½ l, ½ l, 3⅔", "1 1/2 l, 1/2 l, 3 2/3"),
        ("", ""),
    ],
)
def test_what_only_changes_the_look_is_gone(text, searched):
    assert normalise(text) == searched
    assert normalise(searched) == searched
