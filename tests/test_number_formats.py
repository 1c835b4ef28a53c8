from datetime import date, datetime, time, timedelta

import pytest

from index.reading.readers.office.number_formats import BUILT_IN, shown, shown_text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.025, "0.0%", "2.5%"),
        (0.19, "0%", "19%"),
        (0.025, "0.0 %", "2.5 %"),
        (42, "00000", "00042"),
        (42, '#,##0.00 "€"', "42.00 €"),
        (1599.99, "#,##0.00\\ [$€-407]", "1,599.99 €"),
        (1234567.891, "[$$-409]#,##0.00", "$1,234,567.89"),
        (-5, '#,##0.00" €";[Red]-#,##0.00" €"', "-5.00 €"),
        (-1234.5, "#,##0.00_);(#,##0.00)", "(1,234.50)"),
        (0, '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-', "-"),
        (-0.001, "0.00", "0.00"),
        (2.675, "0.00", "2.68"),
        (1234567, "#,##0,", "1,235"),
        (2500000, '0.0,,"M"', "2.5M"),
        (1.5, "#.##", "1.5"),
        (0.5, "#.0", ".5"),
        (3, "0.##", "3"),
        (4930123456, "00-0000\\-0000", "49-3012-3456"),
        (12345, "0.00E+00", "1.23E+04"),
        (12345, "##0.0E+0", "12.3E+3"),
        (2.5, "# ?/?", "2 1/2"),
        (0.333, "# ??/??", "1/3"),
        (3.125, "# ?/8", "3 1/8"),
        (0.5, "# ?/100", "50/100"),
        (5, 'General" kg"', "5 kg"),
        (5, '0 "Stück"', "5 Stück"),
        (1, '"yes";;"no"', "yes"),
        (0, '"yes";;"no"', "no"),
        (7, ";;;", ""),
        (150, '[>=100]0" high";0" low"', "150 high"),
        (50, '[>=100]0" high";0" low"', "50 low"),
        (-3, "[Red]0", "-3"),
        (1.25, "[h]:mm", "30:00"),
        (45000.5, "dd.mm.yyyy hh:mm", "15.03.2023 12:00"),
    ],
)
def test_a_number_is_read_as_its_cell_shows_it(value, code, text):
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (date(2026, 3, 1), "dd.mm.yyyy", "01.03.2026"),
        (date(2026, 3, 1), "yyyy-mm-dd", "2026-03-01"),
        (date(2026, 3, 1), "d mmmm yyyy", "1 March 2026"),
        (date(2026, 3, 1), "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "Sunday, March 01, 2026"),
        (date(2026, 3, 1), "mmm-yy", "Mar-26"),
        (datetime(2026, 3, 1, 14, 5), "yyyy-mm-dd hh:mm", "2026-03-01 14:05"),
        (datetime(2026, 3, 1, 14, 5), "h:mm AM/PM", "2:05 PM"),
        (time(9, 30), "hh:mm", "09:30"),
        (timedelta(days=1, hours=6), "[h]:mm", "30:00"),
        (timedelta(hours=1), "[hh]:mm:ss", "01:00:00"),
        (timedelta(minutes=90), "[mm]", "90"),
        (timedelta(minutes=2, seconds=5), "mm:ss", "02:05"),
    ],
)
def test_a_date_or_a_time_is_read_in_the_format_of_its_cell(value, code, text):
    assert shown(value, code) == text


@pytest.mark.parametrize("code", ["", "General", "@", "x" * 300])
def test_a_format_that_says_nothing_leaves_the_value(code):
    assert shown(1.5, code) is None


@pytest.mark.parametrize(
    "code", ["[", '"', "\\", "E+", "0E+", "/", "?/", "0/0", "%", ",,,", "0.0.0", "[h", "y" * 99, *BUILT_IN.values()]
)
@pytest.mark.parametrize("value", [0, 1.5, -2e300, 1e-300, date(1900, 1, 1), timedelta(days=-1)])
def test_any_code_is_survived(value, code):
    assert isinstance(shown(value, code), str | None)


@pytest.mark.parametrize(
    ("text", "code", "shown_as"),
    [
        ("17a", '"Nr. "@', "Nr. 17a"),
        ("none", '0.00;-0.00;0;@" (stated)"', "none (stated)"),
        ("17a", "@", "17a"),
        ("17a", '"@"0', "17a"),
        ("17a", "0.00", "17a"),
    ],
)
def test_a_text_is_read_with_the_words_that_its_format_puts_around_it(text, code, shown_as):
    assert shown_text(text, code) == shown_as


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("[$-407]d. mmmm yyyy", "5. März 2024"),
        ("[$-de-DE]ddd, dd. mmm yy", "Di, 05. Mrz 24"),
        ("[$-40C]dddd d mmmm yyyy", "mardi 5 mars 2024"),
        ('[$-C0A]d" de "mmmm" de "yyyy', "5 de marzo de 2024"),
        ("[$-415]d mmmm yyyy", "5 marca 2024"),
        ("[$-415]mmmm yyyy", "marzec 2024"),
        ('[$-411]ggge"年"m"月"d"日"', "令和6年3月5日"),
        ("[$-411]ge.m.d", "R6.3.5"),
        ("aaaa", "火曜日"),
        ("m/d(aaa)", "3/5(火)"),
        ('[$-804]yyyy"年"m"月"d"日" dddd', "2024年3月5日 星期二"),
        ("[$-409]mmmm d, yyyy", "March 5, 2024"),
        ("[$-F800]dddd, mmmm dd, yyyy", "Tuesday, March 05, 2024"),
        ("[$-zz]d mmm", "5 Mar"),
    ],
)
def test_dates_have_the_names_of_the_language_that_their_format_states(code, text):
    assert shown(datetime(2024, 3, 5), code) == text


def test_letters_beside_a_number_are_words():
    assert shown(4, '0 "page"') == "4 page"
    assert shown(4, "0 e") == "4 e"
