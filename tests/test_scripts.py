import pytest

from index.reading.readers.scripts import lowered, mark, power, raised, with_scripts


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (f"10{raised('6')} cells", "10^6 cells"),
        (f"10{raised('−12')} F", "10^−12 F"),
        (f"2{raised('n+1')}", "2^(n+1)"),
        (f"100{raised('2')} cells, 3·10{raised('8')} m", "100^2 cells, 3·10^8 m"),
        (f"15{raised('2')} = 225 and 125{raised('2')} = 15625", "15^2 = 225 and 125^2 = 15625"),
        (f"5 m{raised('2')}", "5 m²"),
        (f"3 kg m{raised('-3')} s{raised('-1')}", "3 kg m⁻³ s⁻¹"),
        (f"40 km{raised('2')}.", "40 km²."),
        (f"E = mc{raised('2')}", "E = mc²"),
        (f"x{raised('2')} + e{raised('x')} + x{raised('n+1')}", "x² + e^x + x^(n+1)"),
        (f"(a+b){raised('2')}", "(a+b)^2"),
        (f"H{lowered('2')}O and CO{lowered('2')}", "H₂O and CO₂"),
        (f"SO{lowered('4')}{raised('2−')} and Na{raised('+')}", "SO₄²⁻ and Na⁺"),
        (f"of {raised('14')}C", "of ¹⁴C"),
        (f"5{raised('1')}⁄4 inch", "5 1⁄4 inch"),
        (f"O{lowered('16')}X{raised('11')}", "O₁₆X¹¹"),
        (f"N{lowered('(8-b)')}", "N_(8-b)"),
        (f"V{lowered('max')} of 101{lowered('2')}", "V_max of 101_2"),
        (f"25{raised('o')}C and 200 {raised('o')}", "25°C and 200 ᵒ"),
    ],
)
def test_powers_and_indices_never_look_like_more_of_the_number_or_word(text, written):
    assert with_scripts(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (f"42 euros{raised('1')} a month", "42 euros ¹ a month"),
        (f"costs 42.50{raised('2')}", "costs 42.50 ²"),
        (f"pris 95 kr{raised('2')}", "pris 95 kr ²"),
        (f"costs € 1,250{raised('3')}", "costs € 1,250 ³"),
        (f"12{raised('1')} of them", "12 ¹ of them"),
        (f"paid monthly.{raised('1')} Then", "paid monthly.¹ Then"),
        (f"paid 42.{raised('1')} Then", "paid 42. ¹ Then"),
        (f"at 8%{raised('1,2')}", "at 8% ¹,²"),
        (f"(without value added tax){raised('1')}", "(without value added tax) ¹"),
        (f"{raised('1')}Without tax", "¹ Without tax"),
        (f"{raised('1')}We refer", "¹ We refer"),
        (f"10{mark('2')} days", "10 ² days"),
        (f"fees{raised('[12]')}", "fees[12]"),
        (f"in 2023{raised('[4]')} and 90{raised('[5, 6]')}", "in 2023[4] and 90[5, 6]"),
        (f"fees{raised('*')}", "fees*"),
        (f"25{raised('a')}", "25 ᵃ"),
        (f"in 2024{raised('3')} and 1985{raised('2')}.", "in 2024 ³ and 1985 ²."),
        (f"the 300{raised('2')} euros, 45{raised('3')} %", "the 300 ² euros, 45 ³ %"),
        (f"for 19{raised('99')} € each", "for 19 ⁹⁹ € each"),
        (f"for 9.{raised('99')} euros, in 2024.{raised('12')} Then", "for 9.99 euros, in 2024. ¹² Then"),
        (f"about 7,250{raised('4')} people", "about 7,250 ⁴ people"),
    ],
)
def test_marks_of_footnotes_stick_to_no_number_or_word(text, written):
    assert with_scripts(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (f"the 1{raised('st')} and 2{raised('nd')}", "the 1st and 2nd"),
        (f"Brand{raised('TM')}", "BrandTM"),
        (f"M{raised('me')} Curie", "Mme Curie"),
        (raised("A whole line that is raised."), "A whole line that is raised."),
    ],
)
def test_what_is_raised_only_for_its_looks_stays_as_it_is(text, written):
    assert with_scripts(text) == written


def test_raised_over_lowered_with_a_slash_is_a_fraction():
    assert with_scripts(f"5{raised('1')}/{lowered('2')} cups") == "5 1/2 cups"


def test_neighbours_are_one_and_what_is_nested_is_written_from_the_inside_out():
    assert with_scripts(f"10{raised('1')}{raised('2')}") == "10^12"
    assert with_scripts(f"e{power('x' + power('2'))}") == "e^(x²)"


def test_a_text_that_holds_such_code_points_loses_them_and_nothing_else():
    assert with_scripts("a\ufdd4b\ufdd0c") == "abc"


def test_ordinals_of_roman_numbers_stay_ordinals():
    assert with_scripts("le XIX" + raised("e") + " siècle") == "le XIXe siècle"
