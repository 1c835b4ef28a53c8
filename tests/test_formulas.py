import pytest
from lxml import etree

from index.reading.readers.formulas import linear
from index.reading.readers.scripts import with_scripts


def written(xml):
    return with_scripts(linear(etree.fromstring(xml)))


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("<mi>y</mi><mo>=</mo><mfrac><mn>12</mn><mn>5</mn></mfrac>", "y=12/5"),
        ("<mn>2</mn><mfrac><mn>1</mn><mn>2</mn></mfrac>", "2 1/2"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac>", "(a+b)/c"),
        ("<msup><mn>10</mn><mn>6</mn></msup>", "10^6"),
        ("<mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>", "mc²"),
        ("<msup><mi>e</mi><mrow><mo>−</mo><mi>k</mi><mo>\u2062</mo><mi>t</mi></mrow></msup>", "e^(−kt)"),
        ("<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>", "x₁²"),
        ("<msqrt><mi>a</mi><mo>+</mo><mi>b</mi></msqrt>", "√(a+b)"),
        ("<mroot><mi>a</mi><mn>5</mn></mroot>", "root(5, a)"),
        (
            "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>i</mi>",
            "∑_(i=1)^n i",
        ),
        ("<mover><mi>x</mi><mo>¯</mo></mover>", "x"),
        ("<mfenced><mi>a</mi><mi>b</mi></mfenced>", "(a, b)"),
        ("<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr></mtable>", "[1, 2]"),
        ("<semantics><mi>a</mi><annotation>\\alpha</annotation></semantics>", "a"),
        ("<mmultiscripts><mi>C</mi><mprescripts/><mn>6</mn><mn>14</mn></mmultiscripts>", "₆¹⁴C"),
        ('<mfrac linethickness="0"><mi>n</mi><mi>k</mi></mfrac>', "n over k"),
        ("<mfrac><mn>1</mn></mfrac>", "1/"),
    ],
)
def test_mathml_becomes_a_line(formula, text):
    assert written(f"<math>{formula}</math>") == text


def run(text):
    return f"<r><t>{text}</t></r>"


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (f"{run('y=')}<f><num>{run('12')}</num><den>{run('5')}</den></f>", "y=12/5"),
        (f"<sSup><e>{run('10')}</e><sup>{run('6')}</sup></sSup>", "10^6"),
        (f"<sSub><e>{run('CO')}</e><sub>{run('2')}</sub></sSub>", "CO₂"),
        (f"<sSubSup><e>{run('x')}</e><sub>{run('1')}</sub><sup>{run('2')}</sup></sSubSup>", "x₁²"),
        (f'<f><fPr><type val="noBar"/></fPr><num>{run("n")}</num><den>{run("k")}</den></f>', "n over k"),
        (f"<rad><deg/><e>{run('a+b')}</e></rad>", "√(a+b)"),
        (f"<d><e>{run('a+b')}</e></d>", "(a+b)"),
        (f'<d><dPr><begChr val="["/><endChr val="]"/></dPr><e>{run("a")}</e></d>', "[a]"),
        (f'<nary><naryPr><chr val="∑"/></naryPr><sub>{run("i=1")}</sub><sup>{run("n")}</sup><e>{run("i")}</e></nary>',
         "∑_(i=1)^n i"),
        (f"<func><fName>{run('sin')}</fName><e>{run('x')}</e></func>", "sin x"),
        (f"<m><mr><e>{run('1')}</e><e>{run('2')}</e></mr></m>", "[1, 2]"),
        (f"<eqArr><e>{run('a=1')}</e><e>{run('b=2')}</e></eqArr>", "a=1; b=2"),
        (f"<limLow><e>{run('lim')}</e><lim>{run('n→∞')}</lim></limLow>{run('a')}", "lim_n→∞ a"),
    ],
)  # fmt: skip
def test_a_formula_of_word_becomes_a_line(formula, text):
    assert written(f"<oMath>{formula}</oMath>") == text


def test_a_product_below_a_fraction_is_in_brackets():
    half = "<mfrac><mrow><mi>a</mi></mrow><mrow><mn>2</mn><mi>c</mi></mrow></mfrac>"
    assert written(f"<math>{half}</math>") == "a/(2c)"
